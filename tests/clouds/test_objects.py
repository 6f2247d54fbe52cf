"""Objects of a mask, their distances, and how they are laid in a periodic domain."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist, pdist
from skimage.measure import regionprops

from helpers.clouds.organisation import nearest_neighbours, objects, pair_indices

FISH = "worldview_fish_crop300_256px_gt100"


def blobs(seed=0, shape=(60, 72), sigma=2, cover=0.3):
    field = np.random.default_rng(seed).normal(size=shape)
    field = ndimage.gaussian_filter(field, sigma, mode="wrap")
    return field > np.quantile(field, 1 - cover)


def points(places, shape):
    mask = np.zeros(shape, bool)
    mask[tuple(np.transpose(places))] = True
    return objects.find(mask)


def count_on_a_torus(mask):
    """Number of objects from the graph of neighbouring pixels, rolled over the edges."""
    pixel = np.arange(mask.size).reshape(mask.shape)
    links = [
        np.stack([pixel, np.roll(pixel, -1, axis)])[:, mask & np.roll(mask, -1, axis)]
        for axis in (0, 1)
    ]
    starts, ends = np.concatenate(links, axis=1)
    graph = coo_array((np.ones(starts.size), (starts, ends)), shape=(mask.size,) * 2)
    component = connected_components(graph, directed=False)[1]
    return len(np.unique(component[mask.ravel()]))


def test_each_object_is_as_scikit_image_measures_it():
    mask = blobs()
    found = objects.find(mask)
    theirs = regionprops(found.labels)
    assert len(theirs) == len(found) > 10
    for name in ("area", "eccentricity", "perimeter"):
        expected = [getattr(region, name) for region in theirs]
        ours = getattr(
            found,
            {"area": "areas", "eccentricity": "eccentricities"}.get(name, "perimeters"),
        )
        np.testing.assert_allclose(ours, expected, atol=1e-7, err_msg=name)
    np.testing.assert_allclose(found.centroids, [region.centroid for region in theirs])


@pytest.mark.parametrize("shift", [(0, 40), (33, 0), (30, 36)])
def test_objects_across_the_seams_are_those_of_the_middle(shift):
    mask = np.zeros((60, 72), bool)
    mask[10:50, 12:60] = blobs(3, (40, 48))
    ours, cut = objects.find(mask, True), objects.find(np.roll(mask, shift, (0, 1)), True)
    order = [np.lexsort((each.perimeters, each.areas)) for each in (ours, cut)]
    for name in ("areas", "eccentricities", "perimeters"):
        there = getattr(cut, name)[order[1]]
        np.testing.assert_allclose(there, getattr(ours, name)[order[0]], atol=1e-7)


@pytest.mark.parametrize("cover", [0.1, 0.3, 0.5, 0.7])
def test_number_of_objects_on_a_torus(cover):
    mask = blobs(4, (50, 64), 1, cover)
    assert len(objects.find(mask, periodic=True)) == count_on_a_torus(mask)


def test_the_scene_that_cloudmetrics_splits(real):
    path = real("clouds/reference/cloudmetrics_reference_masks.npz")
    with np.load(path, allow_pickle=False) as archive:
        mask = archive[FISH]
    assert len(objects.find(mask, periodic=True)) == count_on_a_torus(mask) == 214


def test_a_band_around_the_domain_is_one_object():
    mask = np.zeros((20, 30), bool)
    mask[[0, 1, -1]] = True
    found = objects.find(mask, periodic=True)
    assert found.areas.tolist() == [90]
    assert found.centroids[0].tolist() == pytest.approx([0, 14.5])


@pytest.mark.parametrize("exponent", [-3.0, -2.0, -1.0])
def test_size_exponent_of_a_power_law(exponent):
    # n(l) ∝ l^exponent is n(a) ∝ a^((exponent − 1) / 2), as a = l²
    area = np.arange(1, 2**13)
    share = area ** ((exponent - 1) / 2)
    drawn = np.random.default_rng(5).choice(area, 200_000, p=share / share.sum())
    assert objects.size_exponent(drawn) == pytest.approx(exponent, abs=0.15)


def test_size_exponent_needs_three_octaves():
    assert np.isnan(objects.size_exponent(np.array([4, 5, 9])))


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


@pytest.mark.parametrize("periodic", [False, True])
def test_pair_indices_from_every_pair_of_pixels(periodic):
    mask = blobs(8, (36, 44), 1.5, 0.25)
    found = objects.find(mask, periodic)
    number, size = len(found), np.array(mask.shape)

    def apart(one, other):
        gap = np.abs(one[:, None] - other[None])
        return np.minimum(gap, size - gap) if periodic else gap

    pixels = [np.argwhere(found.labels == n + 1) for n in range(number)]
    cop, scai, rome, oidra = [], [], [], np.sum(found.areas**2)
    for i in range(number):
        for j in range(i):
            a, b = sorted(found.areas[[i, j]])
            centres = apart(found.centroids[[i]], found.centroids[[j]])
            distance = np.hypot(*centres[0, 0])
            gap = np.maximum(apart(pixels[i], pixels[j]) - 1, 0)
            edge = np.hypot(gap[..., 0], gap[..., 1]).min()
            scai.append(np.log(distance))
            cop.append((np.sqrt(a) + np.sqrt(b)) / np.sqrt(np.pi) / distance)
            rome.append(b + a * min(1, a / edge**2 if edge else 1))
            oidra += 2 * a * b * (1 - np.sqrt(np.sqrt(2) * edge / np.sqrt(mask.size)))
    ours = pair_indices.metrics(found)
    assert ours["cop"] == pytest.approx(np.mean(cop))
    assert ours["rome"] == pytest.approx(np.mean(rome))
    assert ours["oidra"] == pytest.approx(oidra / found.areas.sum() ** 2)
    scai = np.exp(np.mean(scai)) * number / (mask.size / 2)
    assert ours["scai"] == pytest.approx(scai)


def test_distances_are_those_of_scipy():
    found = objects.find(blobs(9))
    full = cdist(found.centroids, found.centroids) + np.diag(np.full(len(found), np.inf))
    np.testing.assert_allclose(
        nearest_neighbours.nearest_distances(found), full.min(axis=1)
    )
    geometric = np.exp(np.log(pdist(found.centroids)).mean())
    scai = geometric * len(found) / (found.labels.size / 2)
    assert pair_indices.metrics(found)["scai"] == pytest.approx(scai)


def test_touching_objects_count_wholly_in_rome_and_oidra():
    mask = np.zeros((30, 30), bool)
    mask[5:10, 5:10] = mask[10:12, 10:12] = True  # they meet at a corner
    ours = pair_indices.metrics(objects.find(mask))
    assert (ours["rome"], ours["oidra"]) == (29, 1)
