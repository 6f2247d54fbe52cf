"""What of a scene a classifier is shown: whole images, boxes, or squares in boxes."""

import numpy as np
import pandas as pd

from helpers.clouds import labels, tiles
from helpers.errors import BadInput

KINDS = "box", "square", "image"
UNSEEN = 0.25
"""The share of a tile that may be land or black swath. With none allowed, half of the
boxes would be left out."""


def place(scenes, kind="box"):
    """Choose what is shown of each scene.

    Parameters
    ----------
    scenes : list of helpers.clouds.scenes.Scene
    kind : {"box", "square", "image"}
        Each box whole; the largest square in its middle; or the whole image, under the
        label that covers most of it.

    Returns
    -------
    pandas.DataFrame
        As from `helpers.clouds.tiles.in_boxes`.

    Raises
    ------
    BadInput
        For another kind, or when no box is left.
    """
    if kind not in KINDS:
        raise BadInput(f"kind = {kind!r}: choose one of {', '.join(KINDS)}.")
    boxes = {
        "box": lambda: tiles.whole_boxes(scenes, usable=False),
        "square": lambda: tiles.largest_squares(scenes, most=1.0),
        "image": lambda: _images(scenes),
    }[kind]()
    if kind != "image":
        boxes = tiles.keep_usable(scenes, boxes, UNSEEN)
    if not len(boxes):
        raise BadInput(
            f"None of {len(scenes)} scenes has a box that can be used: give some with "
            "boxes off land and black swath."
        )
    return boxes


def _images(scenes):
    rows = [
        (i, 0, 0, *scene.image.shape[:2], labels.coverage(scene.boxes).idxmax()[1])
        for i, scene in enumerate(scenes)
        if len(scene.boxes)
    ]
    return pd.DataFrame(rows, columns=tiles.COLUMNS)


def true_masks(truth, scenes, table, side):
    """Tell which pixels of a tile were drawn as the pattern that its label says.

    Parameters
    ----------
    truth : xarray.Dataset
        Of simulated scenes, see `helpers.clouds.simulated.write`.
    scenes : list of helpers.clouds.scenes.Scene
    table : pandas.DataFrame
        From `place`.
    side : int
        Pixels to which each tile is brought.

    Returns
    -------
    array of bool, shape (n, side, side)
    """
    order, codes = list(truth.file.values), truth.pattern.flag_meanings.split()
    middles, masks = (np.arange(side) + 0.5) / side, []
    for t in table.itertuples():
        pattern = truth.pattern[order.index(scenes[t.scene].name)]
        places = {"y": t.y + middles * t.height, "x": t.x + middles * t.width}
        found = pattern.sel(places, method="nearest").values
        masks.append(found == codes.index(t.label))
    return np.stack(masks)
