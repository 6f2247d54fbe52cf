"""Methods, splits and scores of held-out series."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, f1_score
from sklearn.neighbors import KNeighborsClassifier

from helpers.errors import BadInput
from helpers.glaciers import classify, comparison, dtw, validation, vote


@pytest.fixture
def samples():
    """Two classes of six groups each: a hump early or late, with noise of each group."""
    rng = np.random.default_rng(1)
    label = np.repeat(["early", "late"], 30)
    group = np.array([f"{name}{i // 5 % 6}" for i, name in enumerate(label)])
    days = np.arange(20)
    centre = np.where(label == "early", 6, 13)[:, None]
    hump = np.exp(-((days - centre) ** 2) / 8)
    series = np.stack([hump, rng.normal(size=hump.shape)], axis=1)
    return series + 0.1 * rng.normal(size=series.shape), label, group


def test_barycentres_without_a_band_are_means_in_alphabetical_order(samples):
    series, label, _ = samples
    found = classify.class_barycentres(series[:, 0], label, 0, 1)
    for line, name in zip(found, ("early", "late"), strict=True):
        np.testing.assert_allclose(line, series[label == name, 0].mean(0), atol=1e-6)


def test_neighbours_are_those_of_scikit_learn(samples):
    series, label, _ = samples
    train, test = np.arange(0, 60, 2), np.arange(1, 60, 2)
    votes = classify.neighbours(classify.pairs(series, 0), label, 5)(train, test)
    for feature in (0, 1):
        known = KNeighborsClassifier(5, algorithm="brute")
        known.fit(series[train, feature], label[train])
        np.testing.assert_allclose(
            votes[feature], known.predict_proba(series[test, feature])
        )


def test_pairs_are_symmetric_and_fall_with_the_radius(samples):
    series, *_ = samples
    free, tight = (classify.pairs(series, radius) for radius in (5, 0))
    np.testing.assert_allclose(free, free.swapaxes(1, 2), rtol=1e-5)
    assert np.all(free <= tight + 1e-5)
    one = dtw.distances(series[:3, 1], series[3:5, 1], 5)
    np.testing.assert_allclose(free[1, :3, 3:5], one)


@pytest.mark.parametrize("kind", ["barycentre", "neighbours", "forest"])
def test_a_clear_shape_is_learnt_and_noise_is_not(samples, kind):
    series, label, group = samples
    method = {
        "barycentre": classify.nearest_barycentre(series, label, 2),
        "neighbours": classify.neighbours(classify.pairs(series, 2), label, 5),
        "forest": classify.forest(series, label, 20),
    }[kind]
    votes = validation.held_out(method, validation.by_group(label, group, 2))
    assert votes.shape == (1 if kind == "forest" else 2, 2, 60, 2)
    np.testing.assert_allclose(votes.sum(-1), 1, rtol=1e-5)
    table = comparison.compare({"all": votes[0], "noise": votes[-1]}, label, group)
    assert table.loc["all", "macro-F1"] > 0.95
    if kind != "forest":
        assert table.loc["noise", "high"] < table.loc["all", "low"]


def test_no_group_is_on_both_sides_and_every_sample_is_judged_once(samples):
    _, label, group = samples
    for folds in validation.by_group(label, group, 3):
        assert sorted(np.concatenate([test for _, test in folds])) == list(range(60))
        for train, test in folds:
            assert not set(group[train]) & set(group[test])
    mixed = validation.by_sample(label, 1)[0][0]
    assert set(group[mixed[0]]) & set(group[mixed[1]])


def test_judgements_come_back_in_the_order_of_the_samples():
    def method(train, test):
        return np.stack([test, -test], axis=-1)[None].astype(float)

    found = validation.held_out(method, validation.leaving_out(list("banana")))
    assert found[0, 0, :, 0].tolist() == [0, 1, 2, 3, 4, 5]


def test_sizes_add_up(samples):
    _, label, group = samples
    sizes = validation.set_sizes(label, validation.by_group(label, group, 4))
    np.testing.assert_allclose(sizes.train + sizes.test, 30)
    assert (sizes["train ±"] == sizes["test ±"]).all()


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


def test_the_vote_takes_what_held_out_gives(samples):
    series, label, group = samples
    method = classify.nearest_barycentre(series, label, 1)
    votes = validation.held_out(method, validation.by_group(label, group, 2))
    np.testing.assert_allclose(vote.combine(votes), votes.mean(0))


@pytest.mark.parametrize("make", [classify.forest, classify.nearest_barycentre])
def test_a_class_that_is_left_out_wholly_is_named(samples, make):
    series, label, _ = samples
    with pytest.raises(BadInput, match="No series of class early is left"):
        validation.held_out(make(series, label, 3), validation.leaving_out(label == "late"))


def test_verdicts_follow_the_interval():
    words = "better", "worse", "unclear"
    ends = {"better": (0.1, 0.3), "worse": (-0.3, -0.1), "unclear": (-0.1, 0.1)}
    for word, (low, high) in ends.items():
        one = comparison.Estimate((low + high) / 2, low, high)
        assert comparison.verdict(one, *words).startswith(f"{word}: ")
    assert "−0.300 to −0.100" in str(comparison.Estimate(-0.2, -0.3, -0.1))


def test_folds_never_part_a_group():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 12, 300)
    classes = np.array(["ABL", "ACC", "HAG"])[groups % 3]
    tested = []
    for train, test in validation.folds(classes, groups, n_splits=4, seed=1):
        assert not set(groups[train]) & set(groups[test])
        assert set(classes[train]) == set(classes)
        tested.extend(test)
    assert sorted(tested) == list(range(300))


def test_a_class_with_one_polygon_cannot_be_split():
    with pytest.raises(BadInput, match="class HAG has one polygon only"):
        validation.folds(["ABL", "ABL", "HAG", "HAG"], ["ABL1", "ABL2", "HAG1", "HAG1"])


@pytest.mark.parametrize("n_splits", [0, 1, 5])
def test_folds_that_polygons_do_not_allow_are_refused(n_splits):
    with pytest.raises(BadInput, match=f"do not make {n_splits} splits"):
        validation.folds(list("aabb"), list("1234"), n_splits)
    with pytest.raises(BadInput, match="4 classes and 3 groups"):
        validation.folds(list("aabb"), list("123"), 2)


@pytest.mark.parametrize("k", [0, -1, 2.5, np.nan])
def test_neighbours_are_counted_in_whole_numbers(samples, k):
    with pytest.raises(BadInput, match=r"k is .*: give a whole number"):
        classify.neighbours(classify.pairs(samples[0][:4], 0), samples[1][:4], k)


def test_probabilities_that_do_not_fit_the_labels_are_refused(samples):
    _, label, group = samples
    for shape in ((1, 60, 3), (1, 59, 2), (60, 2)):
        with pytest.raises(BadInput, match="do not fit 60 labels of 2 classes"):
            comparison.confusions(np.zeros(shape), label, group)


def test_groups_are_drawn_within_their_kind():
    weights = comparison.redraw(np.array([0, 0, 0, 1, 1]), 200)
    assert (weights[:, :3].sum(1) == 3).all() and (weights[:, 3:].sum(1) == 2).all()
    np.testing.assert_allclose(weights.mean(0), 1, atol=0.2)


def test_numpy_s_shared_random_state_is_left_alone(samples):
    series, label, group = samples
    before = np.random.get_state()[1].copy()
    splits = validation.by_group(label, group, 1)
    for make in (classify.forest, classify.nearest_barycentre):
        votes = validation.held_out(make(series, label, 2), splits)
        comparison.compare({"one": vote.combine(votes)}, label, group)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
