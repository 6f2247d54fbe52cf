"""How clouds cover a scene: open sky, fractal dimension and orientation of a mask."""

import numpy as np

from helpers.clouds.objects import covariance, elongation


def metrics(mask, periodic=False):
    """Cloud fraction, open sky, fractal dimension and orientation of a mask."""
    largest, mean = open_sky(mask, periodic)
    return {
        "cloud_fraction": mask.mean(),
        "open_sky_max": largest,
        "open_sky_mean": mean,
        "fractal_dimension": fractal_dimension(mask),
        "orientation": np.nan if periodic else orientation(mask),
    }


def open_sky(mask, periodic=False):
    """Measure the clear rectangle around each clear pixel.

    Its width is the clear stretch east–west through the pixel, its height the clear
    stretch north–south (Antonissen 2018). Both end at a cloud or at the domain's edge,
    and count the pixels in between. The package cloudmetrics counts one too few where
    a stretch begins at the northern or western edge and one too many where it ends at
    the southern or eastern.

    Returns
    -------
    largest, mean : float
        Of width × height over the area of the domain. 1 without clouds, 0 without
        clear sky.
    """
    clear = ~mask
    if not clear.any():
        return 0.0, 0.0
    width, height = _clear_stretch(mask, periodic), _clear_stretch(mask.T, periodic).T
    sky = (width * height)[clear] / mask.size
    return sky.max(), sky.mean()


def _clear_stretch(mask, periodic):
    """Count, along each row, the pixels between the clouds before and after a pixel."""
    length = mask.shape[1]
    column = np.arange(length)
    before = np.maximum.accumulate(np.where(mask, column, -1), axis=1)
    after = np.where(mask, column, length)[:, ::-1]
    after = np.minimum.accumulate(after, axis=1)[:, ::-1]
    if periodic:
        first, last = after[:, :1], before[:, -1:]
        cloudy = last >= 0
        before = np.where((before < 0) & cloudy, last - length, before)
        after = np.where((after == length) & cloudy, first + length, after)
    return after - before - 1


def fractal_dimension(mask):
    """Count boxes over the edge of the clouds (Minkowski–Bouligand dimension).

    Boxes of 2ⁿ pixels, from the largest that fits down to 4, are laid from the first
    pixel on; those that are neither empty nor full are counted. The dimension is minus
    the slope of log count over log size: 1 for a line, 2 for a mask that is mixed
    everywhere. A size without such a box is left out; NaN with fewer than two left, as
    for an empty or a full mask.
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
    """
    rows, columns = mask.sum(axis=1, dtype=float), mask.sum(axis=0, dtype=float)
    r, c = np.arange(rows.size), np.arange(columns.size)
    number = rows.sum()
    if number < 2:
        return np.nan
    mixed = (mask @ c.astype(float)) @ r
    down = rows @ r, rows @ r**2, mixed
    return elongation(*covariance(number, down, (columns @ c, columns @ c**2)))
