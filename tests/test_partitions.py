"""Partitions: scores with known limits, agreement blind to names, honest intervals."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import confusion_matrix

from helpers import partitions
from helpers.errors import BadInput

BLOBS = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], 40, axis=0)
BLOBS = BLOBS + np.random.default_rng(0).normal(0, 0.3, BLOBS.shape)
CLASSES = np.repeat([0, 1, 2], 40)


def test_scores_prefer_the_true_partition():
    good = partitions.scores(BLOBS, CLASSES)
    bad = partitions.scores(BLOBS, np.roll(CLASSES, 20))
    assert good["silhouette"] > 0.9 > bad["silhouette"]
    assert good["davies_bouldin"] < bad["davies_bouldin"]
    assert good["calinski_harabasz"] > bad["calinski_harabasz"]


def test_scores_do_not_depend_on_names_or_order():
    shuffle = np.random.default_rng(1).permutation(len(CLASSES))
    renamed = np.array([7, 3, 5])[CLASSES]
    first, second = (
        partitions.scores(BLOBS, CLASSES),
        partitions.scores(BLOBS[shuffle], renamed[shuffle]),
    )
    assert first == pytest.approx(second)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(120, int), "1 clusters of 120"),
        (np.arange(120), "120 clusters of 120"),
        (CLASSES[:50], "one label per row"),
    ],
)
def test_scores_refuse_what_has_no_score(labels, message):
    with pytest.raises(BadInput, match=message):
        partitions.scores(BLOBS, labels)


def test_scores_refuse_missing_values():
    holed = BLOBS.copy()
    holed[3, 1] = np.nan
    with pytest.raises(BadInput, match="1 missing"):
        partitions.scores(holed, CLASSES)


def test_equal_partitions_agree_fully_and_independent_ones_by_chance():
    renamed = np.array(["c", "a", "b"])[CLASSES]
    same = partitions.agreement(renamed, CLASSES)
    assert same["ari"] == same["ami"] == same["nmi"] == pytest.approx(1)
    np.testing.assert_array_equal(same["confusion"], np.diag([40, 40, 40]))
    assert same["order"].tolist() == ["c", "a", "b"]
    rng = np.random.default_rng(2)
    draws = [partitions.agreement(rng.integers(6, size=120), CLASSES) for _ in range(50)]
    ami, nmi = (np.mean([draw[key] for draw in draws]) for key in ("ami", "nmi"))
    assert abs(ami) < 0.02 < nmi


def test_confusion_is_scikit_learns_when_names_are_the_same():
    noisy = np.where(np.random.default_rng(3).random(120) < 0.2, 0, CLASSES)
    ours = partitions.agreement(noisy, CLASSES)["confusion"]
    np.testing.assert_array_equal(ours, confusion_matrix(CLASSES, noisy))


def test_spare_clusters_come_last_and_match_by_majority():
    labels = np.where((CLASSES == 2) & (np.arange(120) % 4 == 0), 9, CLASSES)
    out = partitions.agreement(labels, CLASSES)
    assert out["order"].tolist() == [0, 1, 2, 9]
    np.testing.assert_array_equal(partitions.match(labels, CLASSES), CLASSES)


def test_as_many_clusters_as_classes_are_matched_one_to_one():
    reference = np.repeat([0, 0, 1, 1], [90, 10, 5, 5])
    labels = np.repeat([0, 1, 0, 1], [90, 10, 5, 5])
    np.testing.assert_array_equal(partitions.match(labels, reference), labels)


def test_bootstrap_refuses_lengths_that_differ():
    with pytest.raises(BadInput, match=r"\[3, 5\]"):
        partitions.segment_bootstrap(np.mean, np.arange(3), np.arange(5.0))
    with pytest.raises(BadInput, match="n_resamples = 0"):
        partitions.segment_bootstrap(np.mean, np.arange(3), np.arange(3.0), n_resamples=0)


def test_segments_widen_the_interval_of_correlated_samples():
    rng = np.random.default_rng(4)
    segment = np.repeat(np.arange(40), 50)
    values = rng.normal(size=40)[segment] + 0.1 * rng.normal(size=2000)
    single = partitions.segment_bootstrap(np.mean, np.arange(2000), values)
    whole = partitions.segment_bootstrap(np.mean, segment, values)
    theory = 2 * 1.96 * values.std() / np.sqrt(40)
    assert whole[1] - whole[0] == pytest.approx(theory, rel=0.2)
    assert whole[1] - whole[0] > 4 * (single[1] - single[0])


def test_bootstrap_repeats_with_its_seed():
    first, again, other = (
        partitions.segment_bootstrap(np.mean, np.arange(50), np.arange(50.0), seed=seed)
        for seed in (1, 1, 2)
    )
    assert first == again != other


def kmeans(X, k, seed=0):
    return KMeans(k, n_init=3, random_state=seed).fit_predict(X)


def test_gap_finds_the_planted_number_and_none_in_uniform_points():
    sizes = range(1, 6)
    planted = partitions.gap(BLOBS, kmeans, sizes, n_resamples=5)
    assert sizes[planted["gap"].argmax()] == 3
    uniform = np.random.default_rng(5).uniform(size=(200, 2))
    blank = partitions.gap(uniform, kmeans, sizes, n_resamples=5)
    assert (blank["gap"][0] >= blank["gap"][1:] - 3 * blank["error"][1:]).all()


def test_gap_does_not_depend_on_rotation_or_scale():
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    first = partitions.gap(BLOBS, kmeans, [3], n_resamples=20)["gap"]
    turned = partitions.gap(7 * BLOBS @ turn, kmeans, [3], n_resamples=20)["gap"]
    assert turned == pytest.approx(first, abs=0.05)


def test_stability_is_one_for_planted_clusters_and_low_for_too_many():
    cluster = {k: lambda X, seed, k=k: kmeans(X, k, seed) for k in (3, 7)}
    assert partitions.stability(BLOBS, cluster[3], n_repeats=5).min() == 1
    assert partitions.stability(BLOBS, cluster[7], n_repeats=5).mean() < 0.9


def test_stability_refuses_an_impossible_share():
    with pytest.raises(BadInput, match=r"share = 1\.5"):
        partitions.stability(BLOBS, kmeans, share=1.5)
