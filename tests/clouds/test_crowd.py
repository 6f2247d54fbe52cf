"""What the crowd agrees on, in cases that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds import crowd
from helpers.errors import BadInput


def table(*rows):
    return pd.DataFrame(rows, columns=["file", "x1", "y1", "x2", "y2", "label"])


def test_covered_twice_counts_once():
    boxes = table(
        ("a", 0, 0, 1050, 1400, "Fish"),
        ("a", 500, 0, 1050, 700, "Fish"),
        ("a", 0, 0, 2100, 700, "Sugar"),
    )
    shares = crowd.coverage(boxes)
    assert shares["a", "Fish"] == 0.5
    assert shares["a", "Sugar"] == 0.5


def test_what_lies_outside_the_image_is_not_covered():
    boxes = table(("a", -1050, -700, 1050, 700, "Fish"), ("b", 2100, 0, 3000, 10, "Fish"))
    assert crowd.coverage(boxes).tolist() == [0.25, 0.0]


def test_counted_points_come_close_to_the_area():
    rng = np.random.default_rng(0)
    ends = np.sort(rng.integers(0, 1400, (50, 2, 2)), axis=1).reshape(50, 4)
    boxes = table(*((f"{i}", *box, "Fish") for i, box in enumerate(ends)))
    area = (boxes.x2 - boxes.x1) * (boxes.y2 - boxes.y1) / (1400 * 2100)
    found = crowd.coverage(boxes).loc[[f"{i}" for i in range(50)]].to_numpy()
    np.testing.assert_allclose(found, area, atol=0.01)


def test_mode_is_the_peak_of_a_skewed_distribution():
    values = np.random.default_rng(0).gamma(3, 0.1, 20_000)  # mode (3 - 1) * 0.1
    assert crowd.mode(values) == pytest.approx(0.2, abs=0.02)
    assert np.isnan(crowd.mode([0.1, 0.1]))


def test_pairs_of_one_image_count_once():
    boxes = table(
        ("a", 0, 0, 10, 10, "Fish"),
        ("a", 5, 0, 15, 10, "Sugar"),
        ("a", 0, 0, 10, 10, "Fish"),
        ("b", 0, 0, 10, 10, "Fish"),
        ("b", 20, 0, 30, 10, "Fish"),
    )
    pairs = crowd.overlaps(boxes)
    assert pairs.iou.tolist() == pytest.approx([1 / 3, 1, 1 / 3, 0])
    assert pairs.same.tolist() == [False, True, False, True]


def test_a_box_without_area_overlaps_nothing():
    boxes = table(("a", 5, 5, 5, 5, "Fish"), ("a", 5, 5, 5, 5, "Fish"))
    assert crowd.overlaps(boxes).iou.tolist() == [0.0]


def test_two_sets_of_boxes_are_paired_box_by_box():
    ours = table(("a", 0, 0, 10, 10, "Fish"), ("b", 0, 0, 10, 10, "Fish"))
    theirs = table(("a", 0, 0, 10, 5, "Fish"), ("a", 0, 0, 10, 10, "Sugar"))
    pairs = crowd.overlaps(ours, theirs)
    assert pairs.iou.tolist() == [0.5, 1.0]
    assert pairs.same.tolist() == [True, False]


def test_labels_without_any_relation_agree_as_chance_does():
    rng = np.random.default_rng(1)
    first, second = rng.choice(4, (2, 40_000), p=[0.4, 0.3, 0.2, 0.1])
    score = crowd.beyond_chance(first == second, np.concatenate([first, second]))
    assert score["pi"] == pytest.approx(0, abs=0.02)
    assert score["chance"] == pytest.approx(0.3, abs=0.01)


def test_full_agreement_is_one_and_one_label_is_undefined():
    assert crowd.beyond_chance([True, True], ["a", "b", "a", "b"])["pi"] == 1
    assert np.isnan(crowd.beyond_chance([True], ["a", "a"])["pi"])
    with pytest.raises(BadInput, match="no pairs"):
        crowd.beyond_chance([], [])


def test_pixels_become_degrees_from_the_upper_left_corner():
    boxes = table(("a", 0, 0, 2100, 1400, "Fish"))
    corners = pd.DataFrame({"west": [-61.0], "north": [24.0]})
    placed = crowd.on_the_globe(boxes, corners)
    assert placed[crowd.EDGES].iloc[0].tolist() == pytest.approx([-61, -24, -40, -10])


def test_within_a_sitting_boxes_hardly_overlap(real):
    names = ["id", "file", *crowd.EDGES, "label"]
    path = real("clouds/worldview/annotations_fulldataset_IRchecked_285.csv")
    everything = pd.read_csv(path, header=None, names=names)
    everything["sitting"] = crowd.sittings(everything)
    pairs = crowd.overlaps(everything.dropna())
    alone = pairs.sitting_a == pairs.sitting_b
    assert (pairs.iou[alone] > 0.5).mean() < 0.01 < (pairs.iou[~alone] > 0.5).mean()
    assert everything.groupby("file").sitting.nunique().max() <= 6
