"""Raster files as lazy arrays: rioxarray opens them, each block is read when asked for."""

from os import PathLike
from pathlib import Path

import dask.array as da
import numpy as np
import rioxarray
import xarray as xr
from rasterio.errors import RasterioError

from helpers.errors import BadInput

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
    image = _opened(path, driver, masked)
    chunks = da.core.normalize_chunks((1, BLOCK, BLOCK), image.shape)
    settings = {"path": str(path), "driver": driver, "masked": masked}
    meta = np.empty((0, 0, 0), image.dtype)
    return image.copy(data=da.map_blocks(_block, chunks=chunks, meta=meta, **settings))


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
    layers = {name: open(path, driver)[:1] for name, path in files.items()}
    paths = [Path(path) for path in files.values()]
    grids = [_grid(layer) for layer in layers.values()]
    for path, grid in zip(paths, grids, strict=True):
        if grid != grids[0]:
            raise BadInput(
                f"{path.name} has {grid}, but {paths[0].name} has {grids[0]}: give bands "
                "of one grid."
            )
    image = xr.concat(layers.values(), "band", combine_attrs="override")
    return image.assign_coords(band=list(layers))


def _grid(image):
    """Say what two images of the same grid have in common."""
    (_, height, width), crs = image.shape, image.rio.crs
    edges = " ".join(f"{edge:.10g}" for edge in image.rio.bounds())
    return (
        f"{width} × {height} pixels in {crs.to_string() if crs else 'no CRS'} "
        f"({edges}, {image.dtype})"
    )
