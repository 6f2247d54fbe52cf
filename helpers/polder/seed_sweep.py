"""The committed runs of all clusterings over seeds: kept, found, summed up."""

from pathlib import Path

import pandas as pd

from helpers import catalog, downloads
from helpers.polder.cluster_validation import SCORES
from helpers.polder.clustering_methods import METHODS

SWEPT = {"n_clusters": 7, "held_out_share": 0.2}
"""What the committed sweep was run with."""

ALL_SCORES = [
    *SCORES,
    *(f"shuffled_{score}" for score in SCORES if score != "stability"),
    "planted_ari",
]
"""The scores, the same on shuffled land, and the agreement with planted groups."""


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


def edition(path, source):
    """Say which swept product a file is.

    Parameters
    ----------
    path : path-like
        Of the product.
    source : str
        The chapter's parameter.

    Returns
    -------
    str or None
        ``"simulated"`` or ``"digitised"``; None for every other file.
    """
    if catalog.source_kind(source) == "simulated":
        return "simulated"
    digitised = catalog.registered("polder/grasp-digitised")
    return "digitised" if downloads.matches(Path(path), digitised) else None


def kept(path, source, settings):
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
        settings, that were not swept. ``python -m tools.sweeps`` keeps them.
    """
    table = pd.read_csv(catalog.committed("sweeps/polder/5_verdict.csv"))
    mine = table["source"].eq(edition(path, source)) & (settings == SWEPT)
    known = table["score"].isin(ALL_SCORES)  # the file may hold more than is shown
    return table[mine & known].drop(columns="source")


def spread(runs):
    """Give the median and the extremes over seeds.

    Parameters
    ----------
    runs : pandas.DataFrame
        From :func:`kept`.

    Returns
    -------
    pandas.DataFrame
        ``value``, ``low`` and ``high``, by score and method.
    """
    grouped = runs.groupby(["score", "method"], sort=False).value
    return grouped.agg(value="median", low="min", high="max")
