"""Medoids are samples."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.leads.optical import kmedoids

RNG = np.random.default_rng(0)


def test_medoids_are_samples_and_split_two_groups():
    X = np.concatenate([RNG.normal(0, 1, (60, 3)), RNG.normal(9, 1, (40, 3))])
    found = kmedoids.fit(X, 2)
    assert all((medoid == X).all(1).any() for medoid in found)
    labels = kmedoids.predict(X, found)
    assert len(set(labels[:60])) == len(set(labels[60:])) == 1
    assert labels[0] != labels[-1]


def test_one_medoid_is_the_best_of_all():
    X = RNG.normal(size=(50, 2))
    cost = np.linalg.norm(X[:, None] - X, axis=2).sum(0)
    np.testing.assert_array_equal(kmedoids.fit(X, 1)[0], X[cost.argmin()])


def test_outlier_does_not_move_the_medoid():
    X = np.concatenate([RNG.normal(size=(50, 2)), [[1e6, 1e6]]])
    assert np.abs(kmedoids.fit(X, 1)).max() < 3 < np.abs(X.mean(0)).min()


@pytest.mark.parametrize("k", [0, 5, 6])
def test_wrong_number_of_medoids(k):
    with pytest.raises(BadInput, match=f"n_clusters = {k} medoids of 5 samples"):
        kmedoids.fit(np.zeros((5, 2)), k)
