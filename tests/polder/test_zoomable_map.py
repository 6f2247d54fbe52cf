"""The map to zoom into: its values, its size, its menu of regions."""

import json

import numpy as np
import pytest
import xarray as xr

from helpers.polder import zoomable_map
from helpers.polder.products import grasp


@pytest.fixture
def world():
    """Give a map whose values tell their latitude, without the far south."""
    values = np.repeat(grasp.LATITUDE[:, None], 360, axis=1)
    values[grasp.LATITUDE < -60] = np.nan
    places = {"latitude": grasp.LATITUDE, "longitude": grasp.LONGITUDE}
    return xr.DataArray(values, places, ("latitude", "longitude"))


def test_zoomable_map_keeps_values_to_three_digits_and_stays_small(world):
    figure = zoomable_map.world_map(world / 70, "share")
    heatmap = json.loads(figure.to_json())["data"][0]
    shown = np.array(heatmap["z"], float)
    kept = world.dropna("latitude")
    np.testing.assert_allclose(shown, kept / 70, atol=0.0005001)
    np.testing.assert_array_equal(heatmap["y"], kept.latitude)
    assert len(json.dumps(heatmap)) < 600_000


def test_every_region_of_the_menu_is_on_the_globe(world):
    (menu,) = zoomable_map.world_map(world, "x").layout.updatemenus
    assert [button.label for button in menu.buttons] == list(zoomable_map.REGIONS)
    for x, y in zoomable_map.REGIONS.values():
        assert -180 <= x[0] < x[1] <= 180 and -90 <= y[0] < y[1] <= 90
