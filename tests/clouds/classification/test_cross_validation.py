"""Networks are asked about scenes that they have not seen."""

import numpy as np
import pytest

from helpers.clouds.classification import classifier, cross_validation
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


@pytest.fixture(scope="module")
def asked():
    return cross_validation.cross_validate(*textures(), n_folds=3, n_epochs=20, **SMALL)


def test_textures_of_unseen_groups_are_told_apart(asked):
    _, labels, _ = textures()
    scores = classifier.per_class(labels, asked.logits.argmax(1), NAMES)
    assert scores.f1.min() >= 0.9


def test_shuffled_labels_are_not_learnt():
    tiles, labels, _ = textures(96)
    shuffled = np.random.default_rng(0).permutation(labels)
    found = cross_validation.cross_validate(
        tiles, shuffled, np.arange(96), n_folds=2, n_epochs=4, **SMALL
    )
    assert abs((found.logits.argmax(1) == shuffled).mean() - 0.5) < 0.2


def test_each_network_is_asked_about_what_it_has_not_seen(asked):
    tiles, _, _ = textures()
    for number, network in enumerate(asked.networks):
        left_out = asked.fold == number
        again = classifier.logits(network, tiles[left_out])
        assert np.allclose(again, asked.logits[left_out], atol=1e-5)
    assert np.allclose(
        cross_validation.held_out_logits(asked, tiles),
        asked.logits,
        atol=1e-5,
    )


def test_groups_stay_together_and_every_tile_is_left_out_once():
    random = np.random.default_rng(0)
    groups = random.integers(0, 12, 200)
    fold = cross_validation.split(random.integers(0, 4, 200), groups, 4)
    assert set(fold) == {0, 1, 2, 3}
    assert all(len(set(fold[groups == group])) == 1 for group in set(groups))


def test_a_class_that_one_fold_holds_alone_is_named():
    labels, groups = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 1, 2, 3, 4, 4])
    with pytest.raises(BadInput, match=r"Without fold \d no tile of the class noise"):
        cross_validation.split(labels, groups, 3, NAMES)
