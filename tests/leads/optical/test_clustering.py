"""Pixels into clusters, lazily or not."""

import dask.array as da
import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.leads.optical import clustering, pixels

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("texture", [None, "B03"])
def test_lazy_equals_at_once(values, texture, picture):
    at_once = pixels.features(picture(values), texture)
    lazy = pixels.features(picture(values, chunks=32), texture)
    assert isinstance(lazy.data, da.Array)
    np.testing.assert_allclose(lazy, at_once, atol=1e-6)
    model = GaussianMixture(2, random_state=0).fit(pixels.sample(at_once))
    order = clustering.darkest_first(model, pixels.sample(at_once))
    classes = [clustering.classify(stack, model, order) for stack in (at_once, lazy)]
    assert isinstance(classes[1].data, da.Array)
    assert (classes[0].values == classes[1].values).mean() > 0.9999
    chances = [clustering.probability(stack, model, order[0]) for stack in (at_once, lazy)]
    np.testing.assert_allclose(*chances, atol=1e-3)


def test_pixels_without_data_stay_without_class(values, picture):
    stack = pixels.features(picture(values))
    known = pixels.valid(picture(values)).values
    assert (~known).sum() == 81 + 35
    model = KMeans(2, n_init=3, random_state=0).fit(pixels.sample(stack))
    classes = clustering.classify(stack, model, np.array([0, 1])).values
    np.testing.assert_array_equal(classes == clustering.NO_DATA, ~known)


def test_darkest_cluster_comes_first(values, picture):
    stack = pixels.features(picture(values))
    rows = pixels.sample(stack)
    for seed in range(4):
        model = KMeans(2, n_init=1, random_state=seed).fit(rows)
        classes = clustering.classify(stack, model, clustering.darkest_first(model, rows))
        lead = (classes == 0).values
        assert lead[40:52].all() and not lead[60:].any()


def test_posterior_is_one_minus_the_others(values, picture):
    stack = pixels.features(picture(values))
    model = GaussianMixture(3, random_state=0).fit(pixels.sample(stack))
    total = sum(clustering.probability(stack, model, k) for k in range(3))
    known = pixels.valid(picture(values))
    np.testing.assert_allclose(total.values[known.values], 1, atol=1e-5)
    assert np.isnan(total.values[~known.values]).all()


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_clouds_of_a_mixture_are_densities(kind):
    values = np.concatenate([RNG.normal(0.1, 0.02, 500), RNG.normal(0.8, 0.05, 2000)])
    mixture = GaussianMixture(2, covariance_type=kind, random_state=0)
    model = make_pipeline(StandardScaler(), mixture).fit(values[:, None])
    grid = np.linspace(-1, 2, 6000)
    areas = clustering.cloud_densities(model, grid).sum(1) * (grid[1] - grid[0])
    np.testing.assert_allclose(sorted(areas), [0.2, 0.8], atol=0.005)
