"""Agreement is known where it is perfect and where there is none."""

import numpy as np
import pytest

from helpers.clouds.statistics import jackknife, mutual_information
from helpers.errors import BadInput


def dealt(tiles=600, scenes=20, seed=0):
    random = np.random.default_rng(seed)
    return random.integers(4, size=tiles), np.sort(random.integers(scenes, size=tiles))


def test_equal_partitions_agree_wholly_whatever_they_are_called():
    labels, scenes = dealt()
    found = mutual_information.agreement(labels, (labels + 2) % 4, scenes)
    assert [found[name] for name in ("ami", "low", "high")] == pytest.approx([1, 1, 1])
    assert found["shuffled_95"] < 0.03


def test_independent_partitions_do_not():
    labels, scenes = dealt()
    found = mutual_information.agreement(labels, dealt(seed=1)[0], scenes)
    assert found["low"] < 0 < found["high"]
    assert abs(found["shuffled"]) < 0.02


def test_labels_that_come_in_runs_agree_more_by_chance_when_moved_as_a_whole():
    random = np.random.default_rng(0)
    labels = np.repeat(random.integers(4, size=20), 30)
    clusters = np.repeat(random.integers(4, size=20), 30)
    scenes = np.repeat(range(20), 30)
    found = mutual_information.agreement(labels, clusters, scenes)
    assert found["moved_95"] > 3 * found["shuffled_95"]


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random, hits = np.random.default_rng(0), 0
    for _ in range(200):
        scenes = np.repeat(range(12), 5)
        values = random.normal(size=12)[scenes] + random.normal(size=60)
        half = jackknife.half_width(np.mean, scenes, values)
        hits += abs(values.mean()) <= half
    assert 180 <= hits <= 199


def test_lengths_and_scenes_are_checked():
    labels, scenes = dealt(20)
    with pytest.raises(BadInput, match="19 clusters"):
        mutual_information.agreement(labels, labels[1:], scenes)
    with pytest.raises(BadInput, match="1 scenes"):
        mutual_information.agreement(labels, labels, np.zeros(20))
