"""The kept sweeps hold every setting, and are written whole or not at all."""

import numpy as np
import pandas as pd
import pytest

from helpers import catalog
from helpers.clouds.embedding import comparison, evaluation
from tools import cloud_classifier, cloud_embeddings, tile2vec_sweep

SWEEP = pd.read_csv(catalog.committed("sweeps/clouds/6_other_embeddings.csv"))


@pytest.mark.parametrize("product", sorted(set(SWEEP["product"])))
def test_the_committed_sweep_is_whole(product):
    runs = comparison.sweep(product)
    counts = runs.groupby(["method", "score"]).seed.nunique().unstack()
    learnt = counts.loc[[m for m in comparison.METHODS if m not in comparison.UNLEARNT]]
    assert (learnt[list(evaluation.SCORES)] >= 3).all(axis=None)
    control = runs[runs.score == "control_ami"].set_index("method").value
    assert control["deepcluster_7"].min() >= 0.9
    assert control["frozen_7"].max() < control["deepcluster_7"].min()


def test_a_sweep_takes_the_place_of_its_own_source_only(tmp_path, monkeypatch):
    target = tmp_path / "table.csv"
    columns = ["product", "seed", "method", "score", "value"]
    rows = [("real", 0, "a", "b", 1.0), ("simulated", 0, "a", "b", 2.0)]
    pd.DataFrame(rows, columns=columns).to_csv(target, index=False)
    monkeypatch.setattr(cloud_embeddings, "runs", lambda source: iter([(0, "a", "b", 3.0)]))
    cloud_embeddings.main(["real"], target)
    values = pd.read_csv(target).set_index("product").value
    assert values.to_dict() == {"real": 3.0, "simulated": 2.0}
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


@pytest.fixture
def small(monkeypatch, side_by_side):
    scenes = [side_by_side(name) for name in ("one", "three", "sixteen")]
    monkeypatch.setattr(tile2vec_sweep.products, "open", lambda source: scenes)
    for name, value in {"TRIPLETS": 8, "TILE": 128, "SIZE": 32}.items():
        monkeypatch.setattr(tile2vec_sweep, name, value)
    monkeypatch.setattr(tile2vec_sweep, "OTHERS", ({"epochs": 1}, {"epochs": 2}))


def test_a_sweep_replaces_its_own_rows_only(small, tmp_path):
    target = tmp_path / "sweep.csv"
    pd.DataFrame({"source": ["real", "mine"], "epochs": [7, 9]}).to_csv(target, index=False)
    tile2vec_sweep.main(["real"], target)
    table = pd.read_csv(target)
    assert table.epochs.tolist() == [1, 2, 9]
    assert table.source.tolist() == ["real", "real", "mine"]
    assert table.class_ami[:2].notna().all()
    assert [each.name for each in tmp_path.iterdir()] == ["sweep.csv"]


def test_the_table_that_is_shown_has_every_setting_of_both_editions():
    table = pd.read_csv(catalog.committed("sweeps/clouds/2_tile2vec.csv"))
    expected = [tile2vec_sweep.USUAL | other for other in tile2vec_sweep.OTHERS]
    for source in ("simulated", "real"):
        own = table[table.source == source]
        assert own[list(tile2vec_sweep.USUAL)].to_dict("records") == expected
        assert (own.distant > own.neighbour).all()
        assert own.class_ami.between(-0.1, 1).all()


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
