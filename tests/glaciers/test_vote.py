"""Probabilities and votes: limits, invariances, and a scene against its single pixels."""

import numpy as np
import pytest
from tslearn.metrics import cdist_dtw

from helpers.errors import BadInput
from helpers.glaciers import vote

GOOD = np.zeros((2, 5))


def random_series(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def warped(series, barycentres):
    return cdist_dtw(
        [series], barycentres, global_constraint="sakoe_chiba", sakoe_chiba_radius=2
    )[0]


@pytest.fixture
def scene():
    features = random_series(3, 10, 14, 11).astype(np.float32)
    return features, random_series(3, 4, 10, seed=1).astype(np.float32)


def test_a_scene_without_pixels_stays_one():
    empty = vote.classify(np.zeros((3, 5, 0, 4)), np.zeros((3, 2, 5)), 1)
    assert empty.shape == (2, 0, 4)


@pytest.mark.parametrize("rule", ["mean", "majority"])
def test_a_scene_is_classified_as_its_pixels_are_one_by_one(scene, rule, monkeypatch):
    features, barycentres = scene
    monkeypatch.setattr(vote, "_PIXELS", 50)  # does not divide the 154 pixels
    whole = vote.classify(features, barycentres, 2, rule)
    assert whole.shape == (4, 14, 11)
    np.testing.assert_allclose(whole.sum(axis=0), 1, rtol=1e-5)
    for row, column in [(0, 0), (5, 7), (13, 10)]:
        votes = [
            vote.probabilities(warped(one[:, row, column], centres))
            for one, centres in zip(features, barycentres, strict=True)
        ]
        np.testing.assert_allclose(
            whole[:, row, column], vote.combine(votes, rule), rtol=1e-4
        )


def test_a_scene_comes_out_the_same_block_by_block(scene):
    array = pytest.importorskip("dask.array")
    features, barycentres = scene
    features[1, 4, 3, 3] = np.nan
    blocks = array.from_array(features, chunks=(-1, -1, 5, 4))
    mapped = blocks.map_blocks(
        vote.classify,
        barycentres,
        2,
        dtype="float32",
        drop_axis=(0, 1),
        new_axis=0,
        chunks=((4,), *blocks.chunks[2:]),
    )
    expected = vote.classify(features, barycentres, 2)
    np.testing.assert_array_equal(mapped.compute(scheduler="threads"), expected)
    missing = vote.labels(expected) == -1
    assert np.argwhere(missing).tolist() == [[3, 3]]


def test_pixels_that_follow_a_barycentre_get_its_class():
    barycentres = random_series(3, 4, 20).astype(np.float32)
    truth = np.arange(40).reshape(8, 5) % 4
    features = np.moveaxis(barycentres[:, truth], -1, 1)
    sure = vote.classify(features, barycentres, 3)
    np.testing.assert_array_equal(vote.labels(sure), truth)
    np.testing.assert_allclose(sure.max(axis=0), 1)


def test_the_unit_of_the_distances_does_not_change_the_probabilities():
    distances = random_series(30, 4) ** 2 + 0.1
    given = vote.probabilities(distances, 2.5)
    np.testing.assert_allclose(vote.probabilities(1000 * distances, 2.5), given)
    assert np.all(vote.probabilities(distances, 5).max(axis=-1) > given.max(axis=-1))
    np.testing.assert_array_equal(given.argmax(axis=-1), distances.argmin(axis=-1))


def test_three_weak_votes_outdo_a_strong_one_by_majority_only():
    votes = np.array([[0.99, 0.01], [0.49, 0.51], [0.49, 0.51]])
    assert vote.combine(votes).argmax() == 0
    assert vote.combine(votes, "majority").argmax() == 1
    tie = vote.combine(votes[:2], "majority")
    assert tie.argmax() == 0 and tie.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: vote.probabilities([[1, 2]], 0), "sharpness is 0"),
        (lambda: vote.probabilities([[]]), "have no class"),
        (lambda: vote.probabilities([-1.0, 2.0]), "a negative value"),
        (lambda: vote.combine([[[0.5, 0.5]]], "median"), "rule is 'median'"),
        (lambda: vote.classify(GOOD, GOOD, 1), "features and barycentres have the shapes"),
        (
            lambda: vote.classify(np.zeros((3, 5, 2)), np.zeros((2, 4, 5)), 1),
            "There are 3 features and barycentres of 2",
        ),
    ],
)
def test_a_vote_refuses_in_one_clear_sentence(call, message):
    with pytest.raises(BadInput, match=message):
        call()
