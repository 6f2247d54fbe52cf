"""How alike a map is to itself: agreement of runs, neighbours, turned places, noise."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from helpers.polder import map_likeness


@pytest.fixture
def places():
    rng = np.random.default_rng(0)
    at = np.column_stack([rng.integers(-80, 80, 60), rng.integers(-180, 180, 60)]) + 0.5
    return pd.MultiIndex.from_arrays(at.T, names=["latitude", "longitude"]).unique()


def test_consensus_knows_no_names_and_counts_the_votes():
    first = np.repeat([0, 1, 2], 20)
    renamed = (first + 1) % 3
    assert np.all(map_likeness.consensus([first, renamed], first) == 1)
    moved = first.copy()
    moved[0] = 2
    agreed = map_likeness.consensus([first, renamed, moved], first)
    np.testing.assert_allclose(agreed, [2 / 3] + [1] * 59)


def test_every_neighbour_has_the_pixel_as_its_neighbour():
    grid = pd.MultiIndex.from_product(
        [np.arange(-2, 2) + 0.5, np.arange(-180, 180) + 0.5],
        names=["latitude", "longitude"],
    )
    number = pd.Series(np.arange(len(grid)), grid).sample(frac=0.7, random_state=0)
    found = map_likeness.neighbours(number)
    back = {"north": "south", "south": "north", "east": "west", "west": "east"}
    at = dict(zip(number, number.index, strict=True))
    for side, other in back.items():
        known = found[side].dropna()
        there = found.loc[[at[n] for n in known], other]
        assert len(known) > 500
        np.testing.assert_array_equal(there, number[known.index])


def directions(at):
    latitude, longitude = np.radians(at).T
    x, y = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude)
    return np.column_stack([x, y, np.sin(latitude)])


def test_a_turned_continent_keeps_its_shape_and_turns_back(places):
    old = np.array(places.tolist())
    new = map_likeness.rotated(places, (44, -30.6), 57)
    np.testing.assert_allclose(pdist(directions(new)), pdist(directions(old)), atol=1e-12)
    again = pd.MultiIndex.from_arrays(new.T)
    np.testing.assert_allclose(
        map_likeness.rotated(again, (44, -30.6), -57), old, atol=1e-9
    )


def test_the_pole_of_a_turn_stays():
    pole = pd.MultiIndex.from_tuples([(44.0, -30.6)])
    np.testing.assert_allclose(map_likeness.rotated(pole, (44, -30.6), 57), [[44, -30.6]])


def test_smooth_noise_keeps_the_covariance_and_grows_smoother_with_its_reach(land):
    likeness = []
    for reach in (0.5, 1, 2, 4):
        noise = map_likeness.smooth(land, 0, reach)
        assert noise.index.equals(land.index)
        assert np.abs(noise.mean()).max() < 1e-9
        east = map_likeness.neighbours(noise.NDVI).east
        likeness.append(noise.NDVI.corr(east))
    assert np.all(np.diff(likeness) > 0) and likeness[0] < 0.4 and likeness[-1] > 0.95
    many = [map_likeness.smooth(land, seed, 0.5).cov() for seed in range(4)]
    assert np.abs(sum(many) / 4 - land.cov()).max(axis=None) < 0.1
