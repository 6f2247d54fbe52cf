"""Maps of what a network makes of each place of a scene."""

import numpy as np

from helpers.errors import BadInput


def corners(shape, tile_px, step):
    """Lay a grid of tiles over a scene.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the scene.
    tile_px, step : int
        Side of a tile, and the distance of the next.

    Returns
    -------
    array of int, shape (rows, columns, 2)
        Upper left corners (y, x).

    Raises
    ------
    BadInput
        When a tile doesn't fit, or the step is below 1.

    Examples
    --------
    >>> corners((4, 6), 2, 2)[:, :, 1].tolist()
    [[0, 2, 4], [0, 2, 4]]
    """
    if not 1 <= tile_px <= min(shape[:2]) or step < 1:
        raise BadInput(
            f"tile_px = {tile_px}, step = {step}: give a tile that fits into {shape[0]} × "
            f"{shape[1]} pixels, and a step of at least 1."
        )
    starts = [np.arange(0, side - tile_px + 1, step) for side in shape[:2]]
    return np.stack(np.meshgrid(*starts, indexing="ij"), axis=-1)


def covered(boxes, places):
    """Tell which places lie in one of the boxes.

    Parameters
    ----------
    boxes : pandas.DataFrame
        ``x1``, ``y1``, ``x2``, ``y2``.
    places : array, shape (..., 2)
        y and x, such as the middles of tiles.

    Returns
    -------
    array of bool, shape (...)
    """
    y, x = np.moveaxis(np.asarray(places), -1, 0)
    inside = np.zeros(y.shape, bool)
    for box in boxes.itertuples():
        inside |= (box.x1 <= x) & (x < box.x2) & (box.y1 <= y) & (y < box.y2)
    return inside
