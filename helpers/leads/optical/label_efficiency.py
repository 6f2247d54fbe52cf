"""How many labels does a classifier need, if it may look at the others unlabelled?"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import (
    KFold,
    PredefinedSplit,
    StratifiedKFold,
    cross_val_predict,
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


def largest_break(X):
    """Find the row at which a table changes most.

    Cut into two there, each part about its own mean, the rows spread least.

    Parameters
    ----------
    X : array, shape (n, features)
        Features on one scale, rows in the order in which they were gathered.

    Returns
    -------
    row : int
        The first row of the second part.
    share : float
        Of the spread of all rows that the cut explains; rows in a random order give
        about one in n.

    Examples
    --------
    >>> largest_break([[0.0], [0.0], [0.0], [5.0], [5.0]])
    (3, 1.0)
    """
    X = np.asarray(X, float) - np.mean(X, 0)
    before = np.arange(1, len(X))[:, None]
    sums = np.cumsum(X, 0)[:-1]
    explained = (sums**2 / before + sums**2 / (len(X) - before)).sum(1)
    best = int(explained.argmax())
    return best + 1, float(explained[best] / np.sum(X**2))


def split_scores(model, X, y, second, n_runs=10, seed=0):
    """Score a classifier on rows that were held out in three ways.

    Rows drawn at random have neighbours on both sides of the split. Runs of rows have
    them at their ends only. A part of its own has none.

    Parameters
    ----------
    model : scikit-learn classifier
    X : array, shape (n, features)
    y : array, shape (n,)
    second : int
        Row at which the second part begins: see :func:`largest_break`.
    n_runs, seed : int

    Returns
    -------
    dict of str to array of bool, shape (n,)
        Whether each row was told right when it was held out, by ``random rows``, ``runs
        of rows`` and ``other part``, where either part is told from the other.
    """
    X, y = np.asarray(X), np.asarray(y)
    ways = {
        "random rows": StratifiedKFold(n_runs, shuffle=True, random_state=seed),
        "runs of rows": KFold(n_runs),
        "other part": PredefinedSplit((np.arange(len(y)) >= second).astype(int)),
    }
    return {name: cross_val_predict(model, X, y, cv=w) == y for name, w in ways.items()}
