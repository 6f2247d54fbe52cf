"""Classifiers of series: nearest barycentre, nearest neighbours, random forest.

A *method* is a function ``(train, test) -> votes``: from the positions of the samples to
learn from and of those to judge, probabilities (features, test, classes), with classes
in alphabetical order. Methods that look at all features at once have one vote.
:mod:`helpers.glaciers.cross_validation` says which samples are held out,
:mod:`helpers.glaciers.comparison` what the votes are worth.
"""

from numbers import Integral

import numpy as np
from numba import njit
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from helpers.errors import BadInput
from helpers.glaciers import dtw, voting

DISTANCES_AT_A_TIME = 2**24
"""Of all pairs; ten times as many bytes are in use."""


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
    _check_neighbours(n_neighbours)
    labels, classes = np.asarray(labels), np.unique(labels)
    nearest_first = np.argsort(distances, axis=2, kind="stable")
    hits = labels[:, None] == classes

    def votes(train, test):
        known = np.isin(np.arange(len(labels)), train)
        mine = nearest_first[:, test]
        mine = mine[known[mine]].reshape(*mine.shape[:2], -1)[..., :n_neighbours]
        return hits[mine].mean(axis=2)

    return votes


def neighbour_votes(series, labels, splits, n_neighbours, radius):
    """Let the nearest samples vote under many splits, without keeping all distances.

    The votes of :func:`nearest_neighbours`, in memory that grows with the number of
    samples and not with its square: distances are measured and forgotten block by block.

    Parameters
    ----------
    series : array, shape (n, features, dates)
    labels : array of str, shape (n,)
    splits : list of list of (train, test)
        As from :func:`helpers.glaciers.cross_validation.by_group`.
    n_neighbours : sequence of int
        How many are asked; votes are given for each.
    radius : int
        Of the Sakoe–Chiba band.

    Returns
    -------
    dict of array, shape (features, repeats, n, classes)
        By ``n_neighbours``, as :func:`helpers.glaciers.cross_validation.predict` gives
        them for one.

    Raises
    ------
    BadInput
        When a number of neighbours is no whole number from 1 on.
    """
    for number in n_neighbours:
        _check_neighbours(number)
    labels, series = np.asarray(labels), np.asarray(series)
    (n, features, _), classes = series.shape, np.unique(labels)
    hits, rows = labels[:, None] == classes, max(1, DISTANCES_AT_A_TIME // n)
    shape = features, len(splits), n, classes.size
    votes = {number: np.full(shape, np.nan) for number in n_neighbours}
    for feature in range(features):
        values = np.ascontiguousarray(series[:, feature])
        for start in range(0, n, rows):
            apart = dtw.distances(values[start : start + rows], values, radius)
            order = np.argsort(apart, axis=1, kind="stable")
            for repeat, test, nearest in _known(order, start, splits, max(n_neighbours)):
                for number, found in votes.items():
                    found[feature, repeat, test] = hits[nearest[:, :number]].mean(axis=1)
    return votes


def _known(order, start, splits, count):
    """Give, split by split, who of a block is judged and who of the learnt is nearest."""
    for repeat, folds in enumerate(splits):
        for train, test in folds:
            here = test[(test >= start) & (test < start + len(order))]
            known = np.zeros(order.shape[1], bool)
            known[train] = True
            nearest = np.empty((len(here), min(count, len(train))), np.int64)
            _first_known(order, here - start, known, nearest)
            yield repeat, here, nearest


@njit(nogil=True, cache=True)
def _first_known(order, rows, known, nearest):
    for i in range(rows.size):
        found = 0
        for sample in order[rows[i]]:
            if found == nearest.shape[1]:
                break
            if known[sample]:
                nearest[i, found] = sample
                found += 1


def _check_neighbours(number):
    if not isinstance(number, Integral) or number < 1:
        raise BadInput(f"n_neighbours is {number!r}: give a whole number from 1 on.")


def trained(model, series, labels):
    """Make the method that trains a classifier of scikit-learn's kind anew.

    Parameters
    ----------
    model : estimator
        With ``fit`` and ``predict_proba`` of (n, features, dates), such as
        :class:`helpers.glaciers.minirocket.MiniRocketClassifier`.
    series : array, shape (n, features, dates)
    labels : array of str, shape (n,)

    Returns
    -------
    callable
        ``(train, test) -> votes``, one vote only.
    """
    series, labels = np.asarray(series), np.asarray(labels)

    def votes(train, test):
        _check_classes(labels, train)
        fitted = clone(model).fit(series[train], labels[train])
        return fitted.predict_proba(series[test])[None]

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
    model = make_pipeline(
        FunctionTransformer(_flat), RandomForestClassifier(n_trees, random_state=seed)
    )
    return trained(model, series, labels)


def _flat(series):
    return np.reshape(series, (len(series), -1))


def _check_classes(labels, train):
    missing = set(labels) - set(labels[train])
    if missing:
        raise BadInput(
            f"No series of class {', '.join(sorted(missing))} is left to learn from: leave "
            "less out at a time."
        )
