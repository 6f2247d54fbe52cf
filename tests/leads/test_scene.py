"""The simulated scene: ice that is drawn once and seen from anywhere."""

import numpy as np
import pytest
import xarray as xr
from pyproj import Geod

from helpers import catalog
from helpers.errors import BadInput
from helpers.leads import (
    ice_model,
    layout,
    light_model,
    scene_model,
    scene_place,
    sentinel2,
    sentinel3,
    simulated_scene,
)

SCENE = scene_model.draw(0, 512)


def test_window_is_a_part_of_the_whole():
    whole = SCENE.fields(-8, -8, 528, 528)
    part = SCENE.fields(100, 37, 64, 200)
    for name, values in part.items():
        np.testing.assert_array_equal(values, whole[name][108:172, 45:245], name)


def test_seed_alone_decides_the_ice():
    here = {"row": 0, "column": 0, "height": 512, "width": 512}
    again = scene_model.draw(0, 512, ponds=0.3, cloud=4.0).fields(**here)
    np.testing.assert_array_equal(SCENE.fields(**here)["lead"], again["lead"])
    other = scene_model.draw(1, 512).fields(**here)
    assert (SCENE.fields(**here)["lead"] != other["lead"]).mean() > 0.01


def test_shares_are_as_asked_for():
    scenes = [scene_model.draw(seed, 600, 0.1, 0.3, 2.0) for seed in range(8)]
    fields = [scene.fields(0, 0, 600, 600) for scene in scenes]
    leads = [np.mean(f["surface_class"] == layout.LEAD) for f in fields]
    assert np.mean(leads) == pytest.approx(0.1, abs=0.04)
    ponds = [f["pond"][f["surface_class"] == layout.SEA_ICE].mean() for f in fields]
    assert np.mean(ponds) == pytest.approx(0.3, abs=0.03)
    assert np.mean([f["cloud"] for f in fields]) == pytest.approx(2, rel=0.15)


def test_refrozen_leads_follow_the_law_of_frost():
    lead = SCENE.lead
    assert 0 < lead["refrozen"].mean() < 0.8
    assert (lead["thickness"][~lead["refrozen"]] == 0).all()
    np.testing.assert_allclose(lead["thickness"], scene_model.thickness(lead["age"]))
    assert scene_model.thickness(1.0) == pytest.approx(0.0133 * 23.2**0.58)


@pytest.mark.parametrize(
    "option",
    [{"size": 32}, {"size": 10_981}, {"lead_area": 0}, {"ponds": 0.7}, {"cloud": -1}],
)
def test_options_out_of_range(option):
    (name, value) = next(iter(option.items()))
    with pytest.raises(BadInput, match=f"{name} = {value} is out of range"):
        scene_model.draw(**option)


# Light


def lead(thickness):
    shape = (11, 11)
    return {
        "surface_class": np.full(shape, layout.LEAD),
        "lead_thickness": np.full(shape, thickness),
        "pond": np.zeros(shape, bool),
        "snow": np.zeros(shape),
        "cloud": np.zeros(shape),
        "sail": np.zeros(shape),
        "summer": False,
    }


@pytest.mark.parametrize("band", sentinel2.BANDS)
def test_the_thicker_the_ice_the_brighter_the_lead(band):
    depths = (0.0, 0.05, 0.1, 0.2, 0.4)
    seen = [light_model.reflectance(lead(h), band, 70, 180).mean() for h in depths]
    assert (np.diff(seen) > 0).all()


def test_broad_band_albedo_is_the_published_one():
    bands = [light_model.albedo(lead(0.125), band).mean() for band in sentinel2.BANDS]
    assert np.mean(bands) == pytest.approx(0.25, rel=0.1)


def test_thick_cloud_hides_what_is_below():
    dark, bright = np.array(0.07), np.array(0.85)
    gaps = [
        float(light_model.under_cloud(bright, t) - light_model.under_cloud(dark, t))
        for t in (0, 1, 5, 20, 1e6)
    ]
    assert gaps[0] == pytest.approx(0.78)
    assert (np.diff(gaps) < 0).all() and gaps[-1] < 1e-3


def test_air_alone_is_blue():
    black = lead(0.0)
    red, blue = (light_model.reflectance(black, b, 75, 180).mean() for b in ("B04", "B02"))
    assert blue > 1.5 * red > 1.5 * 0.07 * 0.8


def test_shadow_lies_behind_the_ridge_and_is_as_long_as_the_sun_is_low():
    ridge = lead(0.0) | {"surface_class": np.full((11, 11), layout.SEA_ICE)}
    ridge["sail"] = ridge["sail"].copy()
    ridge["sail"][5] = 2.0
    high, low = (light_model._relief(ridge["sail"], z, 180)[4, 5] for z in (60, 85))
    assert low < high < 1  # the sun is in the south, row 4 to the north
    assert light_model._relief(ridge["sail"], 60, 180)[6, 5] == 1
    assert light_model._relief(ridge["sail"], 60, 0)[6, 5] < 1


# pvlib's and NOAA's answer to a tenth of a degree
@pytest.mark.parametrize(
    ("time", "latitude", "longitude", "zenith"),
    [
        ("2019-06-21T12:02", 0.0, 0.0, 23.4),
        ("2019-12-21T12:00", 66.56, 0.0, 90.0),
        ("2019-03-01T23:57:58", 69.1, -172.2, 76.8),
    ],
)
def test_height_of_the_sun(time, latitude, longitude, zenith):
    found, _ = light_model.sun(latitude, longitude, np.datetime64(time, "ms"))
    assert found == pytest.approx(zenith, abs=0.6)


def test_sun_moves_from_east_to_west():
    day = np.datetime64("2019-09-22T00:00", "m")
    azimuth = [light_model.sun(50.0, 0.0, day + 60 * h)[1] for h in (6, 9, 12, 15, 18)]
    np.testing.assert_allclose(azimuth[::2], [90, 180, 270], atol=4)
    assert (np.diff(azimuth) > 0).all()


# The pass over the scene


@pytest.fixture(scope="module")
def flown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pass")
    simulated_scene.write_pass(folder / "pass.nc", folder / "truth.nc", size=1024)
    return sentinel3.open(folder / "pass.nc"), xr.open_dataset(folder / "truth.nc")


def test_pass_crosses_the_middle_of_the_scene(flown):
    ds, truth = flown
    where = scene_place.place(1024)
    x, y = scene_place.track(where.crs)
    nearest = np.hypot(x - where.layout.left - 5120, y - where.layout.top + 5120).argmin()
    assert nearest == scene_place.CENTRE and truth.in_scene[nearest]
    assert 25 < int(truth.in_scene.sum()) < 50
    step = Geod(ellps="WGS84").line_lengths(ds.longitude.values, ds.latitude.values)
    np.testing.assert_allclose(step, ice_model.SPACING, rtol=0.02)


def test_both_sensors_see_the_same_leads(flown):
    _, truth = flown
    where, scene = scene_place.place(1024), scene_model.draw(0, 1024)
    x, y = scene_place.track(where.crs)
    classes = scene.fields(0, 0, 1024, 1024)["surface_class"]
    for echo in np.flatnonzero(truth.in_scene):
        column, row = ~where.transform * (
            x[echo] + where.drift[0],
            y[echo] + where.drift[1],
        )
        r, c = int(row), int(column)
        around = classes[max(r - 30, 0) : r + 31, max(c - 30, 0) : c + 31]
        close = classes[max(r - 10, 0) : r + 11, max(c - 10, 0) : c + 11]
        if truth.surface_class[echo] == layout.LEAD:
            assert (around == layout.LEAD).any()
        else:
            assert not (close == layout.LEAD).any()


def test_drift_moves_the_footprints():
    still, moved = (
        scene_place.place(1024, drift=d, gap_minutes=60) for d in ((0, 0), (0.1, 0))
    )
    assert moved.drift == (360.0, 0.0)
    scene = scene_model.draw(0, 1024)
    x, y = scene_place.track(still.crs)
    inside = scene_place.in_scene(still, x, y) & scene_place.in_scene(moved, x, y)
    here = scene_place.surface_under(scene, still, x, y, inside)
    there = scene_place.surface_under(scene, moved, x - 360, y, inside)
    for name, values in here.items():
        np.testing.assert_array_equal(values, there[name])
    other = scene_place.surface_under(scene, moved, x, y, inside)
    assert (other["lead_share"] != here["lead_share"]).any()


def test_side_leads_are_not_under_the_track(flown):
    _, truth = flown
    inside = truth.isel(echo=np.flatnonzero(truth.in_scene))
    side = inside.side_distance.dropna("echo")
    assert side.size and (side > scene_place.NADIR).all()
    assert (side <= ice_model.SIDE_REACH[1]).all()


def test_catalogue_knows_both(monkeypatch, tmp_path):
    monkeypatch.setenv("EO_CACHE", str(tmp_path))
    path = catalog.find("leads/sentinel2")
    assert path.is_dir() and path.name == scene_place.place().layout.name
    truth = xr.open_dataset(catalog.truth(path))
    ds = sentinel2.open(path)
    assert truth.sizes == {"y": 1536, "x": 1536} and (truth.x == ds.x).all()
    leads = truth.surface_class == layout.LEAD
    red = ds.image.sel(band="B04").compute()
    open_water = red.where(leads & (truth.lead_thickness == 0))
    assert float(open_water.median()) < 0.2 < float(red.where(~leads).quantile(0.01))


def test_existing_folder_is_left_alone(tmp_path):
    (tmp_path / "a.SAFE").mkdir()
    with pytest.raises(BadInput, match="exists already"):
        simulated_scene.write(tmp_path / "a.SAFE", tmp_path / "t.nc", size=64)
