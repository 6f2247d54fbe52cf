"""Square tiles cut from scenes, and where they may lie."""

import numpy as np
import pandas as pd
from PIL import Image

from helpers.clouds import scenes as worldview
from helpers.errors import BadInput

COLUMNS = ["scene", "y", "x", "height", "width", "label"]
SMALLEST, LARGEST = 64, 850


def in_boxes(scenes, size, step=None, distinct=False, usable=None):
    """Place tiles of a fixed size side by side within the boxes.

    Parameters
    ----------
    scenes : list of Scene
        From :func:`helpers.clouds.scenes.open`.
    size : int
        Side in pixels, 64 to 850.
    step : int, optional
        Between neighbouring tiles; the size where it is not given.
    distinct : bool
        Let no two tiles of one label overlap: what several people call the same counts
        once. Where they differ, each label has a tile of its own.
    usable : list of array of bool, shape (y, x), optional
        From :func:`helpers.clouds.scenes.usable`, for each scene, where it is known.

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
    check_size(size, scenes)
    step = step or size
    rows = [
        (i, y, x, size, size, box.label)
        for i, scene in enumerate(scenes)
        for box in scene.boxes.itertuples()
        for y in range(box.y1, box.y2 - size + 1, step)
        for x in range(box.x1, box.x2 - size + 1, step)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return keep_usable(scenes, _distinct(table, size) if distinct else table, usable=usable)


def _distinct(table, size):
    """Drop the tiles that overlap an earlier one of the same scene and label."""
    kept = []
    for _, group in table.groupby(["scene", "label"], sort=False):
        taken = np.empty((0, 2), int)
        for row, place in zip(group.index, group[["y", "x"]].to_numpy(), strict=True):
            if not (np.abs(taken - place) < size).all(axis=1).any():
                taken = np.vstack([taken, place])
                kept.append(row)
    return table.loc[sorted(kept)].reset_index(drop=True)


def at_most(table, most, seed=0):
    """Draw so many tiles of each label at random, or all where there are fewer."""
    drawn = table.sample(frac=1, random_state=seed).groupby("label").head(most)
    return drawn.sort_values(["label", "scene", "y", "x"]).reset_index(drop=True)


def true_shares(truth, scenes, table):
    """Say how much of each tile was drawn as which pattern.

    Parameters
    ----------
    truth : xarray.Dataset
        Of simulated scenes, see :func:`helpers.clouds.simulated.write`.
    scenes : list of Scene
    table : pandas.DataFrame
        Such as from :func:`in_boxes`.

    Returns
    -------
    pandas.DataFrame
        ``none`` and the four labels, shares (0–1) in the order of the table.
    """
    order, shares = list(truth.file.values), []
    for t in table.itertuples():
        inside = {"y": slice(t.y, t.y + t.height), "x": slice(t.x, t.x + t.width)}
        part = truth.pattern[order.index(scenes[t.scene].name)].sel(inside).values
        shares.append(np.bincount(part.ravel(), minlength=5) / part.size)
    return pd.DataFrame(shares, table.index, ["none", *worldview.LABELS], float)


def largest_squares(scenes, most=0.0):
    """Place the largest square in the middle of each box; see :func:`keep_usable`."""
    table = whole_boxes(scenes, usable=False)
    side = np.minimum(table.height, table.width)
    return keep_usable(
        scenes,
        table.assign(
            y=table.y + (table.height - side) // 2,
            x=table.x + (table.width - side) // 2,
            height=side,
            width=side,
        ),
        most,
    )


def whole_boxes(scenes, usable=True):
    """Take each box as it is; :func:`cut` brings it to a square. See :func:`in_boxes`."""
    rows = [
        (i, box.y1, box.x1, box.y2 - box.y1, box.x2 - box.x1, box.label)
        for i, scene in enumerate(scenes)
        for box in scene.boxes.itertuples()
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return keep_usable(scenes, table) if usable else table


def unlabelled(scenes, size, step=None, usable=None):
    """Place tiles where nobody drew a box; see :func:`in_boxes`. ``label`` is None."""
    check_size(size, scenes)
    step = step or size
    rows = []
    for i, scene in enumerate(scenes):
        free = np.ones(scene.image.shape[:2], bool)
        for box in scene.boxes.itertuples():
            free[box.y1 : box.y2, box.x1 : box.x2] = False
        corners = wholly_inside(free, size)[::step, ::step]
        rows += [(i, y * step, x * step, size, size, None) for y, x in np.argwhere(corners)]
    return keep_usable(scenes, pd.DataFrame(rows, columns=COLUMNS), usable=usable)


def keep_usable(scenes, table, most=0.0, usable=None):
    """Leave out the tiles more than a share of which is land or black swath."""
    masks = usable or {i: worldview.usable(scenes[i].image) for i in table.scene.unique()}
    bad = [
        1 - masks[t.scene][t.y : t.y + t.height, t.x : t.x + t.width].mean()
        for t in table.itertuples()
    ]
    return table[np.array(bad, float) <= most].reset_index(drop=True)


def need_labels(table, labels=worldview.LABELS):
    """Refuse tiles among which a label is missing.

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


def cut(scenes, table, side=None):
    """Cut tiles out of their scenes.

    Parameters
    ----------
    scenes : list of Scene
    table : pandas.DataFrame
        Such as from :func:`in_boxes`.
    side : int, optional
        Pixels to which each tile is brought, whatever its shape; needed where the tiles
        differ in size.

    Returns
    -------
    array of uint8, shape (n, side, side, 3)
    """
    shapes = set(zip(table.height, table.width, strict=True))
    if side is None and len(shapes) > 1:
        raise BadInput("The tiles differ in size: give the side to bring them to.")
    height, width = (side, side) if side else next(iter(shapes), (0, 0))
    out = np.empty((len(table), height, width, 3), "uint8")
    for i, t in enumerate(table.itertuples()):
        tile = scenes[t.scene].image.data[t.y : t.y + t.height, t.x : t.x + t.width]
        out[i] = resized(tile, side) if side else tile
    return out


def resized(tile, side):
    """Bring one tile to a square: uint8, (side, side, 3)."""
    image = Image.fromarray(np.ascontiguousarray(tile))
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def wholly_inside(mask, size):
    """Tell the upper left corners of the squares that a mask covers wholly.

    Parameters
    ----------
    mask : array of bool, shape (y, x)
    size : int

    Returns
    -------
    array of bool, shape (y − size + 1, x − size + 1)
    """
    total = np.pad(np.cumsum(np.cumsum(mask, 0, "int32"), 1, "int32"), ((1, 0), (1, 0)))
    inside = total[size:, size:] - total[:-size, size:] - total[size:, :-size]
    return inside + total[:-size, :-size] == size**2


def check_size(size, scenes):
    """Refuse a size that is out of range or larger than a scene."""
    if not SMALLEST <= size <= LARGEST:
        raise BadInput(
            f"A tile of {size} pixels is out of range: give {SMALLEST} to {LARGEST}."
        )
    for scene in scenes:
        if size > min(scene.image.shape[:2]):
            raise BadInput(
                f"A tile of {size} pixels is larger than the scene {scene.name}: take "
                "smaller tiles."
            )
