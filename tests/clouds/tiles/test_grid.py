"""A grid covers a scene, and places know the boxes that they lie in."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds.tiles import grid
from helpers.errors import BadInput


def test_tiles_side_by_side_cover_the_scene_once():
    seen = np.zeros((12, 20), int)
    for y, x in grid.corners(seen.shape, 4, 4).reshape(-1, 2):
        seen[y : y + 4, x : x + 4] += 1
    assert (seen == 1).all()


def test_what_does_not_fill_a_tile_is_left_out():
    found = grid.corners((1400, 2100, 3), 256, 128)
    assert found.shape == (9, 15, 2)
    assert (found.max(axis=(0, 1)) + 256 <= (1400, 2100)).all()


def test_as_many_places_are_covered_as_the_boxes_have_pixels():
    boxes = pd.DataFrame([[2, 1, 5, 4], [4, 3, 6, 9]], columns=["x1", "y1", "x2", "y2"])
    inside = grid.covered(boxes, grid.corners((9, 8), 1, 1))
    assert inside.sum() == 9 + 12 - 1
    assert not grid.covered(boxes.head(0), grid.corners((9, 8), 1, 1)).any()


@pytest.mark.parametrize(("tile", "step"), [(13, 4), (0, 4), (4, 0)])
def test_a_grid_that_cannot_be_is_refused(tile, step):
    with pytest.raises(BadInput, match=f"tile_px = {tile}, step = {step}"):
        grid.corners((12, 20), tile, step)
