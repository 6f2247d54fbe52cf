"""Cluster validation: silhouettes in one common space and in each method's own; stability.

What is scored comes from :func:`helpers.polder.clustering_methods.fit`.
"""

import numpy as np
import pandas as pd
from sklearn import metrics

JUDGED = 3000
"""Pixels that silhouettes are taken on: a random part, the same for all methods."""


def silhouettes(fit, seed=0):
    """Score each partition by its silhouette, in two spaces.

    Parameters
    ----------
    fit : helpers.polder.clustering_methods.Fit
    seed : int
        Of the part of the pixels that is judged.

    Returns
    -------
    pandas.DataFrame
        By method: ``common``, the mean silhouette among the land's own variables, and
        ``own``, that in the space that the method clustered in (Rousseeuw 1987). NaN
        where there is one cluster.
    """
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(fit.land), min(JUDGED, len(fit.land)), replace=False)
    common = fit.land.to_numpy()[rows]
    found = {
        name: {
            "common": _silhouette(common, labels[rows]),
            "own": _silhouette(space[rows], labels[rows]),
        }
        for name, (labels, space) in fit.partitions.items()
    }
    return pd.DataFrame(found).T


def _silhouette(space, labels):
    if not 2 <= np.unique(labels).size < len(labels):
        return np.nan
    return metrics.silhouette_score(space, labels)


def stability(first, second):
    """Compare two fits of the same methods, on the pixels that both were fitted to.

    Parameters
    ----------
    first, second : helpers.polder.clustering_methods.Fit

    Returns
    -------
    pandas.Series
        The adjusted Rand index by method: 1 for the same partition, 0 for chance
        (Ben-Hur, Elisseeff & Guyon 2002).
    """
    shared = first.land.index.intersection(second.land.index)
    pairs = {
        name: [_labels(fit, name, shared) for fit in (first, second)]
        for name in first.partitions
    }
    return pd.Series({name: metrics.adjusted_rand_score(*p) for name, p in pairs.items()})


def _labels(fit, name, pixels):
    return pd.Series(fit.partitions[name][0], fit.land.index)[pixels]
