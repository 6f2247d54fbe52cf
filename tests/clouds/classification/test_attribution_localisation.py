"""Heat on a mask has a number with a baseline."""

import numpy as np

from helpers.clouds.classification import (
    attribution_localisation,
)


def halves():
    left = np.zeros((8, 8), bool)
    left[:, :4] = True
    return left


def test_heat_on_its_mask_alone_has_the_ratio_of_the_areas():
    masks = np.stack([halves(), ~halves(), halves()])
    own, others = attribution_localisation.concentration(
        masks.astype(float), masks, [0, 1, 2]
    )
    assert own.tolist() == [2, 2, 2]
    assert others.tolist() == [1, 0, 1]


def test_even_heat_knows_nothing_of_a_mask():
    random = np.random.default_rng(0)
    masks = random.random((5, 16, 16)) < 0.3
    own, others = attribution_localisation.concentration(
        np.full(masks.shape, 7.0), masks, range(5)
    )
    assert np.allclose(own, 1)
    assert np.allclose(others, 1)


def test_without_map_or_mask_there_is_no_concentration():
    masks = np.stack([halves(), halves(), halves() & False])
    maps = np.stack([np.full((8, 8), np.nan), np.ones((8, 8)), np.ones((8, 8))])
    own, others = attribution_localisation.concentration(maps, masks, [0, 1, 2])
    assert np.isnan(own).tolist() == [True, False, True]
    assert np.isnan(others).tolist() == [False, False, True]  # the third has no mask
