"""Where a scene can be used: neither black, between two swaths, nor land."""

import numpy as np
from scipy import ndimage


def swath_gap(image):
    """Tell where no swath saw: black, and not just single dark pixels.

    JPEG leaves the black a little off 0 at its edge, which is why the mask is grown.

    Parameters
    ----------
    image : array of uint8, shape (y, x, 3)

    Returns
    -------
    array of bool, shape (y, x)
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

    Returns
    -------
    array of bool, shape (y, x)
    """
    pixels = np.asarray(image).astype(np.int16)
    green = pixels[..., 1] - pixels[..., 2] > excess
    return ndimage.binary_opening(green, np.ones((3, 3), bool))


def usable(image):
    """Tell the pixels that are neither black swath nor land: bool, (y, x).

    Parameters
    ----------
    image : array of uint8, shape (y, x, 3)

    Returns
    -------
    array of bool, shape (y, x)
    """
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


def keep_usable(scenes, table, masked_share=0.0, usable=None):
    """Leave out the tiles more than a share of which is land or black swath.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    table : pandas.DataFrame
        As from :func:`helpers.clouds.tiles.placement.in_boxes`.
    masked_share : float
        0–1; what may be land or black.
    usable : list of array of bool, shape (y, x)
        For each scene, where it is known.

    Returns
    -------
    pandas.DataFrame
        As from :func:`helpers.clouds.tiles.placement.in_boxes`.
    """
    masks = usable or _masks(scenes, table)
    bad = [
        1 - masks[t.scene][t.y : t.y + t.height, t.x : t.x + t.width].mean()
        for t in table.itertuples()
    ]
    return table[np.array(bad, float) <= masked_share].reset_index(drop=True)


def _masks(scenes, table):
    return {i: usable(scenes[i].image) for i in table.scene.unique()}
