"""Methods that say to which class held-out series belong.

A *method* is a function ``(train, test) -> votes``: from the positions of the samples to
learn from and of those to judge, probabilities (features, test, classes), with classes
in alphabetical order. Methods that look at all features at once have one vote.
:mod:`validation` says which samples are held out, :mod:`comparison` what votes are worth.
"""

from numbers import Integral

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from helpers.errors import BadInput
from helpers.glaciers import dtw, vote


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

    Raises
    ------
    BadInput
        When ``k`` is no whole number from 1 on.
    """
    if not isinstance(k, Integral) or k < 1:
        raise BadInput(f"k is {k!r}: give a whole number of neighbours from 1 on.")
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
