"""Every partition of the study on one table: scores, controls, intervals, winners.

A run draws its randomness from a seed. Twice it leaves out some blocks of the land, and
fits every method of `contenders` to what is left.
"""

from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn import metrics

from helpers import catalog, downloads, partitions
from helpers.polder import grasp
from helpers.polder.contenders import METHODS, blocks, fit, planted, shuffled

SCORES = {
    "silhouette_common": "higher",
    "silhouette_own": "higher",
    "davies_bouldin_common": "lower",
    "davies_bouldin_own": "lower",
    "stability": "higher",
    "koppen_ami": "higher",
}
"""The columns of the table, and which way is better."""

ALL_SCORES = [
    *SCORES,
    *(f"shuffled_{score}" for score in SCORES if score != "stability"),
    "planted_ari",
]
"""The same scores on shuffled land, and the agreement with planted groups."""

SWEPT = {"n_clusters": 7, "left_out": 0.2}
"""What the committed sweep was run with."""

JUDGED = 3000
"""Pixels that geometric scores are taken on: a random part, the same for all."""


class Evidence(NamedTuple):
    """A statistic, the pixels it rests on, and an array or two with a row for each."""

    statistic: object
    pixels: pd.MultiIndex
    arrays: tuple


def evidence(fits, koppen=None, seed=0):
    """Gather what every score of every method is computed from.

    Parameters
    ----------
    fits : list of Fit
        The first is scored; the second, where there is one, is what its stability is
        measured against.
    koppen : pandas.Series, optional
        Climate classes by latitude and longitude.
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
            part, chosen, pixels = space[rows], labels[rows], land.index[rows]
            each = _silhouettes(part, chosen)
            proof[f"silhouette_{where}", name] = Evidence(np.mean, pixels, (each,))
            proof[f"davies_bouldin_{where}", name] = Evidence(
                _davies_bouldin, pixels, (part, chosen)
            )
        labels = pd.Series(labels, land.index)
        if len(fits) > 1:
            other = pd.Series(fits[1].partitions[name][0], fits[1].land.index)
            proof["stability", name] = _compared(metrics.adjusted_rand_score, labels, other)
        if koppen is not None:
            proof["koppen_ami", name] = _compared(
                metrics.adjusted_mutual_info_score, labels, koppen
            )
    return proof


def _silhouettes(space, labels):
    """Give each row's silhouette, or nothing where there is just one cluster."""
    if not 2 <= np.unique(labels).size < len(labels):
        return np.full(len(labels), np.nan)
    return metrics.silhouette_samples(space, labels)


def _davies_bouldin(space, labels):
    """Give the score, or nothing: a draw of few blocks may hold just one cluster."""
    if not 2 <= np.unique(labels).size < len(labels):
        return np.nan
    return metrics.davies_bouldin_score(space, labels)


def _compared(statistic, labels, reference):
    both = pd.concat({"a": reference, "b": labels}, axis=1, join="inner").dropna()
    return Evidence(statistic, both.index, (both.a.to_numpy(), both.b.to_numpy()))


def controls(land, n_clusters, seed, koppen=None, methods=METHODS):
    """Gather the same for shuffled land, and how well planted groups are found.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    n_clusters, seed : int
    koppen : pandas.Series, optional
    methods : dict of str to callable

    Returns
    -------
    dict of (str, str) to Evidence
        As from :func:`evidence`, with scores called ``shuffled_…``; and ``planted_ari``,
        the adjusted Rand index with the truth, on every third pixel.
    """
    nothing = fit(shuffled(land, seed), n_clusters, seed, methods)
    proof = evidence([nothing], koppen, seed)
    proof = {(f"shuffled_{score}", name): item for (score, name), item in proof.items()}
    groups, truth = planted(land.iloc[::3], n_clusters, seed)
    for name, (labels, _) in fit(groups, n_clusters, seed, methods).partitions.items():
        proof["planted_ari", name] = Evidence(
            metrics.adjusted_rand_score, groups.index, (truth, labels)
        )
    return proof


def values(proof):
    """Compute every score: a series by score and method."""
    found = {key: float(item.statistic(*item.arrays)) for key, item in proof.items()}
    return pd.Series(found).rename_axis(["score", "method"]).rename("value")


def bootstrap(proof, repeats=50, seed=0):
    """Give an interval of every score from a single run, by drawing blocks.

    Parameters
    ----------
    proof : dict of (str, str) to Evidence
    repeats, seed : int

    Returns
    -------
    pandas.DataFrame
        ``value``, ``low`` and ``high`` (95 %), by score and method. The partitions stay
        as they are: how a fit would change with the blocks is not in it.
    """
    ends = {
        key: partitions.segment_bootstrap(
            item.statistic, blocks(item.pixels), *item.arrays, repeats=repeats, seed=seed
        )
        for key, item in proof.items()
    }
    low, high = np.transpose(list(ends.values()))
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


def tidy(table):
    """Turn a table of runs, as a sweep of the chapter gathers it, into long form.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per run, with ``seed`` and a column per ``<score>_<method>``.

    Returns
    -------
    pandas.DataFrame
        ``method``, ``seed``, ``score`` and ``value``.
    """
    rows = [
        (name, run["seed"], score, round(run[f"{score}_{name}"], 4))
        for _, run in table.iterrows()
        for score in ALL_SCORES
        for name in METHODS
    ]
    return pd.DataFrame(rows, columns=["method", "seed", "score", "value"])


def product(path, source):
    """Say which swept product a file is: "simulated", "digitised", or None."""
    if catalog.source_kind(source) == "simulated":
        return "simulated"
    return "digitised" if downloads.matches(Path(path), grasp.DIGITISED) else None


def sweep(path, source, settings):
    """Give the committed runs over seeds that belong to a product, if there are any.

    Parameters
    ----------
    path : path-like
        Of the product.
    source : str
        The chapter's parameter.
    settings : dict
        What else the chapter was run with.

    Returns
    -------
    pandas.DataFrame
        ``method``, ``seed``, ``score`` and ``value``; without rows for a product, or
        settings, that were not swept. ``tools/polder_verdict.py`` writes them.
    """
    table = pd.read_csv(resources.files(__package__).joinpath("verdict.csv"))
    mine = table["product"].eq(product(path, source)) & (settings == SWEPT)
    return table[mine].drop(columns="product")


def spread(runs):
    """Give the median and the extremes over seeds, by score and method."""
    grouped = runs.groupby(["score", "method"], sort=False).value
    return grouped.agg(value="median", low="min", high="max")
