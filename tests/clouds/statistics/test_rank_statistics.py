"""Rank association: limits with known answers."""

import numpy as np
import pandas as pd
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


def test_tables_correlate_column_by_column():
    first, second = (pd.DataFrame(rng.normal(size=(60, k))) for k in (3, 2))
    cover = rng.normal(size=60)
    for control in (None, cover):
        rho = rank_statistics.correlations(first, second, control)
        for i, j in np.ndindex(3, 2):
            alone = rank_statistics.rank_correlation(first[i], second[j], control)
            assert rho.loc[i, j] == pytest.approx(alone)


def test_moved_tables_reach_what_their_memory_gives():
    slow = np.cumsum(rng.normal(size=(400, 2)), axis=0)
    quick = rng.normal(size=(400, 2))
    for series, least, most in ((slow, 0.3, 1), (quick, 0, 0.2)):
        a, b = (pd.DataFrame({"x": one}) for one in series.T)
        reached = rank_statistics.largest_when_moved(a, b, least=20)
        assert len(reached) == 361
        assert least < np.quantile(reached, 0.95) < most
    one = pd.DataFrame({"x": np.arange(10)})
    assert rank_statistics.largest_when_moved(one, one, least=0)[0] == pytest.approx(1)
