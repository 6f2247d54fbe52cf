"""The eight clusterings: each finds what is plain, and refuses what can't be."""

import pytest
from sklearn.metrics import adjusted_rand_score

from helpers.errors import BadInput
from helpers.polder import clustering_methods, controls

pytestmark = pytest.mark.usefixtures("one_thread")


def test_every_method_finds_planted_groups(land):
    groups, truth = controls.planted(land.iloc[::3], 7, seed=0)
    found = clustering_methods.fit(groups, 7, seed=0).partitions
    assert list(found) == list(clustering_methods.NAMES)
    for labels, space in found.values():
        assert adjusted_rand_score(truth, labels) >= 0.95
        assert len(space) == len(groups)


@pytest.mark.parametrize("n_clusters", [1, 0, 50])
def test_refuses_numbers_of_clusters(land, n_clusters):
    with pytest.raises(BadInput, match=f"n_clusters = {n_clusters}: give at least two"):
        clustering_methods.fit(land.iloc[:50], n_clusters, 0)
