"""Square tiles cut from scenes: where they may lie, and triplets for Tile2Vec."""

import numpy as np
import pandas as pd
from PIL import Image

from helpers.clouds import scenes as worldview
from helpers.errors import BadInput

COLUMNS = ["scene", "y", "x", "height", "width", "label"]
SMALLEST, LARGEST = 64, 850


def in_boxes(scenes, size, step=None):
    """Place tiles of a fixed size side by side within the boxes.

    Parameters
    ----------
    scenes : list of Scene
        From :func:`helpers.clouds.scenes.open`.
    size : int
        Side in pixels, 64 to 850.
    step : int, optional
        Between neighbouring tiles; the size where it is not given.

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
    return keep_usable(scenes, pd.DataFrame(rows, columns=COLUMNS))


def largest_squares(scenes):
    """Place the largest square in the middle of each box; see :func:`in_boxes`."""
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


def unlabelled(scenes, size):
    """Place tiles of a fixed size where nobody drew a box; ``label`` is None."""
    check_size(size, scenes)
    rows = []
    for i, scene in enumerate(scenes):
        free = np.ones(scene.image.shape[:2], bool)
        for box in scene.boxes.itertuples():
            free[box.y1 : box.y2, box.x1 : box.x2] = False
        corners = wholly_inside(free, size)[::size, ::size]
        rows += [(i, y * size, x * size, size, size, None) for y, x in np.argwhere(corners)]
    return keep_usable(scenes, pd.DataFrame(rows, columns=COLUMNS))


def keep_usable(scenes, table, most=0.0):
    """Leave out the tiles more than a share of which is land or black swath."""
    masks = {i: worldview.usable(scenes[i].image) for i in table.scene.unique()}
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


def triplets(scenes, size, count, seed=0):
    """Draw the places of triplets: anchor, neighbour and distant tile.

    The neighbour overlaps half of the anchor, in a random direction; the distant tile
    is of another scene (Jean et al. 2019, doi:10.1609/aaai.v33i01.33013967; Denby 2020,
    doi:10.1029/2019GL085190).

    Parameters
    ----------
    scenes : list of Scene
    size : int
    count : int
    seed : int

    Returns
    -------
    dict of pandas.DataFrame
        ``anchor``, ``neighbour`` and ``distant``, each for :func:`cut`.

    Raises
    ------
    BadInput
        When there are fewer than two scenes in which a tile finds room.
    """
    check_size(size, scenes)
    rng = np.random.default_rng(seed)
    rooms = [wholly_inside(worldview.usable(scene.image), size) for scene in scenes]
    open_scenes = [i for i, room in enumerate(rooms) if room.any()]
    if len(open_scenes) < 2:
        raise BadInput(
            f"Only {len(open_scenes)} scene has room for a tile of {size} pixels, but the "
            "distant tile must be of another scene: give more scenes or smaller tiles."
        )
    found = [_triplet(rooms, open_scenes, size, rng) for _ in range(count)]
    parts = zip(*found, strict=True) if found else ([], [], [])
    names = "anchor", "neighbour", "distant"
    return {
        name: pd.DataFrame(
            [(i, y, x, size, size, None) for i, y, x in part], columns=COLUMNS
        )
        for name, part in zip(names, parts, strict=True)
    }


def batches(scenes, places, size, side=None):
    """Cut triplets in batches.

    Yields
    ------
    tuple of three arrays of uint8, shape (size, side, side, 3)
        Anchors, neighbours and distant tiles.
    """
    for first in range(0, len(places["anchor"]), size):
        rows = slice(first, first + size)
        yield tuple(cut(scenes, part.iloc[rows], side) for part in places.values())


def _triplet(rooms, open_scenes, size, rng):
    while True:
        here, there = rng.choice(open_scenes, 2, replace=False)
        y, x = _corner(rooms[here], rng)
        down, right = half_overlap(size, rng.uniform(0, 2 * np.pi))
        place = y + down, x + right
        if _has_room(rooms[here], place):
            return (here, y, x), (here, *place), (there, *_corner(rooms[there], rng))


def half_overlap(size, direction):
    """Give the shift down and right after which half of a tile is still covered.

    Solves (1 − |down| / size) (1 − |right| / size) = 1/2 along a direction (radians).

    Examples
    --------
    >>> half_overlap(100, 0.0)
    (0, 50)
    """
    sine, cosine = np.sin(direction), np.cos(direction)
    reach = size / (abs(sine) + abs(cosine) + 1)
    return round(reach * sine), round(reach * cosine)


def _corner(room, rng):
    while True:  # by trial: usable corners are many, and listing them is slow
        y, x = rng.integers(room.shape[0]), rng.integers(room.shape[1])
        if room[y, x]:
            return int(y), int(x)


def _has_room(room, place):
    inside = all(0 <= p < limit for p, limit in zip(place, room.shape, strict=True))
    return inside and room[place]


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
