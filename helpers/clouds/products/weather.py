"""The weather that goes with each pattern: mean profiles of ERA-Interim.

Rasp et al. (2020), doi:10.1175/BAMS-D-19-0324.1.
"""

from pathlib import Path

import xarray as xr

from helpers import netcdf
from helpers.errors import reading

VARIABLES = tuple(
    f"{name}_isobaric"
    for name in ("Temperature", "Specific_humidity", "Cloud_cover", "Vertical_velocity")
)
"""Those that must be there."""


def open(path: str | Path) -> xr.Dataset:
    """Read the profiles.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    xarray.Dataset
        Temperature, humidity, cloud cover and vertical velocity over ``pattern`` and
        ``pressure`` (hPa), and each one's median over all days, ``…_median``.

    Raises
    ------
    helpers.errors.BadInput
        When the file is missing, damaged or another product.
    """
    product = "ERA-Interim profiles"
    with reading(path, product), netcdf.open(path, product, VARIABLES) as ds:
        return ds.load()
