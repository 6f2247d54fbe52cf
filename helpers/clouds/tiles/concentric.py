"""Tiles of many sizes around the same centres."""

import numpy as np
import pandas as pd

from helpers.clouds.tiles import masking, placement
from helpers.errors import BadInput


def centres(scenes, largest, step, usable):
    """Find places that a tile of any size up to the largest may be centred on.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    largest : int
        Side in pixels of the largest tile, which must lie within the usable part.
    step : int
        Pixels between places.
    usable : list of array of bool, shape (y, x)
        For each scene.

    Returns
    -------
    pandas.DataFrame
        ``scene``, ``y``, ``x`` of the centre, and ``label``: what all boxes that hold
        the centre say; None where there is none, or they differ.

    Raises
    ------
    BadInput
        When the largest tile doesn't fit into a scene, or nowhere within what is usable.
    """
    placement.check_size(largest, scenes)
    rows = []
    for i, (scene, mask) in enumerate(zip(scenes, usable, strict=True)):
        corners = np.argwhere(masking.wholly_inside(mask, largest)[::step, ::step]) * step
        centres = corners + largest // 2
        rows += [(i, y, x, _agreed(scene.boxes, y, x)) for y, x in centres]
    if not rows:
        raise BadInput(
            f"No scene has {largest} usable pixels in a square: take smaller tiles."
        )
    return pd.DataFrame(rows, columns=["scene", "y", "x", "label"])


def _agreed(boxes, y, x):
    inside = (boxes.x1 <= x) & (x < boxes.x2) & (boxes.y1 <= y) & (y < boxes.y2)
    named = boxes.label[inside].unique()
    return named[0] if len(named) == 1 else None


def around(centres, tile_px):
    """Put a tile of a size around each of :func:`centres`.

    The rows are for :func:`helpers.clouds.tiles.cutting.cut`.

    Parameters
    ----------
    centres : pandas.DataFrame
        From :func:`centres`.
    tile_px : int

    Returns
    -------
    pandas.DataFrame
    """
    corners = centres.assign(y=centres.y - tile_px // 2, x=centres.x - tile_px // 2)
    return corners.assign(height=tile_px, width=tile_px)[placement.COLUMNS]


def non_overlapping(centres, tile_px, random):
    """Choose places at random so that tiles of a size around them don't overlap.

    Parameters
    ----------
    centres : pandas.DataFrame
        From :func:`centres`.
    tile_px : int
        The size in pixels.
    random : numpy.random.Generator

    Returns
    -------
    array of int
        Rows, counted from 0, in their order: as many as fit, one after the other.
    """
    points, scene = centres[["y", "x"]].to_numpy(), centres.scene.to_numpy()
    left, kept = random.permutation(len(centres)), []
    while left.size:
        first, left = left[0], left[1:]
        kept.append(first)
        clear = np.abs(points[left] - points[first]).max(axis=1) >= tile_px
        left = left[clear | (scene[left] != scene[first])]
    return np.sort(kept)
