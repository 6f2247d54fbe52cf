"""Association of metrics by ranks, also with a third variable held fixed."""

import numpy as np
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
