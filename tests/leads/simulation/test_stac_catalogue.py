"""What a catalogue would say of the simulated products."""

import numpy as np
import pytest
import xarray as xr

from helpers import catalog
from helpers.leads import products
from helpers.leads.colocation import catalogue_search, overlaps
from helpers.leads.products import sentinel2
from helpers.leads.simulation import (
    stac_catalogue,
)


@pytest.fixture(scope="module")
def opened():
    image, radar = (catalog.find(f"leads/{n}") for n in ("sentinel2", "sentinel3-scene"))
    return sentinel2.open(image, bands=["B04"]), products.open(radar), image, radar


def test_the_catalogue_knows_the_simulated_products(opened):
    scene, ds, image, radar = opened
    tables = [
        catalogue_search.from_stac(
            stac_catalogue.answer("image", stac_catalogue.images(scene, image.name))
        ),
        catalogue_search.from_stac(
            stac_catalogue.answer("radar", stac_catalogue.passes(ds, radar.name))
        ),
    ]
    best = overlaps.find(*tables).iloc[0]
    assert (best.image, best.radar) == (image.name, radar.name)
    truth = xr.load_dataset(catalog.truth(image))
    assert best.gap_least < truth.gap_minutes < best.gap_most
    # The track crosses the whole scene, a strip of 1.6 km at some slant.
    side = 10 * scene.sizes["x"] / 1000
    assert 1.6 * side < best.overlap_km2 < 1.6 * side * np.sqrt(2)


def test_neighbours_share_an_edge_and_other_revolutions_pass_elsewhere(opened):
    scene, ds, image, radar = opened
    images = stac_catalogue.images(scene, image.name)
    flat = overlaps.project(images.footprint, "north")
    for number in range(1, 5):
        gap = flat[0].symmetric_difference(flat[number]).area - 2 * flat[0].area
        assert abs(gap) < 1e-3 * flat[0].area
        assert flat[0].distance(flat[number]) < 1
    passes = stac_catalogue.passes(ds, radar.name, revolutions=1)
    west = [footprint.centroid.x for footprint in passes.footprint]
    np.testing.assert_allclose(np.abs(np.diff(west[:2])), stac_catalogue.TURN)
    assert passes.start.diff().abs()[1] == stac_catalogue.RADAR_REVOLUTION
