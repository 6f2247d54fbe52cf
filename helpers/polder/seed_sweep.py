"""The scores of every method for one seed; a sweep has them for many."""

import pandas as pd
from sklearn.metrics import adjusted_rand_score

from helpers.polder import cluster_validation, controls, pixel_table
from helpers.polder.clustering_methods import METHODS, fit

SWEPT = {"n_clusters": 7, "held_out_share": 0.2}
"""What the committed sweep was run with."""

PUBLISHED = ("raw", "pca_3", "vae_2")
"""The methods of the original study; on two kinds of empty land only these are fitted."""

HARD = 0.6
"""Spread of planted groups at which methods begin to miss some."""


def run(land, seed, n_clusters, held_out_share):
    """Fit every method to two parts of the land, to land without types, to planted groups.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    seed, n_clusters : int
    held_out_share : float
        Of the blocks of ten degrees that a part lacks.

    Returns
    -------
    pandas.DataFrame
        ``on`` (the land, a null or planted groups), ``score``, ``method``, ``value``.
    """
    halves = [2 * seed, 2 * seed + 1]
    parts = [pixel_table.hold_out_blocks(land, half, held_out_share) for half in halves]
    fits = [fit(part, n_clusters, half) for part, half in zip(parts, halves, strict=True)]
    found = {("land", "stability"): cluster_validation.stability(*fits)}
    found |= _silhouettes("land", fits[0], seed)
    for name, draw in controls.NULLS.items():
        methods = METHODS if name == "Gaussian" else {m: METHODS[m] for m in PUBLISHED}
        empty = fit(draw(parts[0], seed), n_clusters, halves[0], methods)
        found |= _silhouettes(name, empty, seed)
    groups, truth = controls.planted(parts[0].iloc[::3], n_clusters, seed, HARD)
    again = fit(groups, n_clusters, halves[0]).partitions
    agreement = {m: adjusted_rand_score(truth, labels) for m, (labels, _) in again.items()}
    found["planted", "agreement"] = pd.Series(agreement)
    table = pd.concat(found, names=["on", "score", "method"]).round(4)
    return table.rename("value").reset_index()


def _silhouettes(land, fitted, seed):
    found = cluster_validation.silhouettes(fitted, seed)
    return {(land, f"silhouette, {space}"): found[space] for space in found}
