"""Silhouettes in two spaces and stability, against plain computation."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from helpers.polder import cluster_validation, clustering_methods, controls, pixel_table

pytestmark = pytest.mark.usefixtures("one_thread")
METHODS = clustering_methods.METHODS
QUICK = {name: METHODS[name] for name in ("raw", "pca_3", "tensor_train")}


@pytest.fixture(scope="module")
def halves(land):
    """Give two parts of the land, few pixels each, and what quick methods find."""
    parts = [pixel_table.hold_out_blocks(land, seed, 0.5).iloc[:2000] for seed in (0, 1)]
    return [clustering_methods.fit(part, 4, 0, QUICK) for part in parts]


def test_silhouettes_are_those_of_all_pixels_where_these_are_few(halves):
    found = cluster_validation.silhouettes(halves[0])
    labels, space = halves[0].partitions["pca_3"]
    assert found.own["pca_3"] == pytest.approx(silhouette_score(space, labels))
    common = silhouette_score(halves[0].land, labels)
    assert found.common["pca_3"] == pytest.approx(common)
    assert found.own["raw"] == found.common["raw"]


def test_stability_is_the_agreement_on_pixels_that_both_saw(halves):
    labels = [
        pd.Series(fit.partitions["raw"][0], fit.land.index).rename(i)
        for i, fit in enumerate(halves)
    ]
    both = pd.concat(labels, axis=1, join="inner")
    assert 0 < len(both) < 2000
    found = cluster_validation.stability(*halves)
    assert found["raw"] == adjusted_rand_score(both[0], both[1])
    assert (cluster_validation.stability(halves[0], halves[0]) == 1).all()


def test_one_cluster_has_no_silhouette():
    rows = np.random.default_rng(0).normal(size=(18, 2))
    alone = {"one": (np.zeros(18, int), rows)}
    fit = clustering_methods.Fit(pd.DataFrame(rows), alone)
    assert cluster_validation.silhouettes(fit).isna().all(axis=None)


def test_shuffled_land_has_no_types_though_squeezed_it_looks_as_if(land):
    slow = {name: METHODS[name] for name in ("raw", "vae_1", "vae_2", "idec")}
    nothing = controls.shuffled(land, seed=0)
    found = cluster_validation.silhouettes(clustering_methods.fit(nothing, 7, 0, slow))
    networks = found.drop("raw")
    assert found.common["raw"] < 0.2 and found.own["vae_1"] > 0.5
    assert (networks.own > found.own["raw"] + 0.1).all()
    assert (networks.common < found.common["raw"]).all()
