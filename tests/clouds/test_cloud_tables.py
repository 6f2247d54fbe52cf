"""Weather of the patterns, and a detector against people."""

import pandas as pd
import pytest

from helpers.clouds.labels import geography
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import weather
from helpers.errors import BadInput

BOXES = "clouds/worldview/annotations_fulldataset_IRchecked_285.csv"


def test_profiles_have_four_patterns(real):
    ds = weather.open(real("clouds/worldview/ERAInterim__Profiles__Pattern.nc"))
    assert set(ds.pattern.values) == set(box_tables.LABELS)
    warmest = ds.Temperature_isobaric.isel(pattern=0).idxmax("pressure")
    assert float(warmest) == 1000


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


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="has no column Date"):
        box_tables.detections(path)
    with pytest.raises(BadInput, match="cannot be read as a table"):
        box_tables.detections(tmp_path / "none.csv")
