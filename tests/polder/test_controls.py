"""Land whose answer is known: what each control keeps of the land, and what it loses."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from helpers.errors import BadInput
from helpers.polder import controls

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize("draw", controls.NULLS.values(), ids=controls.NULLS)
def test_a_null_has_the_lands_pixels_and_another_draw_for_another_seed(draw, land):
    first, again, other = (draw(land, seed) for seed in (0, 0, 1))
    assert first.index.equals(land.index) and first.columns.equals(land.columns)
    assert first.equals(again) and not first.equals(other)


@pytest.mark.parametrize("name", ["shuffled", "copula"])
def test_shuffled_and_copula_keep_the_values(name, land):
    drawn = controls.NULLS[name](land, 0)
    assert np.array_equal(np.sort(drawn, axis=0), np.sort(land, axis=0))


def test_shuffled_loses_the_ties_and_the_others_keep_them(land):
    ties = land.corr("spearman")
    drawn = {name: draw(land, 0).corr("spearman") for name, draw in controls.NULLS.items()}
    assert np.abs(drawn["shuffled"] - np.eye(7)).max(axis=None) < 0.05
    assert np.abs(drawn["copula"] - ties).max(axis=None) < 0.1
    apart = controls.gaussian(land, 0).corr() - land.corr()
    assert np.abs(apart).max(axis=None) < 0.05


def test_groups_are_harder_to_find_as_they_spread(land):
    found = []
    for spread in (controls.SPREAD, 0.6, 1.0, 3.0):
        groups, truth = controls.planted(land.iloc[::5], 7, 0, spread)
        assert np.allclose(groups.mean(), 0) and np.allclose(groups.std(ddof=0), 1)
        labels = KMeans(7, n_init=10, random_state=0).fit_predict(groups)
        found.append(adjusted_rand_score(truth, labels))
    assert found[0] > 0.99 and found[-1] < 0.2
    assert np.all(np.diff(found) < 0)


def test_refuses_more_belts_than_latitudes(land):
    latitude = land.index.get_level_values("latitude")
    with pytest.raises(BadInput, match="too few latitudes"):
        controls.planted(land[np.isin(latitude, np.unique(latitude)[-3:])], 7, 0)
