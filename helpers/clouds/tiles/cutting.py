"""Cut tiles out of scenes, and bring them to another size."""

import numpy as np
from PIL import Image

from helpers.errors import BadInput


def cut(scenes, table, input_px=None):
    """Cut tiles out of their scenes.

    Parameters
    ----------
    scenes : list of Scene
    table : pandas.DataFrame
        Such as from :func:`helpers.clouds.tiles.placement.in_boxes`.
    input_px : int, optional
        Pixels to which each tile is brought, whatever its shape; needed where the tiles
        differ in size.

    Returns
    -------
    array of uint8, shape (n, side, side, 3)

    Raises
    ------
    helpers.errors.BadInput
        When the tiles differ in size and no side is given.
    """
    shapes = set(zip(table.height, table.width, strict=True))
    if input_px is None and len(shapes) > 1:
        raise BadInput("The tiles differ in size: give the side to bring them to.")
    height, width = (input_px, input_px) if input_px else next(iter(shapes), (0, 0))
    out = np.empty((len(table), height, width, 3), "uint8")
    for i, t in enumerate(table.itertuples()):
        tile = scenes[t.scene].image.data[t.y : t.y + t.height, t.x : t.x + t.width]
        if input_px:
            image = Image.fromarray(np.ascontiguousarray(tile))
            tile = image.resize((input_px, input_px), Image.Resampling.BOX)
        out[i] = tile
    return out


def reduce(scene, factor):
    """Shrink a scene, so that each pixel is the mean of the area it covers.

    Parameters
    ----------
    scene : uint8 array, shape (y, x, 3)
    factor : float
        At least 1. Means are within a grey level for whole factors; for others a pixel
        on a border counts on one of its sides.

    Returns
    -------
    uint8 array, shape (y / factor, x / factor, 3)
        What does not fill a last pixel is left out.

    Raises
    ------
    BadInput
        When the scene is no such array, or the factor is below 1.
    """
    scene = np.asarray(scene)
    if scene.ndim != 3 or scene.shape[2] != 3 or scene.dtype != np.uint8:
        raise BadInput(
            f"A scene is {scene.dtype} of shape {scene.shape}: give uint8 (y, x, 3)."
        )
    if factor < 1:
        raise BadInput(f"factor = {factor}: a scene is only reduced, by 1 or more.")
    height, width = reduced_shape(scene.shape, factor)
    if min(height, width) < 1:
        raise BadInput(f"A scene of {scene.shape[:2]} pixels has none left at {factor}.")
    box = (0, 0, width * factor, height * factor)
    image = Image.fromarray(scene)
    return np.asarray(image.resize((width, height), Image.Resampling.BOX, box))


def reduced_shape(shape, factor):
    """Give the rows and columns that a scene has when it is reduced.

    Parameters
    ----------
    shape : tuple of int
    factor : float

    Returns
    -------
    tuple of int
    """
    return int(shape[0] / factor), int(shape[1] / factor)


def at_corners(scene, corners, tile_px=256, input_px=64):
    """Cut tiles from a scene, which is reduced once for all of them.

    Parameters
    ----------
    scene : uint8 array, shape (y, x, 3)
    corners : array, shape (n, 2)
        Upper left corners (y, x) in pixels of the scene; they are rounded to pixels of
        the reduced one.
    tile_px : int
        Side in pixels of the scene.
    input_px : int
        Side of what is given.

    Returns
    -------
    uint8 array, shape (n, size, size, 3)

    Raises
    ------
    BadInput
        When a tile reaches out of the scene.
    """
    corners = np.asarray(corners).reshape(-1, 2)
    outside = (corners < 0) | (corners + tile_px > np.shape(scene)[:2])
    if outside.any():
        y, x = corners[outside.any(axis=1)][0]
        raise BadInput(
            f"A tile of {tile_px} pixels at ({y}, {x}) reaches out of a scene of "
            f"{np.shape(scene)[:2]}: choose a place or a size that fits."
        )
    small = reduce(scene, tile_px / input_px)
    places = np.round(corners * (input_px / tile_px)).astype(int)
    places = np.minimum(places, np.subtract(small.shape[:2], input_px))
    tiles = [small[y : y + input_px, x : x + input_px] for y, x in places]
    return np.array(tiles, np.uint8).reshape(-1, input_px, input_px, 3)
