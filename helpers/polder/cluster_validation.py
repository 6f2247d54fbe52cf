"""Cluster validation: scores of partitions, controls, intervals, winners.

Internal scores are taken in one common space and in each method's own; stability
against another partition. What is scored comes from
:func:`helpers.polder.clustering_methods.fit`.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn import metrics

from helpers import partitions
from helpers.polder import controls
from helpers.polder.clustering_methods import fit
from helpers.polder.pixel_table import blocks

SCORES = {
    "silhouette_common": "higher",
    "silhouette_own": "higher",
    "davies_bouldin_common": "lower",
    "davies_bouldin_own": "lower",
    "stability": "higher",
}
"""The columns of the table, and which way is better."""

JUDGED = 3000
"""Pixels that geometric scores are taken on: a random part, the same for all."""


class Evidence(NamedTuple):
    """A statistic, the pixels it rests on, and an array or two with a row for each."""

    statistic: object
    pixels: pd.MultiIndex
    arrays: tuple


def evidence(fits, seed=0):
    """Gather what every score of every method is computed from.

    Parameters
    ----------
    fits : list of helpers.polder.clustering_methods.Fit
        The first is scored; the second, where there is one, is what its stability is
        measured against.
    seed : int
        Of the part of the pixels that is judged.

    Returns
    -------
    dict of (str, str) to Evidence
        By score and method.
    """
    land, found = fits[0]
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(land), min(JUDGED, len(land)), replace=False)
    proof = {}
    for name, (labels, own) in found.items():
        for where, space in {"common": land.to_numpy(), "own": own}.items():
            for score, item in _geometric(space[rows], labels[rows], land.index[rows]):
                proof[f"{score}_{where}", name] = item
        labels = pd.Series(labels, land.index)
        for other in fits[1:]:
            again = pd.Series(other.partitions[name][0], other.land.index)
            proof["stability", name] = _compared(labels, again)
    return proof


def _geometric(space, labels, pixels):
    """Yield silhouette and Davies–Bouldin of a partition in a space."""
    silhouettes = np.full(len(labels), np.nan)
    if 2 <= np.unique(labels).size < len(labels):
        silhouettes = metrics.silhouette_samples(space, labels)
    yield "silhouette", Evidence(np.mean, pixels, (silhouettes,))
    yield "davies_bouldin", Evidence(_davies_bouldin, pixels, (space, labels))


def _davies_bouldin(space, labels):
    """Give the score, or nothing: a draw of few blocks may hold just one cluster."""
    if not 2 <= np.unique(labels).size < len(labels):
        return np.nan
    return metrics.davies_bouldin_score(space, labels)


def _compared(labels, again):
    both = pd.concat({"a": labels, "b": again}, axis=1, join="inner")
    arrays = both.a.to_numpy(), both.b.to_numpy()
    return Evidence(metrics.adjusted_rand_score, both.index, arrays)


def control_evidence(land, n_clusters, seed):
    """Gather the same for shuffled land, and how well planted groups are found.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    n_clusters, seed : int

    Returns
    -------
    dict of (str, str) to Evidence
        As from :func:`evidence`, with scores called ``shuffled_…``; and ``planted_ari``,
        the adjusted Rand index with the truth, on every third pixel.
    """
    nothing = fit(controls.shuffled(land, seed), n_clusters, seed)
    proof = evidence([nothing], seed)
    proof = {(f"shuffled_{score}", name): item for (score, name), item in proof.items()}
    groups, truth = controls.planted(land.iloc[::3], n_clusters, seed)
    for name, (labels, _) in fit(groups, n_clusters, seed).partitions.items():
        ari = metrics.adjusted_rand_score
        proof["planted_ari", name] = Evidence(ari, groups.index, (truth, labels))
    return proof


def values(proof):
    """Compute every score.

    Parameters
    ----------
    proof : dict of (str, str) to Evidence

    Returns
    -------
    pandas.Series
        By score and method.
    """
    found = {key: float(item.statistic(*item.arrays)) for key, item in proof.items()}
    return pd.Series(found).rename_axis(["score", "method"]).rename("value")


def bootstrap(proof, n_resamples=50, seed=0):
    """Give an interval of every score from a single run, by drawing blocks.

    Parameters
    ----------
    proof : dict of (str, str) to Evidence
    n_resamples, seed : int

    Returns
    -------
    pandas.DataFrame
        ``value``, ``low`` and ``high`` (95 %), by score and method. The partitions stay
        as they are: how a fit would change with the blocks is not in it.
    """
    drawn = {"n_resamples": n_resamples, "seed": seed}
    ends = [
        partitions.segment_bootstrap(statistic, blocks(pixels), *arrays, **drawn)
        for statistic, pixels, arrays in proof.values()
    ]
    low, high = np.transpose(ends)
    return values(proof).to_frame().assign(low=low, high=high)


def winner(intervals, better):
    """Name the method whose interval parts from all others, or nobody.

    Parameters
    ----------
    intervals : pandas.DataFrame
        ``low`` and ``high`` by method.
    better : {"higher", "lower"}

    Returns
    -------
    str or None

    Examples
    --------
    >>> ends = pd.DataFrame({"low": [0.1, 0.5], "high": [0.4, 0.6]}, index=["a", "b"])
    >>> winner(ends, "higher"), winner(ends, "lower")
    ('b', 'a')
    >>> winner(ends.assign(high=0.6), "higher") is None
    True
    """
    low, high = intervals.low, intervals.high
    if better == "lower":
        low, high = -high, -low
    first = low.idxmax()
    return first if low[first] > high.drop(first).max() else None


def relation(first, second):
    """Say in words how two intervals lie.

    Parameters
    ----------
    first, second : mapping
        With ``low`` and ``high``: rows of a table of intervals.

    Returns
    -------
    str

    Examples
    --------
    >>> one, two = {"low": 0.1, "high": 0.4}, {"low": 0.5, "high": 0.6}
    >>> relation(two, one), relation(one, two), relation(one, one)
    ('higher than', 'lower than', 'not to be told from')
    """
    if first["low"] > second["high"]:
        return "higher than"
    if first["high"] < second["low"]:
        return "lower than"
    return "not to be told from"
