"""Objects of a mask, and how they are laid in a periodic domain."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from skimage.measure import regionprops

from helpers.clouds.organisation import objects

FISH = "worldview_fish_crop300_256px_gt100"


def blobs(seed=0, shape=(60, 72), sigma=2, cover=0.3):
    field = np.random.default_rng(seed).normal(size=shape)
    field = ndimage.gaussian_filter(field, sigma, mode="wrap")
    return field > np.quantile(field, 1 - cover)


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
