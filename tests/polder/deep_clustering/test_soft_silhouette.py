"""The soft silhouette: known values, its slope, and what training for it does."""

import numpy as np
import pytest
import torch
from sklearn.metrics import silhouette_score

from helpers.polder.deep_clustering import soft_silhouette

pytestmark = pytest.mark.usefixtures("one_thread")


def test_soft_silhouette_of_certain_clusters_is_the_silhouette():
    rng = np.random.default_rng(1)
    X, labels = rng.normal(size=(120, 3)), rng.integers(4, size=120)
    labels[:3] = [4, 5, 5]  # a cluster of one pixel, and one of two
    hard = torch.eye(8)[labels].double()  # the last two clusters are empty
    ours = soft_silhouette.score(torch.tensor(X), hard)
    assert ours.item() == pytest.approx(silhouette_score(X, labels), abs=1e-9)


def test_soft_silhouette_of_total_doubt_is_zero():
    X = torch.tensor(np.random.default_rng(2).normal(size=(50, 2)))
    even = torch.full((50, 3), 1 / 3, dtype=torch.float64)
    score = soft_silhouette.score(X, even)
    assert score.item() == pytest.approx(0, abs=1e-9)


def test_soft_silhouette_ignores_scale_and_rewards_certainty(groups):
    X, truth = groups
    codes, hard = torch.tensor(X), torch.eye(3)[truth].double()
    doubt = 0.8 * hard + 0.2 / 3
    sure, unsure, larger = (
        soft_silhouette.score(c, p).item()
        for c, p in ((codes, hard), (codes, doubt), (7 * codes, hard))
    )
    assert unsure < sure == pytest.approx(larger)


def test_gradient_of_the_soft_silhouette():
    rng = np.random.default_rng(3)
    codes = torch.tensor(rng.normal(size=(12, 2)), requires_grad=True)
    logits = torch.tensor(rng.normal(size=(12, 3)), requires_grad=True)

    def score(codes, logits):
        return soft_silhouette.score(codes, logits.softmax(1))

    assert torch.autograd.gradcheck(score, (codes, logits))


def test_the_silhouette_of_the_codes_rises_where_it_is_trained_for():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(1500, 3))  # no clusters at all
    scores = [
        silhouette_score(found.codes, found.labels)
        for weight in (0.0, 1.0)
        for found in [soft_silhouette.cluster(X, 4, weight=weight, n_epochs=20)]
    ]
    assert scores[1] > scores[0] + 0.1
