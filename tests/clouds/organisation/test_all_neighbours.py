"""L_org has its values where they are known, and its significance is that of chance."""

import numpy as np
import pytest

from helpers.clouds.organisation import all_neighbours, objects


def by_hand(places, shape, periodic):
    """L_org from every pair and size of the square, one after the other."""
    gaps = np.abs(places[:, None] - places[None])
    if periodic:
        gaps = np.minimum(gaps, shape - gaps)
    reach = gaps.max(axis=2) + np.diag(np.full(len(places), np.inf))
    side, levels = min(shape), []
    sizes = np.linspace(0, side, all_neighbours.SIZES + 1)
    for size in sizes:
        low, high = places - size / 2, places + size / 2
        if not periodic:
            low, high = np.maximum(low, 0), np.minimum(high, shape)
        share = np.prod(high - low, axis=1) / size**2 if size else 1
        count = np.mean((reach <= size / 2).sum(axis=1) / share)
        levels.append(np.sqrt(count * np.prod(shape) / (len(places) - 1)))
    return np.trapezoid(np.array(levels) - sizes, sizes) / side**2


@pytest.mark.parametrize("periodic", [False, True])
def test_index_is_that_of_every_pair(periodic):
    shape = np.array([50.0, 80.0])
    places = np.random.default_rng(0).random((60, 2)) * shape
    ours = all_neighbours.neighbour_index(places, shape, periodic)
    assert ours == pytest.approx(by_hand(places, shape, periodic), abs=1e-12)


@pytest.mark.parametrize("periodic", [False, True])
def test_one_place_is_a_half_and_a_lattice_below_nought(periodic):
    together = np.full((50, 2), 100.0)
    ours = all_neighbours.neighbour_index(together, (200, 200), True)
    assert ours == pytest.approx(0.5)
    lattice = np.stack(np.meshgrid(*[np.arange(5.0, 200, 10)] * 2), -1).reshape(-1, 2)
    assert all_neighbours.neighbour_index(lattice, (200, 200), periodic) < 0


@pytest.mark.parametrize("number", [8, 40, 400])
@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize("aspect", [1.0, 1.5])
def test_random_scenes_lie_within_their_spread(number, periodic, aspect):
    random, shape = np.random.default_rng(1), (100, 100 * aspect)
    draws = [
        all_neighbours.neighbour_index(random.random((number, 2)) * shape, shape, periodic)
        for _ in range(200)
    ]
    spread = all_neighbours.random_spread(number, aspect, periodic)
    assert np.std(draws) == pytest.approx(spread, rel=0.25)
    assert abs(np.mean(draws)) < 0.5 * spread


def test_significance_finds_what_the_nearest_neighbour_does_not():
    random = np.random.default_rng(2)
    places = random.integers(0, 400, (200, 2))
    places[:, 0] //= 2  # all in one half, as random there as points are
    mask = np.zeros((400, 400), bool)
    mask[tuple(places.T)] = True
    found = all_neighbours.metrics(objects.find(mask))
    assert found["lorg"] > 0 and found["lorg_significance"] > 5


def test_turned_about_it_is_the_same():
    places, shape = np.random.default_rng(3).random((40, 2)) * (60, 90), (60, 90)
    ours = all_neighbours.neighbour_index(places, shape)
    turned = all_neighbours.neighbour_index(places[:, ::-1], shape[::-1])
    assert turned == pytest.approx(ours)
    assert all_neighbours.neighbour_index(shape - places, shape) == pytest.approx(ours)
