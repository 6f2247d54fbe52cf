"""Where a scene can be used: neither black, between two swaths, nor land."""

import numpy as np
from scipy import ndimage


def swath_gap(image):
    """Tell where no swath saw: black, and not just single dark pixels.

    JPEG leaves the black a little off 0 at its edge, which is why the mask is grown.
    """
    red, green, blue = np.moveaxis(np.asarray(image), -1, 0)
    dark = (red <= 2) & (green <= 2) & (blue <= 2)
    # a square's minima and maxima are far faster than binary morphology, and the same
    square = {"size": 9, "mode": "constant", "cval": 0}
    dark = ndimage.maximum_filter(ndimage.minimum_filter(dark, **square), **square)
    return ndimage.maximum_filter(dark, **square)


def land(image, excess=12):
    """Tell land by its hue: sea and clouds are at least as blue as green.

    Parameters
    ----------
    image : array of uint8, shape (y, x, 3)
    excess : int
        How much greener than blue a pixel must be; the compression's noise is less.
    """
    pixels = np.asarray(image).astype(np.int16)
    green = pixels[..., 1] - pixels[..., 2] > excess
    return ndimage.binary_opening(green, np.ones((3, 3), bool))


def usable(image):
    """Tell the pixels that are neither black swath nor land: bool, (y, x)."""
    return ~(swath_gap(image) | land(image))


def wholly_inside(mask, tile_px):
    """Tell the upper left corners of the squares that a mask covers wholly.

    Parameters
    ----------
    mask : array of bool, shape (y, x)
    tile_px : int

    Returns
    -------
    array of bool, shape (y − size + 1, x − size + 1)
    """
    total = np.pad(np.cumsum(np.cumsum(mask, 0, "int32"), 1, "int32"), ((1, 0), (1, 0)))
    inside = (
        total[tile_px:, tile_px:] - total[:-tile_px, tile_px:] - total[tile_px:, :-tile_px]
    )
    return inside + total[:-tile_px, :-tile_px] == tile_px**2
