"""Chance keeps together what belongs together."""

import numpy as np

from helpers.clouds.statistics import chance
from helpers.clouds.statistics.rank_statistics import eta_squared


def test_tiles_of_one_label_in_one_scene_get_one_label():
    random = np.random.default_rng(0)
    labels, scenes = random.integers(4, size=200), random.integers(15, size=200)
    dealt = chance.deal(labels, scenes, random)
    together = {(label, scene): set() for label, scene in zip(labels, scenes, strict=True)}
    for label, scene, new in zip(labels, scenes, dealt, strict=True):
        together[label, scene].add(new)
    assert all(len(new) == 1 for new in together.values())
    was = sorted(label for label, _ in together)
    assert sorted(new.pop() for new in together.values()) == was  # exchanged, none made up


def test_labels_stay_within_their_stratum():
    random = np.random.default_rng(0)
    fold = np.repeat([0, 1], 50)
    labels = fold * 10 + random.integers(3, size=100)
    dealt = chance.deal(labels, np.arange(100) // 5, random, fold)
    assert np.array_equal(dealt // 10, fold)


def test_a_tile_a_scene_is_a_shuffle():
    labels = np.random.default_rng(1).integers(3, size=60)
    dealt = chance.deal(labels, np.arange(60), np.random.default_rng(2))
    assert np.array_equal(np.bincount(dealt), np.bincount(labels))
    assert not np.array_equal(dealt, labels)


def test_chance_by_scene_is_far_above_chance_by_tile():
    scenes = np.repeat(np.arange(12), 30)
    labels, values = scenes % 4, np.random.default_rng(3).normal(size=12)[scenes]
    by_scene = chance.draws(lambda dealt: eta_squared(values, dealt), labels, scenes, 200)
    by_tile = chance.level(lambda dealt: eta_squared(values, dealt), labels, range(360))
    assert np.mean(by_scene) > 3 * by_tile
