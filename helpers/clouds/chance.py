"""Agreement with labels, how sure it is, and what chance would reach."""

import numpy as np
from scipy import stats
from sklearn.metrics import adjusted_mutual_info_score

from helpers.errors import BadInput


def agreement(labels, clusters, scenes, repeats=100, seed=0):
    """Measure the adjusted mutual information (AMI) of clusters and labels.

    Tiles of a scene are alike. So the interval is that of the jackknife over whole
    scenes (Efron 1982), which a bootstrap would bias upwards, as tiles drawn twice agree
    with themselves; and beside labels shuffled one by one stand labels moved along the
    list as a whole, which keeps together what lies together.

    Parameters
    ----------
    labels, clusters, scenes : array, shape (n,)
        Of each tile; tiles of one scene, and of one box, follow one another.
    repeats : int
        Shuffles of either kind.
    seed : int

    Returns
    -------
    dict of str to float
        ``ami``, ``low`` and ``high`` (95 %), ``shuffled``: the mean AMI of shuffled
        labels, ``shuffled_95`` and ``moved_95``: what one in twenty exceeds.

    Raises
    ------
    BadInput
        When lengths differ, or there are less than two scenes.
    """
    labels, clusters, scenes = map(np.asarray, (labels, clusters, scenes))
    if not len(labels) == len(clusters) == len(scenes) or len(np.unique(scenes)) < 2:
        raise BadInput(
            f"There are {len(labels)} labels, {len(clusters)} clusters and "
            f"{len(np.unique(scenes))} scenes: give one of each per tile, from at least "
            "two scenes."
        )
    ami = adjusted_mutual_info_score(labels, clusters)
    half = jackknife_half_width(adjusted_mutual_info_score, scenes, labels, clusters)
    mixed, moved = _by_chance(labels, clusters, repeats, seed)
    return {
        "ami": float(ami),
        "low": float(ami - half),
        "high": float(ami + half),
        "shuffled": float(np.mean(mixed)),
        "shuffled_95": float(np.quantile(mixed, 0.95)),
        "moved_95": float(np.quantile(moved, 0.95)),
    }


def _by_chance(labels, clusters, repeats, seed):
    """Give the AMI of labels shuffled one by one, and of labels moved as a whole."""
    random = np.random.default_rng(seed)
    mixed = [random.permutation(labels) for _ in range(repeats)]
    moved = [np.roll(labels, s) for s in random.integers(1, len(labels), repeats)]
    return (
        [adjusted_mutual_info_score(each, clusters) for each in those]
        for those in (mixed, moved)
    )


def jackknife_half_width(statistic, groups, *arrays, level=0.95):
    """Give half the width of a statistic's interval, from leaving out one group each.

    Source: Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, SIAM,
    chapter 3; with Student's t of one less than the groups.

    Parameters
    ----------
    statistic : callable
        Takes the arrays, gives a number.
    groups : array, shape (n,)
    *arrays : array, shape (n, …)
    level : float

    Examples
    --------
    Of a mean, with groups of one, it is that of the textbook:

    >>> x = np.array([1.0, 2.0, 4.0, 7.0])
    >>> round(jackknife_half_width(np.mean, [0, 1, 2, 3], x), 4)
    4.21
    >>> round(float(stats.t.ppf(0.975, 3) * x.std(ddof=1) / 2), 4)
    4.21
    """
    groups = np.asarray(groups)
    names = np.unique(groups)
    left = [statistic(*(array[groups != name] for array in arrays)) for name in names]
    count = len(names)
    error = np.sqrt((count - 1) * np.var(left))
    return float(stats.t.ppf((1 + level) / 2, count - 1) * error)
