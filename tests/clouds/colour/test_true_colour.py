"""Colours have known answers, lazily and eagerly."""

import subprocess
import sys

import numpy as np

from benchmarks.apart import colour_scan
from helpers.clouds.colour import true_colour


def test_grey_stays_grey(small_scan):
    rgb = true_colour.picture(small_scan([[0.0, 0.2, 0.5, 1.0, 1.4]])).values.astype(int)
    assert np.ptp(rgb, axis=-1).max() <= 1  # the shares of green add up to 1.001
    assert rgb[0, :, 0].tolist() == [1, 123, 186, 255, 255]


def test_missing_is_black_and_nothing_else_is(small_scan):
    rgb = true_colour.picture(
        small_scan([[0.3, np.nan, -0.1]], veggie=[[0.3, 0.3, -0.1]])
    ).values
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


def test_converting_twice_makes_the_sea_black_and_saturates_clouds(small_scan):
    rgb = true_colour.converted_twice(small_scan([[0.05, 0.2, 0.9]])).values
    assert rgb[0, 0].tolist() == [0, 0, 0]
    assert rgb[0, 2].tolist() == [255, 255, 255]
    # the product with κ0 loses nothing that a power cannot bring back, the clipping does
    mild = true_colour.converted_twice(
        small_scan([[0.05, 0.2, 0.9]]), gamma=0.25, contrast=0
    ).values
    assert (np.diff(mild[0, :, 0].astype(int)) > 0).all()


def test_hues_are_those_of_the_wheel():
    colours = [[255, 0, 0], [255, 255, 0], [0, 255, 0], [0, 255, 255], [0, 0, 255]]
    np.testing.assert_allclose(true_colour.hue(colours), [0, 60, 120, 180, 240])


def test_a_large_scan_is_coloured_in_two_gibibytes(tmp_path):
    """5,000 × 5,000 pixels from files, in a process of its own."""
    colour_scan.write(tmp_path, 5_000)
    command = [sys.executable, colour_scan.__file__, "ours", tmp_path, tmp_path / "rgb.npy"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    _, gibibytes = map(float, done.stdout.split())
    assert np.load(tmp_path / "rgb.npy", mmap_mode="r").shape == (5_000, 5_000, 3)
    assert 0.1 < gibibytes < 2
