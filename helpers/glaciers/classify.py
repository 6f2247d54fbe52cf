"""What held-out series are taken for: methods, repeated splits, and fair comparison.

A *method* is a function ``(train, test) -> votes``: from the positions of the samples to
learn from and of those to judge, probabilities (features, test, classes), with classes
in alphabetical order. Methods that look at all features at once have one vote.
"""

import os
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from tqdm import tqdm

from helpers.errors import BadInput
from helpers.glaciers import cpazmal, dtw, vote

# Methods


def class_barycentres(series, labels, radius, iterations=5):
    """Average the series of each class.

    Parameters
    ----------
    series : array, shape (n, dates)
    labels : array of str, shape (n,)
    radius : int
        Of the Sakoe–Chiba band, in samples; with 0 the result is the plain mean.
    iterations : int
        Of DBA, at most; the inertia hardly falls after five.

    Returns
    -------
    numpy.ndarray, shape (classes, dates)
    """
    return np.array(
        [
            dtw.barycentre(series[labels == name], radius, iterations)
            for name in np.unique(labels)
        ]
    )


def nearest_barycentre(series, labels, radius, iterations=5):
    """Make the method that compares each feature with the classes' barycentres.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    labels : array of str, shape (n,)
    radius, iterations : int
        As in :func:`class_barycentres`.

    Returns
    -------
    callable
        ``(train, test) -> votes``, from :func:`vote.probabilities`. Every class of
        ``labels`` must be among those to learn from.
    """
    series, labels = np.asarray(series), np.asarray(labels)

    def votes(train, test):
        _check_classes(labels, train)
        parts = []
        for feature in np.moveaxis(series, 1, 0):
            centres = class_barycentres(feature[train], labels[train], radius, iterations)
            distances = dtw.distances(feature[test], centres, radius)
            parts.append(vote.probabilities(distances))
        return np.array(parts)

    return votes


def pairs(series, radius):
    """Measure the DTW distances of all series to all others, feature by feature.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    radius : int

    Returns
    -------
    numpy.ndarray of float32, shape (features, n, n)
    """
    features = np.moveaxis(np.asarray(series), 1, 0)
    return np.array([dtw.distances(one, one, radius) for one in features])


def neighbours(distances, labels, k):
    """Make the method that asks the k nearest samples, by distances known beforehand.

    Parameters
    ----------
    distances : array, shape (features, n, n)
        As from :func:`pairs`: computed once, whatever the split.
    labels : array of str, shape (n,)
    k : int

    Returns
    -------
    callable
        ``(train, test) -> votes``: the share of each class among the neighbours. Of
        samples at equal distance those that come first are taken.
    """
    labels, classes = np.asarray(labels), np.unique(labels)
    nearest_first = [np.argsort(one, axis=1, kind="stable") for one in distances]

    def votes(train, test):
        known = np.isin(np.arange(len(labels)), train)
        hits = labels[:, None] == classes
        parts = []
        for order in nearest_first:
            mine = order[test]
            mine = mine[known[mine]].reshape(len(test), -1)[:, :k]
            parts.append(hits[mine].mean(axis=1))
        return np.array(parts)

    return votes


def forest(series, labels, trees=100, seed=0):
    """Make the method that grows a random forest on all features at all dates.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    labels : array of str, shape (n,)
    trees, seed : int

    Returns
    -------
    callable
        ``(train, test) -> votes``, one vote only.
    """
    flat = np.reshape(series, (len(series), -1))
    labels = np.asarray(labels)

    def votes(train, test):
        _check_classes(labels, train)
        model = RandomForestClassifier(trees, random_state=seed)
        return model.fit(flat[train], labels[train]).predict_proba(flat[test])[None]

    return votes


def _check_classes(labels, train):
    missing = set(labels) - set(labels[train])
    if missing:
        raise BadInput(
            f"No series of class {', '.join(sorted(missing))} is left to learn from: leave "
            "less out at a time."
        )


# Splits


def by_group(labels, groups, repeats, n_splits=3, seed=0):
    """Split again and again, whole groups to one side.

    Returns
    -------
    list of list of (train, test)
        Per repeat the folds of :func:`cpazmal.folds`, in which every sample is
        judged once.
    """
    return [cpazmal.folds(labels, groups, n_splits, seed + i) for i in range(repeats)]


def by_sample(labels, repeats, n_splits=3, seed=0):
    """Split again and again as if the samples were independent; as :func:`by_group`."""
    empty = np.zeros(len(labels))
    splitters = [
        StratifiedKFold(n_splits, shuffle=True, random_state=seed + i)
        for i in range(repeats)
    ]
    return [list(splitter.split(empty, labels)) for splitter in splitters]


def leaving_out(names):
    """Leave out each value of a list in turn: one repeat, as :func:`by_group`.

    Examples
    --------
    >>> (first, second), = leaving_out([2020, 2021, 2021])
    >>> [part.tolist() for part in first]
    [[1, 2], [0]]
    """
    names = np.asarray(names)
    held = [names == name for name in np.unique(names)]
    return [[(np.flatnonzero(~out), np.flatnonzero(out)) for out in held]]


def held_out(method, splits, name="splits"):
    """Judge every sample by what was learnt without it.

    Parameters
    ----------
    method : callable
    splits : list of list of (train, test)
        As from :func:`by_group`.
    name : str
        What the progress bar shows.

    Returns
    -------
    numpy.ndarray, shape (features, repeats, n, classes)
        Ready for :func:`vote.combine`.
    """
    repeats = []
    in_book = os.environ.get("EO_BOOK") == "1"  # a page keeps every step of a bar
    for folds in tqdm(splits, name, delay=2, leave=False, disable=in_book):
        votes = np.concatenate([method(train, test) for train, test in folds], axis=1)
        order = np.argsort(np.concatenate([test for _, test in folds]))
        repeats.append(votes[:, order])
    return np.stack(repeats, axis=1)


def set_sizes(labels, splits):
    """Count the samples per class on either side, over all splits.

    Returns
    -------
    pandas.DataFrame
        Indexed by class: mean and standard deviation (``train``, ``train ±``, ``test``,
        ``test ±``).
    """
    labels, columns = np.asarray(labels), {}
    classes = np.unique(labels)
    folds = [fold for repeat in splits for fold in repeat]
    for place, side in enumerate(("train", "test")):
        counts = [(labels[fold[place]][:, None] == classes).sum(0) for fold in folds]
        columns |= {side: np.mean(counts, axis=0), f"{side} ±": np.std(counts, axis=0)}
    return pd.DataFrame(columns, index=classes)


# Scores


def confusions(probabilities, labels, groups):
    """Count what the samples of each group were taken for.

    Parameters
    ----------
    probabilities : array, shape (repeats, n, classes)
    labels, groups : array of str, shape (n,)

    Returns
    -------
    numpy.ndarray, shape (repeats, groups, classes, classes)
        Rows: the class; columns: what it was taken for.
    """
    repeats, _, k = np.shape(probabilities)
    (_, true), (kinds, place) = (
        np.unique(x, return_inverse=True) for x in (labels, groups)
    )
    counts = np.zeros((repeats, len(kinds), k, k))
    which = np.arange(repeats)[:, None]
    np.add.at(counts, (which, place, true, np.argmax(probabilities, axis=-1)), 1)
    return counts


def f1(confusion):
    """Compute F1 per class: twice the hits over class size plus times named.

    Parameters
    ----------
    confusion : array, shape (..., classes, classes)

    Returns
    -------
    numpy.ndarray, shape (..., classes)
        0 for a class never met nor named.

    Examples
    --------
    >>> f1(np.array([[3, 1], [1, 5]])).round(3).tolist()
    [0.75, 0.833]
    """
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    total = np.sum(confusion, axis=-1) + np.sum(confusion, axis=-2)
    return 2 * hits / np.maximum(total, 1)


def by_class(probabilities, labels):
    """Give F1 per class, its mean and standard deviation over the repeats.

    Returns
    -------
    pandas.DataFrame
        Indexed by class: ``F1`` and ``±``.
    """
    values = f1(confusions(probabilities, labels, np.zeros(len(labels)))[:, 0])
    columns = {"F1": values.mean(axis=0), "±": values.std(axis=0)}
    return pd.DataFrame(columns, index=np.unique(labels))


class Estimate(NamedTuple):
    """A figure, and the ends of its interval of 95 % over groups."""

    value: float
    low: float
    high: float

    def __str__(self):
        ends = f"{self.low:+.3f} to {self.high:+.3f}"
        return f"{self.value:+.3f} ({ends})".replace("-", "−")


def verdict(estimate, better, worse, unclear):
    """Choose the sentence that an interval allows, and give the figures.

    Examples
    --------
    >>> verdict(Estimate(0.05, 0.02, 0.08), "It helps", "It harms", "Can't tell")
    'It helps: +0.050 (+0.020 to +0.080).'
    """
    said = better if estimate.low > 0 else worse if estimate.high < 0 else unclear
    return f"{said}: {estimate}."


def compare(methods, labels, groups, draws=500, seed=0):
    """Set methods side by side.

    Parameters
    ----------
    methods : dict of array, shape (repeats, n, classes)
        Probabilities by the method's name.
    labels, groups : array of str, shape (n,)
    draws, seed : int
        Of the bootstrap over groups, as in :func:`difference`.

    Returns
    -------
    pandas.DataFrame
        Indexed by method: ``macro-F1``, the mean over classes and repeats; ``± repeats``,
        its standard deviation between repeats, which says what the luck of the split
        does; ``low`` and ``high``, its interval of 95 % over groups.
    """
    rows = {}
    for name, probabilities in methods.items():
        counts = confusions(probabilities, labels, groups)
        spread = f1(counts.sum(axis=1)).mean(axis=-1)
        drawn = _redrawn(counts, _weights(counts, draws, seed))
        low, high = np.quantile(drawn, [0.025, 0.975])
        rows[name] = {"macro-F1": spread.mean(), "± repeats": spread.std()}
        rows[name] |= {"low": low, "high": high}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("method")


def difference(first, second, labels, groups, draws=500, seed=0):
    """Measure by how much one method's macro-F1 exceeds another's on the same samples.

    The interval comes from drawing whole groups with replacement, within each class:
    repeats shuffle the same groups and can't tell how others would do. The methods are
    not trained anew.

    Parameters
    ----------
    first, second : array, shape (repeats, n, classes)
        Probabilities, under the same splits.
    labels, groups : array of str, shape (n,)
    draws, seed : int

    Returns
    -------
    Estimate
    """
    counts = [confusions(one, labels, groups) for one in (first, second)]
    weights = _weights(counts[0], draws, seed)
    once, drawn = (
        _redrawn(counts[0], w) - _redrawn(counts[1], w)
        for w in (np.ones((1, weights.shape[1])), weights)
    )
    return Estimate(once[0], *np.quantile(drawn, [0.025, 0.975]))


def _weights(counts, draws, seed):
    """Say how often each group is drawn: (draws, groups), within the group's class."""
    rng = np.random.default_rng(seed)
    kinds = counts[0].sum(axis=-1).argmax(axis=-1)
    weights = np.zeros((draws, len(kinds)))
    for kind in np.unique(kinds):
        members = np.flatnonzero(kinds == kind)
        even = np.full(members.size, 1 / members.size)
        weights[:, members] = rng.multinomial(members.size, even, draws)
    return weights


def _redrawn(counts, weights):
    """Compute the macro-F1, mean over the repeats, for each draw of groups."""
    repeats, groups, k, _ = counts.shape
    drawn = weights @ counts.reshape(repeats, groups, k * k)
    return f1(drawn.reshape(repeats, -1, k, k)).mean(axis=(0, -1))


def brier(probabilities, labels):
    """Compute the Brier score: the mean squared miss of all classes' probabilities.

    Parameters
    ----------
    probabilities : array, shape (repeats, n, classes)
    labels : array of str, shape (n,)

    Returns
    -------
    float
        From 0, sure and right, to 2, sure and wrong; evenly spread over k classes it is
        1 − 1 / k.

    Examples
    --------
    >>> brier([[[0.5, 0.5], [0.0, 1.0]]], ["a", "b"]).item()
    0.25
    """
    labels = np.asarray(labels)
    hit = labels[:, None] == np.unique(labels)
    return np.mean(np.sum((np.asarray(probabilities) - hit) ** 2, axis=-1))


def reliability(probabilities, labels, bins=8):
    """Set how sure a method is beside how often it is right.

    Parameters
    ----------
    probabilities : array, shape (repeats, n, classes)
    labels : array of str, shape (n,)
    bins : int
        Equally large groups of judgements, from the least sure to the surest.

    Returns
    -------
    pandas.DataFrame
        ``confidence``, the mean probability of the named class, and ``right``, the
        share of judgements that are.
    """
    classes = np.unique(labels)
    sure = np.max(probabilities, axis=-1).ravel()
    right = (classes[np.argmax(probabilities, axis=-1)] == np.asarray(labels)).ravel()
    parts = np.array_split(np.argsort(sure, kind="stable"), bins)
    rows = [(sure[part].mean(), right[part].mean()) for part in parts if part.size]
    return pd.DataFrame(rows, columns=["confidence", "right"])
