"""Simulated pairs in memory, and what a catalogue would say of the simulated products."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers import catalog
from helpers.leads import (
    catalogues,
    colocation,
    echo_model,
    footprints,
    products,
    scene_model,
    scene_place,
    sentinel2,
    simulated_catalogue,
    simulated_pairs,
    simulated_scene,
)


@pytest.fixture(scope="module")
def pair():
    return simulated_pairs.draw(3, size=512)


def test_the_echoes_saw_the_ice_that_the_image_shows(pair):
    where = scene_place.place(512, drift=(0.0, 0.0))
    _, truth = simulated_scene.picture(scene_model.draw(3, 512), where, bands=["B04"])
    lead = (truth.surface_class == 2).astype(float)
    strip = footprints.cut(lead, pair.echoes, along=336.5, across=300)
    inside = np.isfinite(strip).all(1)
    assert inside.sum() > 5
    np.testing.assert_allclose(
        strip[inside].mean(1), pair.echoes.lead_share[inside], atol=0.03
    )


def test_a_cloud_hides_the_leads_and_leaves_the_echoes(pair):
    contrast = [float(pair.image(cloud=depth).std()) for depth in (0, 10, 40)]
    assert contrast[0] > contrast[1] > contrast[2]
    again = simulated_pairs.draw(3, size=512)
    pd.testing.assert_frame_equal(again.echoes, pair.echoes)
    xr.testing.assert_equal(again.image(), pair.image())


def test_leads_beside_the_track_count_by_what_arrives_of_them():
    leads = {
        "sigma0": np.array([20.0, 20.0]),
        "alpha": echo_model.falloff(np.array([1.8, 7.0])),
    }
    owner = np.repeat([0, 1], 50)
    distance, sigma0 = scene_place._beside(leads, owner, np.full(100, 1e-3), 100)
    assert (distance, sigma0) == pytest.approx((1e-3, 20))
    _, far_flat = scene_place._beside(leads, owner[:50], np.full(50, 1000.0), 100)
    _, far_rough = scene_place._beside(leads, owner[50:], np.full(50, 1000.0), 100)
    assert np.isnan(far_flat)
    assert 10 < far_rough < 20 - 10 * np.log10(2)


@pytest.fixture(scope="module")
def opened():
    image, radar = (catalog.find(f"leads/{n}") for n in ("sentinel2", "sentinel3-scene"))
    return sentinel2.open(image, bands=["B04"]), products.open(radar), image, radar


def test_the_catalogue_knows_the_simulated_products(opened):
    scene, ds, image, radar = opened
    tables = [
        catalogues.from_stac(
            simulated_catalogue.answer(
                "image", simulated_catalogue.images(scene, image.name)
            )
        ),
        catalogues.from_stac(
            simulated_catalogue.answer("radar", simulated_catalogue.passes(ds, radar.name))
        ),
    ]
    best = colocation.pairs(*tables).iloc[0]
    assert (best.image, best.radar) == (image.name, radar.name)
    truth = xr.load_dataset(catalog.truth(image))
    assert best.gap_least < truth.gap_minutes < best.gap_most
    # The track crosses the whole scene, a strip of 1.6 km at some slant.
    side = 10 * scene.sizes["x"] / 1000
    assert 1.6 * side < best.overlap_km2 < 1.6 * side * np.sqrt(2)


def test_neighbours_share_an_edge_and_other_revolutions_pass_elsewhere(opened):
    scene, ds, image, radar = opened
    images = simulated_catalogue.images(scene, image.name)
    flat = colocation.project(images.footprint, "north")
    for number in range(1, 5):
        gap = flat[0].symmetric_difference(flat[number]).area - 2 * flat[0].area
        assert abs(gap) < 1e-3 * flat[0].area
        assert flat[0].distance(flat[number]) < 1
    passes = simulated_catalogue.passes(ds, radar.name, revolutions=1)
    west = [footprint.centroid.x for footprint in passes.footprint]
    np.testing.assert_allclose(np.abs(np.diff(west[:2])), simulated_catalogue.TURN)
    assert passes.start.diff().abs()[1] == simulated_catalogue.RADAR_REVOLUTION
