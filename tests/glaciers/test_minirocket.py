"""MiniRocket against the published algorithm, written out slowly."""

from itertools import combinations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from helpers.errors import BadInput
from helpers.glaciers.minirocket import MiniRocket, MiniRocketClassifier, dilations


def response(series, places, dilation, channels):
    """Convolve with zeros beyond the ends, place by place, as in the paper."""
    weights = [2.0 if j in places else -1.0 for j in range(9)]
    padded = np.pad(series[channels].sum(0), 4 * dilation)
    return np.array(
        [
            sum(w * padded[t + j * dilation] for j, w in enumerate(weights))
            for t in range(series.shape[1])
        ]
    )


def slow(fitted, X):
    rows = []
    for series in np.asarray(X, float):
        row, start = [], 0
        for i, dilation in enumerate(fitted.dilations_):
            for k, places in enumerate(combinations(range(9), 3)):
                out = response(series, places, dilation, fitted.channels_[i, k])
                if (i + k) % 2:
                    out = out[4 * dilation : -4 * dilation]
                biases = fitted.biases_[start : start + fitted.per_dilation_[i]]
                row += [np.mean(out > bias) for bias in biases]
                start += len(biases)
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize(("channels", "dates"), [(1, 40), (5, 30), (2, 9)])
def test_features_are_those_of_the_published_algorithm(channels, dates):
    X = np.random.default_rng(0).normal(size=(6, channels, dates))
    fitted = MiniRocket(84 * 5, seed=3).fit(X[:4])
    found = fitted.transform(X)
    assert found.shape == (6, 84 * 5)
    # a threshold taken from a series may lie on either side of it by rounding
    differ = np.abs(found - slow(fitted, X)) > 1e-5
    assert differ.mean() < 0.01
    assert not differ[4:].any()  # no thresholds come from these


def test_dilations_reach_across_the_series_and_share_out_all_features():
    for dates in (9, 23, 30, 66, 500):
        found, per = dilations(dates, 119, 32)
        assert per.sum() == 119 and per.min() > 0
        assert found[0] == 1 and 8 * found[-1] <= dates - 1
        assert dates < 18 or 8 * (found[-1] + 1) > dates - 1 or found.size == 32


def test_a_kernel_sums_from_one_channel_to_nine():
    X = np.random.default_rng(0).normal(size=(4, 20, 12))
    count = MiniRocket(840).fit(X).channels_.sum(axis=2)
    assert count.min() == 1 and count.max() <= 9 and len(np.unique(count)) > 4


def test_a_constant_does_not_matter_away_from_the_ends():
    """A kernel's weights add up to 0."""
    X = np.random.default_rng(0).normal(size=(5, 1, 40))
    fitted = MiniRocket(84, seed=1).fit(X)
    inner = np.arange(84) % 2 == 1
    change = fitted.transform(X + 100)[:, inner] - fitted.transform(X)[:, inner]
    assert np.abs(change).max() < 0.1 and np.abs(change).mean() < 1e-3


def test_the_classifier_enters_scikit_learn_s_cross_validation(samples):
    series, label, group = samples
    model = clone(MiniRocketClassifier(840, seed=1))
    shares = cross_val_predict(
        model, series, label, groups=group, cv=LeaveOneGroupOut(), method="predict_proba"
    )
    np.testing.assert_allclose(shares.sum(1), 1)
    named = np.unique(label)[shares.argmax(1)]
    assert (named == label).mean() > 0.95
    three = np.where(group == "early1", "odd", label)
    fitted = model.fit(series, three)
    assert list(fitted.classes_) == ["early", "late", "odd"]
    np.testing.assert_array_equal(
        fitted.predict(series), fitted.classes_[fitted.predict_proba(series).argmax(1)]
    )


def test_the_same_seed_gives_the_same_features():
    X = np.random.default_rng(0).normal(size=(5, 3, 30))
    first, again, other = (MiniRocket(840, seed=s).fit_transform(X) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.zeros((3, 30)), r"shape \(3, 30\): give \(n, channels, dates\)"),
        (np.zeros((3, 1, 8)), "of 9 dates or more"),
        (np.full((3, 1, 9), np.nan), "not finite"),
    ],
)
def test_series_that_do_not_fit_are_refused(X, message):
    with pytest.raises(BadInput, match=message):
        MiniRocket().fit(X)
    with pytest.raises(BadInput, match="give 84 or more"):
        MiniRocket(83).fit(np.zeros((3, 1, 9)))
