"""Raster files as lazy arrays: rioxarray opens them, each block is read when asked for."""

from os import PathLike
from pathlib import Path

import dask.array as da
import numpy as np
import rioxarray
import xarray as xr
from rasterio.errors import RasterioError

from helpers.errors import BadInput, reading

BLOCK = 1024
"""Pixels along a side of a block; the blocks of Sentinel-2's own files."""


def open(path: str | PathLike, driver: str, masked: bool = False) -> xr.DataArray:
    """Open an image lazily.

    Parameters
    ----------
    path : path-like
    driver : str
        The one of GDAL's that may open it, such as ``"GTiff"``: others, such as VRT,
        follow names of further files.
    masked : bool
        NaN where the file's no-data value or its alpha band says so; without it the
        file's own type.

    Returns
    -------
    xarray.DataArray
        Over ``band``, ``y`` and ``x`` (centres of pixels), with rioxarray's accessor
        ``rio``. Blocks are read when they are computed, which raises BadInput where the
        file is damaged.

    Raises
    ------
    BadInput
        When the file can't be opened as an image.
    """
    with reading(path, "an image"):
        image = _opened(path, driver, masked)
        blocks = da.map_blocks(
            _block,
            path=str(path),
            driver=driver,
            masked=masked,
            chunks=da.core.normalize_chunks((1, BLOCK, BLOCK), image.shape),
            dtype=image.dtype,
            meta=np.empty((0, 0, 0), image.dtype),
        )
        return image.copy(data=blocks)


def _opened(path, driver, masked):
    try:
        return rioxarray.open_rasterio(path, masked=masked, lock=False, driver=driver)
    except RasterioError:
        raise BadInput(
            f"{path} can't be opened as an image: give a GeoTIFF or a Sentinel-2 product, "
            "or download it again if it is one."
        ) from None


def _block(path, driver, masked, block_info=None):
    (band, _), (top, bottom), (left, right) = block_info[None]["array-location"]
    image = _opened(path, driver, masked)
    try:
        return image[band : band + 1, top:bottom, left:right].values
    except RasterioError:
        raise BadInput(
            f"{path} is damaged near row {top}, column {left}: download it again."
        ) from None


def stack(files: dict[str, str | PathLike], driver: str) -> xr.DataArray:
    """Put the first layers of images of the same grid on top of each other.

    Parameters
    ----------
    files : dict of str to path-like
        By name, the coordinate ``band``.
    driver : str
        As :func:`open` takes it.

    Returns
    -------
    xarray.DataArray
        As :func:`open` gives it.

    Raises
    ------
    BadInput
        When a file can't be opened, or the grids differ.
    """
    layers = {
        name: open(path, driver)[:1].assign_coords(band=[name])
        for name, path in files.items()
    }
    first = next(iter(layers))
    for name, layer in layers.items():
        if _grid(layer) != _grid(layers[first]):
            raise BadInput(
                f"{Path(files[name]).name} has {_said(layer)}, but "
                f"{Path(files[first]).name} has {_said(layers[first])}: give bands of one "
                "grid."
            )
    return xr.concat(layers.values(), "band", combine_attrs="override")


def _grid(image):
    return image.shape, image.rio.transform(), image.rio.crs, image.dtype


def _said(image):
    _, height, width = image.shape
    crs = image.rio.crs
    return f"{width} × {height} pixels in {crs.to_string() if crs else 'no CRS'}"
