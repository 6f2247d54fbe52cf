"""Classifiers of series: nearest barycentre, nearest neighbours, random forest.

A *method* is a function ``(train, test) -> votes``: from the positions of the samples to
learn from and of those to judge, probabilities (features, test, classes), with classes
in alphabetical order. Methods that look at all features at once have one vote.
:mod:`helpers.glaciers.cross_validation` says which samples are held out,
:mod:`helpers.glaciers.comparison` what the votes are worth.
"""

from numbers import Integral

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from helpers.errors import BadInput
from helpers.glaciers import dtw, voting


def class_barycentres(series, labels, radius, n_iterations=5):
    """Average the series of each class.

    Parameters
    ----------
    series : array, shape (n, dates)
    labels : array of str, shape (n,)
    radius : int
        Of the Sakoe–Chiba band, in samples; with 0 the result is the plain mean.
    n_iterations : int
        Of DBA, at most; the inertia hardly falls after five.

    Returns
    -------
    numpy.ndarray, shape (classes, dates)
    """
    members = (series[labels == name] for name in np.unique(labels))
    return np.array([dtw.barycentre(one, radius, n_iterations) for one in members])


def feature_barycentres(series, labels, radius, n_iterations=5):
    """Average the series of each class, feature by feature.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    labels, radius, n_iterations
        As in :func:`class_barycentres`.

    Returns
    -------
    numpy.ndarray, shape (features, classes, dates)
        Ready for :func:`helpers.glaciers.mapping.classify`.
    """
    features = np.moveaxis(np.asarray(series), 1, 0)
    return np.array([class_barycentres(f, labels, radius, n_iterations) for f in features])


def nearest_barycentre(series, labels, radius, n_iterations=5):
    """Make the method that compares each feature with the classes' barycentres.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    labels : array of str, shape (n,)
    radius, n_iterations : int
        As in :func:`class_barycentres`.

    Returns
    -------
    callable
        ``(train, test) -> votes``, from
        :func:`helpers.glaciers.voting.probabilities`. Every class of ``labels`` must be
        among those to learn from.
    """
    series, labels = np.asarray(series), np.asarray(labels)

    def votes(train, test):
        _check_classes(labels, train)
        centres = feature_barycentres(series[train], labels[train], radius, n_iterations)
        judged = zip(np.moveaxis(series[test], 1, 0), centres, strict=True)
        return np.array([voting.probabilities(dtw.distances(*f, radius)) for f in judged])

    return votes


def pairwise_distances(series, radius):
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


def nearest_neighbours(distances, labels, n_neighbours):
    """Make the method that asks the nearest samples, by distances known beforehand.

    Parameters
    ----------
    distances : array, shape (features, n, n)
        As from :func:`pairwise_distances`: computed once, whatever the split.
    labels : array of str, shape (n,)
    n_neighbours : int

    Returns
    -------
    callable
        ``(train, test) -> votes``: the share of each class among the neighbours. Of
        samples at equal distance those that come first are taken.

    Raises
    ------
    BadInput
        When ``n_neighbours`` is no whole number from 1 on.
    """
    if not isinstance(n_neighbours, Integral) or n_neighbours < 1:
        raise BadInput(f"n_neighbours is {n_neighbours!r}: give a whole number from 1 on.")
    labels, classes = np.asarray(labels), np.unique(labels)
    nearest_first = np.argsort(distances, axis=2, kind="stable")
    hits = labels[:, None] == classes

    def votes(train, test):
        known = np.isin(np.arange(len(labels)), train)
        mine = nearest_first[:, test]
        mine = mine[known[mine]].reshape(*mine.shape[:2], -1)[..., :n_neighbours]
        return hits[mine].mean(axis=2)

    return votes


def random_forest(series, labels, n_trees=100, seed=0):
    """Make the method that grows a random forest on all features at all dates.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    labels : array of str, shape (n,)
    n_trees, seed : int

    Returns
    -------
    callable
        ``(train, test) -> votes``, one vote only.
    """
    flat = np.reshape(series, (len(series), -1))
    labels = np.asarray(labels)

    def votes(train, test):
        _check_classes(labels, train)
        model = RandomForestClassifier(n_trees, random_state=seed)
        return model.fit(flat[train], labels[train]).predict_proba(flat[test])[None]

    return votes


def _check_classes(labels, train):
    missing = set(labels) - set(labels[train])
    if missing:
        raise BadInput(
            f"No series of class {', '.join(sorted(missing))} is left to learn from: leave "
            "less out at a time."
        )
