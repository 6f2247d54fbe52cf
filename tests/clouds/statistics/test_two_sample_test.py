"""Two sets are told apart where they differ, and nowhere else."""

import numpy as np
from sklearn.metrics import (
    roc_auc_score,
)

from helpers.clouds.statistics import two_sample_test


def test_two_sets_are_told_apart_in_unseen_scenes_only_if_they_differ_there():
    random = np.random.default_rng(0)
    groups, other = np.repeat(range(20), 30), np.tile([False, True], 300)
    alike = random.normal(size=(600, 5))
    # the difference has another sign in every second scene: nothing to carry over
    local = alike + 3 * np.outer(other * (-1) ** groups, np.ones(5))
    apart = alike + np.outer(other, np.ones(5))
    score = {
        name: roc_auc_score(other, two_sample_test.by_classifier(space, other, groups))
        for name, space in {"alike": alike, "local": local, "apart": apart}.items()
    }
    assert abs(score["alike"] - 0.5) < 0.08
    assert abs(score["local"] - 0.5) < 0.15
    assert score["apart"] > 0.85
