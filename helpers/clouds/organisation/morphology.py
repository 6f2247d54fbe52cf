"""The form of a whole mask: fractal dimension and orientation."""

import numpy as np

from helpers.clouds.organisation import objects


def fractal_dimension(mask):
    """Count boxes over the edge of the clouds (Minkowski–Bouligand dimension).

    Boxes of 2ⁿ pixels, from the largest that fits down to 4, are laid from the first
    pixel on; those that are neither empty nor full are counted. The dimension is minus
    the slope of log count over log size: 1 for a line, 2 for a mask that is mixed
    everywhere. A size without such a box is left out; NaN with fewer than two left, as
    for an empty or a full mask.

    Parameters
    ----------
    mask : array of bool, shape (y, x)

    Returns
    -------
    float
    """
    sizes = 2 ** np.arange(2, int(np.log2(min(mask.shape))) + 1)
    counts = np.array([_mixed_boxes(mask, size) for size in sizes])
    used = counts > 0
    if used.sum() < 2:
        return np.nan
    return -np.polyfit(np.log(sizes[used]), np.log(counts[used]), 1)[0]


def _mixed_boxes(mask, size):
    boxes = mask.astype(np.int32)
    full = np.ones((1, 1), int)
    for axis, length in enumerate(mask.shape):
        starts = np.arange(0, length, size)
        boxes = np.add.reduceat(boxes, starts, axis=axis)
        held = np.minimum(size, length - starts)  # the last box may be cut
        full = full * np.expand_dims(held, 1 - axis)
    return np.count_nonzero((boxes > 0) & (boxes < full))


def orientation(mask):
    """Measure how far the whole mask stretches in one direction.

    √(1 − λmin/λmax), λ being the eigenvalues of the covariance of the cloudy pixels'
    places: 1 for a line, 0 for a disc. NaN without or with a single cloudy pixel. The
    moments of a periodic domain depend on where it is cut, and have no orientation.

    Parameters
    ----------
    mask : array of bool, shape (y, x)

    Returns
    -------
    float
        0–1.
    """
    rows, columns = mask.sum(axis=1, dtype=float), mask.sum(axis=0, dtype=float)
    r, c = np.arange(rows.size), np.arange(columns.size)
    number = rows.sum()
    if number < 2:
        return np.nan
    mixed = (mask @ c.astype(float)) @ r
    down = rows @ r, rows @ r**2, mixed
    return objects.elongation(
        *objects.covariance(number, down, (columns @ c, columns @ c**2))
    )
