"""What the judgements of methods are worth, and whether one method beats another.

Classes stand in alphabetical order. Intervals come from drawing whole groups with
replacement (the cluster bootstrap; Field and Welsh 2007,
doi:10.1111/j.1467-9868.2007.00593.x), since samples of a group are alike. It is
:func:`helpers.partitions.segment_bootstrap` for F1, which needs the counts only.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.errors import BadInput


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

    Raises
    ------
    BadInput
        When the shapes do not fit.
    """
    names, true = np.unique(labels, return_inverse=True)
    fitting = true.size == np.size(groups), (true.size, names.size)
    if fitting != (True, np.shape(probabilities)[1:]):
        raise BadInput(
            f"probabilities of shape {np.shape(probabilities)} do not fit {true.size} "
            f"labels of {names.size} classes and {np.size(groups)} groups: give (repeats, "
            "labels, classes), and a group per label."
        )
    named = np.argmax(probabilities, axis=-1)
    return np.array([confusion_by_group(true, one, groups, names.size) for one in named])


def confusion_by_group(true, named, groups, classes):
    """Count the pairs of a sample's class and what it was taken for, group by group.

    Parameters
    ----------
    true, named : array of int, shape (n,)
        Positions of classes.
    groups : array, shape (n,)
    classes : int

    Returns
    -------
    numpy.ndarray, shape (groups, classes, classes)
        Rows: the class; columns: what it was taken for.
    """
    kinds, place = np.unique(groups, return_inverse=True)
    counts = np.zeros((kinds.size, classes, classes))
    np.add.at(counts, (place, true, named), 1)
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

    Parameters
    ----------
    probabilities : array, shape (repeats, n, classes)
    labels : array of str, shape (n,)

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


def compare(methods, labels, groups, n_resamples=500, seed=0):
    """Set methods side by side.

    Parameters
    ----------
    methods : dict of array, shape (repeats, n, classes)
        Probabilities by the method's name.
    labels, groups : array of str, shape (n,)
    n_resamples, seed : int
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
        drawn = _redrawn(counts, bootstrap_weights(_kinds(counts), n_resamples, seed))
        low, high = np.quantile(drawn, [0.025, 0.975])
        rows[name] = {"macro-F1": spread.mean(), "± repeats": spread.std()}
        rows[name] |= {"low": low, "high": high}
    return pd.DataFrame.from_dict(rows, orient="index")


def difference(first, second, labels, groups, n_resamples=500, seed=0):
    """Measure by how much one method's macro-F1 exceeds another's on the same samples.

    The interval comes from drawing whole groups with replacement, within each class:
    repeats shuffle the same groups and can't tell how others would do. The methods are
    not trained anew.

    Parameters
    ----------
    first, second : array, shape (repeats, n, classes)
        Probabilities, under the same splits.
    labels, groups : array of str, shape (n,)
    n_resamples, seed : int

    Returns
    -------
    Estimate
    """
    counts = [confusions(one, labels, groups) for one in (first, second)]
    weights = bootstrap_weights(_kinds(counts[0]), n_resamples, seed)
    once, drawn = (
        _redrawn(counts[0], w) - _redrawn(counts[1], w)
        for w in (np.ones((1, weights.shape[1])), weights)
    )
    return Estimate(once[0], *np.quantile(drawn, [0.025, 0.975]))


def differences(pairs, labels, groups, n_resamples=500, seed=0):
    """Measure pair by pair what :func:`difference` measures.

    Parameters
    ----------
    pairs : dict of (array, array)
        The probabilities of two methods, by what sets them apart.
    labels, groups, n_resamples, seed
        As there.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``pairs``: ``difference``, ``low`` and ``high``. Where an interval
        leaves out 0 the groups tell the two apart.
    """
    rows = {
        name: difference(*two, labels, groups, n_resamples, seed)._asdict()
        for name, two in pairs.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename(columns={"value": "difference"})


def _kinds(counts):
    """Say which class most of each group's samples are of."""
    return counts[0].sum(axis=-1).argmax(axis=-1)


def bootstrap_weights(kinds, n_resamples, seed=0):
    """Draw groups with replacement, as many of each kind as there are.

    Parameters
    ----------
    kinds : array, shape (groups,)
        The kind of each group; where all are of one, all are drawn together.
    n_resamples, seed : int

    Returns
    -------
    numpy.ndarray, shape (n_resamples, groups)
        How often each group is drawn.
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((n_resamples, len(kinds)))
    for kind in np.unique(kinds):
        members = np.flatnonzero(kinds == kind)
        even = np.full(members.size, 1 / members.size)
        weights[:, members] = rng.multinomial(members.size, even, n_resamples)
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
