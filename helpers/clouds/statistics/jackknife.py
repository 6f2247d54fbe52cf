"""The interval of a statistic over groups that are left out by turns."""

import numpy as np
from scipy import stats


def half_width(statistic, groups, *arrays, level=0.95):
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

    Returns
    -------
    float

    Examples
    --------
    Of a mean, with groups of one, it is that of the textbook:

    >>> x = np.array([1.0, 2.0, 4.0, 7.0])
    >>> round(half_width(np.mean, [0, 1, 2, 3], x), 4)
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
