"""The scenes of each source, and what is told apart."""

import numpy as np
import pandas as pd
import pytest

from helpers import catalog
from helpers.clouds import products
from helpers.clouds.products import kaggle
from helpers.errors import BadInput


def test_real_scenes_are_those_of_both(real):
    real("clouds/kaggle/train_labels.csv")
    found = products.open("real")
    assert [scene.image.shape for scene in found] == [(1400, 2100, 3)] * 17
    assert len({scene.name for scene in found}) == 17
    assert np.mean([len(scene.boxes) > 0 for scene in found]) > 0.9


def test_without_the_boxes_of_most_real_scenes_there_is_nothing_to_learn_from(monkeypatch):
    none = pd.DataFrame(columns=["file"])
    monkeypatch.setattr(kaggle, "boxes", lambda: none)
    with pytest.raises(catalog.AccountNeeded, match="EO_DATA"):
        products.open("real", labelled=True)


def test_scans_are_told_from_scenes(own, tmp_path):
    assert set(products.open(own)) == {"red", "veggie", "blue", "brightness_temperature"}
    table = tmp_path / "boxes.csv"
    table.write_text("1,a/none.jpeg,0,0,90,90,Fish\n")
    with pytest.raises(BadInput, match="None of the 1 images"):
        products.open(table)
