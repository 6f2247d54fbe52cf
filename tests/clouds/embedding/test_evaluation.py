"""Embeddings are judged by scene, and by scores whose limits are known."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds.embedding import comparison, evaluation
from helpers.clouds.products.boxes import LABELS
from helpers.errors import BadInput

TABLE = pd.DataFrame({"label": np.tile(LABELS, 30), "scene": np.repeat(range(4), 30)})


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
    assert evaluation.ami_within_folds(part, data.labels, data.fold) == pytest.approx(1)


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
    assert evaluation.ami_within_folds(part, data.labels, data.fold) == pytest.approx(1)


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


def test_fewer_tiles_than_clusters():
    data = material(18)
    with pytest.raises(BadInput, match="6 tiles for 12 clusters"):
        evaluation.check_folds(data.fold)
    with pytest.raises(BadInput, match="6 tiles for 12 clusters"):
        evaluation.score(comparison.mean_brightness(data), data.labels, data.fold)


def blobs(names):
    """Embed each name at a corner of its own."""
    corner = np.eye(4)[pd.factorize(names)[0]]
    return corner + np.random.default_rng(0).normal(0, 0.01, corner.shape)


@pytest.mark.parametrize(("held", "absent"), [("label", "scene"), ("scene", "label")])
def test_what_an_embedding_holds_is_found_and_what_it_does_not_is_not(held, absent):
    found = evaluation.classes_and_scenes(blobs(TABLE[held]), TABLE, n_clusters=4)
    scores = {"label": found["class_ami"], "scene": found["scene_ami"]}
    assert scores[held] == pytest.approx(1)
    assert abs(scores[absent]) < 0.05


def test_two_components_explain_what_lies_in_a_plane():
    plane = np.random.default_rng(0).normal(size=(120, 2)) @ np.ones((2, 50))
    assert evaluation.classes_and_scenes(plane, TABLE)["explained"] == pytest.approx(1)
