"""Light: albedo, cloud, air, shadows and the sun."""

import numpy as np
import pytest

from helpers.leads.products import altimetry, sentinel2
from helpers.leads.simulation import (
    reflectance_model,
)


def lead(thickness):
    shape = (11, 11)
    return {
        "surface_class": np.full(shape, altimetry.LEAD),
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
    seen = [reflectance_model.reflectance(lead(h), band, 70, 180).mean() for h in depths]
    assert (np.diff(seen) > 0).all()


def test_broad_band_albedo_is_the_published_one():
    bands = [reflectance_model.albedo(lead(0.125), band).mean() for band in sentinel2.BANDS]
    assert np.mean(bands) == pytest.approx(0.25, rel=0.1)


def test_thick_cloud_hides_what_is_below():
    dark, bright = np.array(0.07), np.array(0.85)
    gaps = [
        float(
            reflectance_model.under_cloud(bright, t)
            - reflectance_model.under_cloud(dark, t)
        )
        for t in (0, 1, 5, 20, 1e6)
    ]
    assert gaps[0] == pytest.approx(0.78)
    assert (np.diff(gaps) < 0).all() and gaps[-1] < 1e-3


def test_air_alone_is_blue():
    black = lead(0.0)
    red, blue = (
        reflectance_model.reflectance(black, b, 75, 180).mean() for b in ("B04", "B02")
    )
    assert blue > 1.5 * red > 1.5 * 0.07 * 0.8


def test_shadow_lies_behind_the_ridge_and_is_as_long_as_the_sun_is_low():
    ridge = lead(0.0) | {"surface_class": np.full((11, 11), altimetry.SEA_ICE)}
    ridge["sail"] = ridge["sail"].copy()
    ridge["sail"][5] = 2.0
    high, low = (reflectance_model._relief(ridge["sail"], z, 180)[4, 5] for z in (60, 85))
    assert low < high < 1  # the sun is in the south, row 4 to the north
    assert reflectance_model._relief(ridge["sail"], 60, 180)[6, 5] == 1
    assert reflectance_model._relief(ridge["sail"], 60, 0)[6, 5] < 1


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
    found, _ = reflectance_model.sun(latitude, longitude, np.datetime64(time, "ms"))
    assert found == pytest.approx(zenith, abs=0.6)


def test_sun_moves_from_east_to_west():
    day = np.datetime64("2019-09-22T00:00", "m")
    azimuth = [
        reflectance_model.sun(50.0, 0.0, day + 60 * h)[1] for h in (6, 9, 12, 15, 18)
    ]
    np.testing.assert_allclose(azimuth[::2], [90, 180, 270], atol=4)
    assert (np.diff(azimuth) > 0).all()
