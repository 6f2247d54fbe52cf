"""Probabilities and votes: limits and invariances."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.glaciers import mapping, voting

GOOD = np.zeros((2, 5))


def random_series(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_the_unit_of_the_distances_does_not_change_the_probabilities():
    distances = random_series(30, 4) ** 2 + 0.1
    given = voting.probabilities(distances)
    np.testing.assert_allclose(voting.probabilities(1000 * distances), given)
    np.testing.assert_array_equal(given.argmax(axis=-1), distances.argmin(axis=-1))


def test_three_weak_votes_outdo_a_strong_one_by_majority_only():
    votes = np.array([[0.99, 0.01], [0.49, 0.51], [0.49, 0.51]])
    assert voting.combine(votes).argmax() == 0
    assert voting.combine(votes, "majority").argmax() == 1
    tie = voting.combine(votes[:2], "majority")
    assert tie.argmax() == 0 and tie.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: voting.probabilities([[]]), "have no class"),
        (lambda: voting.probabilities([-1.0, 2.0]), "a negative value"),
        (lambda: voting.combine([[[0.5, 0.5]]], "median"), "rule is 'median'"),
        (
            lambda: mapping.classify(GOOD, GOOD, 1),
            "features and barycentres have the shapes",
        ),
        (
            lambda: mapping.classify(np.zeros((3, 5, 2)), np.zeros((2, 4, 5)), 1),
            "There are 3 features and barycentres of 2",
        ),
    ],
)
def test_a_vote_refuses_in_one_clear_sentence(call, message):
    with pytest.raises(BadInput, match=message):
        call()
