"""Every embedding is made from the same tiles."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from helpers.clouds.embedding import comparison, encoder
from helpers.errors import BadInput


def material(n=90, seed=0):
    """Make tiles whose brightness tells the label, in nine scenes of three folds."""
    rng = np.random.default_rng(seed)
    labels = np.tile(np.arange(3), n // 3)
    scene = np.arange(n) // (n // 9)
    base = 40 + 70 * labels + rng.integers(-9, 10, n)
    tiles = np.broadcast_to(base[:, None, None, None], (n, 64, 64, 3)).astype(np.uint8)
    places = pd.DataFrame({"scene": scene})
    return comparison.Material([], [], 64, places, tiles, tiles[:0], labels, scene // 3)


def test_supervised_features_come_from_other_scenes(monkeypatch):
    data, seen = material(), []

    def train(tiles, labels, epochs, seed):
        seen.append(len(tiles))
        assert not np.isin(tiles[:, 0, 0, 0], data.tiles[hidden()][:, 0, 0, 0]).all()
        return SimpleNamespace(), None

    def hidden():
        return data.fold == len(seen) - 1

    monkeypatch.setattr(comparison.classifier, "train", train)
    monkeypatch.setattr(comparison.classifier, "features", lambda network, tiles: tiles)
    assert len(comparison.classifier_features(data)) == 3
    assert seen == [60, 60, 60]


def test_spread_over_seeds():
    runs = pd.DataFrame(
        {"seed": [0, 1, 2], "method": "a", "score": "ami_4", "value": [0.3, 0.1, 0.2]}
    )
    assert comparison.spread(runs).loc[("a", "ami_4")].tolist() == [0.2, 0.1, 0.3]


def test_your_own_product_was_not_swept():
    assert comparison.sweep("path").empty


def test_untrained_features_differ_by_seed_alone():
    data = material(18)
    torch.manual_seed(5)
    first = comparison.untrained_features(data, 0)
    torch.manual_seed(6)
    np.testing.assert_array_equal(first, comparison.untrained_features(data, 0))
    assert not np.array_equal(first, comparison.untrained_features(data, 1))
    assert first.shape == (18, encoder.Encoder().hparams.dimensions)


def test_a_class_absent_from_a_fold(monkeypatch):
    names = ["Fish", "Flower", "Gravel", "Sugar"]
    table = pd.DataFrame({"scene": [0, 1, 2, 3] * 3, "label": names * 3})
    table = table.assign(y=0, x=0, height=64, width=64)
    none = np.zeros((0, 64, 64, 3), np.uint8)
    monkeypatch.setattr(comparison.products, "open", lambda source, labelled: [])
    monkeypatch.setattr(comparison.placement, "in_boxes", lambda *settings, **more: table)
    monkeypatch.setattr(comparison.placement, "unlabelled", lambda *settings: table[:0])
    monkeypatch.setattr(comparison.cutting, "cut", lambda *settings: none)
    with pytest.raises(BadInput, match="no tile of the class"):
        comparison.gather(n_folds=3)
    table["label"] = table.label.replace("Sugar", "Fish")
    with pytest.raises(BadInput, match="No tile is of the class Sugar"):
        comparison.gather(n_folds=3)
