"""Has a scene two levels of brightness? What two clusters leave of its variance tells."""

import numpy as np

ONE_LEVEL = 1 - 2 / np.pi
"""What the best two clusters leave of the variance of a normal distribution."""


def variance_left(values):
    """Give the share of the variance that the best two clusters of values leave.

    Near 0 where there are two levels, each almost without spread; :data:`ONE_LEVEL` for a
    normal distribution, which has one; ¼ for values that are spread evenly.

    Parameters
    ----------
    values : array
        NaN are left out.

    Returns
    -------
    float

    Examples
    --------
    >>> round(variance_left([0.1, 0.1, 0.9, 0.9, 0.9]), 9)
    0.0
    """
    values = np.sort(np.asarray(values, float), axis=None)
    values = values[np.isfinite(values)] - np.nanmean(values)
    below = np.arange(1, values.size)
    sums = np.cumsum(values)[:-1]
    between = sums**2 / below + sums**2 / (values.size - below)
    return float(max(0.0, 1 - between.max() / np.sum(values**2)))


def interval(image, square_px, n_resamples=100, seed=0):
    """Give 95 % of :func:`variance_left` over draws of squares of an image.

    Neighbouring pixels are alike, so whole squares are drawn anew.

    Parameters
    ----------
    image : array, shape (height, width)
    square_px : int
        Pixels along a square's side; what is left over at the edges stays out.
    n_resamples, seed : int

    Returns
    -------
    tuple of float
        Low and high.
    """
    rows, columns = (size // square_px for size in image.shape)
    cut = image[: rows * square_px, : columns * square_px]
    squares = cut.reshape(rows, square_px, columns, square_px).swapaxes(1, 2)
    squares = squares.reshape(rows * columns, -1)
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(squares), (n_resamples, len(squares)))
    left = [variance_left(squares[drawn]) for drawn in draws]
    return tuple(np.quantile(left, [0.025, 0.975]).tolist())
