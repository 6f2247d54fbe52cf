"""Clusterings that shape their space: scores with known values, planted clusters."""

import numpy as np
import pytest
import torch
from sklearn.metrics import adjusted_rand_score, silhouette_score

from helpers.errors import BadInput
from helpers.polder import deep_clustering

METHODS = [deep_clustering.idec, deep_clustering.soft_silhouette]
torch.set_num_threads(1)


def planted(n=900, k=3, seed=0):
    """Draw k far groups in five dimensions."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(k, size=n)
    X = 4 * rng.normal(size=(k, 5))[truth] + 0.3 * rng.normal(size=(n, 5))
    return (X - X.mean(0)) / X.std(0), truth


def test_soft_silhouette_of_certain_clusters_is_the_silhouette():
    rng = np.random.default_rng(1)
    X, labels = rng.normal(size=(120, 3)), rng.integers(4, size=120)
    labels[:3] = [4, 5, 5]  # a cluster of one pixel, and one of two
    hard = torch.eye(8)[labels].double()  # the last two clusters are empty
    ours = deep_clustering.soft_silhouette_score(torch.tensor(X), hard)
    assert ours.item() == pytest.approx(silhouette_score(X, labels), abs=1e-9)


def test_soft_silhouette_of_total_doubt_is_zero():
    X = torch.tensor(np.random.default_rng(2).normal(size=(50, 2)))
    even = torch.full((50, 3), 1 / 3, dtype=torch.float64)
    score = deep_clustering.soft_silhouette_score(X, even)
    assert score.item() == pytest.approx(0, abs=1e-9)


def test_soft_silhouette_ignores_scale_and_rewards_certainty():
    X, truth = planted()
    codes, hard = torch.tensor(X), torch.eye(3)[truth].double()
    doubt = 0.8 * hard + 0.2 / 3
    sure, unsure, larger = (
        deep_clustering.soft_silhouette_score(c, p).item()
        for c, p in ((codes, hard), (codes, doubt), (7 * codes, hard))
    )
    assert unsure < sure == pytest.approx(larger)


def test_gradient_of_the_soft_silhouette():
    rng = np.random.default_rng(3)
    codes = torch.tensor(rng.normal(size=(12, 2)), requires_grad=True)
    logits = torch.tensor(rng.normal(size=(12, 3)), requires_grad=True)

    def score(codes, logits):
        return deep_clustering.soft_silhouette_score(codes, logits.softmax(1))

    assert torch.autograd.gradcheck(score, (codes, logits))


def test_probabilities_and_their_targets():
    codes, centres = torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([[0.0], [2.0]])
    q = deep_clustering.soft_assignment(codes, centres)
    assert torch.allclose(q, torch.tensor([[5 / 6, 1 / 6], [0.5, 0.5], [1 / 6, 5 / 6]]))
    p = deep_clustering.target_distribution(q)
    assert torch.allclose(p.sum(1), torch.ones(3))
    assert p[0, 0] > q[0, 0] and p[2, 1] > q[2, 1]


@pytest.mark.parametrize("method", METHODS)
def test_planted_clusters_are_found(method):
    X, truth = planted()
    found = method(X, 3)
    assert adjusted_rand_score(truth, found.labels) > 0.95
    assert found.codes.shape == (len(X), 2)
    assert len(found.history) == 30
    again = method(X, 3)
    assert np.array_equal(found.labels, again.labels)
    assert np.array_equal(found.codes, again.codes)


def test_the_silhouette_of_the_codes_rises_where_it_is_trained_for():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(1500, 3))  # no clusters at all
    scores = [
        silhouette_score(found.codes, found.labels)
        for weight in (0.0, 1.0)
        for found in [deep_clustering.soft_silhouette(X, 4, weight=weight, epochs=20)]
    ]
    assert scores[1] > scores[0] + 0.1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"n_clusters": 1}, "n_clusters = 1"),
        ({"n_clusters": 900}, "fewer than the 900 pixels"),
        ({"n_clusters": 3, "latent": 0}, "latent = 0"),
    ],
)
def test_refusals(method, settings, says):
    with pytest.raises(BadInput, match=says):
        method(planted()[0], **settings)


@pytest.mark.parametrize(
    ("method", "settings", "says"),
    [
        (deep_clustering.idec, {"gamma": -1}, "gamma = -1"),
        (deep_clustering.idec, {"refresh": 0}, "refresh = 0"),
        (deep_clustering.soft_silhouette, {"weight": np.nan}, "weight = nan"),
        (deep_clustering.soft_silhouette, {"entropy": np.inf}, "entropy = inf"),
    ],
)
def test_refuses_weights(method, settings, says):
    with pytest.raises(BadInput, match=says):
        method(planted()[0], 3, **settings)
