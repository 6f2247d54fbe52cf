"""VICReg's loss has its known values, and views only show what is there."""

import numpy as np
import pytest
import torch

from helpers.clouds.embedding import tile2vec, vicreg
from helpers.clouds.simulation import known_answers
from helpers.errors import BadInput


def standard(n=512, d=4, seed=0):
    """Give numbers of exactly unit variance and no covariance."""
    values = torch.randn(n, d, generator=torch.Generator().manual_seed(seed)).double()
    basis, _ = torch.linalg.qr(values - values.mean(0))
    return basis * (n - 1) ** 0.5


def test_nothing_to_pay_for_equal_spread_and_uncorrelated_views():
    parts = vicreg.losses(standard(), standard())
    assert parts["invariance"] == 0
    assert parts["variance"] == pytest.approx(0, abs=1e-9)
    assert parts["covariance"] == pytest.approx(0, abs=1e-9)


def test_each_part_of_the_loss_against_its_formula():
    first = standard()
    parts = vicreg.losses(first, 0.5 * first + 3)
    assert parts["invariance"] == pytest.approx(float((0.5 * first - 3).square().mean()))
    # one view falls short by a half; the published tolerance is added to the variance
    assert parts["variance"] == pytest.approx((1 - (0.25 + 1e-4) ** 0.5) / 2)
    twice = first.repeat(1, 2)  # every number has one that equals it: covariance 1
    assert vicreg.losses(twice, twice)["covariance"] == pytest.approx(2.0)


def test_collapse_costs():
    same = torch.ones(8, 4)
    parts = vicreg.losses(same, same)
    assert parts["invariance"] == 0
    assert parts["variance"] == pytest.approx(0.99)


def test_training_lowers_the_loss_and_repeats_itself():
    tiles, _ = known_answers.textures(12)
    network, history = vicreg.train(tiles, n_epochs=6, batch=24)
    again, _ = vicreg.train(tiles, n_epochs=6, batch=24)
    assert history.loss.iloc[-1] < history.loss.iloc[0]
    assert tile2vec.embed(network, tiles).shape == (48, 128)
    np.testing.assert_array_equal(
        tile2vec.embed(network, tiles), tile2vec.embed(again, tiles)
    )


def test_a_last_tile_is_not_left_alone():
    tiles, _ = known_answers.textures(3)
    _, history = vicreg.train(tiles[:9], n_epochs=1, batch=8)
    assert np.isfinite(history.loss.iloc[0])


def test_one_tile_is_too_few():
    with pytest.raises(BadInput, match="at least two"):
        vicreg.train(np.zeros((1, 64, 64, 3), np.uint8))
