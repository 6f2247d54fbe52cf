"""Tiles: inside their boxes, off land and gaps."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.clouds.products import scenes
from helpers.clouds.tiles import cutting, masking, placement, true_patterns
from helpers.errors import BadInput

BOXES = [(100, 50, 500, 350, "Fish"), (560, 300, 900, 480, "Sugar")]


def scene(name, boxes=BOXES, shape=(500, 1000), seed=0):
    """Noise over sea, with a black swath at x 450 to 530."""
    pixels = np.random.default_rng(seed).integers(60, 250, (*shape, 1)).astype("uint8")
    pixels = np.repeat(pixels, 3, axis=2)
    pixels[:, 450:530] = 0
    table = pd.DataFrame(boxes, columns=["x1", "y1", "x2", "y2", "label"])
    return scenes.Scene(name, xr.DataArray(pixels, dims=("y", "x", "band")), table)


@pytest.fixture
def pair():
    return [scene("a"), scene("b", seed=1)]


def test_fixed_tiles_lie_in_their_boxes_and_off_the_gap(pair):
    table = placement.in_boxes(pair, 100)
    assert set(table.label) == {"Fish", "Sugar"}
    fish = table[(table.label == "Fish") & (table.scene == 0)]
    assert sorted(set(fish.x)) == [100, 200, 300]  # 400 would reach the gap
    assert sorted(set(fish.y)) == [50, 150, 250]
    assert cutting.cut(pair, table).min() > 0


def test_what_two_people_call_the_same_counts_once():
    whole, left = (0, 0, 200, 200), (0, 0, 120, 200)

    def placed(other):
        boxes = [(*whole, "Fish"), (*left, other)]
        table = placement.in_boxes([scene("a", boxes)], 100, distinct=True)
        return table.label.value_counts().to_dict()

    assert placed("Fish") == {"Fish": 4}
    assert placed("Sugar") == {"Fish": 4, "Sugar": 2}


def test_at_most_so_many_of_a_label(pair):
    table = placement.in_boxes(pair, 64)
    few = placement.at_most(table, 3)
    assert few.label.value_counts().to_dict() == {"Fish": 3, "Sugar": 3}
    assert few.merge(table).equals(few)
    assert len(placement.at_most(table, 10_000)) == len(table)


def test_true_shares_are_those_of_the_pixels_in_the_tile():
    pattern = np.zeros((2, 50, 100), "uint8")
    pattern[1, :, :40] = 2
    place = {"y": np.arange(5, 500, 10), "x": np.arange(5, 1000, 10)}
    truth = xr.Dataset(
        {"pattern": (("scene", "y", "x"), pattern)},
        {"file": ("scene", ["a", "b"]), **place},
    )
    both = [scene("b"), scene("a")]  # in another order than the truth
    rows = [(0, 0, 300, 200, 200, "Fish"), (1, 0, 0, 100, 100, "Fish")]
    shares = true_patterns.shares(
        truth, both, pd.DataFrame(rows, columns=placement.COLUMNS)
    )
    assert shares.none.tolist() == [0.5, 1]
    assert shares.Flower.tolist() == [0.5, 0]


def test_largest_square_is_in_the_middle():
    table = placement.largest_squares([scene("a", [(560, 100, 960, 300, "Fish")])])
    assert table.iloc[0].tolist() == [0, 100, 660, 200, 200, "Fish"]


def test_whole_boxes_are_brought_to_one_size(pair):
    table = placement.whole_boxes(pair)
    assert set(table.label) == {"Sugar"}  # the other reaches into the gap
    assert cutting.cut(pair, table, side=64).shape == (2, 64, 64, 3)


def test_unlabelled_tiles_meet_no_box(pair):
    table = placement.unlabelled(pair, 100)
    assert len(table) > 0
    assert table.label.isna().all()
    for t in table.itertuples():
        for x1, y1, x2, y2, _ in BOXES:
            assert t.x >= x2 or t.x + 100 <= x1 or t.y >= y2 or t.y + 100 <= y1


def test_tiles_are_the_pixels_of_the_scene(pair):
    table = placement.in_boxes(pair, 64)
    cut = cutting.cut(pair, table)
    last = table.iloc[-1]
    image = pair[last.scene].image.data
    assert np.array_equal(cut[-1], image[last.y : last.y + 64, last.x : last.x + 64])


def test_squares_wholly_inside_a_mask():
    mask = np.random.default_rng(0).random((30, 40)) > 0.05
    found = masking.wholly_inside(mask, 4)
    direct = np.lib.stride_tricks.sliding_window_view(mask, (4, 4)).all(axis=(2, 3))
    assert np.array_equal(found, direct)


def test_what_is_refused(pair):
    with pytest.raises(BadInput, match="is out of range"):
        placement.in_boxes(pair, 32)
    with pytest.raises(BadInput, match="larger than the scene a"):
        placement.in_boxes(pair, 612)
    with pytest.raises(BadInput, match="No tile is of the class Flower, Gravel"):
        placement.need_labels(placement.in_boxes(pair, 100))
    with pytest.raises(BadInput, match="differ in size"):
        cutting.cut(pair, placement.whole_boxes(pair, usable=False))
