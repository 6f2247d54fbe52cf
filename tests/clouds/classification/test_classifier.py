"""What is plain is learnt, what is absent is named, and scenes stay together."""

import numpy as np
import pytest
import torch

from helpers.clouds.classification import classifier, cross_validation
from helpers.clouds.embedding import networks
from helpers.errors import BadInput

NAMES = "stripes", "noise"
SMALL = {"names": NAMES, "width": 4, "stages": 2, "hidden": (8,)}
SMALL |= {"learning_rate": 3e-3, "batch": 4}


def textures(count=24, side=32, seed=0):
    """Draw stripes and noise of the same mean and spread, in groups of four."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    waves = np.sign(np.sin((np.arange(side) + random.uniform(0, 9, (count, 1))) / 2))
    noise = np.sign(random.normal(size=(count, side, side)))
    field = np.where(labels[:, None, None], noise, waves[:, None])
    tiles = np.repeat((128 + 90 * field).astype("uint8")[..., None], 3, axis=3)
    return tiles, labels, np.arange(count) // 4


def test_same_seed_same_network():
    tiles, labels, _ = textures(8)
    runs = [classifier.train(tiles, labels, 2, seed, **SMALL) for seed in (1, 1, 2)]
    one, two, other = [classifier.logits(network, tiles) for network, _ in runs]
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_weights_let_classes_count_alike():
    tiles, labels, _ = textures(16)
    rows = [*np.flatnonzero(labels == 0), 1, 3]
    network, _ = classifier.train(tiles[rows], labels[rows], 1, **SMALL)
    counts = np.bincount(labels[rows])
    assert np.allclose(network.weights * torch.tensor(counts), len(rows) / 2)
    plain, _ = classifier.train(tiles[rows], labels[rows], 1, weighted=False, **SMALL)
    assert torch.equal(plain.weights, torch.ones(2))


def test_a_frozen_backbone_keeps_its_weights():
    tiles, labels, _ = textures(8)
    after, _ = classifier.train(tiles, labels, 2, frozen=True, **SMALL)
    settings = {k: v for k, v in SMALL.items() if k not in ("names", "batch")}
    before = classifier.Classifier(2, frozen=True, **settings)
    pairs = zip(before.backbone.parameters(), after.backbone.parameters(), strict=True)
    assert all(torch.equal(old, new) for old, new in pairs)
    assert not torch.equal(before.head[0].weight, after.head[0].weight)


@pytest.mark.parametrize("stages", [1, 2, 3, 4])
def test_a_backbone_cut_earlier_gives_fewer_features(stages):
    network = classifier.Classifier(width=4, stages=stages)
    tiles = textures(3)[0]
    assert classifier.features(network, tiles).shape == (3, 4 * 2 ** (stages - 1))
    assert classifier.logits(network, tiles).shape == (3, 4)
    assert len(network.layers) == stages


def test_the_head_is_the_published_one():
    layers = classifier.Classifier().head
    sizes = [each.out_features for each in layers if isinstance(each, torch.nn.Linear)]
    assert sizes == [100, 30, 10, 4]


def test_per_class_by_hand():
    scores = classifier.per_class([0, 0, 0, 1], [0, 0, 1, 1], ("a", "b", "c"))
    assert scores.precision.tolist()[:2] == [1, 0.5]
    assert scores.recall.tolist()[:2] == [pytest.approx(2 / 3), 1]
    assert scores.tiles.tolist() == [3, 1, 0]
    assert scores.loc["c", ["precision", "recall", "f1"]].isna().all()


def test_what_is_refused():
    tiles, labels, groups = textures(8)
    with pytest.raises(BadInput, match="No tile is of the class noise"):
        classifier.train(tiles, labels * 0, 1, **SMALL)
    with pytest.raises(BadInput, match="There are 0 tiles"):
        classifier.train(tiles[:0], labels[:0], 1, **SMALL)
    with pytest.raises(BadInput, match="float64"):
        classifier.train(tiles / 255, labels, 1, **SMALL)
    with pytest.raises(BadInput, match="whole numbers from 0 to 1"):
        classifier.train(tiles, labels + 1, 1, **SMALL)
    with pytest.raises(BadInput, match="No class has more than 2 tiles, for 3 folds"):
        cross_validation.split([0, 0, 1, 1], [0, 1, 2, 3], 3, NAMES)
    with pytest.raises(BadInput, match="2 scenes for 3 folds"):
        cross_validation.split(labels, groups, 3, NAMES)
    with pytest.raises(BadInput, match="2 classes and the weights"):
        classifier.Classifier(2, weights=[1.0])
    with pytest.raises(BadInput, match="stages = 5"):
        networks.residual(stages=5)
