"""Indices of pairs are those of every pair."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.spatial.distance import cdist, pdist

from helpers.clouds.organisation import nearest_neighbours, objects, pair_indices


def blobs(seed=0, shape=(60, 72), sigma=2, cover=0.3):
    field = np.random.default_rng(seed).normal(size=shape)
    field = ndimage.gaussian_filter(field, sigma, mode="wrap")
    return field > np.quantile(field, 1 - cover)


@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize(("seed", "sigma"), [(8, 1.5), (3, 0.5), (5, 3)])
def test_pair_indices_from_every_pair_of_pixels(seed, sigma, periodic):
    mask = blobs(seed, (36, 44), sigma, 0.25)
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


@pytest.mark.parametrize("periodic", [False, True])
def test_asked_for_alone_they_are_the_same(periodic):
    found = objects.find(blobs(4, (80, 70), 1), periodic)
    alone = pair_indices.distances(found, 2.0) | pair_indices.edges(found, 2.0)
    assert alone == pair_indices.metrics(found, 2.0)


def test_geometric_mean_of_distances_too_many_to_be_multiplied():
    found = objects.find(blobs(2, (300, 300), 0.7, 0.2))
    assert len(found) > 1500  # their product is far beyond what a float holds
    geometric = np.exp(np.log(pdist(found.centroids)).mean())
    share = len(found) / (found.labels.size / 2)
    assert pair_indices.distances(found)["scai"] == pytest.approx(geometric * share)
