"""Readers of the study's data sets, a module per file format."""

from pathlib import Path

import h5py
import xarray as xr

from helpers.errors import BadInput, reading
from helpers.glaciers.products import cpazmal, modis, sentinel1_crops, sentinel1_glacier

_NAMES = {
    sentinel1_glacier: ("Backscatter_Results_*.csv", "NDSI_Results_*.csv"),
    sentinel1_crops: ("S1_GRD-*.nc", "OUTPUT_*.nc"),
    modis: ("*.rda",),
}


def open(path: str | Path, **options) -> xr.Dataset:
    """Open a product with the reader that it needs.

    Parameters
    ----------
    path : path-like
        A CPAZMaL archive (HDF5), or by their own names: a table of the Sentinel-1
        glacier, a file of the Sentinel-1 crop stacks, the folder of either, or an
        ``.rda`` file of MODIS series.
    **options
        The reader's own; a CPAZMaL archive needs the ``group``.

    Returns
    -------
    xarray.Dataset
        As of :func:`helpers.glaciers.products.cpazmal.open`,
        :func:`helpers.glaciers.products.sentinel1_glacier.open`,
        :func:`helpers.glaciers.products.sentinel1_crops.open` or
        :func:`helpers.glaciers.products.modis.open`.

    Raises
    ------
    BadInput
        When it is none of them, or as the reader does.
    """
    path = Path(path)
    with reading(path, "a product of the glacier study"):
        files = [*path.iterdir()] if path.is_dir() else [path]
        for reader, patterns in _NAMES.items():
            if any(file.match(pattern) for file in files for pattern in patterns):
                return reader.open(path, **options)
        if path.is_file() and h5py.is_hdf5(path):
            return cpazmal.open(path, **options)
    raise BadInput(
        f"{path} is no product of the glacier study: give a CPAZMaL archive in HDF5, or "
        "the Sentinel-1 or MODIS files under their own names."
    )
