"""A heat map is what its formula says, and never a silent blank."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers.clouds.classification import (
    classifier,
    cross_validation,
    gradcam,
)
from helpers.errors import BadInput

LAYER = "backbone.6"


class Small(nn.Module):
    """One convolution, a mean over the picture, and a straight line."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.pictures = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.ReLU())
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.decide = nn.Linear(5, 4)

    def forward(self, tiles):
        pictures = self.pictures(tiles.permute(0, 3, 1, 2).float() / 255)
        return self.decide(self.pool(pictures))


def noise(count=3, side=32):
    random = np.random.default_rng(0)
    return random.integers(0, 256, (count, side, side, 3), dtype=np.uint8)


def by_hand(network, tiles, target, layer):
    """Compute a map with nothing but autograd, one tile at a time."""
    kept, out = [], []
    part = network.get_submodule(layer)
    handle = part.register_forward_hook(lambda _, __, o: kept.append(o.requires_grad_()))
    for tile in torch.from_numpy(tiles):
        score = network(tile[None])[0, target]
        (gradient,) = torch.autograd.grad(score, kept[-1])
        alpha = gradient[0].mean((1, 2))
        total = (alpha[:, None, None] * kept[-1][0]).sum(0).relu()
        out.append(total.detach().numpy())
    handle.remove()
    return np.array(out)


def enlarged(maps, side=32):
    up = nn.functional.interpolate(
        torch.tensor(maps)[:, None], (side, side), mode="bilinear"
    )
    return up[:, 0].numpy()


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("target", [0, 3])
def test_the_map_is_that_of_a_direct_computation(frozen, target):
    network = classifier.Classifier(width=4, stages=2, frozen=frozen).eval()
    total = by_hand(network, noise(), target, LAYER)
    found = gradcam.heat_maps(network, noise(), target, LAYER)
    shown = total.any(axis=(1, 2))
    assert np.allclose(found[shown], enlarged(total)[shown], atol=1e-7, rtol=1e-4)
    assert np.isnan(found[~shown]).all()


def test_a_frozen_backbone_gives_the_same_map_and_no_blank():
    free = classifier.Classifier(width=4, stages=2, seed=1)
    fixed = classifier.Classifier(width=4, stages=2, seed=1, frozen=True)
    for layer in free.layers:
        maps = [
            gradcam.heat_maps(network, noise(), 1, layer, rectified=False)
            for network in (free, fixed)
        ]
        assert np.array_equal(*maps)
        assert (np.abs(maps[1]).max(axis=(1, 2)) > 0).all()


def test_a_map_without_anything_is_not_a_number_and_says_so():
    network = Small()
    nn.init.constant_(network.decide.weight, -1.0)  # every channel speaks against
    maps = gradcam.heat_maps(network, noise(2), 0, "pictures")
    assert np.isnan(maps).all()
    assert "speaks for Fish, Sugar" in gradcam.remark(maps, ["Fish", "Sugar"])
    against = gradcam.heat_maps(network, noise(2), 0, "pictures", rectified=False)
    assert (against <= 0).all()
    assert gradcam.remark(against, ["Fish", "Sugar"]) == ""


def test_a_mean_and_a_line_make_the_weights_known():
    network = Small().eval()
    pictures = gradcam.activations(network, noise(), "pictures")
    weights = network.decide.weight[2].detach().numpy() / 32**2  # of 32 × 32 pixels
    found = gradcam.heat_maps(network, noise(), 2, "pictures", rectified=False)
    assert np.allclose(np.einsum("c,ncyx->nyx", weights, pictures), found, atol=1e-6)


def test_each_tile_may_have_a_target_of_its_own():
    network, tiles = Small(), noise(2)
    both = gradcam.heat_maps(network, tiles, [3, 1], "pictures", rectified=False)
    for one, target, tile in zip(both, (3, 1), tiles, strict=True):
        alone = gradcam.heat_maps(network, tile[None], target, "pictures", False)
        assert np.allclose(one, alone[0], atol=1e-6)


def test_asking_leaves_the_network_as_it_was():
    network = classifier.Classifier(width=4, stages=2, frozen=True)
    before = {name: each.clone() for name, each in network.state_dict().items()}
    gradcam.heat_maps(network, noise(), 0, LAYER)
    assert all(torch.equal(each, before[n]) for n, each in network.state_dict().items())
    assert all(each.grad is None for each in network.parameters())


def test_what_is_refused():
    network = Small()
    with pytest.raises(BadInput, match=r"no layer 'stage9'.*pictures\.0"):
        gradcam.heat_maps(network, noise(), 0, "stage9")
    with pytest.raises(BadInput, match=r"'decide' gives \(1, 4\), no picture"):
        gradcam.heat_maps(network, noise(), 0, "decide")
    with pytest.raises(BadInput, match=r"target holds \[4\]"):
        gradcam.heat_maps(network, noise(), 4, "pictures")
    with pytest.raises(BadInput, match="float32"):
        gradcam.heat_maps(network, noise().astype("float32"), 0, "pictures")


def test_each_tile_is_mapped_by_the_network_that_left_it_out():
    tiles, fold = noise(6), np.array([0, 1, 0, 1, 1, 0])
    networks = [classifier.Classifier(width=4, stages=2, seed=seed) for seed in (0, 1)]
    folds = cross_validation.Folds(np.zeros((6, 4)), fold, networks)
    target = np.arange(6) % 4
    found = gradcam.of_folds(folds, tiles, target, rectified=False)
    for tile, number, c, one in zip(tiles, fold, target, found, strict=True):
        alone = gradcam.heat_maps(networks[number], tile[None], c, LAYER, False)
        assert np.allclose(alone[0], one, atol=1e-7)
