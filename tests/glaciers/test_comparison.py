"""Scores of held-out series, their intervals, and what these allow to say."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, f1_score

from helpers.errors import BadInput
from helpers.glaciers import comparison


def test_f1_is_that_of_scikit_learn(samples):
    _, label, group = samples
    guess = np.random.default_rng(0).dirichlet([1, 1], (3, 60))
    names = np.unique(label)[guess.argmax(-1)]
    known = [f1_score(label, one, average=None) for one in names]
    found = comparison.by_class(guess, label)
    np.testing.assert_allclose(found["F1"], np.mean(known, axis=0))
    np.testing.assert_allclose(found["±"], np.std(known, axis=0))
    table = comparison.compare({"guess": guess}, label, group)
    assert table.loc["guess", "macro-F1"] == pytest.approx(np.mean(known))
    assert table.loc["guess", "± repeats"] == pytest.approx(np.std(np.mean(known, axis=1)))


def test_a_method_does_not_differ_from_itself_and_does_from_chance(samples):
    _, label, group = samples
    guess = np.random.default_rng(0).dirichlet([1, 1], (3, 60))
    right = np.broadcast_to(label[:, None] == np.unique(label), (3, 60, 2)).astype(float)
    assert comparison.difference(guess, guess, label, group) == (0, 0, 0)
    gain = comparison.difference(right, guess, label, group)
    assert 0 < gain.low < gain.value < gain.high
    back = comparison.difference(guess, right, label, group)
    np.testing.assert_allclose(back, (-gain.value, -gain.high, -gain.low), atol=1e-12)


def test_few_groups_give_a_wider_interval_than_single_samples(samples):
    """Whole groups fail or pass, as with a place that is unlike its class."""
    _, label, group = samples
    fails = np.char.endswith(group, "0") | np.char.endswith(group, "1")
    hit = (label == "late") ^ fails
    guess = np.stack([~hit, hit], -1)[None].astype(float)
    wide, narrow = (
        comparison.compare({"x": guess}, label, kinds).loc["x"]
        for kinds in (group, np.arange(60))
    )
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_the_brier_score_is_that_of_scikit_learn():
    label = np.array(list("aabbab"))
    chance = np.random.default_rng(0).random((1, 6))
    found = comparison.brier(np.stack([1 - chance, chance], -1), label)
    # scikit-learn counts one of two classes, whose misses are equal
    assert found == pytest.approx(2 * brier_score_loss(label == "b", chance[0]))


def test_honest_probabilities_lie_on_the_diagonal():
    rng = np.random.default_rng(0)
    chance = rng.random((1, 40_000))
    label = np.where(rng.random(40_000) < chance[0], "b", "a")
    curve = comparison.reliability(np.stack([1 - chance, chance], -1), label)
    np.testing.assert_allclose(curve.right, curve.confidence, atol=0.03)
    assert curve.confidence.is_monotonic_increasing


def test_differences_are_those_of_each_pair(samples):
    _, label, group = samples
    guess = np.random.default_rng(0).dirichlet([1, 1], (2, 3, 60))
    table = comparison.differences({"one": guess, "back": guess[::-1]}, label, group)
    assert list(table) == ["difference", "low", "high"]
    known = comparison.difference(*guess, label, group)
    np.testing.assert_allclose(table.loc["one"], known)
    np.testing.assert_allclose(table.loc["back"], [-known[0], -known[2], -known[1]])


def test_probabilities_that_do_not_fit_the_labels_are_refused(samples):
    _, label, group = samples
    for shape in ((1, 60, 3), (1, 59, 2), (60, 2)):
        with pytest.raises(BadInput, match="do not fit 60 labels of 2 classes"):
            comparison.confusions(np.zeros(shape), label, group)


def test_groups_are_drawn_within_their_kind():
    weights = comparison.bootstrap_weights(np.array([0, 0, 0, 1, 1]), 200)
    assert (weights[:, :3].sum(1) == 3).all() and (weights[:, 3:].sum(1) == 2).all()
    np.testing.assert_allclose(weights.mean(0), 1, atol=0.2)
