"""How many labels does a classifier need, if it may look at the others unlabelled?"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import (
    KFold,
    StratifiedKFold,
    cross_val_score,
    train_test_split,
)
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import LabelSpreading

from helpers.errors import BadInput

UNLABELLED = -1


def curve(X, y, counts, n_repeats=4, seed=0, n_trees=100):
    """Score a forest on few labels, and labels that spread among all pixels.

    Three tenths of the rows are held out. Of the others a few, drawn at random, keep
    their labels. The forest learns from these alone; label spreading (Zhou et al.
    2003) passes them on to the nearest neighbours among all of them.

    Parameters
    ----------
    X : array, shape (n, features)
    y : array of bool, shape (n,)
    counts : iterable of int
        Labels to keep, at least 10.
    n_repeats : int
        Draws of held-out rows and of labels, over which scores are averaged.
    seed, n_trees : int

    Returns
    -------
    pandas.DataFrame
        A row per count; columns ``forest`` and ``spreading``, accuracy on held-out rows,
        and ``forest_std`` and ``spreading_std`` over the draws.

    Raises
    ------
    BadInput
        When more labels are asked for than rows are left.
    """
    X, y, counts = np.asarray(X, float), np.asarray(y, int), list(counts)
    most = int(0.7 * len(y))
    if min(counts) < 10 or max(counts) > most:
        raise BadInput(f"counts = {counts}: give numbers of labels from 10 to {most}.")
    X, scored = StandardScaler().fit_transform(X), []
    for draw in range(seed, seed + n_repeats):
        pool, held, known, wanted = train_test_split(X, y, test_size=0.3, random_state=draw)
        order = np.random.default_rng(draw).permutation(len(known))
        forest = RandomForestClassifier(n_trees, random_state=seed)
        for few in (order[:count] for count in counts):
            learnt = forest.fit(pool[few], known[few]).score(held, wanted)
            spreading = _spread(pool, known, few).score(held, wanted)
            scored.append({"labels": few.size, "forest": learnt, "spreading": spreading})
    by_count = pd.DataFrame(scored).groupby("labels")
    return by_count.mean().join(by_count.std(), rsuffix="_std")


def _spread(pool, known, few):
    partial = np.full(len(known), UNLABELLED)
    partial[few] = known[few]
    spreading = LabelSpreading(kernel="knn", n_neighbors=10, max_iter=60)
    with np.errstate(invalid="ignore"):  # rows that no label ever reaches
        return spreading.fit(pool, partial)


def forest_scores(X, y, n_folds=5, seed=0, n_trees=100):
    """Score a forest on held-out rows: drawn at random, and runs of neighbouring rows.

    Where rows stand in the order in which they were gathered, neighbours come from the
    same scene, and random rows have relatives on both sides of the split.

    Parameters
    ----------
    X : array, shape (n, features)
    y : array, shape (n,)
    n_folds, seed, n_trees : int

    Returns
    -------
    dict of str to array, shape (n_folds,)
        Accuracy, ``shuffled`` and ``in_order``.
    """
    forest = RandomForestClassifier(n_trees, random_state=seed)
    ways = {
        "shuffled": StratifiedKFold(n_folds, shuffle=True, random_state=seed),
        "in_order": KFold(n_folds),
    }
    return {name: cross_val_score(forest, X, y, cv=way) for name, way in ways.items()}
