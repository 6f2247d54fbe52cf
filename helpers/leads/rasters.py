"""Raster files as lazy arrays: each block is read when it is asked for."""

from pathlib import Path

import dask.array as da
import numpy as np
import rasterio
import xarray as xr
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window

from helpers.errors import BadInput

BLOCK = 1024
"""Pixels along a side of a block; the blocks of Sentinel-2's own files."""


def stack(files, names, layers=None):
    """Put images of the same grid on top of each other.

    Parameters
    ----------
    files : sequence of path-like
    names : sequence of str
        One per file, the coordinate ``band``.
    layers : sequence of int, optional
        Which layer of each file to read, counted from 1; by default the first.

    Returns
    -------
    xarray.DataArray
        Over ``band``, ``y``, ``x``, in the files' own type. Each block is read when it
        is computed.

    Raises
    ------
    BadInput
        When a file can't be read, or the grids differ.
    """
    layers = layers or [1] * len(files)
    grids = [_grid(path) for path in files]
    for path, grid in zip(files, grids, strict=True):
        if grid != grids[0]:
            raise BadInput(
                f"{Path(path).name} has {_said(grid)}, but {Path(files[0]).name} has "
                f"{_said(grids[0])}: give bands of one grid."
            )
    (height, width), transform, _, kind = grids[0]
    blocks = [
        da.map_blocks(
            _read,
            path=str(path),
            layer=layer,
            chunks=_chunks(height, width),
            dtype=kind,
            meta=np.empty((0, 0), kind),
        )
        for path, layer in zip(files, layers, strict=True)
    ]
    x = transform.c + transform.a * (np.arange(width) + 0.5)
    y = transform.f + transform.e * (np.arange(height) + 0.5)
    return xr.DataArray(
        da.stack(blocks),
        dims=("band", "y", "x"),
        coords={"band": list(names), "y": y, "x": x},
    )


def corner(ds):
    """Give the x and y of the upper left corner of the first pixel."""
    x, y = ds.x.values, ds.y.values
    return x[0] - (x[1] - x[0]) / 2, y[0] - (y[1] - y[0]) / 2


def describe(path):
    """Give a file's ``crs``, ``count`` of layers, ``nodata``, and ``alpha`` layer or 0."""
    with _opened(path) as image:
        alpha = [i + 1 for i, c in enumerate(image.colorinterp) if c == ColorInterp.alpha]
        return {
            "crs": image.crs,
            "count": image.count,
            "nodata": image.nodata,
            "alpha": alpha[0] if alpha else 0,
        }


def _grid(path):
    with _opened(path) as image:
        return image.shape, image.transform, image.crs, image.dtypes[0]


def _said(grid):
    (height, width), _, crs, _ = grid
    return f"{width} × {height} pixels in {crs.to_string() if crs else 'no CRS'}"


def _opened(path):
    try:
        return rasterio.open(path)
    except RasterioError:
        raise BadInput(
            f"{path} can't be opened as an image: give a GeoTIFF or a Sentinel-2 product, "
            "or download it again if it is one."
        ) from None


def _read(path, layer, block_info=None):
    (top, bottom), (left, right) = block_info[None]["array-location"]
    window = Window(left, top, right - left, bottom - top)
    with _opened(path) as image:
        try:
            return image.read(layer, window=window)
        except RasterioError:
            raise BadInput(
                f"{path} is damaged near row {top}, column {left}: download it again."
            ) from None


def _chunks(height, width):
    return tuple(
        (BLOCK,) * (length // BLOCK) + ((length % BLOCK,) if length % BLOCK else ())
        for length in (height, width)
    )
