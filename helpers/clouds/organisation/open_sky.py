"""Open sky: the clear rectangle around each clear pixel of a mask."""

import numpy as np


def open_sky(mask, periodic=False):
    """Measure the clear rectangle around each clear pixel.

    Its width is the clear stretch east–west through the pixel, its height the clear
    stretch north–south (Antonissen 2018). Both end at a cloud or at the domain's edge,
    and count the pixels in between. The package cloudmetrics counts one too few where
    a stretch begins at the northern or western edge and one too many where it ends at
    the southern or eastern.

    Parameters
    ----------
    mask : array of bool, shape (y, x)
    periodic : bool
        Whether the domain continues at its opposite side.

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
