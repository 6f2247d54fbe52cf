"""Dynamic time warping (DTW) of many short series to a few: distances and barycentres.

The distance of a series to a barycentre is the square root of the least sum of squared
differences over all alignments that stay in a Sakoe–Chiba band (Sakoe and Chiba 1978,
doi:10.1109/TASSP.1978.1163055): the same quantity, and the same band, as tslearn's.
"""

from concurrent.futures import ThreadPoolExecutor
from numbers import Integral

import numpy as np
from numba import get_num_threads

from helpers.errors import BadInput
from helpers.glaciers.dtw import kernels

_CHUNK = 8 * kernels.PIXELS  # series that a thread takes at a time
_CHUNK_ALIGNED = kernels.PIXELS  # fewer, as aligning takes longer


def distances(series, barycentres, radius, missing="refuse"):
    """Measure the DTW distance of every series to every barycentre.

    Parameters
    ----------
    series : array_like, shape (n, dates)
        In any unit; computed in single precision. A transposed view of an array laid
        out (dates, n) is read in place.
    barycentres : array_like, shape (k, samples)
        In the same unit. Where ``samples`` differs from ``dates``, the band is widened
        by the difference on the side of the longer, as in tslearn.
    radius : int or None
        Of the Sakoe–Chiba band, in samples: 0 is the Euclidean distance for equal
        lengths, and None leaves the alignment free.
    missing : {"refuse", "nan"}
        What to do with a series that holds a NaN, masked or infinite value: refuse
        it, or give NaN for its distances.

    Returns
    -------
    numpy.ndarray of float32, shape (n, k)
        In the unit of the series.

    Raises
    ------
    BadInput
        When a shape, ``radius`` or ``missing`` is unfit, or a value is not finite.

    Examples
    --------
    >>> distances([[0, 0, 1, 2, 1, 0]], [[0, 1, 2, 1, 0, 0], [0, 0, 0, 0, 0, 0]], 1)
    array([[0.       , 2.4494898]], dtype=float32)
    """
    if missing not in ("refuse", "nan"):
        raise BadInput(f"missing is {missing!r}: give 'refuse' or 'nan'.")
    series = _rows(series, "series")
    barycentres = np.ascontiguousarray(_rows(barycentres, "barycentres"))
    _check_finite(barycentres, "barycentres")
    below, width = _band(series.shape[1], barycentres.shape[1], radius)
    result = np.empty((len(series), len(barycentres)), np.float32)

    def measure(part):
        kernels.measure(series[part], barycentres, below, width, result[part])

    _in_threads(measure, len(series), _CHUNK)
    # Whatever is not finite in a series lies on each of its alignments.
    unfit = ~np.isfinite(result)
    if unfit.any():
        if missing == "refuse":
            _check_finite(series, "series")
        result[unfit] = np.nan
    return result


def barycentre(series, radius, n_iterations=30, start=None):
    """Average series under time warping: DTW barycentre averaging (DBA).

    Every iteration aligns each series with the barycentre, and then puts each of the
    barycentre's samples at the mean of all values that were aligned with it. The
    inertia, the mean of the squared distances, falls each time; the iterations end
    early when it no longer does.

    Parameters
    ----------
    series : array_like, shape (n, dates)
    radius : int or None
        As in :func:`distances`.
    n_iterations : int
        At most this many.
    start : array_like, shape (samples,), optional
        The barycentre to start from, and by its length the length of the result. By
        default the mean of the series date by date.

    Returns
    -------
    numpy.ndarray of float32, shape (samples,)

    Raises
    ------
    BadInput
        As in :func:`distances`; also for no series, or fewer than one iteration.

    References
    ----------
    Petitjean, Ketterlin and Gançarski (2011), Pattern Recognition 44, 678,
    doi:10.1016/j.patcog.2010.09.013.

    Examples
    --------
    >>> series = [[0, 0, 4, 0, 0], [0, 6, 0, 0, 0]]
    >>> barycentre(series, 1, start=series[0])
    array([0., 0., 5., 0., 0.], dtype=float32)
    """
    series = _rows(series, "series")
    _check_finite(series, "series")
    if not len(series):
        raise BadInput("There is no series to average: give at least one.")
    if not isinstance(n_iterations, Integral) or n_iterations < 1:
        raise BadInput(f"n_iterations is {n_iterations!r}: give a whole number from 1 on.")
    centre = series.mean(axis=0, dtype=float) if start is None else start
    centre = _one(centre, "start")
    below, width = _band(series.shape[1], centre.size, radius)
    least = np.inf
    for _ in range(n_iterations):
        inertia, mean = _average_aligned(series, centre, below, width)
        if inertia >= least:
            break
        least, centre = inertia, mean
    return centre


def path(a, b, radius):
    """Find the alignment of two series.

    Parameters
    ----------
    a, b : array_like, shapes (m,) and (n,)
    radius : int or None
        As in :func:`distances`.

    Returns
    -------
    numpy.ndarray of int, shape (steps, 2)
        Pairs of indices into ``a`` and ``b``, from (0, 0) to (m − 1, n − 1). The sum of
        the squared differences along them is the square of the distance, but for the
        rounding of single precision (a millionth). Between ways of equal cost a
        diagonal step goes first, then one that ``a`` takes alone.

    Raises
    ------
    BadInput
        As in :func:`distances`.

    Examples
    --------
    >>> path([0, 1, 1, 0], [0, 1, 0], 1).tolist()
    [[0, 0], [1, 1], [2, 1], [3, 2]]
    """
    cost = np.pad(cost_matrix(a, b, radius), [(1, 0), (1, 0)], constant_values=np.inf)
    row, column = np.subtract(cost.shape, 1)
    pairs = [(row, column)]
    while row > 1 or column > 1:
        before = [(row - 1, column - 1), (row - 1, column), (row, column - 1)]
        row, column = min(before, key=cost.__getitem__)
        pairs.append((row, column))
    return np.array(pairs[::-1]) - 1


def cost_matrix(a, b, radius):
    """Accumulate the squared differences along the best alignment up to each cell.

    Parameters
    ----------
    a, b, radius
        As in :func:`path`.

    Returns
    -------
    numpy.ndarray of float32, shape (m, n)
        Infinite outside the band. The last cell is the square of the distance.

    Raises
    ------
    BadInput
        As in :func:`distances`.

    Examples
    --------
    >>> cost_matrix([0, 1, 2], [0, 2, 2], 1)
    array([[ 0.,  4., inf],
           [ 1.,  1.,  2.],
           [inf,  1.,  1.]], dtype=float32)
    """
    a, b = _one(a, "a"), _one(b, "b")
    return kernels.accumulate(a[None], b, *_band(a.size, b.size, radius))


def _rows(values, name):
    """Return an array (rows, samples) in single precision, whatever its layout."""
    if np.ma.isMaskedArray(values):
        values = values.astype(np.float32).filled(np.nan)
    try:
        rows = np.asarray(values, np.float32)
    except (TypeError, ValueError):
        raise BadInput(
            f"{name} can't be read as rows of numbers of one length: cut or interpolate "
            "them to common dates."
        ) from None
    if rows.ndim != 2 or not rows.shape[1] or (name == "barycentres" and not len(rows)):
        raise BadInput(
            f"{name} has the shape {rows.shape}: give one row per series, of at least one "
            "sample each."
        )
    return rows


def _one(values, name):
    if np.ndim(values) != 1:
        raise BadInput(
            f"{name} has the shape {np.shape(values)}: give one series, a row of numbers."
        )
    row = np.ascontiguousarray(_rows([values], name)[0])
    _check_finite(row, name)
    return row


def _check_finite(values, name):
    unfit = np.count_nonzero(~(np.abs(values) < 1e17))
    if unfit:
        raise BadInput(
            f"{name} holds {unfit} missing or infinite values (or beyond 1e17, too large "
            "to be squared): leave such series out, or fill their gaps."
        )


def _band(dates, samples, radius):
    """Return how far the band reaches below the diagonal, and its width, in samples."""
    widest = max(dates, samples)
    if radius is None:
        radius = widest
    if not isinstance(radius, Integral) or isinstance(radius, bool) or radius < 0:
        raise BadInput(
            f"radius is {radius!r}: give a whole number of samples from 0 on, or None for "
            "no band."
        )
    radius = min(int(radius), widest)
    return radius + max(0, dates - samples), 2 * radius + 1 + abs(dates - samples)


def _in_threads(function, count, chunk):
    """Call a function with slices of ``count`` series, in as many threads as numba has.

    Threads of our own, as numba's can't be shared: Dask may be calling from several.
    """
    parts = [slice(start, start + chunk) for start in range(0, count, chunk)]
    with ThreadPoolExecutor(get_num_threads()) as pool:
        return list(pool.map(function, parts))


def _average_aligned(series, centre, below, width):
    """Return the inertia about a barycentre, and the mean of what is aligned with it."""

    def align(part):
        return kernels.align(series[part], centre, below, width)

    parts = _in_threads(align, len(series), _CHUNK_ALIGNED)
    cost, total, count = map(sum, zip(*parts, strict=True))
    return cost / len(series), (total / count).astype(np.float32)
