"""The organisation index has its values where they are known."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from helpers.clouds.organisation import nearest_neighbours, objects


def points(places, shape):
    mask = np.zeros(shape, bool)
    mask[tuple(np.transpose(places))] = True
    return objects.find(mask)


def test_organisation_index_of_a_lattice():
    row, column = np.mgrid[5:200:10, 5:200:10]
    lattice = points(np.column_stack([row.ravel(), column.ravel()]), (200, 200))
    assert nearest_neighbours.metrics(lattice)["iorg"] == pytest.approx(
        np.exp(-np.pi), abs=1e-3
    )


def test_organisation_index_of_random_points_and_clusters():
    random = np.random.default_rng(6)
    anywhere = points(random.integers(0, 2000, (4000, 2)), (2000, 2000))
    ours = nearest_neighbours.metrics(anywhere)
    assert ours["iorg"] == pytest.approx(0.5, abs=0.02)
    assert ours["iorg_benner"] == pytest.approx(0.5, abs=0.02)
    clusters = random.integers(100, 1900, (20, 1, 2)) + random.normal(0, 8, (20, 40, 2))
    together = points(clusters.reshape(-1, 2).astype(int), (2000, 2000))
    assert nearest_neighbours.metrics(together)["iorg"] > 0.95


def test_discs_that_keep_apart_are_random_after_benner_and_regular_after_weger():
    random, places, radius = np.random.default_rng(7), np.zeros((0, 2)), 7
    while len(places) < 400:
        place = random.uniform(0, 400, (1, 2))
        if not places.size or cdist(place, places).min() > 2 * radius:
            places = np.concatenate([places, place])
    discs = objects.Objects(
        labels=np.zeros((400, 400), int),
        areas=np.full(400, np.pi * radius**2),
        centroids=places,
        eccentricities=np.zeros(400),
        perimeters=np.zeros(400),
        periodic=False,
    )
    ours = nearest_neighbours.metrics(discs)
    assert ours["iorg"] < 0.4
    assert ours["iorg_benner"] == pytest.approx(0.5, abs=0.04)


def test_discs_that_do_not_fit_give_nan():
    mask = np.ones((40, 40), bool)
    mask[[18, 19, 38, 39]] = mask[:, [18, 19, 38, 39]] = False  # 81 per cent of cover
    ours = nearest_neighbours.metrics(objects.find(mask, periodic=True))
    assert np.isnan(ours["iorg_benner"]) and np.isfinite(ours["iorg"])
