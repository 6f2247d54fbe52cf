"""Which samples are learnt from and which are judged, again and again.

Windows of one polygon are alike, so that splits by polygon alone say how a method would
do elsewhere (Roberts et al. 2017, doi:10.1111/ecog.02881).
"""

import os

import numpy as np
import pandas as pd
from sklearn.model_selection import LeaveOneGroupOut, StratifiedGroupKFold, StratifiedKFold
from tqdm import tqdm

from helpers.errors import BadInput


def folds(classes, groups, n_folds=3, seed=0):
    """Split windows by polygon, so that whole groups go to one side.

    Parameters
    ----------
    classes, groups : sequence, length n
        Class and group of each window.
    n_folds : int
    seed : int

    Returns
    -------
    list of (train, test)
        Integer positions; classes are as evenly spread as whole groups allow.

    Raises
    ------
    BadInput
        When a class has one polygon only, which can't be on both sides; when there are
        more folds than polygons.
    """
    if not len(classes) == len(groups) or not 2 <= n_folds <= len(np.unique(groups)):
        raise BadInput(
            f"{len(classes)} classes and {len(groups)} groups, of which "
            f"{len(np.unique(groups))} differ, do not make {n_folds} folds: give one of "
            "each per window, and from two folds to as many as groups."
        )
    polygons = pd.Series(np.asarray(groups)).groupby(np.asarray(classes)).nunique()
    for name in polygons.index[polygons < 2]:
        raise BadInput(
            f"class {name} has one polygon only: a split by polygon needs two or more of "
            "each class, so leave the class out or add polygons."
        )
    splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(classes)), classes, groups))


def by_group(labels, groups, n_repeats, n_folds=3, seed=0):
    """Split again and again, whole groups to one side.

    Parameters
    ----------
    labels, groups : array, shape (n,)
    n_repeats, n_folds : int
    seed : int
        Of the first repeat; each further one has the next.

    Returns
    -------
    list of list of (train, test)
        Per repeat the folds of :func:`folds`, in which every sample is
        judged once.
    """
    return [folds(labels, groups, n_folds, seed + i) for i in range(n_repeats)]


def by_sample(labels, n_repeats, n_folds=3, seed=0):
    """Split again and again as if the samples were independent; as :func:`by_group`.

    Parameters
    ----------
    labels : array, shape (n,)
    n_repeats, n_folds, seed : int
        As in :func:`by_group`.

    Returns
    -------
    list of list of (train, test)
    """
    empty = np.zeros(len(labels))
    splitters = [
        StratifiedKFold(n_folds, shuffle=True, random_state=seed + i)
        for i in range(n_repeats)
    ]
    return [list(splitter.split(empty, labels)) for splitter in splitters]


def leave_one_group_out(groups):
    """Leave out each group in turn: one repeat, as :func:`by_group`.

    Parameters
    ----------
    groups : array, shape (n,)

    Returns
    -------
    list of list of (train, test)

    Examples
    --------
    >>> (first, second), = leave_one_group_out([2020, 2021, 2021])
    >>> [part.tolist() for part in first]
    [[1, 2], [0]]
    """
    return [list(LeaveOneGroupOut().split(groups, groups=groups))]


def predict(method, splits, name="splits"):
    """Let a method vote on every sample by what it learnt without it.

    Parameters
    ----------
    method : callable
        As of :mod:`helpers.glaciers.classifiers`.
    splits : list of list of (train, test)
        As from :func:`by_group`.
    name : str
        What the progress bar shows.

    Returns
    -------
    numpy.ndarray, shape (features, repeats, n, classes)
        Ready for :func:`helpers.glaciers.voting.combine`.
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

    Parameters
    ----------
    labels : array of str, shape (n,)
    splits : list of list of (train, test)
        As from :func:`by_group`.

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
