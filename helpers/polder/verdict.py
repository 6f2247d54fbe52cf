"""The kept sweep over seeds, and what differs in it, seed by seed."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from helpers import catalog
from helpers.errors import BadInput
from helpers.polder.clustering_methods import NAMES


def kept(land):
    """Give the committed runs of all methods over twenty seeds.

    Parameters
    ----------
    land : {"digitised", "simulated"}
        Read back from published maps, or simulated.

    Returns
    -------
    pandas.DataFrame
        A row per seed; columns by ``on``, ``score`` and ``method``, as
        :func:`helpers.polder.seed_sweep.run` has them, the methods by their names in
        words. ``python -m tools.sweeps polder/5_verdict`` makes the runs again.
    """
    table = pd.read_csv(catalog.committed("sweeps/polder/5_verdict.csv"))
    runs = table[table["source"] == land].replace({"method": NAMES})
    columns = ["on", "score", "method"]
    return runs.pivot(index="seed", columns=columns, values="value").sort_index(axis=1)


def interval(differences, held_out_share, level=0.95):
    """Give the interval of a mean over seeds whose parts of the land overlap.

    The variance of the mean is ``variance * (1 / n + held / seen)``, not a n-th of the
    variance: the seeds share most of their land (corrected resampled t-test; Nadeau &
    Bengio 2003).

    Parameters
    ----------
    differences : array, shape (n, …)
        A row per seed.
    held_out_share : float
        Share of the land that a seed does not see.
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
    >>> np.round(interval([1.0, 2.0, 3.0], held_out_share=0), 2).tolist()
    [-0.48, 4.48]
    >>> np.round(interval([1.0, 2.0, 3.0], held_out_share=0.2), 2).tolist()
    [-1.29, 5.29]
    """
    mean, error, freedom = _spread(differences, held_out_share)
    reach = stats.t.ppf((1 + level) / 2, freedom) * error
    return mean - reach, mean + reach


def _spread(differences, held_out_share):
    values = np.asarray(differences, float)
    count = len(values)
    if count < 3:
        raise BadInput(f"There are {count} seeds: an interval needs at least three.")
    overlap = held_out_share / (1 - held_out_share)
    error = np.sqrt(values.var(0, ddof=1) * (1 / count + overlap))
    return values.mean(0), error, count - 1


def compared(differences, held_out_share, level=0.95):
    """Test paired differences over seeds, corrected for how many are tested.

    Parameters
    ----------
    differences : pandas.DataFrame
        A row per seed, a column per comparison.
    held_out_share : float
        Share of the land that a seed does not see.
    level : float

    Returns
    -------
    pandas.DataFrame
        By comparison: ``difference`` (the mean), ``low`` and ``high`` as
        :func:`interval` has them, ``p`` after Holm's correction (Holm 1979), and
        ``decided``, where that is below ``1 - level``.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> seeds = pd.DataFrame({"same": rng.normal(0, 1, 20), "more": rng.normal(2, 1, 20)})
    >>> compared(seeds, held_out_share=0.2).decided.tolist()
    [False, True]
    """
    mean, error, freedom = _spread(differences, held_out_share)
    p = 2 * stats.t.sf(np.abs(mean) / np.maximum(error, 1e-12), freedom)
    decided, corrected = multipletests(p, 1 - level, "holm")[:2]
    low, high = interval(differences, held_out_share, level)
    table = {"difference": mean, "low": low, "high": high, "p": corrected}
    return pd.DataFrame(table, differences.columns).assign(decided=decided)
