"""Where tiles of a scene may lie, and which of them carry a label."""

import numpy as np
import pandas as pd

from helpers.clouds.labels import coverage
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.tiles import masking
from helpers.errors import BadInput

COLUMNS = ["scene", "y", "x", "height", "width", "label"]
"""Of a table of tiles."""
SMALLEST, LARGEST = 64, 850
"""Sides of a tile, pixels."""


def in_boxes(scenes, tile_px, step=None, distinct=False, usable=None):
    """Place tiles of a fixed size side by side within the boxes.

    Parameters
    ----------
    scenes : list of Scene
        From :func:`helpers.clouds.products.scenes.open`.
    tile_px : int
        Side in pixels, 64 to 850.
    step : int, optional
        Between neighbouring tiles; the size where it is not given.
    distinct : bool
        Let no two tiles of one label overlap: what several people call the same counts
        once. Where they differ, each label has a tile of its own.
    usable : list of array of bool, shape (y, x), optional
        From :func:`helpers.clouds.tiles.masking.usable`, for each scene, where it is known.

    Returns
    -------
    pandas.DataFrame
        ``scene`` (its place in the list, and the group of the tile), ``y``, ``x``,
        ``height``, ``width``, ``label``. Tiles on land or a black swath are left out.

    Raises
    ------
    BadInput
        When the size is out of range or larger than a scene.
    """
    check_size(tile_px, scenes)
    step = step or tile_px
    rows = [
        (i, y, x, tile_px, tile_px, box.label)
        for i, scene in enumerate(scenes)
        for box in scene.boxes.itertuples()
        for y in range(box.y1, box.y2 - tile_px + 1, step)
        for x in range(box.x1, box.x2 - tile_px + 1, step)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return masking.keep_usable(
        scenes, _distinct(table, tile_px) if distinct else table, usable=usable
    )


def _distinct(table, tile_px):
    """Drop the tiles that overlap an earlier one of the same scene and label."""
    kept = []
    for _, group in table.groupby(["scene", "label"], sort=False):
        taken = np.empty((0, 2), int)
        for row, place in zip(group.index, group[["y", "x"]].to_numpy(), strict=True):
            if not (np.abs(taken - place) < tile_px).all(axis=1).any():
                taken = np.vstack([taken, place])
                kept.append(row)
    return table.loc[sorted(kept)].reset_index(drop=True)


def at_most(table, max_tiles, seed=0):
    """Draw so many tiles of each label at random, or all where there are fewer.

    Parameters
    ----------
    table : pandas.DataFrame
        As from :func:`in_boxes`.
    max_tiles : int
        Of each label.
    seed : int

    Returns
    -------
    pandas.DataFrame
        As from :func:`in_boxes`.
    """
    drawn = table.sample(frac=1, random_state=seed).groupby("label").head(max_tiles)
    return drawn.sort_values(["label", "scene", "y", "x"]).reset_index(drop=True)


def largest_squares(scenes, masked_share=0.0):
    """Place the largest square in the middle of each box.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    masked_share : float
        See :func:`helpers.clouds.tiles.masking.keep_usable`.

    Returns
    -------
    pandas.DataFrame
        As from :func:`in_boxes`.
    """
    table = whole_boxes(scenes, usable=False)
    side = np.minimum(table.height, table.width)
    return masking.keep_usable(
        scenes,
        table.assign(
            y=table.y + (table.height - side) // 2,
            x=table.x + (table.width - side) // 2,
            height=side,
            width=side,
        ),
        masked_share,
    )


def whole_boxes(scenes, usable=True):
    """Take each box as it is.

    :func:`helpers.clouds.tiles.cutting.cut` brings it to a square.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    usable : bool
        Whether those on land or a black swath are left out.

    Returns
    -------
    pandas.DataFrame
        As from :func:`in_boxes`.
    """
    rows = [
        (i, box.y1, box.x1, box.y2 - box.y1, box.x2 - box.x1, box.label)
        for i, scene in enumerate(scenes)
        for box in scene.boxes.itertuples()
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return masking.keep_usable(scenes, table) if usable else table


def unlabelled(scenes, tile_px, step=None, usable=None):
    """Place tiles where nobody drew a box.

    Parameters
    ----------
    scenes, tile_px, step, usable
        As for :func:`in_boxes`.

    Returns
    -------
    pandas.DataFrame
        As from :func:`in_boxes`, ``label`` being None.
    """
    check_size(tile_px, scenes)
    step = step or tile_px
    rows = []
    for i, scene in enumerate(scenes):
        free = np.ones(scene.image.shape[:2], bool)
        for box in scene.boxes.itertuples():
            free[box.y1 : box.y2, box.x1 : box.x2] = False
        corners = masking.wholly_inside(free, tile_px)[::step, ::step]
        rows += [
            (i, y * step, x * step, tile_px, tile_px, None) for y, x in np.argwhere(corners)
        ]
    return masking.keep_usable(scenes, pd.DataFrame(rows, columns=COLUMNS), usable=usable)


def need_labels(table, labels=LABELS):
    """Refuse tiles among which a label is missing.

    Parameters
    ----------
    table : pandas.DataFrame
        As from :func:`in_boxes`.
    labels : sequence of str

    Raises
    ------
    BadInput
    """
    missing = [label for label in labels if label not in set(table.label)]
    if missing:
        raise BadInput(
            f"No tile is of the class {', '.join(missing)}: take smaller tiles or more "
            "scenes."
        )


def check_size(tile_px, scenes):
    """Refuse a size that is out of range or larger than a scene.

    Parameters
    ----------
    tile_px : int
    scenes : list of helpers.clouds.products.scenes.Scene

    Raises
    ------
    helpers.errors.BadInput
        When it is.
    """
    if not SMALLEST <= tile_px <= LARGEST:
        raise BadInput(
            f"A tile of {tile_px} pixels is out of range: give {SMALLEST} to {LARGEST}."
        )
    for scene in scenes:
        if tile_px > min(scene.image.shape[:2]):
            raise BadInput(
                f"A tile of {tile_px} pixels is larger than the scene {scene.name}: take "
                "smaller tiles."
            )


def labelled(scenes, tile_px=256, max_tiles=600, seed=0):
    """Place tiles within the boxes, those of one label apart; draw at most so many.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    tile_px : int
        Side in pixels.
    max_tiles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        Rows of :func:`in_boxes`, those of a scene and a box together.

    Raises
    ------
    BadInput
        When tiles of two classes from two scenes aren't left.
    """
    table = in_boxes(scenes, tile_px, distinct=True)
    table = table.sample(min(max_tiles, len(table)), random_state=seed).sort_index()
    if table.label.nunique() < 2 or table.scene.nunique() < 2:
        raise BadInput(
            f"Only {len(table)} tiles of {tile_px} pixels lie in boxes, of "
            f"{table.label.nunique()} classes and {table.scene.nunique()} scenes: choose "
            "smaller tiles, or more scenes."
        )
    return table.reset_index(drop=True)


CROPS = "box", "square", "image"
"""What :func:`crops` can choose."""

UNSEEN = 0.25
"""Share of a tile that may be land or black: with none, half of the boxes would go."""


def crops(scenes, crop="box"):
    """Choose what is shown of each scene.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    crop : {"box", "square", "image"}
        Each box whole; the largest square in its middle; or the whole image, under the
        label that covers most of it.

    Returns
    -------
    pandas.DataFrame
        As from :func:`in_boxes`.

    Raises
    ------
    BadInput
        For another kind, or when no box is left.
    """
    if crop not in CROPS:
        raise BadInput(f"crop = {crop!r}: choose one of {', '.join(CROPS)}.")
    boxes = {
        "box": lambda: whole_boxes(scenes, usable=False),
        "square": lambda: largest_squares(scenes, masked_share=1.0),
        "image": lambda: _images(scenes),
    }[crop]()
    if crop != "image":
        boxes = masking.keep_usable(scenes, boxes, UNSEEN)
    if not len(boxes):
        raise BadInput(
            f"None of {len(scenes)} scenes has a box that can be used: give some with "
            "boxes off land and black swath."
        )
    return boxes


def _images(scenes):
    rows = [
        (i, 0, 0, *scene.image.shape[:2], coverage.by_label(scene.boxes).idxmax()[1])
        for i, scene in enumerate(scenes)
        if len(scene.boxes)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
