"""Embeddings are judged by scene, and by scores whose limits are known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from helpers import catalog
from helpers.clouds.embedding import comparison, encoder, evaluation
from helpers.clouds.products import kaggle
from helpers.clouds.tiles import brightness
from helpers.errors import BadInput
from tools import cloud_embeddings

SWEEP = pd.read_csv(catalog.committed("sweeps/clouds/6_other_embeddings.csv"))


def material(n=90, seed=0):
    """Make tiles whose brightness tells the label, in nine scenes of three folds."""
    rng = np.random.default_rng(seed)
    labels = np.tile(np.arange(3), n // 3)
    scene = np.arange(n) // (n // 9)
    base = 40 + 70 * labels + rng.integers(-9, 10, n)
    tiles = np.broadcast_to(base[:, None, None, None], (n, 64, 64, 3)).astype(np.uint8)
    places = pd.DataFrame({"scene": scene})
    return comparison.Material([], [], 64, places, tiles, tiles[:0], labels, scene // 3)


def test_an_embedding_that_tells_the_labels_has_full_marks():
    data = material()
    scores = evaluation.score(np.eye(3)[data.labels], data.labels, data.fold)
    assert scores["probe_f1"] == 1
    assert scores["silhouette_patterns"] == pytest.approx(1)
    part = evaluation.partition(comparison.mean_brightness(data), data.fold, 3)
    assert evaluation.agreement(part, data.labels, data.fold) == pytest.approx(1)


def test_noise_has_none():
    data = material(900)
    noise = np.random.default_rng(1).normal(size=(900, 5))
    scores = evaluation.score(noise, data.labels, data.fold)
    assert abs(scores["ami_12"]) < 0.03
    assert scores["probe_f1"] == pytest.approx(1 / 3, abs=0.08)
    assert abs(scores["silhouette_patterns"]) < 0.05


def test_scores_do_not_depend_on_the_scale_of_columns():
    data, rng = material(), np.random.default_rng(1)
    features = np.eye(3)[data.labels] + rng.normal(size=(90, 3))
    stretched = features * [1, 1e3, 1e-3] + [5, 0, -7]
    scores = evaluation.score(features, data.labels, data.fold)
    assert scores == pytest.approx(evaluation.score(stretched, data.labels, data.fold))


def test_the_probe_never_sees_a_scene_that_it_is_asked_about():
    data = material()
    lying = np.where(data.fold == 0, (data.labels + 1) % 3, data.labels)
    told = evaluation.probe(np.eye(3)[data.labels], lying, data.fold)
    # what is learnt from the other folds is the truth; only the lies sit in fold 0
    np.testing.assert_array_equal(told[data.fold == 0], data.labels[data.fold == 0])


def test_features_by_fold_are_used_in_their_own_fold_only():
    data = material()
    good = np.eye(3)[data.labels]
    by_fold = [np.where(data.fold[:, None] == f, good, 0.0) + 0.0 for f in range(3)]
    part = evaluation.partition(by_fold, data.fold, 3)
    assert evaluation.agreement(part, data.labels, data.fold) == pytest.approx(1)


def test_supervised_features_come_from_other_scenes(monkeypatch):
    data, seen = material(), []

    def train(tiles, labels, epochs, seed):
        seen.append(len(tiles))
        assert not np.isin(tiles[:, 0, 0, 0], data.tiles[hidden()][:, 0, 0, 0]).all()
        return SimpleNamespace(), None

    def hidden():
        return data.fold == len(seen) - 1

    monkeypatch.setattr(comparison.classifier, "train", train)
    monkeypatch.setattr(comparison.classifier, "features", lambda network, tiles: tiles)
    assert len(comparison.supervised(data)) == 3
    assert seen == [60, 60, 60]


def test_missing_measures_are_filled():
    data = material()
    features = np.eye(3)[data.labels]
    features[::10, 0] = np.nan
    features = np.column_stack([features, np.full(90, np.nan)])
    assert evaluation.score(features, data.labels, data.fold)["probe_f1"] > 0.9


def test_chance_of_scenes():
    data, scene = material(), material().places.scene.to_numpy()
    knows_all = evaluation.permutation_level(data.labels, data.labels, data.fold, scene)
    one_label = scene // 3 * 0 + scene % 3  # a scene has one label
    knows_scenes = evaluation.permutation_level(one_label, one_label, data.fold, scene)
    assert knows_all < 1
    assert knows_scenes == pytest.approx(1)  # the groups can't be told from the labels


def test_spread_over_seeds():
    runs = pd.DataFrame(
        {"seed": [0, 1, 2], "method": "a", "score": "ami_4", "value": [0.3, 0.1, 0.2]}
    )
    assert comparison.spread(runs).loc[("a", "ami_4")].tolist() == [0.2, 0.1, 0.3]


@pytest.mark.parametrize("product", sorted(set(SWEEP["product"])))
def test_the_committed_sweep_is_whole(product):
    runs = comparison.sweep(product)
    counts = runs.groupby(["method", "score"]).seed.nunique().unstack()
    learnt = counts.loc[[m for m in comparison.METHODS if m not in comparison.UNLEARNT]]
    assert (learnt[list(evaluation.SCORES)] >= 3).all(axis=None)
    control = runs[runs.score == "control_ami"].set_index("method").value
    assert control["deepcluster_7"].min() >= 0.9
    assert control["frozen_7"].max() < control["deepcluster_7"].min()


def test_your_own_product_was_not_swept():
    assert comparison.sweep("path").empty


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


def test_untrained_features_differ_by_seed_alone():
    data = material(18)
    torch.manual_seed(5)
    first = comparison.untrained(data, 0)
    torch.manual_seed(6)
    np.testing.assert_array_equal(first, comparison.untrained(data, 0))
    assert not np.array_equal(first, comparison.untrained(data, 1))
    assert first.shape == (18, encoder.Encoder().hparams.dimensions)


def test_cover_of_known_tiles():
    tiles = np.zeros((2, 8, 8, 3), np.uint8)
    tiles[1, :2] = 200
    np.testing.assert_array_equal(brightness.cover(tiles), [0, 0.25])


def test_fewer_tiles_than_clusters():
    data = material(18)
    with pytest.raises(BadInput, match="6 tiles for 12 clusters"):
        evaluation.check_folds(data.fold)
    with pytest.raises(BadInput, match="6 tiles for 12 clusters"):
        evaluation.score(comparison.mean_brightness(data), data.labels, data.fold)


def test_a_class_absent_from_a_fold(monkeypatch):
    names = ["Fish", "Flower", "Gravel", "Sugar"]
    table = pd.DataFrame({"scene": [0, 1, 2, 3] * 3, "label": names * 3})
    table = table.assign(y=0, x=0, height=64, width=64)
    none = np.zeros((0, 64, 64, 3), np.uint8)
    monkeypatch.setattr(comparison.products, "open", lambda source, labelled: [])
    monkeypatch.setattr(comparison.placement, "in_boxes", lambda *settings, **more: table)
    monkeypatch.setattr(comparison.placement, "unlabelled", lambda *settings: table[:0])
    monkeypatch.setattr(comparison.cutting, "cut", lambda *settings: none)
    with pytest.raises(BadInput, match="no tile of the class"):
        comparison.gather(folds=3)
    table["label"] = table.label.replace("Sugar", "Fish")
    with pytest.raises(BadInput, match="No tile is of the class Sugar"):
        comparison.gather(folds=3)


def test_without_the_boxes_of_most_real_scenes_the_page_is_told_so(monkeypatch):
    none = pd.DataFrame(columns=["file"])
    monkeypatch.setattr(kaggle, "boxes", lambda: none)
    with pytest.raises(catalog.AccountNeeded, match="EO_DATA"):
        comparison.gather("real")
