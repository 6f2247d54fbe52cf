"""The pass over the scene: both sensors see the same leads."""

import numpy as np
import pytest
import xarray as xr
from pyproj import Geod

from helpers.leads.products import altimetry, sentinel3
from helpers.leads.simulation import (
    echo_model,
    ice_scene,
    ice_track,
    lead_lines,
    scene_geometry,
    sentinel2_scene,
)


@pytest.fixture(scope="module")
def flown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pass")
    sentinel2_scene.write_pass(folder / "pass.nc", folder / "truth.nc", size=1024)
    return sentinel3.open(folder / "pass.nc"), xr.open_dataset(folder / "truth.nc")


def test_pass_crosses_the_middle_of_the_scene(flown):
    ds, truth = flown
    where = scene_geometry.locate(1024)
    x, y = scene_geometry.track(where.crs)[["x", "y"]].values.T
    nearest = np.hypot(x - where.product.left - 5120, y - where.product.top + 5120).argmin()
    assert nearest == scene_geometry.CENTRE and truth.in_scene[nearest]
    assert 25 < int(truth.in_scene.sum()) < 50
    step = Geod(ellps="WGS84").line_lengths(ds.longitude.values, ds.latitude.values)
    np.testing.assert_allclose(step, ice_track.SPACING, rtol=0.02)


def test_both_sensors_see_the_same_leads(flown):
    _, truth = flown
    where, scene = scene_geometry.locate(1024), ice_scene.draw(0, 1024)
    x, y = scene_geometry.track(where.crs)[["x", "y"]].values.T
    classes = scene.fields(0, 0, 1024, 1024)["surface_class"]
    for echo in np.flatnonzero(truth.in_scene):
        column, row = ~where.transform * (
            x[echo] + where.drift[0],
            y[echo] + where.drift[1],
        )
        r, c = int(row), int(column)
        around = classes[max(r - 30, 0) : r + 31, max(c - 30, 0) : c + 31]
        close = classes[max(r - 10, 0) : r + 11, max(c - 10, 0) : c + 11]
        if truth.surface_class[echo] == altimetry.LEAD:
            assert (around == altimetry.LEAD).any()
        else:
            assert not (close == altimetry.LEAD).any()


def test_drift_moves_the_footprints():
    speed = 360 / (60 * scene_geometry.GAP)
    still, moved = (scene_geometry.locate(1024, drift=d) for d in ((0, 0), (speed, 0)))
    assert moved.drift == (360.0, 0.0)
    scene = ice_scene.draw(0, 1024)
    x, y = scene_geometry.track(still.crs)[["x", "y"]].values.T
    inside = scene_geometry.in_scene(still, x, y) & scene_geometry.in_scene(moved, x, y)
    here = scene_geometry.surface_under(scene, still, x, y, inside)
    there = scene_geometry.surface_under(scene, moved, x - 360, y, inside)
    for name, values in here.items():
        np.testing.assert_array_equal(values, there[name])
    other = scene_geometry.surface_under(scene, moved, x, y, inside)
    assert (other["lead_share"] != here["lead_share"]).any()


def test_side_leads_are_not_under_the_track(flown):
    _, truth = flown
    inside = truth.isel(echo=np.flatnonzero(truth.in_scene))
    side = inside.side_distance.dropna("echo")
    assert side.size and (side > lead_lines.NADIR).all()
    assert (side <= lead_lines.SIDE_REACH[1]).all()


def test_leads_beside_the_track_count_by_what_arrives_of_them():
    leads = {
        "sigma0": np.array([20.0, 20.0]),
        "alpha": echo_model.falloff(np.array([1.8, 7.0])),
    }
    owner = np.repeat([0, 1], 50)
    distance, sigma0, _ = scene_geometry._beside(leads, owner, np.full(100, 1e-3), 100)
    assert (distance, sigma0) == pytest.approx((1e-3, 20))
    _, far_flat, _ = scene_geometry._beside(leads, owner[:50], np.full(50, 1000.0), 100)
    _, far_rough, _ = scene_geometry._beside(leads, owner[50:], np.full(50, 1000.0), 100)
    assert np.isnan(far_flat)
    assert 10 < far_rough < 20 - 10 * np.log10(2)
