"""Boxes on the map, and a detector against people."""

import pandas as pd
import pytest

from helpers.clouds.labels import annotator_agreement, geography
from helpers.clouds.products import boxes as box_tables

BOXES = "clouds/worldview/annotations_fulldataset_IRchecked_285.csv"


def test_detector_agrees_with_people_better_than_with_another_day(real):
    people = geography.located(box_tables.open(real(BOXES)))
    people = people[people.time.dt.year == 2017]
    detector = box_tables.detections(real("clouds/worldview/retinanet-world-2017.csv"))
    later = detector.assign(time=detector.time + pd.Timedelta(days=9))
    same, other = (geography.union_overlap(people, d).iou.mean() for d in (detector, later))
    assert same > 1.5 * other > 0


def test_a_box_matched_with_itself_has_an_overlap_of_one():
    file = "Region1_DJF_Aqua/Aqua_CorrectedReflectance20170105_-61--40_10-24.jpeg"
    row = {"file": file, "x1": 100, "y1": 200, "x2": 900, "y2": 800, "label": "Fish"}
    mine = geography.located(pd.DataFrame([row]))
    assert mine[["west", "north"]].to_numpy().tolist() == [[-60, 22]]
    found = geography.union_overlap(mine, mine.drop(columns="file"))
    assert found.iou.tolist() == [1]


def test_places_on_the_map_overlap_as_boxes_do():
    names = ["time", "label", "west", "east", "south", "north"]
    here = pd.DataFrame([["2017-01-01", "Fish", -60, -50, 10, 20]], columns=names)
    north = pd.DataFrame([["2017-01-01", "Fish", -60, -50, 15, 25]], columns=names)
    pairs = annotator_agreement.overlaps(
        geography.as_boxes(here), geography.as_boxes(north), on="time"
    )
    assert pairs.iou.tolist() == pytest.approx([1 / 3])


def test_a_day_counts_once_however_many_boxes_cover_a_cell():
    names = ["time", "west", "east", "south", "north"]
    box, inner = (1, -60, -50, 10, 20), (1, -58, -50, 10, 20)
    days = geography.days_covered(pd.DataFrame([box, inner], columns=names))
    assert days.sum() == 25 and days.max() == 1  # 10 by 10 degrees, cells of 2
    assert days.sel(latitude=15, longitude=-55) == 1
    assert (
        geography.days_covered(pd.DataFrame([box, (2, *box[1:])], columns=names)).max() == 2
    )
