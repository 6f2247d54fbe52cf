"""Scan angles and places are those of the closed form and of satpy."""

import numpy as np
import pytest
import xarray as xr
from pyproj import Proj

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


def test_places_are_projs_all_over_the_disk():
    p = projection.Projection()
    angle = xr.DataArray(np.linspace(-0.15, 0.15, 61), dims="x")
    longitude, latitude = projection.to_lonlat(angle, angle.rename(x="y"), p)
    proj = Proj(
        proj="geos", h=p.height, a=p.equator, b=p.pole, lon_0=p.longitude, sweep="x"
    )
    x, y = np.meshgrid(angle * p.height, angle * p.height)
    theirs = np.array(proj(x, y, inverse=True))
    theirs[~np.isfinite(theirs)] = np.nan
    np.testing.assert_allclose([longitude, latitude], theirs, atol=1e-8)
    assert 0.2 < np.isnan(latitude).mean().item() < 0.4


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
