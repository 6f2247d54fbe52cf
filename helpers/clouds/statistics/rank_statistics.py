"""Association of metrics by ranks, also with a third variable held fixed."""

import numpy as np
import pandas as pd
from scipy.stats import rankdata


def rank_correlation(first, second, control=None):
    """Correlate the ranks of two variables, also with a third held fixed.

    Parameters
    ----------
    first, second : array, shape (n,)
    control : array, shape (n,), optional
        Ranks of both are regressed on its ranks first: partial rank correlation.

    Returns
    -------
    float
        Spearman's ρ, −1…1; NaN where a variable doesn't vary, or nothing but the
        control varies.

    Examples
    --------
    >>> round(rank_correlation([1, 2, 3, 4], [1, 4, 9, 16]), 12)
    1.0
    """
    a, b = rankdata(first), rankdata(second)
    if control is not None:
        a, b = (_residual(ranks, rankdata(control)) for ranks in (a, b))
    if min(np.ptp(a), np.ptp(b)) < 1e-9 * len(a):
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])


def correlations(first, second, control=None):
    """Correlate the ranks of each column of a table with each of another.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Of the same rows.
    control : array, shape (n,), optional
        Held fixed, as in :func:`rank_correlation`.

    Returns
    -------
    pandas.DataFrame
        Spearman's ρ: a row for each column of the first, a column for each of the second.
    """
    own, other = _unit_ranks(first, control), _unit_ranks(second, control)
    return pd.DataFrame(own.T @ other, first.columns, second.columns)


def largest_when_moved(first, second, control=None, least=1):
    """Say how large the largest correlation gets when one table is moved in time.

    The second table's rows are moved against the first's, the last ones coming in at the
    beginning: each table stays what it is, also in how alike its neighbours are, and only
    what belongs together is lost. A correlation that few moves reach *anywhere* in the
    table is no accident of having looked at many.

    Parameters
    ----------
    first, second : pandas.DataFrame
        In the order of time.
    control : array, shape (n,), optional
        Held fixed, and moved with neither: ranks are freed of it first.
    least : int
        Rows of the shortest move, either way.

    Returns
    -------
    array
        The largest size of ρ in the table, for each move.
    """
    own, other = _unit_ranks(first, control), _unit_ranks(second, control)
    moves = range(least, len(own) - least + 1)
    return np.array([abs(own.T @ np.roll(other, k, axis=0)).max() for k in moves])


def _unit_ranks(table, control):
    """Rank each column, free it of the control, and give it mean 0 and length 1."""
    ranks = rankdata(table, axis=0)
    ranks = ranks - ranks.mean(axis=0)
    if control is not None:
        fixed = rankdata(control)
        ranks = np.apply_along_axis(_residual, 0, ranks, fixed)
    return ranks / np.linalg.norm(ranks, axis=0)


def _residual(values, control):
    """Take away what a straight line on the control explains."""
    values, control = values - values.mean(), control - control.mean()
    return values - control * (values @ control) / max(control @ control, 1e-12)


def eta_squared(values, labels, control=None):
    """Give the share of the variance of ranks that lies between classes.

    Parameters
    ----------
    values, labels : array, shape (n,)
    control : array, shape (n,), optional
        The ranks are regressed on its ranks first.

    Returns
    -------
    float
        η² of the ranks, 0–1: 1 when the classes don't overlap and each is all ties;
        about (classes − 1) / (n − 1) by chance. The statistic H of Kruskal & Wallis
        (1952) is (n − 1) η². NaN where nothing varies.

    Examples
    --------
    >>> eta_squared([1, 1, 2, 2], ["a", "a", "b", "b"])
    1.0
    """
    ranks = rankdata(values)
    if control is not None:
        ranks = _residual(ranks, rankdata(control))
    if np.ptp(ranks) < 1e-9 * len(ranks):
        return np.nan
    _, classes = np.unique(labels, return_inverse=True)
    count = np.bincount(classes)
    means = np.bincount(classes, ranks) / count
    between = count @ (means - ranks.mean()) ** 2
    return float(between / (len(ranks) * ranks.var()))
