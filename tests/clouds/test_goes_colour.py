"""Colours and tiles of scans: known answers, and one lazy pass like any other way."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from benchmarks.apart import colour_scan
from helpers.clouds.colour import true_colour
from helpers.clouds.embedding import tile2vec
from helpers.clouds.tiles import cutting, goes_tiles
from helpers.errors import BadInput

BOX = {"west": -62, "east": -52, "south": 8, "north": 18}


def scan(red, veggie=None, blue=None, temperature=295.0, time="2020-01-22T13:05"):
    """Make a small scan of given reflectances."""
    red = np.asarray(red, "float32")
    veggie, blue = (red if each is None else np.asarray(each) for each in (veggie, blue))
    fields = {"red": red, "veggie": veggie, "blue": blue}
    fields["brightness_temperature"] = np.broadcast_to(np.float32(temperature), red.shape)
    y, x = (np.linspace(0, 1, size) for size in red.shape)
    place = {
        "y": y,
        "x": x,
        "longitude": (("y", "x"), np.broadcast_to(-62 + 10 * x, red.shape)),
        "latitude": (("y", "x"), np.broadcast_to(18 - 10 * y[:, None], red.shape)),
        "time": np.datetime64(time, "ms"),
    }
    fields = {name: (("y", "x"), field) for name, field in fields.items()}
    ds = xr.Dataset(fields, place)
    for name in ("red", "veggie", "blue"):
        ds[name].attrs["kappa0"] = 0.002
    return ds


@pytest.fixture
def random():
    """A scan of noise, 96 × 128."""
    rng = np.random.default_rng(0)
    fields = rng.uniform(0, 1, (3, 96, 128)).astype("float32")
    return scan(*fields, temperature=rng.uniform(280, 300, (96, 128)))


def test_grey_stays_grey():
    rgb = true_colour.picture(scan([[0.0, 0.2, 0.5, 1.0, 1.4]])).values.astype(int)
    assert np.ptp(rgb, axis=-1).max() <= 1  # the shares of green add up to 1.001
    assert rgb[0, :, 0].tolist() == [1, 123, 186, 255, 255]


def test_missing_is_black_and_nothing_else_is():
    rgb = true_colour.picture(scan([[0.3, np.nan, -0.1]], veggie=[[0.3, 0.3, -0.1]])).values
    assert rgb[0].min(axis=-1).tolist() == [rgb[0, 0].min(), 0, 1]
    assert rgb[0, 1].tolist() == [0, 0, 0]


def test_green_of_plants_is_greener_than_the_mean_of_red_and_blue():
    red, blue = np.float32(0.06), np.float32(0.04)
    assert true_colour.green(red, 0.3, blue) > (red + blue) / 2
    assert abs(true_colour.RED + true_colour.BLUE + true_colour.VEGGIE - 1.001) < 1e-4


def test_lazy_is_eager(random):
    lazy = true_colour.picture(random.chunk(y=40, x=50))
    assert lazy.chunks
    np.testing.assert_array_equal(lazy, true_colour.picture(random))


def test_converting_twice_makes_the_sea_black_and_saturates_clouds():
    rgb = true_colour.converted_twice(scan([[0.05, 0.2, 0.9]])).values
    assert rgb[0, 0].tolist() == [0, 0, 0]
    assert rgb[0, 2].tolist() == [255, 255, 255]
    # the product with κ0 loses nothing that a power cannot bring back, the clipping does
    mild = true_colour.converted_twice(
        scan([[0.05, 0.2, 0.9]]), gamma=0.25, contrast=0
    ).values
    assert (np.diff(mild[0, :, 0].astype(int)) > 0).all()


def test_hues_are_those_of_the_wheel():
    colours = [[255, 0, 0], [255, 255, 0], [0, 255, 0], [0, 255, 255], [0, 0, 255]]
    np.testing.assert_allclose(true_colour.hue(colours), [0, 60, 120, 180, 240])


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
    small = cutting.at_corners(rgb, corners, tile=32, size=16)
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


def test_percentile_leaves_missing_values_out():
    heat = np.where(np.arange(16) < 8, np.nan, 290.0).reshape(4, 4)
    table, _ = goes_tiles.describe(
        goes_tiles.cut(scan(np.full((4, 4), 0.2), temperature=heat), 4)
    )
    assert table.cool.tolist() == [290]
    empty = scan(np.full((4, 4), 0.2), temperature=np.nan)
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


def test_a_large_scan_is_coloured_in_two_gibibytes(tmp_path):
    """5,000 × 5,000 pixels from files, in a process of its own."""
    colour_scan.write(tmp_path, 5_000)
    command = [sys.executable, colour_scan.__file__, "ours", tmp_path, tmp_path / "rgb.npy"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    _, gibibytes = map(float, done.stdout.split())
    assert np.load(tmp_path / "rgb.npy", mmap_mode="r").shape == (5_000, 5_000, 3)
    assert 0.1 < gibibytes < 2
