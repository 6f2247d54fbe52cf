"""The report's autoencoder has table 3's layers, and paints in blocks as it must."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers.clouds.embedding import autoencoder, tile2vec
from helpers.errors import BadInput


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def shapes(part, kind):
    return [tuple(each.weight.shape) for each in part if isinstance(each, kind)]


def test_layers_are_those_of_table_3():
    network = autoencoder.Autoencoder()
    sides = {each.kernel_size for each in network.encoder if isinstance(each, nn.Conv2d)}
    assert shapes(network.encoder, nn.Conv2d) == [
        (128, 3, 3, 3),
        (64, 128, 3, 3),
        (32, 64, 3, 3),
        (16, 32, 3, 3),
        (8, 16, 3, 3),
    ]
    assert sides == {(3, 3)}
    assert sum(isinstance(each, nn.MaxPool2d) for each in network.encoder) == 5
    assert shapes(network.decoder, nn.ConvTranspose2d) == [
        (8, 16, 2, 2),
        (16, 32, 2, 2),
        (32, 64, 2, 2),
        (64, 128, 2, 2),
        (128, 3, 2, 2),
    ]


@pytest.mark.parametrize("side, kept, numbers", [(64, 8, 32), (32, 8, 8), (96, 2, 18)])
def test_numbers_per_tile(side, kept, numbers, rng):
    tiles = rng.integers(0, 256, (2, side, side, 3), np.uint8)
    network = autoencoder.Autoencoder(side, kept)
    assert tile2vec.embed(network, tiles).shape == (2, numbers)
    assert autoencoder.reconstruct(network, tiles).shape == tiles.shape


@pytest.mark.parametrize("blocks, crosses", [(True, False), (False, True)])
def test_only_without_blocks_a_latent_place_paints_beyond_its_square(blocks, crosses):
    decoder = autoencoder.Autoencoder(blocks=blocks).eval().decoder
    latent = torch.zeros(1, 8, 2, 2)
    changed = latent.clone()
    changed[0, :, 0, 0] = 1
    with torch.inference_mode():
        moved = (decoder(changed) - decoder(latent)).abs().amax(1)[0] > 0
    assert moved[:32, :32].any()
    assert bool(moved[32:].any() or moved[:, 32:].any()) == crosses


def test_blockiness_of_known_images(rng):
    ramp = np.add.outer(np.arange(32.0), 2 * np.arange(32.0))[None]
    coarse = rng.random((3, 16, 16))
    blocks = coarse.repeat(2, 1).repeat(2, 2)
    assert autoencoder.blockiness(ramp) == pytest.approx(0)
    assert autoencoder.blockiness(blocks) == 1
    assert autoencoder.blockiness(rng.random((50, 64, 64))) == pytest.approx(0, abs=0.01)
    assert np.isnan(autoencoder.blockiness(np.ones((1, 8, 8))))


def test_blockiness_sees_blocks_of_its_own_size_only(rng):
    fours = rng.random((20, 16, 16)).repeat(4, 1).repeat(4, 2)
    assert autoencoder.blockiness(fours, 4) == 1
    assert autoencoder.blockiness(np.roll(fours, 2, (1, 2)), 4) < 0


def test_training_learns_and_repeats_itself(rng):
    tiles = rng.integers(10, 40, (16, 64, 64, 3), np.uint8)
    network, history = autoencoder.train(tiles, n_epochs=4)
    again, _ = autoencoder.train(tiles, n_epochs=4)
    # it begins at a brightness of a half, and finds that tiles are dark
    assert history.loss.iloc[-1] < history.loss.iloc[0] / 2
    np.testing.assert_array_equal(
        tile2vec.embed(network, tiles), tile2vec.embed(again, tiles)
    )


@pytest.mark.parametrize("settings", [{"side": 48}, {"side": 0}, {"kept": 0}])
def test_sides_that_do_not_halve_are_refused(settings):
    with pytest.raises(BadInput, match="multiple of 32"):
        autoencoder.Autoencoder(**settings)


def test_tiles_of_another_type_are_refused():
    with pytest.raises(BadInput, match="float64"):
        autoencoder.train(np.zeros((4, 64, 64, 3)))


@pytest.mark.parametrize("size", [1, 8])
def test_blocks_must_fit(size):
    with pytest.raises(BadInput, match="smaller than the images"):
        autoencoder.blockiness(np.zeros((1, 8, 8)), size)
