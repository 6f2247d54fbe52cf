"""Pixels of an optical scene: which are valid, what describes them, a sample of them."""

import dask.array as da
import numpy as np
import xarray as xr
from scipy.ndimage import uniform_filter

from helpers.errors import BadInput

# MODIS "false colour" shows its bands 7, 2 and 1 as red, green and blue.
COMPOSITES = (("B04", "B03", "B02"), ("band 7", "band 2", "band 1"))


def valid(image):
    """Tell which pixels have a value in every band, and are not black in all.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``band``, ``y`` and ``x``.

    Returns
    -------
    xarray.DataArray of bool
        Over ``y`` and ``x``.
    """
    return image.notnull().all("band") & (image > 0).any("band")


def features(image, texture=None, window_px=5):
    """Gather what a pixel is described by.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``band``, ``y`` and ``x``, in memory or lazy.
    texture : str, optional
        Adds the local standard deviation of this band, over the pixels with data.
    window_px : int
        Pixels along the side of the square that it is taken over; odd.

    Returns
    -------
    xarray.DataArray
        Over ``feature``, ``y`` and ``x``; NaN in every feature where a pixel is not
        valid. Lazy where the image is.

    Raises
    ------
    BadInput
        When the band is not there, or the window is even or below 3.
    """
    known = valid(image)
    stack = image.rename(band="feature")
    if texture is not None:
        stack = xr.concat([stack, _texture(image, texture, window_px)], "feature")
    return stack.where(known).transpose("feature", "y", "x")


def _texture(image, band, window_px):
    if band not in image.band:
        raise BadInput(
            f"There is no band {band!r} to take the texture of: give one of "
            f"{', '.join(image.band.values)}."
        )
    if window_px < 3 or window_px % 2 == 0:
        raise BadInput(f"window_px = {window_px}: give an odd number of pixels from 3 on.")
    one = image.sel(band=band, drop=True)
    if isinstance(one.data, da.Array):
        spread = da.map_overlap(
            local_std,
            one.data,
            depth=window_px // 2,
            boundary="reflect",
            window_px=window_px,
            dtype="float32",
            meta=np.empty((0, 0), "float32"),
        )
    else:
        spread = local_std(one.values, window_px)
    texture = one.copy(data=spread).expand_dims(feature=[f"{band} texture"])
    return texture.astype(image.dtype)


def local_std(values, window_px):
    """Give the standard deviation over a square window, of what isn't missing.

    Parameters
    ----------
    values : array, shape (height, width)
    window_px : int

    Returns
    -------
    array of float32, shape (height, width)
        NaN where the pixel itself is missing.
    """
    known = np.isfinite(values)
    centred = np.where(known, values - np.nanmean(values) if known.any() else 0, 0)
    weight, mean, square = (
        uniform_filter(part.astype("float64"), window_px, mode="reflect")
        for part in (known, centred, centred**2)
    )
    weight = np.where(known, weight, 1)
    variance = square / weight - (mean / weight) ** 2
    return np.where(known, np.sqrt(np.maximum(variance, 0)), np.nan).astype("float32")


def sample(stack, n_pixels=20_000, blocks=16, seed=0):
    """Draw pixels with data, from a few blocks drawn at random.

    Parameters
    ----------
    stack : xarray.DataArray
        From :func:`features`.
    n_pixels : int
        Wanted; fewer come where the blocks hold fewer.
    blocks : int
        Blocks to read of a lazy stack.
    seed : int

    Returns
    -------
    array of float64, shape (n, features)

    Raises
    ------
    BadInput
        When no pixel has data, or all have the same values.
    """
    rng = np.random.default_rng(seed)
    rows = np.concatenate([_rows(part) for part in _parts(stack, blocks, rng)])
    if len(rows) == 0:
        raise BadInput(
            "The scene has no valid pixel: all are missing or 0; give another scene, or "
            "one that the camera saw."
        )
    if (rows == rows[0]).all():
        value = ", ".join(f"{number:g}" for number in rows[0])
        raise BadInput(
            f"All valid pixels have the same value, {value}: there is nothing to cluster; "
            "give another scene."
        )
    return rows[rng.permutation(len(rows))[:n_pixels]].astype("float64")


def _parts(stack, blocks, rng):
    data = stack.data
    if not isinstance(data, da.Array):
        return [data]
    data = data.rechunk({0: -1})
    places = [(i, j) for i in range(data.numblocks[1]) for j in range(data.numblocks[2])]
    chosen = rng.permutation(len(places))[:blocks]
    return da.compute(*(data.blocks[0, places[c][0], places[c][1]] for c in chosen))


def _rows(block):
    rows = block.reshape(len(block), -1).T
    return rows[np.isfinite(rows).all(1)]


def composite(ds, step=1):
    """Give a picture to show: three bands, or one as grey, from 0 to 1.

    Parameters
    ----------
    ds : xarray.Dataset
        A scene, as :func:`helpers.leads.products.open` gives it.
    step : int
        Every how many pixels to take one.

    Returns
    -------
    array, shape (height, width, 3)
        Black where there is no data.
    """
    names = ds.band.values.tolist()
    known = [colours for colours in COMPOSITES if set(colours) <= set(names)]
    shown = list(known[0]) if known else (names * 3)[:3]
    image = ds.image.sel(band=shown)[:, ::step, ::step].transpose("y", "x", "band")
    return image.fillna(0).clip(0, 1).values
