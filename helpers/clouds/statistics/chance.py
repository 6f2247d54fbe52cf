"""What chance would reach: labels without meaning, dealt by scene and never tile by tile.

Tiles of a scene are alike, whatever they are called. Whoever shuffles tile by tile breaks
that likeness up, and finds a level of chance that is too low.
"""

import numpy as np
import pandas as pd


def deal(labels, scenes, random, strata=None):
    """Deal labels anew: tiles of one label in one scene stay together.

    Such groups exchange their labels, so that what only knows scenes apart is no better
    with the true labels than with the dealt ones.

    Parameters
    ----------
    labels, scenes : array, shape (n,)
    random : numpy.random.Generator
    strata : array, shape (n,), optional
        Groups exchange labels only within the same: folds, say.

    Returns
    -------
    array, shape (n,)

    Examples
    --------
    >>> dealt = deal(["a", "a", "b", "c"], [0, 0, 1, 2], np.random.default_rng(0))
    >>> bool(dealt[0] == dealt[1]), sorted(set(dealt))
    (True, ['a', 'b', 'c'])
    """
    return _dealt(*_groups(labels, scenes, strata), random)


def _groups(labels, scenes, strata):
    """Number the groups that stay together; their labels and strata."""
    strata = np.zeros(len(labels), int) if strata is None else strata
    tiles = pd.DataFrame({"stratum": strata, "scene": scenes, "label": labels})
    number = tiles.groupby(["stratum", "scene", "label"]).ngroup().to_numpy()
    groups = tiles.groupby(number).first()
    return number, groups.label.to_numpy(), groups.stratum.to_numpy()


def _dealt(number, labels, strata, random):
    labels = labels.copy()
    for stratum in np.unique(strata):
        here = strata == stratum
        labels[here] = random.permutation(labels[here])
    return labels[number]


def draws(statistic, labels, scenes, n_resamples=100, seed=0, strata=None):
    """Compute a statistic of labels that were dealt anew, many times.

    Parameters
    ----------
    statistic : callable
        Of an array of labels.
    labels, scenes : array, shape (n,)
    n_resamples, seed : int
    strata : array, shape (n,), optional
        See :func:`deal`.

    Returns
    -------
    array, shape (n_resamples,)
        Its mean is what chance gives, its 95 % quantile the *level of chance*.
    """
    random, groups = np.random.default_rng(seed), _groups(labels, scenes, strata)
    return np.array([statistic(_dealt(*groups, random)) for _ in range(n_resamples)])


def level(statistic, labels, scenes, n_resamples=100, seed=0, strata=None):
    """Give what a statistic exceeds once in twenty with labels dealt anew.

    Parameters
    ----------
    statistic, labels, scenes, n_resamples, seed, strata
        As for :func:`draws`.

    Returns
    -------
    float
    """
    found = draws(statistic, labels, scenes, n_resamples, seed, strata)
    return float(np.quantile(found, 0.95))
