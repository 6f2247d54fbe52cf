"""Boxes are read as they were drawn, and what is no table of boxes is refused."""

import pytest

from helpers.clouds.products import boxes as box_tables
from helpers.errors import BadInput

BOXES = "clouds/worldview/annotations_fulldataset_IRchecked_285.csv"
FILE = "Region1_DJF_Aqua/Aqua_CorrectedReflectance20080120_-61--40_10-24.jpeg"


def table_of(tmp_path, *rows):
    path = tmp_path / "boxes.csv"
    path.write_text("".join(f"{i},{FILE},{row}\n" for i, row in enumerate(rows)))
    return path


@pytest.fixture(scope="module")
def crowd(real):
    return box_tables.open(real(BOXES))


def test_the_crowds_table(crowd):
    counts = crowd.label.value_counts().to_dict()
    assert counts == {"Sugar": 11169, "Gravel": 7782, "Fish": 7112, "Flower": 6423}
    assert crowd.attrs == {"images": 8686, "unmarked": 3568, "cut": 81, "empty": 1}
    assert crowd.file.nunique() == 8386  # 8,387 with the box that has no area


def test_one_expert_label_per_image(tmp_path):
    path = tmp_path / "issi.csv"
    path.write_text("Date,Label\n20080120,fish\n20080121,No\n20080122,Flowers\n")
    table = box_tables.expert_labels(path)
    assert table.label.fillna("none").tolist() == ["Fish", "none", "Flower"]
    path.write_text("Date,Label\n20080120,fish\n20080120,sugar\n")
    with pytest.raises(BadInput, match="twice"):
        box_tables.expert_labels(path)


def test_boxes_over_the_edge_are_cut_and_rows_without_box_counted(tmp_path):
    table = box_tables.open(
        table_of(tmp_path, "-5,3,90,1500,Fish", ",,,,", "5,5,5,9,Sugar")
    )
    assert table[box_tables.CORNERS].to_numpy().tolist() == [[0, 3, 90, 1400]]
    assert table.attrs == {"images": 1, "unmarked": 1, "cut": 1, "empty": 1}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2200,0,2300,90,Fish", "outside its image"),
        ("0,0,90,90,Cirrus", "'Cirrus', which is unknown"),
        ("0,0,90", "not a table of boxes"),
    ],
)
def test_bad_boxes_are_refused(tmp_path, row, message):
    with pytest.raises(BadInput, match=message):
        box_tables.open(table_of(tmp_path, row))


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="has no column Date"):
        box_tables.detections(path)
    with pytest.raises(BadInput, match="There is no file"):
        box_tables.detections(tmp_path / "none.csv")
