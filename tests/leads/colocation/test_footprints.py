"""Echoes on an image: hand-computable shares, invariances, a shift that is found."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pyproj import Geod, Transformer
from scipy.ndimage import gaussian_filter

from helpers.errors import BadInput
from helpers.leads.colocation import footprints

PIXEL = 10.0


UTM = "EPSG:32603"


def image(values, left=0.0, top=0.0):
    rows, columns = np.shape(values)
    y = top - (np.arange(rows) + 0.5) * PIXEL
    x = left + (np.arange(columns) + 0.5) * PIXEL
    return xr.DataArray(np.asarray(values, float), {"y": y, "x": x}, ("y", "x"))


def half_plane(offset, angle, size=401):
    """1 where a point lies more than ``offset`` metres to the left of a direction."""
    grid = image(np.zeros((size, size)), left=-size * PIXEL / 2, top=size * PIXEL / 2)
    left = -np.sin(angle) * grid.x + np.cos(angle) * grid.y
    return (left > offset).astype(float).transpose("y", "x")


def track(x, y, angle):
    x, y = np.atleast_1d(x).astype(float), np.atleast_1d(y).astype(float)
    return pd.DataFrame(
        {"x": x, "y": y, "along_x": np.cos(angle), "along_y": np.sin(angle)}
    )


@pytest.fixture(scope="module")
def moved_ice():
    """Leads in all directions, and echoes that saw them before they moved."""
    texture = gaussian_filter(np.random.default_rng(1).standard_normal((1000, 1000)), 15)
    lead = image(np.abs(texture) < 0.1 * texture.std())
    distance = np.arange(1800, 8200, 200)
    echoes = track(distance, -distance * 0.6 - 2000, np.arctan(-0.6))
    moved = echoes.assign(x=echoes.x + 400, y=echoes.y - 200)
    score = footprints.shares(footprints.cut(lead, moved)).share_1.values
    return lead, echoes, score


@pytest.mark.parametrize("angle", np.deg2rad([0, 37, 90, 160, 275]))
@pytest.mark.parametrize("offset", [0.0, 200.0, -500.0, 900.0])
def test_half_a_plane_fills_the_share_that_geometry_says(angle, offset):
    across = half_plane(offset, angle)
    samples = footprints.cut(across, track(0, 0, angle))
    expected = np.clip(0.5 - offset / footprints.ACROSS, 0, 1)
    found = footprints.shares(samples).share_1[0]
    assert found == pytest.approx(expected, abs=PIXEL / footprints.ACROSS)
    ahead = half_plane(offset, angle + np.pi / 2)  # left of which is behind
    expected = np.clip(0.5 - offset / footprints.ALONG, 0, 1)
    found = footprints.shares(footprints.cut(ahead, track(0, 0, angle))).share_1[0]
    assert found == pytest.approx(expected, abs=1.5 * PIXEL / footprints.ALONG)


def test_moving_map_and_track_together_changes_nothing():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 2, (300, 300))
    here = footprints.cut(image(values), track([900, 1500], [-1500, -800], 1.0))
    there = footprints.cut(
        image(values, left=5e5, top=7.8e6),
        track([5e5 + 900, 5e5 + 1500], [7.8e6 - 1500, 7.8e6 - 800], 1.0),
    )
    np.testing.assert_array_equal(here, there)


def test_turning_map_and_track_together_changes_nothing():
    values = np.random.default_rng(0).integers(0, 2, (301, 301))
    middle = 301 * PIXEL / 2
    here = footprints.shares(footprints.cut(image(values), track(middle, -middle, 0.4)))
    turned = footprints.cut(
        image(np.rot90(values)), track(middle, -middle, 0.4 + np.pi / 2)
    )
    there = footprints.shares(turned)
    pd.testing.assert_frame_equal(here, there)


def test_what_lies_outside_the_image_is_unknown():
    samples = footprints.cut(
        image(np.ones((400, 400))), track([0, -5000], [-2000, -2000], 0)
    )
    np.testing.assert_allclose(np.isfinite(samples).mean(1), [0.5, 0])
    table = footprints.shares(samples)
    np.testing.assert_allclose(table.valid, [0.5, 0])
    assert table.share_1[0] == 1
    assert np.isnan(table.share_1[1])
    assert table.majority.tolist() == [1, -1]


def test_echoes_are_placed_in_metres_whatever_the_image_is_projected_in():
    latitude = np.linspace(70.5, 71, 40)
    ds = xr.Dataset(
        coords={"latitude": ("echo", latitude), "longitude": ("echo", latitude - 238.5)}
    )
    length = Geod(ellps="WGS84").line_length(ds.longitude, ds.latitude)
    for crs in (UTM, "EPSG:3413"):
        echoes = footprints.project(ds, crs)
        steps = np.hypot(np.diff(echoes.x), np.diff(echoes.y))
        assert steps.sum() == pytest.approx(length, rel=3e-3)
        np.testing.assert_allclose(np.hypot(echoes.along_x, echoes.along_y), 1)
        along = echoes.along_x[:-1] * np.diff(echoes.x) + echoes.along_y[:-1] * np.diff(
            echoes.y
        )
        np.testing.assert_allclose(along, steps, rtol=1e-4)
    back = Transformer.from_crs(crs, 4326).transform(echoes.x, echoes.y)
    np.testing.assert_allclose(back[0], latitude)


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        ("EPSG:4326", "WGS 84, isn't in metres"),
        ("EPSG:2225", "isn't in metres"),  # a plane of California in feet
        ("", "can't be read"),
        (None, "can't be read"),
    ],
)
def test_an_image_not_in_metres_is_refused(crs, message):
    ds = xr.Dataset(coords={"latitude": ("echo", [70, 71]), "longitude": ("echo", [0, 0])})
    with pytest.raises(BadInput, match=message):
        footprints.project(ds, crs)


def test_one_echo_has_no_direction():
    ds = xr.Dataset(coords={"latitude": ("echo", [70]), "longitude": ("echo", [0])})
    with pytest.raises(BadInput, match="There are 1 echoes"):
        footprints.project(ds, UTM)


def test_echoes_outside_the_image_are_left_out_and_named_when_all_are():
    here = image(np.zeros((100, 100)))
    inside = footprints.over(here, track([-1, 1, 999, 1001], [-500] * 4, 0))
    assert inside.tolist() == [False, True, True, False]
    with pytest.raises(
        BadInput, match=r"None of the 1 echoes lies over the image .*0 to 1 km"
    ):
        footprints.over(here, track(2000, 0, 0))


def test_an_image_all_cloud_is_refused():
    samples = footprints.cut(image(np.full((400, 400), np.nan)), track(2000, -2000, 0))
    with pytest.raises(BadInput, match="all of it is cloud or without data"):
        footprints.shares(samples)


def test_a_footprint_smaller_than_a_pixel_is_refused():
    with pytest.raises(BadInput, match="5 by 1600 m can't be sampled every 10 m"):
        footprints.cut(image(np.ones((100, 100))), track(500, -500, 0), along=5)


def test_the_drift_of_the_ice_is_found_without_labels(moved_ice):
    lead, echoes, score = moved_ice
    noisy = score + 0.3 * score.std() * np.random.default_rng(2).standard_normal(score.size)
    found = footprints.agreement(lead, echoes, noisy, reach=800, step=50, spacing=30)
    np.testing.assert_allclose(footprints.best(found), [400, -200], atol=100)
    assert found.max() > found.sel(shift_x=0, shift_y=0) + 0.2


def test_perfect_scores_agree_perfectly_at_the_true_shift(moved_ice):
    found = footprints.agreement(*moved_ice, reach=400, step=200)
    assert footprints.best(found) == (400, -200)
    assert found.max() == pytest.approx(1)


def test_nothing_to_compare_is_refused(moved_ice):
    lead, echoes, score = moved_ice
    found = footprints.agreement(lead * 0, echoes, score, reach=100)
    with pytest.raises(BadInput, match="can't be compared at any shift"):
        footprints.best(found)
