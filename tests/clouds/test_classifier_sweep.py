"""The committed sweep holds every setting, and is written whole or not at all."""

import numpy as np
import pandas as pd
import pytest

from helpers import catalog
from tools import cloud_classifier


def test_the_committed_table_holds_every_setting_and_seed():
    table = pd.read_csv(catalog.committed("sweeps/clouds/5_classifier.csv"))
    settings = pd.DataFrame(cloud_classifier.settings())
    assert not settings.duplicated().any()
    for _, rows in table.groupby("source"):
        for _, own in rows.groupby("seed"):
            found = own[settings.columns].merge(settings)
            assert len(own) == len(found) == len(settings)
        assert set(rows.seed) == set(cloud_classifier.SEEDS)
    assert table[["accuracy", "precision", "recall", "f1"]].stack().between(0, 1).all()


def test_scores_of_what_is_plain():
    labels = np.arange(64) % 4
    tiles = np.zeros((64, 16, 16, 3), "uint8")
    tiles[labels % 2 == 1, :, ::2] = 200  # upright stripes, or none
    tiles[labels // 2 == 1, ::4] = 100  # and lying ones
    plain = {"width": 8, "stages": 2, "learning_rate": 3e-3, "turned": False}
    found = cloud_classifier.score(tiles, labels, np.arange(64) // 4, 0, **plain)
    assert found["tiles"] == 64
    assert found["f1"] > 0.9


def test_a_sweep_that_fails_leaves_nothing(tmp_path, monkeypatch):
    target = tmp_path / "table.csv"

    def fail(source):
        raise RuntimeError(source)

    monkeypatch.setattr(cloud_classifier, "runs", fail)
    monkeypatch.setenv("EO_BOOK", "1")
    with pytest.raises(RuntimeError):
        cloud_classifier.main(("simulated",), target)
    assert not any(tmp_path.iterdir())
