"""What a classifier is shown lies where it should."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import scenes
from helpers.clouds.tiles import placement, true_patterns
from helpers.errors import BadInput

BOXES = [(100, 50, 500, 350, "Fish"), (560, 300, 900, 480, "Sugar")]


def scene(name, boxes=BOXES):
    """Give a bright picture with a black swath at x 450 to 530."""
    pixels = np.full((500, 1000, 3), 120, "uint8")
    pixels[:, 450:530] = 0
    table = pd.DataFrame(boxes, columns=["x1", "y1", "x2", "y2", "label"])
    image = xr.DataArray(pixels, dims=("y", "x", "band"))
    return scenes.Scene(name, image, table.assign(file=name))


def test_boxes_squares_and_images():
    pair = [scene("a"), scene("b", [])]
    boxes, squares, images = (placement.crops(pair, kind) for kind in placement.CROPS)
    assert boxes[["y", "x", "height", "width"]].values.tolist() == [
        [50, 100, 300, 400],  # an eighth of it is black
        [300, 560, 180, 340],
    ]
    assert squares[["y", "x", "height", "width"]].values.tolist() == [
        [50, 150, 300, 300],
        [300, 640, 180, 180],
    ]
    assert images.values.tolist() == [[0, 0, 0, 500, 1000, "Fish"]]


def test_the_true_mask_is_where_the_pattern_was_drawn():
    y, x = np.arange(5, 500, 10), np.arange(5, 1000, 10)
    pattern = np.where(x[None, None, :] < 300, 1, 4) * np.ones((1, y.size, 1), "uint8")
    truth = xr.Dataset(
        {"pattern": (("scene", "y", "x"), pattern)},
        {"y": y, "x": x, "file": ("scene", ["a"])},
    )
    truth.pattern.attrs["flag_meanings"] = " ".join(("none", *box_tables.LABELS))
    table = placement.crops([scene("a")], "box")
    masks = true_patterns.masks(truth, [scene("a")], table, 40)
    assert masks.shape == (2, 40, 40)
    assert masks[0, :, :20].all()  # fish, up to x = 300
    assert not masks[0, :, 20:].any()
    assert masks[1].all()


def test_what_is_refused():
    with pytest.raises(BadInput, match="kind = 'tile': choose one of box"):
        placement.crops([scene("a")], "tile")
    with pytest.raises(BadInput, match="None of 1 scenes has a box"):
        placement.crops([scene("a", [])], "box")
