"""The competition's images, boxes and run lengths."""

import numpy as np
import pytest

from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import kaggle, worldview
from helpers.clouds.tiles import cutting, placement
from helpers.errors import BadInput


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


def test_the_competition_s_images_bring_their_boxes(real):
    real("clouds/kaggle/train_labels.csv")
    found = kaggle.open()
    assert len(found) == 14
    assert sum(len(scene.boxes) for scene in found) == 27
    for scene in found:
        assert scene.image.shape == (*worldview.SHAPE, 3)
        assert set(scene.boxes.file) <= {scene.name}
        assert set(scene.boxes.label) <= set(box_tables.LABELS)
        assert (scene.boxes[["x2", "y2"]].to_numpy() <= worldview.SHAPE[::-1]).all()
    assert cutting.cut(found, placement.whole_boxes(found, False), 8).shape == (27, 8, 8, 3)


def test_without_their_table_the_images_have_no_boxes(real, monkeypatch):
    real("clouds/kaggle/0011165.jpg")
    monkeypatch.setattr(kaggle.catalog, "optional", lambda product, name: None)
    assert kaggle.boxes().empty
    scene = kaggle.open()[0]
    assert list(scene.boxes) == ["file", *box_tables.CORNERS, "label"]
    assert placement.whole_boxes([scene]).empty
