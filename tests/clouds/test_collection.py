"""The scenes of each source, with the boxes that belong to them."""

import numpy as np

from helpers.clouds import products
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import kaggle, worldview
from helpers.clouds.tiles import cutting, placement


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


def test_real_scenes_are_those_of_both(real):
    real("clouds/kaggle/train_labels.csv")
    found = products.open("real")
    assert [scene.image.shape for scene in found] == [(1400, 2100, 3)] * 17
    assert len({scene.name for scene in found}) == 17
    assert np.mean([len(scene.boxes) > 0 for scene in found]) > 0.9
