"""Tiles lie inside their boxes, off land and gaps."""

import pytest

from helpers.clouds.tiles import cutting, placement
from helpers.errors import BadInput

BOXES = [(100, 50, 500, 350, "Fish"), (560, 300, 900, 480, "Sugar")]


def test_fixed_tiles_lie_in_their_boxes_and_off_the_gap(pair):
    table = placement.in_boxes(pair, 100)
    assert set(table.label) == {"Fish", "Sugar"}
    fish = table[(table.label == "Fish") & (table.scene == 0)]
    assert sorted(set(fish.x)) == [100, 200, 300]  # 400 would reach the gap
    assert sorted(set(fish.y)) == [50, 150, 250]
    assert cutting.cut(pair, table).min() > 0


def test_what_two_people_call_the_same_counts_once(scene):
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


def test_largest_square_is_in_the_middle(scene):
    table = placement.largest_squares([scene("a", [(560, 100, 960, 300, "Fish")])])
    assert table.iloc[0].tolist() == [0, 100, 660, 200, 200, "Fish"]


def test_whole_boxes_are_brought_to_one_size(pair):
    table = placement.whole_boxes(pair)
    assert set(table.label) == {"Sugar"}  # the other reaches into the gap
    assert cutting.cut(pair, table, input_px=64).shape == (2, 64, 64, 3)


def test_unlabelled_tiles_meet_no_box(pair):
    table = placement.unlabelled(pair, 100)
    assert len(table) > 0
    assert table.label.isna().all()
    for t in table.itertuples():
        for x1, y1, x2, y2, _ in BOXES:
            assert t.x >= x2 or t.x + 100 <= x1 or t.y >= y2 or t.y + 100 <= y1


def test_sizes_and_labels_that_cannot_be_are_refused(pair):
    with pytest.raises(BadInput, match="is out of range"):
        placement.in_boxes(pair, 32)
    with pytest.raises(BadInput, match="larger than the scene a"):
        placement.in_boxes(pair, 612)
    with pytest.raises(BadInput, match="No tile is of the class Flower, Gravel"):
        placement.need_labels(placement.in_boxes(pair, 100))
    with pytest.raises(BadInput, match="differ in size"):
        cutting.cut(pair, placement.whole_boxes(pair, usable=False))


def test_boxes_squares_and_images(scene):
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


def test_other_crops_and_no_boxes_are_refused(scene):
    with pytest.raises(BadInput, match="crop = 'tile': choose one of box"):
        placement.crops([scene("a")], "tile")
    with pytest.raises(BadInput, match="None of 1 scenes has a box"):
        placement.crops([scene("a", [])], "box")


def test_tiles_of_all_boxes_are_drawn_in_order(side_by_side):
    found = [side_by_side("one"), side_by_side("three")]
    table = placement.labelled(found, 100)
    assert table.groupby(["scene", "label"]).size().tolist() == [24] * 4
    few = placement.labelled(found, 100, max_tiles=20)
    assert len(few) == 20
    assert few.scene.is_monotonic_increasing


def test_too_few_labels_are_refused(side_by_side):
    with pytest.raises(BadInput, match="1 classes and 2 scenes"):
        placement.labelled(
            [side_by_side("one", ["Fish"]), side_by_side("three", ["Fish"])], 100
        )
