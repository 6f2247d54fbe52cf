"""Rank association: limits with known answers."""

import numpy as np
import pytest
from scipy import stats

from helpers.clouds.statistics import rank_statistics

rng = np.random.default_rng(0)


def test_rank_correlation_is_spearmans():
    a, b = rng.normal(size=(2, 80))
    assert rank_statistics.rank_correlation(a, b) == pytest.approx(stats.spearmanr(a, b)[0])
    assert np.isnan(rank_statistics.rank_correlation(a, np.ones(80)))


def test_a_common_cause_vanishes_when_held_fixed():
    cause = rng.normal(size=2000)
    a, b = cause + rng.normal(size=(2, 2000))
    assert rank_statistics.rank_correlation(a, b) > 0.4
    assert abs(rank_statistics.rank_correlation(a, b, cause)) < 0.07
    assert np.isnan(rank_statistics.rank_correlation(cause, b, cause))


def test_eta_squared_is_kruskals_and_vanishes_with_its_cause():
    labels = np.repeat([0, 1, 2], 300)
    cover = labels + rng.normal(size=900)
    h = stats.kruskal(*(cover[labels == k] for k in range(3)))[0]
    assert rank_statistics.eta_squared(cover, labels) == pytest.approx(h / 899)
    metric = cover + 0.3 * rng.normal(size=900)
    assert rank_statistics.eta_squared(metric, labels, cover) < 0.02
    assert np.isnan(rank_statistics.eta_squared(np.ones(900), labels))
