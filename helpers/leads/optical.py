"""Clustering the pixels of an optical scene, block by block.

A model is fitted on a sample of pixels and then predicts lazily, so that a scene never
has to be in memory. Models are scikit-learn's; what is here feeds them.
"""

import dask.array as da
import numpy as np
import xarray as xr
from scipy.ndimage import uniform_filter

from helpers.errors import BadInput

NO_DATA = -1


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


def features(image, texture=None, window=5):
    """Gather what a pixel is described by.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``band``, ``y`` and ``x``, in memory or lazy.
    texture : str, optional
        Adds the local standard deviation of this band, over the pixels with data.
    window : int
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
        stack = xr.concat([stack, _texture(image, texture, window)], "feature")
    return stack.where(known).transpose("feature", "y", "x")


def _texture(image, band, window):
    if band not in image.band:
        raise BadInput(
            f"There is no band {band!r} to take the texture of: give one of "
            f"{', '.join(image.band.values)}."
        )
    if window < 3 or window % 2 == 0:
        raise BadInput(f"window = {window}: give an odd number of pixels from 3 on.")
    one = image.sel(band=band, drop=True)
    if isinstance(one.data, da.Array):
        spread = da.map_overlap(
            local_std,
            one.data,
            depth=window // 2,
            boundary="reflect",
            window=window,
            dtype="float32",
            meta=np.empty((0, 0), "float32"),
        )
    else:
        spread = local_std(one.values, window)
    texture = one.copy(data=spread).expand_dims(feature=[f"{band} texture"])
    return texture.astype(image.dtype)


def local_std(values, window):
    """Give the standard deviation over a square window, of what isn't missing.

    Parameters
    ----------
    values : array, shape (height, width)
    window : int

    Returns
    -------
    array of float32, shape (height, width)
        NaN where the pixel itself is missing.
    """
    known = np.isfinite(values)
    centred = np.where(known, values - np.nanmean(values) if known.any() else 0, 0)
    weight, mean, square = (
        uniform_filter(part.astype("float64"), window, mode="reflect")
        for part in (known, centred, centred**2)
    )
    weight = np.where(known, weight, 1)
    variance = square / weight - (mean / weight) ** 2
    return np.where(known, np.sqrt(np.maximum(variance, 0)), np.nan).astype("float32")


def sample(stack, size=20_000, blocks=16, seed=0):
    """Draw pixels with data, from a few blocks drawn at random.

    Parameters
    ----------
    stack : xarray.DataArray
        From :func:`features`.
    size : int
        Pixels wanted; fewer come where the blocks hold fewer.
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
    return rows[rng.permutation(len(rows))[:size]].astype("float64")


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


def darkest_first(model, rows):
    """Number a model's clusters by the mean of their first feature, from dark to bright.

    Parameters
    ----------
    model : scikit-learn estimator
        Fitted, with ``predict``.
    rows : array, shape (n, features)

    Returns
    -------
    array of int, shape (clusters,)
        The clusters of the model in that order; one that no row falls into comes last.
    """
    labels = model.predict(rows)
    count = np.maximum(np.bincount(labels), 1)
    mean = np.bincount(labels, rows[:, 0]) / count
    mean[np.bincount(labels) == 0] = np.inf
    return np.argsort(mean)


def classify(stack, model, order):
    """Give each pixel its cluster.

    Parameters
    ----------
    stack : xarray.DataArray
        From :func:`features`; lazy in, lazy out.
    model : scikit-learn estimator
        Fitted on rows of the same features.
    order : array of int
        From :func:`darkest_first`: cluster ``order[0]`` is called 0.

    Returns
    -------
    xarray.DataArray of int8
        Over ``y`` and ``x``; −1 where there is no data.
    """
    rank = np.argsort(order).astype("int8")

    def predict(block):
        return _per_pixel(block, lambda rows: rank[model.predict(rows)], NO_DATA, "int8")

    return _applied(stack, predict, "int8")


def probability(stack, model, cluster):
    """Give each pixel's posterior probability to belong to a cluster.

    Parameters
    ----------
    stack : xarray.DataArray
        From :func:`features`; lazy in, lazy out.
    model : scikit-learn estimator
        Fitted, with ``predict_proba``.
    cluster : int
        As the model numbers them.

    Returns
    -------
    xarray.DataArray of float32
        Over ``y`` and ``x``; NaN where there is no data.
    """

    def posterior(block):
        return _per_pixel(
            block, lambda rows: model.predict_proba(rows)[:, cluster], np.nan, "float32"
        )

    return _applied(stack, posterior, "float32")


def cloud_densities(model, values):
    """Give the density of each cloud of a mixture over one feature.

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        A ``StandardScaler``, then a ``GaussianMixture``, fitted on one feature.
    values : array, shape (n,)
        Of that feature, before it is scaled.

    Returns
    -------
    array, shape (clusters, n)
        Per unit of the feature, weighted; their sum is the mixture's density.
    """
    scaled = model[0].transform(np.reshape(values, (-1, 1)))
    total = np.exp(model[-1].score_samples(scaled)) / model[0].scale_[0]
    return model[-1].predict_proba(scaled).T * total


def _per_pixel(block, function, fill, kind):
    known = np.isfinite(block).all(0)
    out = np.full(block.shape[1:], fill, kind)
    if known.any():
        out[known] = function(block[:, known].T.astype("float64"))
    return out


def _applied(stack, function, kind):
    data = stack.data
    if isinstance(data, da.Array):
        data = data.rechunk({0: -1})
        result = data.map_blocks(function, drop_axis=0, dtype=kind)
    else:
        result = function(data)
    coords = {name: stack[name] for name in ("y", "x") if name in stack.coords}
    return xr.DataArray(result, dims=("y", "x"), coords=coords)
