"""Scan angles and places are those of the closed form and of satpy."""

import numpy as np
import pytest
import xarray as xr

from helpers.clouds.products import goes16
from helpers.clouds.products.goes16 import projection
from helpers.errors import BadInput

BAND = {"blue": "C01", "red": "C02", "veggie": "C03", "brightness_temperature": "C13"}


@pytest.fixture(scope="module")
def satpy_scene(scan):
    """The same four files in satpy."""
    satpy = pytest.importorskip("satpy")
    scene = satpy.Scene([str(path) for path in scan.values()], reader="abi_l1b")
    scene.load(list(BAND.values()))
    return scene


@pytest.mark.parametrize(("grid_km", "band"), [(1, "C01"), (2, "C13")])
def test_places_are_satpys(scan, satpy_scene, grid_km, band):
    ds = goes16.open(scan, grid_km)
    theirs = satpy_scene[band].attrs["area"].get_lonlats()
    for ours, place in zip((ds.longitude, ds.latitude), theirs, strict=True):
        np.testing.assert_allclose(ours.values, place, atol=1e-4)


def seen_from_the_guide(longitude, latitude, p):
    """Give scan angles by the closed form of the users' guide, section 5.1.2.8.2."""
    ratio, radius = (p.equator / p.pole) ** 2, p.height + p.equator
    away = np.radians(longitude - p.longitude)
    central = np.arctan(np.tan(np.radians(latitude)) / ratio)
    distance = p.pole / np.sqrt(1 - (1 - 1 / ratio) * np.cos(central) ** 2)
    inward = radius - distance * np.cos(central) * np.cos(away)
    east = distance * np.cos(central) * np.sin(away)
    north = distance * np.sin(central)
    seen = radius * (radius - inward) >= east**2 + ratio * north**2
    x = np.arcsin(east / np.sqrt(inward**2 + east**2 + north**2))
    return np.where(seen, x, np.nan), np.where(seen, np.arctan(north / inward), np.nan)


def places_of_the_guide(x, y, p):
    """Give longitude and latitude by the closed form, section 5.1.2.8.1."""
    ratio, radius = (p.equator / p.pole) ** 2, p.height + p.equator
    square = np.sin(x) ** 2 + np.cos(x) ** 2 * (np.cos(y) ** 2 + ratio * np.sin(y) ** 2)
    half = radius * np.cos(x) * np.cos(y)
    root = half**2 - square * (radius**2 - p.equator**2)
    distance = (half - np.sqrt(np.where(root >= 0, root, np.nan))) / square
    inward = radius - distance * np.cos(x) * np.cos(y)
    east, north = distance * np.sin(x), distance * np.cos(x) * np.sin(y)
    longitude = p.longitude + np.degrees(np.arctan2(east, inward))
    return longitude, np.degrees(np.arctan(ratio * north / np.hypot(inward, east)))


def test_scan_angles_are_those_of_the_closed_form():
    p = projection.Projection()
    longitude, latitude = np.meshgrid(np.linspace(-170, 20, 191), np.linspace(-85, 85, 171))
    ours = np.array(projection.from_lonlat(longitude, latitude, p))
    seen = np.isfinite(ours)
    expected = np.array(seen_from_the_guide(longitude, latitude, p))
    np.testing.assert_allclose(ours[seen], expected[seen], rtol=0, atol=1e-14)
    # the guide's test lets a ring of a fifth of a degree pass that lies behind the limb
    assert 0 <= (np.isfinite(expected) & ~seen).mean() < 0.01
    assert 0.3 < seen.mean() < 0.8


def test_places_are_those_of_the_closed_form_all_over_the_disk():
    p = projection.Projection()
    angle = xr.DataArray(np.linspace(-0.15, 0.15, 61), dims="x")
    ours = projection.to_lonlat(angle, angle.rename(x="y"), p)
    expected = places_of_the_guide(*np.meshgrid(angle, angle), p)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-8)
    assert 0.2 < np.isnan(ours[0]).mean().item() < 0.4


def test_scan_angles_come_back():
    longitude, latitude = np.meshgrid([-130, -75, -40], [-60, 0, 13, 60])
    x, y = projection.from_lonlat(longitude, latitude)
    for i in np.ndindex(x.shape):
        back = projection.to_lonlat(xr.DataArray(x[i]), xr.DataArray(y[i]))
        np.testing.assert_allclose(back, (longitude[i], latitude[i]), atol=1e-9)
    assert np.isnan(projection.from_lonlat(105, 0)).all()


def test_subset_holds_its_box(scan):
    box = dict(west=-60.0, east=-58.0, south=12.0, north=14.0)
    ds = projection.subset(goes16.open(scan), **box)
    inside = (abs(ds.longitude + 59) < 1) & (abs(ds.latitude - 13) < 1)
    whole = goes16.open(scan)
    all_of_them = (abs(whole.longitude + 59) < 1) & (abs(whole.latitude - 13) < 1)
    assert inside.sum() == all_of_them.sum() > 0.8 * inside.size
    for box in ({"west": 10, "east": 20}, {"west": -58, "east": -60}):
        with pytest.raises(BadInput, match="box from"):
            projection.subset(whole, **{"south": 12, "north": 14} | box)
