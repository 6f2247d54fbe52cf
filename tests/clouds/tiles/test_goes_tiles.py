"""Tiles of scans: one lazy pass like any other way."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds.colour import true_colour
from helpers.clouds.embedding import tile2vec
from helpers.clouds.tiles import cutting, goes_tiles
from helpers.errors import BadInput

BOX = {"west": -62, "east": -52, "south": 8, "north": 18}


def test_tiles_are_where_they_are_said_to_be(random):
    tiles = goes_tiles.cut(random.chunk(y=50), 32)
    rgb = true_colour.picture(random).values
    assert (tiles.sizes["row"], tiles.sizes["column"]) == (3, 4)
    np.testing.assert_array_equal(tiles.rgb[1, :, 2].values, rgb[32:64, 64:96])
    assert tiles.longitude.values[1, 2] == random.longitude.values[48, 80]


def test_gathered_tiles_are_described_and_embedded_as_one_by_one(random):
    network = tile2vec.Tile2Vec(width=4, dimensions=5)
    table, embedding = goes_tiles.describe(
        goes_tiles.cut(random.chunk(y=50), 32), network, 16
    )
    rgb = true_colour.picture(random).values
    corners = np.stack([table.row, table.column], axis=1) * 32
    small = cutting.at_corners(rgb, corners, tile_px=32, input_px=16)
    np.testing.assert_allclose(embedding, tile2vec.embed(network, small), atol=1e-5)
    heat = random.brightness_temperature.values
    for one in table.itertuples():
        window = np.s_[32 * one.row : 32 * one.row + 32, 32 * one.column :][:2]
        own = heat[window][:, :32]
        assert one.cool == pytest.approx(np.quantile(own, 0.25), abs=0.05)
        assert one.hue == pytest.approx(
            true_colour.hue(rgb[window][:, :32].mean(axis=(0, 1))), abs=1e-6
        )
    assert not table.black.any()


def test_percentile_leaves_missing_values_out(small_scan):
    heat = np.where(np.arange(16) < 8, np.nan, 290.0).reshape(4, 4)
    table, _ = goes_tiles.describe(
        goes_tiles.cut(small_scan(np.full((4, 4), 0.2), temperature=heat), 4)
    )
    assert table.cool.tolist() == [290]
    empty = small_scan(np.full((4, 4), 0.2), temperature=np.nan)
    assert goes_tiles.describe(goes_tiles.cut(empty, 4))[0].cool.isna().all()


def table(**columns):
    """Make a table of three good tiles, with other columns where given."""
    good = {
        "time": pd.to_datetime(["2020-01-22T13:05"] * 3),
        "longitude": -57.0,
        "latitude": 13.0,
        "black": False,
        "hue": 214.0,
        "cool": 295.0,
    }
    return pd.DataFrame(good | columns)


def test_each_step_drops_what_it_should():
    spoilt = {
        "black": {"black": [True, False, False]},
        "subset": {"longitude": [-30.0, -57, -57]},
        "hue": {"hue": [90.0, 70, 110]},
        "time": {"time": pd.to_datetime(["2020-01-22T17:40"] + ["2020-01-23T12:55"] * 2)},
        "warm": {"cool": [284.0, np.nan, 286]},
    }
    for step, columns in spoilt.items():
        counts = goes_tiles.count(goes_tiles.keep(table(**columns), BOX))
        dropped = 2 if step == "warm" else 1
        assert counts.drops_alone.to_dict() == {
            each: dropped if each == step else 0 for each in goes_tiles.STEPS
        }
        assert counts.left.iloc[-1] == 3 - dropped


def test_steps_that_drop_the_same_tile_count_it_once():
    spoilt = table(black=[True, False, False], cool=[200.0, 290, 290])
    counts = goes_tiles.count(goes_tiles.keep(spoilt, BOX))
    assert counts.drops_alone.sum() == 2 and counts.drops_next.sum() == 1


def test_bad_input(random):
    with pytest.raises(BadInput, match="after the step 'hue' of the filter, of 3 tiles"):
        goes_tiles.count(goes_tiles.keep(table(hue=85.0), BOX))
    with pytest.raises(BadInput, match="give two times of the day"):
        goes_tiles.keep(table(), BOX, times=("noon", "13:10"))
    with pytest.raises(BadInput, match="A tile of 97 pixels does not fit"):
        goes_tiles.cut(random, 97)
