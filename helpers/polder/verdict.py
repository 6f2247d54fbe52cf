"""The kept sweep over seeds, and what differs in it, seed by seed."""

import warnings

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from helpers import catalog
from helpers.errors import BadInput
from helpers.polder.clustering_methods import NAMES


def kept():
    """Give the committed runs of all methods over twenty seeds of the real land.

    Returns
    -------
    pandas.DataFrame
        A row per seed; columns by ``on``, ``score`` and ``method``, as
        :func:`helpers.polder.seed_sweep.run` has them, the methods by their names in
        words. ``python -m tools.sweeps polder/5_verdict`` makes the runs again.
    """
    table = pd.read_csv(catalog.committed("sweeps/polder/5_verdict.csv"))
    columns = ["on", "score", "method"]
    runs = table.replace({"method": NAMES})
    return runs.pivot(index="seed", columns=columns, values="value").sort_index(axis=1)


def compared(differences, level=0.95):
    """Test paired differences over seeds, corrected for how many are tested.

    Each seed leaves out another random part of the land and draws other random starts.
    What is tested is the mean over all such seeds *on this land*; nothing is said of
    another land.

    Parameters
    ----------
    differences : pandas.DataFrame
        A row per seed, a column per comparison.
    level : float

    Returns
    -------
    pandas.DataFrame
        By comparison: ``difference`` (the mean), ``low`` and ``high`` of Student's
        interval, not corrected; ``p`` after Holm's correction (Holm 1979), and
        ``decided``, where that is below ``1 - level``.

    Raises
    ------
    BadInput
        For fewer than three seeds.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> seeds = pd.DataFrame({"same": rng.normal(0, 1, 20), "more": rng.normal(2, 1, 20)})
    >>> compared(seeds).decided.tolist()
    [False, True]
    """
    test = _student(differences)
    low, high = test.confidence_interval(level)
    alone = np.where(differences.std() > 0, test.pvalue, differences.mean() == 0)
    decided, p = multipletests(alone, 1 - level, "holm")[:2]
    mean = differences.mean().rename("difference")
    return mean.to_frame().assign(low=low, high=high, p=p, decided=decided)


def interval(differences, level=0.95):
    """Give Student's interval of a mean over seeds.

    Parameters
    ----------
    differences : array, shape (n, …)
        A row per seed.
    level : float

    Returns
    -------
    tuple of float or array
        Lower and upper end.

    Raises
    ------
    BadInput
        For fewer than three seeds.

    Examples
    --------
    >>> np.round(interval([1.0, 2.0, 3.0]), 2).tolist()
    [-0.48, 4.48]
    """
    return tuple(_student(differences).confidence_interval(level))


def _student(differences):
    if len(differences) < 3:
        raise BadInput(
            f"There are {len(differences)} seeds: an interval needs at least three."
        )
    with warnings.catch_warnings():
        # The same in every seed: the interval is that value, and has no width.
        warnings.simplefilter("ignore", RuntimeWarning)
        return stats.ttest_1samp(np.asarray(differences, float), 0)
