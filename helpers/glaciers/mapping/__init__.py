"""From series of images to a map of classes, block by block, and what the map is worth."""

import dask.array as da
import numpy as np
import pandas as pd
from scipy import ndimage

from helpers.errors import BadInput
from helpers.glaciers import comparison, dtw, voting, window_features

PIXELS_AT_A_TIME = 65_536
"""Small enough that what is kept between the steps of a map stays small."""


def features_by_blocks(amplitude, size, names=window_features.FEATURES):
    """Describe the windows of a scene that need not fit into memory.

    Each block is handed over with a rim of half a window from its neighbours, so that
    windows across the edges of blocks are whole; beyond the scene nothing is known.

    Parameters
    ----------
    amplitude : dask.array.Array, shape (2, dates, rows, columns)
        Blocks of any size in rows and columns.
    size, names
        As in :func:`helpers.glaciers.window_features.sliding`.

    Returns
    -------
    dask.array.Array, shape (features, dates, rows, columns)
        Not computed yet.

    Raises
    ------
    BadInput
        As in :func:`helpers.glaciers.window_features.sliding`; for a value, once it is
        computed.
    """
    amplitude = da.asarray(amplitude).rechunk({0: -1, 1: -1})
    window_features.check(amplitude, size, names)
    half = size // 2
    rimmed = da.overlap.overlap(
        amplitude, depth={0: 0, 1: 0, 2: half, 3: half}, boundary={2: np.nan, 3: np.nan}
    )

    def described(block):
        inner = slice(half, -half or None)
        return window_features.sliding(block, size, names)[..., inner, inner]

    # those given, but for blocks narrower than a rim, which Dask joins to others
    inner = [tuple(side - 2 * half for side in sides) for sides in rimmed.chunks[2:]]
    chunks = ((len(names),), amplitude.chunks[1], *inner)
    # without "meta" Dask would try the function on an empty block
    return rimmed.map_blocks(described, chunks=chunks, meta=amplitude._meta)


def classify(features, barycentres, radius):
    """Give every pixel of a scene the probability of each class.

    Of a whole scene, or of a block of one, as :func:`classify_by_blocks` hands it over.

    Parameters
    ----------
    features : array_like, shape (features, dates, ...)
        Series of every pixel, as :func:`helpers.glaciers.window_features.sliding`
        gives them.
    barycentres : array_like, shape (features, classes, samples)
    radius : int or None
        As in :func:`helpers.glaciers.dtw.distances`.

    Returns
    -------
    numpy.ndarray of float32, shape (classes, ...)
        NaN in a pixel that misses any feature at any date.

    Raises
    ------
    BadInput
        When there is not one set of barycentres per feature, or as in the functions
        that it calls.
    """
    barycentres = np.asarray(barycentres, np.float32)
    if np.ndim(features) < 3 or not len(features) or barycentres.ndim != 3:
        raise BadInput(
            f"features and barycentres have the shapes {np.shape(features)} and "
            f"{barycentres.shape}: give (features, dates, …) and (features, classes, "
            "samples)."
        )
    if len(features) != len(barycentres):
        raise BadInput(
            f"There are {len(features)} features and barycentres of {len(barycentres)}: "
            "give the barycentres of each feature."
        )
    places = np.shape(features)[2:]
    series = [np.reshape(feature, (len(feature), -1)).T for feature in features]
    result = np.empty((barycentres.shape[1], len(series[0])), np.float32)
    for start in range(0, len(series[0]), PIXELS_AT_A_TIME):
        pixels = slice(start, start + PIXELS_AT_A_TIME)
        votes = [
            voting.probabilities(dtw.distances(one[pixels], centres, radius, "nan"))
            for one, centres in zip(series, barycentres, strict=True)
        ]
        result[:, pixels] = voting.combine(votes).T
    return result.reshape(len(result), *places)


def classify_by_blocks(features, barycentres, radius):
    """Give every pixel the probability of each class, block by block.

    Parameters
    ----------
    features : dask.array.Array, shape (features, dates, rows, columns)
    barycentres : array, shape (features, classes, dates)
    radius : int or None
        As in :func:`classify`.

    Returns
    -------
    dask.array.Array of float32, shape (classes, rows, columns)
        Not computed yet.
    """
    features = da.asarray(features).rechunk({0: -1, 1: -1})
    chunks = (np.shape(barycentres)[1],), *features.chunks[2:]
    axes = {"drop_axis": (0, 1), "new_axis": 0, "chunks": chunks}
    meta = np.empty((0, 0, 0), "float32")
    return features.map_blocks(classify, barycentres, radius, **axes, meta=meta)


def labels(probabilities):
    """Name each pixel's most probable class by its number.

    Parameters
    ----------
    probabilities : array_like, shape (classes, ...)
        From :func:`classify`.

    Returns
    -------
    numpy.ndarray of int, shape (...)
        −1 where the probabilities are missing.

    Examples
    --------
    >>> labels([[0.2, 0.6, np.nan], [0.8, 0.4, np.nan]]).tolist()
    [1, 0, -1]
    """
    probabilities = np.asarray(probabilities)
    missing = np.isnan(probabilities).any(axis=0)
    return np.where(missing, -1, probabilities.argmax(axis=0))


def borders(surface, width):
    """Find the pixels whose window meets another surface.

    Parameters
    ----------
    surface : array of int, shape (rows, columns)
    width : int
        Side of the window in pixels.

    Returns
    -------
    numpy.ndarray of bool, shape (rows, columns)

    Examples
    --------
    >>> borders(np.array([[1, 1, 1, 2, 2, 2]]), 3).astype(int).tolist()
    [[0, 0, 1, 1, 0, 0]]
    """
    highest = ndimage.maximum_filter(surface, width, mode="nearest")
    return highest != ndimage.minimum_filter(surface, width, mode="nearest")


def squares(shape, side):
    """Number squares of a grid: pixels near each other are alike, and stay together.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the scene.
    side : int
        Of a square, in pixels.

    Returns
    -------
    numpy.ndarray of int, shape (rows, columns)

    Examples
    --------
    >>> squares((2, 4), 2).tolist()
    [[0, 0, 1, 1], [0, 0, 1, 1]]
    """
    rows, columns = (np.arange(n) // side for n in shape)
    return rows[:, None] * (columns.max() + 1) + columns


def fields(labels):
    """Number the connected patches of equal label; 0 where there is no label.

    Parameters
    ----------
    labels : array of int, shape (rows, columns)

    Returns
    -------
    numpy.ndarray of int, shape (rows, columns)
        Pixels that touch at a corner only are of two patches.

    Examples
    --------
    >>> fields(np.array([[3, 3, 0, 3], [5, 0, 0, 3]])).tolist()
    [[1, 1, 0, 2], [3, 0, 0, 2]]
    """
    found = np.zeros(np.shape(labels), int)
    for value in np.unique(labels[labels > 0]):
        patches, _ = ndimage.label(labels == value)
        found = np.where(patches > 0, patches + found.max(), found)
    return found


def accuracy_assessment(guess, truth, groups, n_resamples=300, seed=0):
    """Score a map against the truth.

    Parameters
    ----------
    guess, truth : array of one shape
        Classes; pixels that count only.
    groups : array of that shape
        What is drawn as a whole for the interval, such as fields or squares.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.Series
        ``accuracy``, ``macro-F1`` over the classes that the truth has, and ``low`` and
        ``high``, the interval of 95 % of the macro-F1.

    Raises
    ------
    BadInput
        Where there is no pixel to score, or the sizes differ.
    """
    guess, truth, groups = (np.ravel(x) for x in (guess, truth, groups))
    if not truth.size:
        raise BadInput("No pixel has both a class and a truth: nothing can be scored.")
    if not guess.size == truth.size == groups.size:
        raise BadInput(
            f"guess, truth and groups have {guess.size}, {truth.size} and {groups.size} "
            "pixels: give the same pixels of each."
        )
    names, codes = np.unique(np.concatenate([truth, guess]), return_inverse=True)
    true, named = np.split(codes, 2)
    counts = comparison.confusion_by_group(true, named, groups, names.size)
    weights = comparison.bootstrap_weights(np.zeros(len(counts)), n_resamples, seed)
    low, high = np.quantile(_macro_f1(np.tensordot(weights, counts, 1)), [0.025, 0.975])
    score = _macro_f1(counts.sum(axis=0))
    values = {"accuracy": np.mean(guess == truth), "macro-F1": score}
    return pd.Series(values | {"low": low, "high": high})


def _macro_f1(counts):
    """Average F1 over the classes that there are: a draw of groups may lack one."""
    present = counts.sum(axis=-1) > 0
    return np.sum(comparison.f1(counts) * present, axis=-1) / present.sum(axis=-1)
