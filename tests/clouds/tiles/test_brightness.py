"""Brightness and cover of tiles that are known."""

import numpy as np
import pandas as pd

from helpers.clouds.tiles import brightness, concentric


def test_cover_of_a_half_cloudy_scene(half_cloudy):
    found = [half_cloudy("a")]
    centres = pd.DataFrame([[0, 250, 300, None]], columns=["scene", "y", "x", "label"])
    for size in (64, 200, 500):
        assert brightness.cover_in_scenes(
            found, concentric.around(centres, size)
        ).tolist() == [0.5]


def test_brightness_is_that_of_single_pictures_and_grey_stays():
    tiles = np.random.default_rng(0).integers(0, 256, (3, 8, 9, 3), "uint8")
    fields = brightness.greyscale(tiles)
    assert np.array_equal(fields[1], brightness.greyscale(tiles[1]))
    assert np.abs(fields - tiles @ [0.299, 0.587, 0.114]).max() <= 0.5 + 1e-9
    assert (brightness.greyscale(np.full((2, 2, 3), 90, "uint8")) == 90).all()


def test_brightness_is_the_mean_of_all_bands():
    tiles = np.stack([np.full((4, 4, 3), v, np.uint8) for v in (0, 90, 255)])
    assert brightness.mean(tiles).tolist() == [[0], [90], [255]]


def test_cover_of_known_tiles():
    tiles = np.zeros((2, 8, 8, 3), np.uint8)
    tiles[1, :2] = 200
    np.testing.assert_array_equal(brightness.cover(tiles), [0, 0.25])
