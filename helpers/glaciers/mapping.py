"""From stacks of images to a map of classes, block by block, and what the map is worth."""

import dask.array as da
import numpy as np
import pandas as pd
import xarray as xr
from scipy import ndimage

from helpers.errors import BadInput
from helpers.glaciers import comparison, cpazmal, series, vote
from helpers.glaciers.statistics import check_size, log_cumulants, moments, ratio

FEATURES = (
    *(f"{pol}_{name}" for pol in ("HH", "HV") for name in series.CUMULANTS),
    *(f"ratio_{name}" for name in series.MOMENTS),
)
"""Names of the features, as in :func:`series.of_windows`."""


def window_features(amplitude, size, names=FEATURES):
    """Describe the window around each pixel at each date.

    Parameters
    ----------
    amplitude : array, shape (2, dates, rows, columns)
        HH and HV, positive, NaN where missing.
    size : int
        Side of the window in pixels, odd.
    names : sequence of str
        Among :data:`FEATURES`.

    Returns
    -------
    numpy.ndarray, shape (features, dates, rows, columns)
        In the order of ``names``; NaN where less than half of the window has a value.

    Raises
    ------
    BadInput
        When the shape, ``size`` or a name does not fit, or a value is not positive.
    """
    amplitude = np.asarray(amplitude)
    _check(amplitude, size, names)
    made = {}
    for kind in dict.fromkeys(name.partition("_")[0] for name in names):
        if kind == "ratio":
            values = moments(ratio(*amplitude, "code"), size, series.MOMENTS)
            parts = series.MOMENTS
        else:
            values = log_cumulants(amplitude[["HH", "HV"].index(kind)], size)
            parts = series.CUMULANTS
        made |= {f"{kind}_{part}": one for part, one in zip(parts, values, strict=True)}
    return np.stack([made[name] for name in names])


def _check(amplitude, size, names):
    unknown = sorted(set(names) - set(FEATURES))
    if unknown or not len(names):
        raise BadInput(
            f"There is no feature {', '.join(unknown) or 'asked for'}: give some of "
            f"{', '.join(FEATURES)}."
        )
    if amplitude.ndim != 4 or len(amplitude) != 2:
        raise BadInput(
            f"amplitude has the shape {amplitude.shape}: give HH and HV, that is (2, "
            "dates, rows, columns)."
        )
    check_size(size, amplitude.shape[-2:])


def features_by_blocks(amplitude, size, names=FEATURES):
    """Describe the windows of a scene that need not fit into memory.

    Each block is handed over with a rim of half a window from its neighbours, so that
    windows across the edges of blocks are whole; beyond the scene nothing is known.

    Parameters
    ----------
    amplitude : dask.array.Array, shape (2, dates, rows, columns)
        Blocks of any size in rows and columns.
    size, names
        As in :func:`window_features`.

    Returns
    -------
    dask.array.Array, shape (features, dates, rows, columns)
        Not computed yet.

    Raises
    ------
    BadInput
        As in :func:`window_features`; for a value once it is computed.
    """
    amplitude = da.asarray(amplitude).rechunk({0: -1, 1: -1})
    _check(amplitude, size, names)
    half = size // 2
    rimmed = da.overlap.overlap(
        amplitude, depth={0: 0, 1: 0, 2: half, 3: half}, boundary={2: np.nan, 3: np.nan}
    )

    def described(block):
        inner = slice(half, -half or None)
        return window_features(block, size, names)[..., inner, inner]

    # those given, but for blocks narrower than a rim, which Dask joins to others
    inner = [tuple(side - 2 * half for side in sides) for sides in rimmed.chunks[2:]]
    chunks = ((len(names),), amplitude.chunks[1], *inner)
    # without "meta" Dask would try the function on an empty block
    return rimmed.map_blocks(described, chunks=chunks, meta=amplitude._meta)


def classify_by_blocks(features, barycentres, radius, rule="mean"):
    """Give every pixel the probability of each class, block by block.

    Parameters
    ----------
    features : dask.array.Array, shape (features, dates, rows, columns)
    barycentres : array, shape (features, classes, dates)
    radius, rule
        As in :func:`vote.classify`.

    Returns
    -------
    dask.array.Array of float32, shape (classes, rows, columns)
        Not computed yet.
    """
    features = da.asarray(features).rechunk({0: -1, 1: -1})
    return features.map_blocks(
        vote.classify,
        barycentres,
        radius,
        rule,
        dtype="float32",
        drop_axis=(0, 1),
        new_axis=0,
        chunks=((np.shape(barycentres)[1],), *features.chunks[2:]),
        meta=np.empty((0, 0, 0), "float32"),
    )


def polygon_pixels(path, groups, dates, size, names=FEATURES):
    """Describe the window around every clear pixel of some polygons.

    Parameters
    ----------
    path : path-like
        The archive.
    groups : sequence of str
    dates : array of datetime64
        Dates that all of them have in both polarisations.
    size, names
        As in :func:`window_features`.

    Returns
    -------
    xarray.Dataset
        ``series`` (pixel, feature, time); along ``pixel``: ``label``, ``group``,
        ``row`` and ``column``. Pixels with too few neighbours are left out.

    Raises
    ------
    BadInput
        When a group lacks a date, or as in :func:`cpazmal.open`.
    """
    parts = []
    for group in groups:
        stack = cpazmal.open(path, group, polarisation=["HH", "HV"])
        lacking = np.setdiff1d(dates, stack.time)
        if lacking.size:
            raise BadInput(
                f"{group} DSC has no images in HH and HV of {lacking[0]:.10}: give dates "
                "that all groups have."
            )
        stack = stack.sel(time=dates)
        amplitude = np.sqrt(stack.intensity.values)
        found = window_features(amplitude, size, names)
        usable = np.isfinite(found).all(axis=(0, 1)) & np.isfinite(amplitude).all(
            axis=(0, 1)
        )
        row, column = np.nonzero(usable)
        kept = {"label": stack.attrs["class"], "group": group, "row": row, "column": column}
        coords = {n: ("pixel", np.broadcast_to(v, row.shape)) for n, v in kept.items()}
        coords |= {"feature": list(names), "time": dates}
        values = found[:, :, usable].transpose(2, 0, 1)
        parts.append(xr.DataArray(values, coords, ("pixel", "feature", "time")))
    return xr.concat(parts, "pixel").to_dataset(name="series")


def without_level(features, axis=1):
    """Subtract from each series its mean over the dates; what is left is its shape."""
    return features - features.mean(axis=axis, keepdims=True)


def borders(surface, width):
    """Find the pixels whose window meets another surface.

    Parameters
    ----------
    surface : array of int, shape (rows, columns)
    width : int
        Side of the window in pixels, odd.

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

    Examples
    --------
    >>> squares((2, 4), 2).tolist()
    [[0, 0, 1, 1], [0, 0, 1, 1]]
    """
    rows, columns = (np.arange(n) // side for n in shape)
    return rows[:, None] * (columns.max() + 1) + columns


def fields(labels):
    """Number the connected patches of equal label; 0 where there is no label.

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


def agreement(guess, truth, groups, draws=300, seed=0):
    """Score a map against the truth.

    Parameters
    ----------
    guess, truth : array of one shape
        Classes; pixels that count only.
    groups : array of that shape
        What is drawn as a whole for the interval, such as fields or squares.
    draws, seed : int
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
    counts = comparison.tally(true, named, groups, names.size)
    weights = comparison.redraw(np.zeros(len(counts)), draws, seed)
    low, high = np.quantile(_macro_f1(np.tensordot(weights, counts, 1)), [0.025, 0.975])
    score = _macro_f1(counts.sum(axis=0))
    values = {"accuracy": np.mean(guess == truth), "macro-F1": score}
    return pd.Series(values | {"low": low, "high": high})


def _macro_f1(counts):
    """Average F1 over the classes that there are: a draw of groups may lack one."""
    present = counts.sum(axis=-1) > 0
    return np.sum(comparison.f1(counts) * present, axis=-1) / present.sum(axis=-1)
