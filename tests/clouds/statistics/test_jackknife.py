"""The interval holds the truth as often as it says."""

import numpy as np

from helpers.clouds.statistics import jackknife


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random, hits = np.random.default_rng(0), 0
    for _ in range(200):
        scenes = np.repeat(range(12), 5)
        values = random.normal(size=12)[scenes] + random.normal(size=60)
        half = jackknife.half_width(np.mean, scenes, values)
        hits += abs(values.mean()) <= half
    assert 180 <= hits <= 199
