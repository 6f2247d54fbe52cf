"""The scenes of each source, with the boxes that belong to them."""

import numpy as np

from helpers.clouds import collection, scenes, tiles


def test_the_competition_s_images_bring_their_boxes(real):
    real("clouds/kaggle/train_labels.csv")
    found = collection.competition()
    assert len(found) == 14
    assert sum(len(scene.boxes) for scene in found) == 27
    for scene in found:
        assert scene.image.shape == (*scenes.SHAPE, 3)
        assert set(scene.boxes.file) <= {scene.name}
        assert set(scene.boxes.label) <= set(scenes.LABELS)
        assert (scene.boxes[["x2", "y2"]].to_numpy() <= scenes.SHAPE[::-1]).all()
    assert tiles.cut(found, tiles.whole_boxes(found, False), 8).shape == (27, 8, 8, 3)


def test_without_their_table_the_images_have_no_boxes(real, monkeypatch):
    real("clouds/kaggle/0011165.jpg")
    monkeypatch.setattr(collection.downloads, "in_data", lambda file: None)
    assert collection.drawn().empty
    scene = collection._scene(real("clouds/kaggle/00a0954.jpg"), collection.drawn())
    assert list(scene.boxes) == ["file", *scenes.CORNERS, "label"]
    assert tiles.whole_boxes([scene]).empty


def test_real_scenes_are_those_of_both(real):
    real("clouds/kaggle/train_labels.csv")
    found = collection.open("real")
    assert [scene.image.shape for scene in found] == [(1400, 2100, 3)] * 17
    assert len({scene.name for scene in found}) == 17
    assert np.mean([len(scene.boxes) > 0 for scene in found]) > 0.9
