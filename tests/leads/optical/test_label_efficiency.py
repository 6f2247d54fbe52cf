"""What labels are worth."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from helpers.errors import BadInput
from helpers.leads.optical import label_efficiency


def test_one_label_per_group_is_enough_where_groups_stand_apart():
    X, y = make_blobs(400, centers=[[0, 0], [9, 9]], random_state=0)
    curve = label_efficiency.curve(X, y, [10, 280], n_repeats=2, n_trees=20)
    assert (curve[["forest", "spreading"]] > 0.99).all().all()


def test_labels_that_mean_nothing_are_not_learnt():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(600, 4)), rng.integers(0, 2, 600)
    curve = label_efficiency.curve(X, y, [300], n_repeats=2, n_trees=30)
    assert np.abs(curve[["forest", "spreading"]] - 0.5).max().max() < 0.1
    assert set(curve.columns) == {"forest", "spreading", "forest_std", "spreading_std"}


def test_neighbours_on_both_sides_of_a_split_flatter():
    """Scenes of 50 rows alike, each with a label by chance: only scenes can be learnt."""
    rng = np.random.default_rng(0)
    X = np.repeat(rng.normal(size=(16, 5)), 50, 0) + rng.normal(0, 0.05, (800, 5))
    y = np.repeat([0, 1] * 8, 50)
    forest = RandomForestClassifier(20, random_state=0)
    right = label_efficiency.split_scores(forest, X, y, 400, n_runs=4)
    assert right["random rows"].mean() > 0.98
    assert right["runs of rows"].mean() < 0.8 and right["other part"].mean() < 0.8


def test_what_holds_in_one_part_can_be_wrong_in_the_other():
    X = np.random.default_rng(0).normal(size=(600, 1))
    y = (X[:, 0] > 0) == (np.arange(600) < 400)
    right = label_efficiency.split_scores(DecisionTreeClassifier(), X, y, 400)
    assert right["other part"].mean() < 0.02 < right["random rows"].mean()


def test_the_largest_break_is_found_where_the_mean_changes():
    X = np.random.default_rng(0).normal(size=(500, 6))
    assert label_efficiency.largest_break(X)[1] < 0.02
    X[320:] += 1.5
    row, share = label_efficiency.largest_break(X)
    assert abs(row - 320) < 3 and share > 0.2


@pytest.mark.parametrize("counts", [[5], [10, 90]])
def test_too_few_or_too_many_labels(counts):
    with pytest.raises(BadInput, match="numbers of labels from 10 to 70"):
        label_efficiency.curve(np.zeros((100, 2)), np.arange(100) % 2, counts)
