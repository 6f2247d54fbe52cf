"""The maps to zoom into: their values, size, menu of regions, coasts."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.polder.figures import zoomable_map
from helpers.polder.land_types import PALETTE
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


def test_a_map_opens_on_its_first_region_and_fills_its_place(world):
    layout = zoomable_map.world_map(world, "x").layout
    x, y = next(iter(zoomable_map.REGIONS.values()))
    assert [*layout.xaxis.range, *layout.yaxis.range] == [*x, *y]
    assert layout.xaxis.constrain == layout.yaxis.constrain == "range"


def test_types_are_told_and_coloured_where_they_are():
    places = pd.MultiIndex.from_product(
        [[9.5, 11.5], [0.5, 1.5, 3.5]], names=["latitude", "longitude"]
    )
    names = ["forest", "snow", "forest", "sand", "forest", "snow"]
    figure = zoomable_map.type_map(pd.Series(names, places)[::-1])
    shown, *others = json.loads(figure.to_json())["data"]
    text, z = (np.array(shown[key], object) for key in ("text", "z"))
    rows, columns = (
        [shown[axis].index(v) for v in places.get_level_values(level)]
        for axis, level in (("y", 0), ("x", 1))
    )
    assert list(text[rows, columns]) == names
    assert np.sum(z != None) == np.sum(text != None) == 6  # noqa: E711
    assert np.all((z == None) == (text == None))  # noqa: E711
    legend = {t["name"]: t["marker"]["color"] for t in others if "name" in t}
    assert legend == {name: PALETTE[name] for name in ("sand", "forest", "snow")}
    share = (z[rows, columns].astype(float) + 0.5) / 3
    drawn = [[c for at, c in shown["colorscale"] if at <= s][-1] for s in share]
    assert drawn == [PALETTE[name] for name in names]


def test_coasts_part_known_land_from_known_sea(world):
    coasts = zoomable_map.world_map(world, "x").data[-1]
    x, y = (np.array(line, float) for line in (coasts.x, coasts.y))
    near = (x > -30) & (x < 12) & (np.abs(y - 23.0) < 1)
    assert near.any() and np.all(np.abs(x[near] + 16) < 1.5)  # Western Sahara
    assert not np.any((np.abs(x + 30) < 5) & (np.abs(y) < 5))  # the open Atlantic
