"""What the crowd agrees on, in cases that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds.labels import annotator_agreement
from helpers.clouds.products import boxes as box_tables
from helpers.errors import BadInput


def table(*rows):
    return pd.DataFrame(rows, columns=["file", "x1", "y1", "x2", "y2", "label"])


def test_pairs_of_one_image_count_once():
    boxes = table(
        ("a", 0, 0, 10, 10, "Fish"),
        ("a", 5, 0, 15, 10, "Sugar"),
        ("a", 0, 0, 10, 10, "Fish"),
        ("b", 0, 0, 10, 10, "Fish"),
        ("b", 20, 0, 30, 10, "Fish"),
    )
    pairs = annotator_agreement.overlaps(boxes)
    assert pairs.iou.tolist() == pytest.approx([1 / 3, 1, 1 / 3, 0])
    assert pairs.same.tolist() == [False, True, False, True]


def test_a_box_without_area_overlaps_nothing():
    boxes = table(("a", 5, 5, 5, 5, "Fish"), ("a", 5, 5, 5, 5, "Fish"))
    assert annotator_agreement.overlaps(boxes).iou.tolist() == [0.0]


def test_crowd_labels_agree_better_than_by_chance_and_more_where_boxes_match(real):
    path = real("clouds/worldview/annotations_fulldataset_IRchecked_285.csv")
    pairs = annotator_agreement.overlaps(box_tables.open(path))
    loose, close = (
        annotator_agreement.scotts_pi(
            pairs.same[rows], pairs.loc[rows, ["label_a", "label_b"]]
        )
        for rows in (pairs.iou > 0, pairs.iou > 0.3)
    )
    assert 0 < loose["pi"] < close["pi"] < 1
    assert loose["chance"] < loose["observed"] < close["observed"]


def test_two_sets_of_boxes_are_paired_box_by_box():
    ours = table(("a", 0, 0, 10, 10, "Fish"), ("b", 0, 0, 10, 10, "Fish"))
    theirs = table(("a", 0, 0, 10, 5, "Fish"), ("a", 0, 0, 10, 10, "Sugar"))
    pairs = annotator_agreement.overlaps(ours, theirs)
    assert pairs.iou.tolist() == [0.5, 1.0]
    assert pairs.same.tolist() == [True, False]


def test_labels_without_any_relation_agree_as_chance_does():
    rng = np.random.default_rng(1)
    first, second = rng.choice(4, (2, 40_000), p=[0.4, 0.3, 0.2, 0.1])
    score = annotator_agreement.scotts_pi(first == second, np.concatenate([first, second]))
    assert score["pi"] == pytest.approx(0, abs=0.02)
    assert score["chance"] == pytest.approx(0.3, abs=0.01)


def test_full_agreement_is_one_and_one_label_is_undefined():
    assert annotator_agreement.scotts_pi([True, True], ["a", "b", "a", "b"])["pi"] == 1
    assert np.isnan(annotator_agreement.scotts_pi([True], ["a", "a"])["pi"])
    with pytest.raises(BadInput, match="no pairs"):
        annotator_agreement.scotts_pi([], [])


def test_within_a_sitting_boxes_hardly_overlap(real):
    path = real("clouds/worldview/annotations_fulldataset_IRchecked_285.csv")
    boxes = box_tables.open(path)
    boxes["sitting"] = annotator_agreement.sittings(boxes)
    pairs = annotator_agreement.overlaps(boxes)
    alone = pairs.sitting_a == pairs.sitting_b
    assert (pairs.iou[alone] > 0.5).mean() < 0.01 < (pairs.iou[~alone] > 0.5).mean()
    assert boxes.groupby("file").sitting.nunique().max() <= 6
