"""Scenes, boxes, run lengths: real files, exact inverses, and what is refused."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from helpers.clouds.labels import coverage
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import kaggle, scenes, worldview
from helpers.clouds.tiles import masking
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


def test_the_three_real_scenes(real):
    found = scenes.open(real(BOXES))
    assert sorted(len(scene.boxes) for scene in found) == [3, 4, 6]
    for scene in found:
        image = scene.image
        assert image.shape == (1400, 2100, 3)
        assert image.dtype == np.uint8
        assert float(image.latitude[0]) == pytest.approx(23.995)
        assert float(image.longitude[-1]) == pytest.approx(-40.005)
        black = (image.data == 0).all(axis=-1).mean()
        assert black < masking.swath_gap(image).mean() < black + 0.02
        assert masking.land(image).mean() < 0.001
    assert str(found[1].image.time.values)[:10] == "2008-01-20"


def test_southern_and_eastern_bounds():
    south = worldview.NAME.search(
        "Terra_CorrectedReflectance20121001_-135--114_-15--1.jpeg"
    )
    assert south.group("west", "east", "south", "north") == ("-135", "-114", "-15", "-1")
    east = worldview.NAME.search("Aqua_CorrectedReflectance20121001_159-180_8-22.jpeg")
    assert east.group("west", "east", "south", "north") == ("159", "180", "8", "22")


def test_land_is_green_and_clouds_and_sea_are_not():
    image = np.zeros((40, 40, 3), "uint8")
    image[:10], image[10:20], image[20:30] = (13, 22, 48), (230, 230, 228), (80, 100, 60)
    assert masking.land(image).any(axis=1).nonzero()[0].tolist() == list(range(20, 30))


def test_coverage_is_that_of_the_union(crowd):
    boxes = crowd[crowd.file == FILE]
    shares = coverage.by_label(boxes)
    painted = np.zeros(worldview.SHAPE, bool)
    for box in boxes[boxes.label == "Fish"].itertuples():
        painted[box.y1 : box.y2, box.x1 : box.x2] = True
    assert shares[FILE, "Fish"] == pytest.approx(painted.mean())
    assert coverage.largest_share(shares).between(0.25, 1).all()


def test_form_of_the_coverage_is_skewed_to_the_right_as_published(crowd):
    form = coverage.form(coverage.by_label(crowd))
    assert form["mode"].between(0.05, 0.25).all()
    assert form.skewness.between(0.8, 1.4).all()
    assert form.skewness[["Flower", "Fish", "Gravel", "Sugar"]].is_monotonic_increasing


@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_run_lengths_there_and_back(share):
    mask = np.random.default_rng(0).random((70, 110)) < share
    runs = kaggle.encode(mask)
    assert np.array_equal(kaggle.decode(runs, mask.shape), mask)
    assert kaggle.encode(kaggle.decode(runs, mask.shape)) == runs


def test_run_lengths_count_down_the_columns():
    mask = kaggle.decode("1401 1400")
    assert mask[:, 1].all()
    assert mask.sum() == 1400


@pytest.mark.parametrize("runs", ["1 2 3", "a b", "1 5 3 2", "0 4", "2940000 2"])
def test_bad_run_lengths_are_refused(runs):
    with pytest.raises(BadInput, match="run lengths"):
        kaggle.decode(runs)


def test_kaggles_tables(real, tmp_path):
    path = tmp_path / "train.csv"
    path.write_text("Image_Label,EncodedPixels\n0011165.jpg_Fish,1 3\n0011165.jpg_Sugar,\n")
    masks = kaggle.masks(path)
    assert masks.to_numpy().tolist() == [["0011165.jpg", "Fish", "1 3"]]
    boxes = box_tables.redrawn(real("clouds/kaggle/train_labels.csv"))
    assert len(boxes) == 529
    assert set(boxes.label) == set(box_tables.LABELS)


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


def test_bad_images_are_refused(tmp_path):
    path = tmp_path / FILE
    table = table_of(tmp_path, "0,0,90,90,Fish")
    with pytest.raises(BadInput, match="None of the 1 images"):
        scenes.open(table)
    path.parent.mkdir()
    path.write_bytes(b"\xff\xd8 not a picture")
    with pytest.raises(BadInput, match="cannot be read as an image"):
        scenes.open(table)
    Image.new("RGB", (100, 80)).save(path)
    with pytest.raises(BadInput, match="80 × 100 pixels instead of 1400 × 2100"):
        scenes.open(table)
    with pytest.raises(BadInput, match="does not say when and where"):
        worldview.open(path.rename(tmp_path / "scene.jpeg"))


def test_the_gap_is_what_binary_morphology_finds():
    random = np.random.default_rng(0)
    image = random.integers(0, 40, (150, 200, 3), dtype=np.uint8)
    image[:, 60:90] = random.integers(0, 3, (150, 30, 3))
    image[:12, :30] = 0
    square, dark = np.ones((9, 9), bool), image.max(axis=-1) <= 2
    opened = ndimage.binary_opening(dark, square)
    assert opened.any()
    expected = ndimage.binary_dilation(opened, square)
    assert np.array_equal(masking.swath_gap(image), expected)
