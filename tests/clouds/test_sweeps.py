"""The kept sweeps of the cloud study hold every setting."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds.embedding import comparison, evaluation
from tools import sweeps
from tools.sweeps import clouds_classifier, clouds_embeddings, clouds_tile2vec

SWEEP = sweeps.kept("clouds/6_other_embeddings")


@pytest.mark.parametrize("product", sorted(set(SWEEP["source"])))
def test_the_committed_sweep_is_whole(product):
    runs = comparison.sweep(product)
    counts = runs.groupby(["method", "score"]).seed.nunique().unstack()
    learnt = counts.loc[[m for m in comparison.METHODS if m not in comparison.UNLEARNT]]
    assert (learnt[list(evaluation.SCORES)] >= 3).all(axis=None)
    control = runs[runs.score == "control_ami"].set_index("method").value
    assert control["deepcluster_7"].min() >= 0.9
    assert control["frozen_7"].max() < control["deepcluster_7"].min()


def test_rows_of_embeddings_name_their_source(monkeypatch):
    monkeypatch.setattr(clouds_embeddings, "runs", lambda source: [(0, "a", "b", 0.33333)])
    (row,) = clouds_embeddings.rows("real").to_dict("records")
    expected = {"seed": 0, "method": "a", "score": "b", "value": 0.3333, "source": "real"}
    assert row == expected


@pytest.fixture
def small(monkeypatch, side_by_side):
    scenes = [side_by_side(name) for name in ("one", "three", "sixteen")]
    monkeypatch.setattr(clouds_tile2vec.products, "open", lambda source: scenes)
    for name, value in {"TRIPLETS": 8, "TILE": 128, "SIZE": 32}.items():
        monkeypatch.setattr(clouds_tile2vec, name, value)
    monkeypatch.setattr(clouds_tile2vec, "OTHERS", ({"epochs": 1}, {"epochs": 2}))


def test_every_setting_of_tile2vec_makes_a_row(small):
    table = clouds_tile2vec.rows("real")
    assert table.epochs.tolist() == [1, 2]
    assert table.source.tolist() == ["real", "real"]
    assert table.class_ami.notna().all()


def test_the_table_that_is_shown_has_every_setting_of_both_editions():
    table = sweeps.kept("clouds/2_tile2vec")
    expected = [clouds_tile2vec.USUAL | other for other in clouds_tile2vec.OTHERS]
    for source in ("simulated", "real"):
        own = table[table.source == source]
        assert own[list(clouds_tile2vec.USUAL)].to_dict("records") == expected
        assert (own.distant > own.neighbour).all()
        assert own.class_ami.between(-0.1, 1).all()


def test_the_committed_table_holds_every_setting_and_seed():
    table = sweeps.kept("clouds/5_classifier")
    settings = pd.DataFrame(clouds_classifier.settings())
    assert not settings.duplicated().any()
    for _, rows in table.groupby("source"):
        for _, own in rows.groupby("seed"):
            found = own[settings.columns].merge(settings)
            assert len(own) == len(found) == len(settings)
        assert set(rows.seed) == set(clouds_classifier.SEEDS)
    assert table[["accuracy", "precision", "recall", "f1"]].stack().between(0, 1).all()


def test_scores_of_what_is_plain():
    labels = np.arange(64) % 4
    tiles = np.zeros((64, 16, 16, 3), "uint8")
    tiles[labels % 2 == 1, :, ::2] = 200  # upright stripes, or none
    tiles[labels // 2 == 1, ::4] = 100  # and lying ones
    plain = {"width": 8, "stages": 2, "learning_rate": 3e-3, "turned": False}
    found = clouds_classifier.score(tiles, labels, np.arange(64) // 4, 0, **plain)
    assert found["tiles"] == 64
    assert found["f1"] > 0.9
