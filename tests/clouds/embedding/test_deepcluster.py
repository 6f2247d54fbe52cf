"""DeepCluster keeps its clusters full and balanced, and solves what it should."""

import numpy as np
import pytest
import torch

from helpers import partitions
from helpers.clouds.embedding import deepcluster
from helpers.clouds.simulation import known_answers
from helpers.errors import BadInput


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_no_cluster_stays_empty(rng):
    points = rng.normal(size=(20, 3))
    labels = np.repeat([0, 3], [18, 2])
    filled = deepcluster.refill(points, labels, 4)
    assert set(filled) == set(range(4))
    assert (filled[18:] == 3).all()  # the smaller cluster is left whole


def test_points_that_are_all_alike_are_dealt_out_too():
    labels = deepcluster.clusters(np.ones((9, 2)), 7)
    assert set(labels) == set(range(7))


def test_full_clusters_are_left_alone(rng):
    labels = rng.permutation(np.arange(30) % 3)
    filled = deepcluster.refill(rng.normal(size=(30, 2)), labels, 3)
    np.testing.assert_array_equal(filled, labels)


def test_batches_hold_all_clusters_alike():
    labels = torch.tensor([0] * 900 + [1] * 90 + [2] * 10)
    sampler = deepcluster.BalancedSampler(labels, 6000, 64)
    rows = [row for batch in sampler for row in batch]
    assert len(rows) == 6000
    shares = labels[rows].bincount() / 6000
    # five standard deviations of a share of 1/3 in 6,000 draws
    np.testing.assert_allclose(shares, 1 / 3, atol=5 * np.sqrt(2 / 9 / 6000))
    assert len(sampler) == len(list(sampler))


def test_batches_follow_labels_that_change():
    labels = torch.tensor([0] * 99 + [1])
    sampler = deepcluster.BalancedSampler(labels, 1000, 1000)
    labels.copy_(torch.tensor([1] * 99 + [0]))
    (rows,) = list(sampler)
    assert 400 < sum(row == 99 for row in rows) < 600


def test_whitened_features_have_unit_rows_and_forget_their_scale(rng):
    features = rng.normal(size=(200, 4))
    white = deepcluster.whiten(features, 4)
    np.testing.assert_allclose(np.linalg.norm(white, axis=1), 1)
    stretched = deepcluster.whiten(features * [1, 10, 100, 1000], 4)
    # whitening leaves nothing but a turn
    np.testing.assert_allclose(white @ white.T, stretched @ stretched.T, atol=1e-6)


def test_a_frozen_backbone_keeps_its_weights():
    tiles, _ = known_answers.textures(6)
    for frozen in (True, False):
        fresh = deepcluster.DeepCluster(tiles, 4, frozen=frozen).backbone
        after = deepcluster.cluster(tiles, 4, 1, frozen=frozen).network.backbone
        pairs = zip(fresh.parameters(), after.parameters(), strict=True)
        assert all(torch.equal(a, b) for a, b in pairs) == frozen


def test_the_head_begins_anew_in_every_epoch(monkeypatch):
    tiles, _ = known_answers.textures(6)
    heads = []
    assign = deepcluster.DeepCluster.assign

    def watched(network, epoch):
        heads.append(network.head.weight.detach().clone())
        return assign(network, epoch)

    monkeypatch.setattr(deepcluster.DeepCluster, "assign", watched)
    steps = deepcluster.cluster(tiles, 4, 2, passes=1, batch=1000, learning_rate=0.0)
    # nothing is learnt at a rate of 0, so that only forgetting changes the head
    assert not torch.equal(heads[0], heads[1])
    assert not torch.equal(heads[1], heads[2])
    assert len(steps.history) == 2


def test_positive_control():
    """Textures that nobody confuses: found when the backbone learns, not when it can't."""
    found = []
    for seed in range(3):
        tiles, kind = known_answers.textures(30, seed=seed)
        labels = deepcluster.cluster(tiles, 4, 6, seed=seed).labels
        found.append(partitions.agreement(labels, kind)["ami"])
    frozen = deepcluster.cluster(tiles, 4, 3, seed=2, frozen=True).labels
    assert min(found) >= 0.9
    assert partitions.agreement(frozen, kind)["ami"] < 0.9


def test_fewer_tiles_than_clusters_are_refused():
    with pytest.raises(BadInput, match="4 tiles for 7 clusters"):
        deepcluster.cluster(np.zeros((4, 64, 64, 3), np.uint8), 7)


def test_floats_are_refused():
    with pytest.raises(BadInput, match="float32"):
        deepcluster.cluster(np.zeros((9, 64, 64, 3), np.float32), 7)
