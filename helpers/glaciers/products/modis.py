"""MODIS vegetation series, the usual yardstick for time warping on satellite series.

They are data of the R package *sits*: Simoes et al. (2021), doi:10.3390/rs13132428;
the nine classes of Mato Grosso: Picoli et al. (2018), doi:10.1016/j.isprsjprs.2018.08.007.
"""

import warnings
from pathlib import Path

import numpy as np
import rdata
import xarray as xr

from helpers.errors import BadInput, reading

NEEDED = ("longitude", "latitude", "label", "time_series")


def open(path: str | Path) -> xr.Dataset:
    """Read labelled series from an ``.rda`` file of sits.

    Parameters
    ----------
    path : path-like
        ``samples_modis_ndvi.rda`` or ``samples_mt_9classes.rda``.

    Returns
    -------
    xarray.Dataset
        ``series`` (sample, time, band), float32; ``label`` and the coordinates
        ``longitude``, ``latitude`` over ``sample``; ``date`` (sample, time), since every
        sample has its own year; ``band`` by name, in lower case.

    Raises
    ------
    BadInput
        When there is no such file, it holds no samples of sits or is damaged, or their
        lengths or bands differ.
    """
    with reading(path, "an .rda file of sits"):
        table = _samples(path)
        parts = list(table.time_series)
        bands = [name for name in parts[0].columns if name != "Index"]
        days = np.stack([part.Index.to_numpy(int) for part in parts])
        values = np.stack([part[bands].to_numpy("float32") for part in parts])
        return xr.Dataset(
            {
                "series": (("sample", "time", "band"), values),
                "label": ("sample", table.label.to_numpy(str)),
                "date": (("sample", "time"), days.astype("M8[D]").astype("M8[ns]")),
            },
            coords={
                "band": [name.lower() for name in bands],
                "longitude": ("sample", table.longitude.to_numpy(float)),
                "latitude": ("sample", table.latitude.to_numpy(float)),
            },
            attrs={"source": Path(path).name},
        )


def _samples(path):
    with warnings.catch_warnings():  # rdata warns that it knows no R class "sits"
        warnings.simplefilter("ignore")
        (table,) = rdata.read_rda(path).values()
    table = table[list(NEEDED)]
    layouts = {(part.Index.size, *part.columns) for part in table.time_series}
    if len(layouts) > 1:
        raise BadInput(
            f"{path} has series of {len(layouts)} kinds, by length and bands: give "
            "samples of one kind."
        )
    return table
