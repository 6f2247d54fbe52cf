"""Classifiers of held-out series."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from helpers.errors import BadInput
from helpers.glaciers import classifiers, comparison, cross_validation, dtw, voting


def test_barycentres_without_a_band_are_means_in_alphabetical_order(samples):
    series, label, _ = samples
    found = classifiers.class_barycentres(series[:, 0], label, 0, 1)
    for line, name in zip(found, ("early", "late"), strict=True):
        np.testing.assert_allclose(line, series[label == name, 0].mean(0), atol=1e-6)


def test_neighbours_are_those_of_scikit_learn(samples):
    series, label, _ = samples
    train, test = np.arange(0, 60, 2), np.arange(1, 60, 2)
    votes = classifiers.nearest_neighbours(
        classifiers.pairwise_distances(series, 0), label, 5
    )(train, test)
    for feature in (0, 1):
        known = KNeighborsClassifier(5, algorithm="brute")
        known.fit(series[train, feature], label[train])
        np.testing.assert_allclose(
            votes[feature], known.predict_proba(series[test, feature])
        )


@pytest.mark.parametrize("at_a_time", [2**24, 700, 1])
def test_votes_block_by_block_are_those_of_all_distances(samples, monkeypatch, at_a_time):
    series, label, group = samples
    monkeypatch.setattr(classifiers, "DISTANCES_AT_A_TIME", at_a_time)
    splits = cross_validation.by_group(label, group, 2)
    votes = classifiers.neighbour_votes(series, label, splits, (5, 1), 2)
    distances = classifiers.pairwise_distances(series, 2)
    for number in (5, 1):
        method = classifiers.nearest_neighbours(distances, label, number)
        known = cross_validation.predict(method, splits)
        np.testing.assert_array_equal(votes[number], known)


def test_more_neighbours_than_there_are_is_all_of_them(samples):
    series, label, group = samples
    splits = cross_validation.by_group(label, group, 1)
    votes = classifiers.neighbour_votes(series, label, splits, [1000], 0)[1000]
    for train, test in splits[0]:
        share = (label[train] == "early").mean()
        np.testing.assert_allclose(votes[:, 0, test, 0], share)


def test_memory_of_votes_does_not_grow_with_the_square(samples, monkeypatch):
    """No array of all pairs is made: at most what a block of rows has."""
    rng, n, largest = np.random.default_rng(0), 600, []
    label, group = rng.choice(["a", "b"], n), np.arange(n) // 20
    monkeypatch.setattr(classifiers, "DISTANCES_AT_A_TIME", n * n // 20)
    measure = dtw.distances
    record = lambda *a: (found := measure(*a), largest.append(found.size))[0]  # noqa: E731
    monkeypatch.setattr(dtw, "distances", record)
    splits = cross_validation.by_group(label, group, 1)
    classifiers.neighbour_votes(rng.normal(size=(n, 1, 9)), label, splits, [3], 1)
    assert max(largest) <= n * n // 20 and len(largest) == 20


def test_pairs_are_symmetric_and_fall_with_the_radius(samples):
    series, *_ = samples
    free, tight = (classifiers.pairwise_distances(series, radius) for radius in (5, 0))
    np.testing.assert_allclose(free, free.swapaxes(1, 2), rtol=1e-5)
    assert np.all(free <= tight + 1e-5)
    one = dtw.distances(series[:3, 1], series[3:5, 1], 5)
    np.testing.assert_allclose(free[1, :3, 3:5], one)


@pytest.mark.parametrize("kind", ["barycentre", "neighbours", "forest"])
def test_a_clear_shape_is_learnt_and_noise_is_not(samples, kind):
    series, label, group = samples
    method = {
        "barycentre": classifiers.nearest_barycentre(series, label, 2),
        "neighbours": classifiers.nearest_neighbours(
            classifiers.pairwise_distances(series, 2), label, 5
        ),
        "forest": classifiers.random_forest(series, label, 20),
    }[kind]
    votes = cross_validation.predict(method, cross_validation.by_group(label, group, 2))
    assert votes.shape == (1 if kind == "forest" else 2, 2, 60, 2)
    np.testing.assert_allclose(votes.sum(-1), 1, rtol=1e-5)
    table = comparison.compare({"all": votes[0], "noise": votes[-1]}, label, group)
    assert table.loc["all", "macro-F1"] > 0.95
    if kind != "forest":
        assert table.loc["noise", "high"] < table.loc["all", "low"]


def test_the_vote_takes_what_held_out_gives(samples):
    series, label, group = samples
    method = classifiers.nearest_barycentre(series, label, 1)
    votes = cross_validation.predict(method, cross_validation.by_group(label, group, 2))
    np.testing.assert_allclose(voting.combine(votes), votes.mean(0))


@pytest.mark.parametrize(
    "make", [classifiers.random_forest, classifiers.nearest_barycentre]
)
def test_a_class_that_is_left_out_wholly_is_named(samples, make):
    series, label, _ = samples
    with pytest.raises(BadInput, match="No series of class early is left"):
        cross_validation.predict(
            make(series, label, 3), cross_validation.leave_one_group_out(label == "late")
        )


@pytest.mark.parametrize("number", [0, -1, 2.5, np.nan])
def test_neighbours_are_counted_in_whole_numbers(samples, number):
    with pytest.raises(BadInput, match=r"n_neighbours is .*: give a whole number"):
        classifiers.nearest_neighbours(
            classifiers.pairwise_distances(samples[0][:4], 0), samples[1][:4], number
        )
    with pytest.raises(BadInput, match=r"n_neighbours is .*: give a whole number"):
        classifiers.neighbour_votes(samples[0][:4], samples[1][:4], [], [number], 0)


def test_numpy_s_shared_random_state_is_left_alone(samples):
    series, label, group = samples
    before = np.random.get_state()[1].copy()
    splits = cross_validation.by_group(label, group, 1)
    for make in (classifiers.random_forest, classifiers.nearest_barycentre):
        votes = cross_validation.predict(make(series, label, 2), splits)
        comparison.compare({"one": voting.combine(votes)}, label, group)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
