"""What a tile was drawn as."""

import numpy as np
import pandas as pd
import xarray as xr

from helpers.clouds.products import boxes as box_tables
from helpers.clouds.tiles import placement, true_patterns


def test_true_shares_are_those_of_the_pixels_in_the_tile(scene):
    pattern = np.zeros((2, 50, 100), "uint8")
    pattern[1, :, :40] = 2
    place = {"y": np.arange(5, 500, 10), "x": np.arange(5, 1000, 10)}
    truth = xr.Dataset(
        {"pattern": (("scene", "y", "x"), pattern)},
        {"file": ("scene", ["a", "b"]), **place},
    )
    both = [scene("b"), scene("a")]  # in another order than the truth
    rows = [(0, 0, 300, 200, 200, "Fish"), (1, 0, 0, 100, 100, "Fish")]
    shares = true_patterns.shares(
        truth, both, pd.DataFrame(rows, columns=placement.COLUMNS)
    )
    assert shares.none.tolist() == [0.5, 1]
    assert shares.Flower.tolist() == [0.5, 0]


def test_the_true_mask_is_where_the_pattern_was_drawn(scene):
    y, x = np.arange(5, 500, 10), np.arange(5, 1000, 10)
    pattern = np.where(x[None, None, :] < 300, 1, 4) * np.ones((1, y.size, 1), "uint8")
    truth = xr.Dataset(
        {"pattern": (("scene", "y", "x"), pattern)},
        {"y": y, "x": x, "file": ("scene", ["a"])},
    )
    truth.pattern.attrs["flag_meanings"] = " ".join(("none", *box_tables.LABELS))
    table = placement.crops([scene("a")], "box")
    masks = true_patterns.masks(truth, [scene("a")], table, 40)
    assert masks.shape == (2, 40, 40)
    assert masks[0, :, :20].all()  # fish, up to x = 300
    assert not masks[0, :, 20:].any()
    assert masks[1].all()
