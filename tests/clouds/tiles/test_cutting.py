"""Tiles are the pixels of their scene, or means of them."""

import numpy as np
import pytest

from helpers.clouds.tiles import cutting, placement
from helpers.errors import BadInput


def test_tiles_are_the_pixels_of_the_scene(pair):
    table = placement.in_boxes(pair, 64)
    cut = cutting.cut(pair, table)
    last = table.iloc[-1]
    image = pair[last.scene].image.data
    assert np.array_equal(cut[-1], image[last.y : last.y + 64, last.x : last.x + 64])


def shades(count=3, shape=(200, 300)):
    """Scenes of one grey each: a tile tells its scene."""
    return [np.full((*shape, 3), 10 + 20 * k, np.uint8) for k in range(count)]


def test_reduced_pixels_are_means_of_their_area(scene):
    scene = np.random.default_rng(0).integers(0, 256, (41, 66, 3), dtype=np.uint8)
    means = scene[:40, :64].reshape(10, 4, 16, 4, 3).mean(axis=(1, 3))
    small = cutting.reduce(scene, 4)
    assert small.shape == (10, 16, 3)
    assert np.abs(small - means).max() <= 1  # rounded along x, then along y
    assert abs((small - means).mean()) < 0.3


def test_tiles_are_cut_where_they_are_asked_for(scene):
    y, x = np.mgrid[:128, :200]
    scene = np.stack([y, x, 0 * x], axis=-1).astype(np.uint8)
    corners = np.array([[0, 0], [64, 136], [12, 40]])
    tiles = cutting.at_corners(scene, corners, tile_px=64, input_px=64)
    assert np.array_equal(tiles[:, 0, 0, :2], corners)
    halves = cutting.at_corners(scene, corners, tile_px=64, input_px=32)
    assert halves.shape == (3, 32, 32, 3)
    assert np.abs(halves[:, 0, 0, :2] - (corners + 0.5)).max() <= 0.5
    assert cutting.at_corners(scene, [], tile_px=64, input_px=32).shape == (0, 32, 32, 3)


def test_a_tile_that_is_no_multiple_is_cut_at_the_edges_too(scene):
    scene = np.zeros((1400, 2100, 3), np.uint8)
    corners = [[0, 0], [550, 1250], [275, 601]]
    assert cutting.at_corners(scene, corners, tile_px=850, input_px=64).shape == (
        3,
        64,
        64,
        3,
    )


def test_tiles_beyond_the_scene_are_refused():
    with pytest.raises(BadInput, match=r"at \(150, 0\) reaches out"):
        cutting.at_corners(shades(1)[0], [[0, 0], [150, 0]], 64, 32)
