"""What can be used of a scene."""

import numpy as np
from scipy import ndimage

from helpers.clouds.tiles import masking


def test_land_is_green_and_clouds_and_sea_are_not():
    image = np.zeros((40, 40, 3), "uint8")
    image[:10], image[10:20], image[20:30] = (13, 22, 48), (230, 230, 228), (80, 100, 60)
    assert masking.land(image).any(axis=1).nonzero()[0].tolist() == list(range(20, 30))


def test_the_gap_is_what_binary_morphology_finds():
    random = np.random.default_rng(0)
    image = random.integers(0, 40, (150, 200, 3), dtype=np.uint8)
    image[:, 60:90] = random.integers(0, 3, (150, 30, 3))
    image[:12, :30] = 0
    square, dark = np.ones((9, 9), bool), image.max(axis=-1) <= 2
    opened = ndimage.binary_opening(dark, square)
    assert opened.any()
    expected = ndimage.binary_dilation(opened, square)
    assert np.array_equal(masking.swath_gap(image), expected)


def test_squares_wholly_inside_a_mask():
    mask = np.random.default_rng(0).random((30, 40)) > 0.05
    found = masking.wholly_inside(mask, 4)
    direct = np.lib.stride_tricks.sliding_window_view(mask, (4, 4)).all(axis=(2, 3))
    assert np.array_equal(found, direct)
