"""Classifiers asked about scenes that they have not seen: one per fold."""

import warnings
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from helpers.clouds.classification import classifier
from helpers.clouds.products.boxes import LABELS
from helpers.errors import BadInput


class Folds(NamedTuple):
    """What networks say of tiles that they were not trained on.

    Attributes
    ----------
    logits : float32 array, shape (n, classes)
    fold : int array, shape (n,)
        Which network said it.
    networks : list of helpers.clouds.classification.classifier.Classifier
    """

    logits: np.ndarray
    fold: np.ndarray
    networks: list


def split(labels, groups, n_folds=5, names=LABELS, seed=0):
    """Deal groups into folds, so that each has about the same mix of classes.

    Parameters
    ----------
    labels : int array, shape (n,)
        Places in ``names``.
    groups : array, shape (n,)
        What stays together: the scene of each tile. Without it, tiles of one cloud field
        come to stand on both sides.
    n_folds : int
    names : sequence of str
    seed : int

    Returns
    -------
    int array, shape (n,)
        The fold in which a tile is left out. It may lack a class: score the folds
        together, not one by one.

    Raises
    ------
    BadInput
        When there are fewer groups than folds, no class has as many tiles as folds, or a
        class lies in one fold only, so that the network of this fold would never see it.
    """
    labels, groups = np.asarray(labels), np.asarray(groups)
    if not 2 <= n_folds <= len(np.unique(groups)):
        raise BadInput(
            f"There are {len(np.unique(groups))} scenes for {n_folds} folds: take 2 folds "
            "or more, and no more than scenes."
        )
    most = np.bincount(labels).max()
    if most < n_folds:
        raise BadInput(
            f"No class has more than {most} tiles, for {n_folds} folds: take fewer folds."
        )
    fold = _dealt(labels, groups, n_folds, seed)
    for number in range(n_folds):
        absent = set(range(len(names))) - set(labels[fold != number])
        if absent:
            raise BadInput(
                f"Without fold {number} no tile of the class {names[min(absent)]} is left "
                "to train on: take more scenes with it, or another number of folds."
            )
    return fold


def _dealt(labels, groups, n_folds, seed):
    fold = np.empty(len(labels), int)
    dealer = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a class is rare is said by what is scored
        for number, (_, left_out) in enumerate(dealer.split(labels, labels, groups)):
            fold[left_out] = number
    return fold


def cross_validate(tiles, labels, groups, n_folds=5, seed=0, names=LABELS, **settings):
    """Train a classifier per fold, and ask it about the tiles that it has not seen.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    labels, groups, n_folds, names, seed
        As for `split`.
    **settings
        Of :func:`helpers.clouds.classification.classifier.train`.

    Returns
    -------
    Folds

    Raises
    ------
    BadInput
        As `split` and :func:`helpers.clouds.classification.classifier.train` do.
    """
    tiles, labels = classifier.check(tiles, labels, names)
    fold = split(labels, groups, n_folds, names, seed)
    out, trained = np.empty((len(tiles), len(names)), np.float32), []
    for number in range(n_folds):
        seen = fold != number
        network, _ = classifier.train(
            tiles[seen], labels[seen], seed=seed, names=names, **settings
        )
        out[~seen] = classifier.logits(network, tiles[~seen])
        trained.append(network)
    return Folds(out, fold, trained)


def held_out_logits(folds, tiles):
    """Ask each network about its own left-out tiles in another rendering.

    Parameters
    ----------
    folds : Folds
    tiles : uint8 array, shape (n, y, x, 3)
        The same places, seen otherwise.

    Returns
    -------
    float32 array, shape (n, classes)
    """
    out = np.empty_like(folds.logits)
    for number, network in enumerate(folds.networks):
        out[folds.fold == number] = classifier.logits(network, tiles[folds.fold == number])
    return out
