"""Lines through a few numbers: what they tell, and that they never see their own fold."""

import numpy as np

from helpers.clouds.classification import baselines


def test_features_of_tiles_that_are_known():
    tiles = np.full((3, 40, 40, 3), 50, np.uint8)
    tiles[1:, 10:20, 10:20] = 250
    tiles[2, 30:35, 30:35, 0] = 250
    found = baselines.features(tiles)
    assert [found[name].shape[1] for name in found] == [2, 6, 20]
    assert found["brightness"][0].tolist() == [50, 0]
    assert found["colour"][2, 0] > found["colour"][2, 1]  # redder than green


def test_a_line_tells_what_numbers_tell():
    random, labels = np.random.default_rng(0), np.tile(np.arange(4), 30)
    numbers = np.eye(4)[labels] + random.normal(0, 0.1, (120, 4))
    numbers[::7, 0] = np.nan
    assert np.mean(baselines.told(numbers, labels, np.arange(120) % 5) == labels) > 0.9


def test_a_fold_is_judged_by_the_others_alone():
    fold = np.repeat([0, 1], 20)
    numbers = np.arange(40.0)[:, None] % 2
    labels = (numbers[:, 0].astype(int) + fold) % 2  # the folds mean the opposite
    assert (baselines.told(numbers, labels, fold) != labels).all()
