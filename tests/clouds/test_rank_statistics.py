"""Rank association and components: limits with known answers."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.clouds.statistics import principal_components, rank_statistics

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


def test_class_share_is_kruskals_and_vanishes_with_its_cause():
    labels = np.repeat([0, 1, 2], 300)
    cover = labels + rng.normal(size=900)
    h = stats.kruskal(*(cover[labels == k] for k in range(3)))[0]
    assert rank_statistics.eta_squared(cover, labels) == pytest.approx(h / 899)
    metric = cover + 0.3 * rng.normal(size=900)
    assert rank_statistics.eta_squared(metric, labels, cover) < 0.02
    assert np.isnan(rank_statistics.eta_squared(np.ones(900), labels))


def test_components_do_not_see_units():
    one, two = rng.normal(size=(2, 200))
    table = pd.DataFrame({"a": one, "b": one + 0.1 * two, "c": two})
    loadings, explained = principal_components.components(table, 2)
    scaled, again = principal_components.components(table * [1e6, 1, 1], 2)
    assert np.allclose(loadings, scaled)
    assert np.allclose(explained, again)
    assert (loadings.max() >= -loadings.min()).all()
