"""Views of a tile, and a network that is settled."""

import numpy as np
import torch

from helpers.clouds.embedding import encoder, networks
from helpers.clouds.simulation import known_answers


def test_a_view_without_crop_and_gain_is_one_of_eight_symmetries():
    tiles = torch.arange(16, dtype=torch.uint8).reshape(1, 4, 4, 1).expand(1, 4, 4, 3)
    images = networks.pixels(tiles)
    turned = [images.rot90(k, (2, 3)) for k in range(4)]
    eight = turned + [each.flip(3) for each in turned]
    torch.manual_seed(0)
    found = set()
    for _ in range(60):
        seen = encoder.view(tiles, least=1.0, gain=0.0)
        (hit,) = [
            i for i, each in enumerate(eight) if torch.allclose(seen, each, atol=1e-6)
        ]
        found.add(hit)
    assert found == set(range(8))


def test_a_crop_stays_within_the_tile():
    tiles = torch.full((32, 16, 16, 3), 255, dtype=torch.uint8)
    seen = encoder.view(tiles, least=0.5, gain=0.0)
    torch.testing.assert_close(seen, torch.ones_like(seen))


def test_settling_changes_no_weight_but_what_is_known_of_the_data():
    tiles, _ = known_answers.textures(4)
    fresh, settled = encoder.Encoder(), encoder.Encoder().fit_normalisations(tiles)
    pairs = zip(fresh.parameters(), settled.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    means = tiles.mean((0, 1, 2)) / 255
    np.testing.assert_allclose(settled.backbone[0].running_mean, means, rtol=1e-4)
