"""Land whose answer is known, to try clusterings on: shuffled, and planted with groups."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist

from helpers.errors import BadInput

SHRINK = 0.05
"""The spread of planted groups as a part of the land's."""


def shuffled(land, seed):
    """Shuffle each variable on its own: the same values, and nothing to find.

    Parameters
    ----------
    land : pandas.DataFrame
    seed : int

    Returns
    -------
    pandas.DataFrame
        With the index and columns of ``land``.
    """
    rng = np.random.default_rng(seed)
    return land.apply(lambda column: rng.permutation(column.to_numpy()))


def planted(land, n_clusters, seed):
    """Plant compact groups, far apart, in belts of latitude, of the land's covariance.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    n_clusters, seed : int

    Returns
    -------
    land : pandas.DataFrame
        Each variable of mean 0 and deviation 1.
    truth : array of int, shape (n,)
        The group of each row.

    Raises
    ------
    BadInput
        When the land has too few latitudes for so many belts.
    """
    rng = np.random.default_rng(seed)
    truth = _belts(land.index.get_level_values("latitude"), n_clusters)
    centres = _apart(n_clusters, land.shape[1], rng)
    noise = rng.multivariate_normal(np.zeros(land.shape[1]), np.cov(land.T), len(land))
    rows = centres[truth] + SHRINK * noise
    scaled = (rows - rows.mean(0)) / rows.std(0)
    return pd.DataFrame(scaled, land.index, land.columns), truth


def _belts(latitude, count):
    """Number belts of latitude that hold about as many pixels each."""
    edges = np.quantile(latitude, np.linspace(0, 1, count + 1))
    if np.unique(edges).size <= count:
        raise BadInput(
            f"n_clusters = {count}: the land has too few latitudes for as many belts; "
            "give fewer clusters or more land."
        )
    return np.asarray(pd.qcut(latitude, count, labels=False), int)


def _apart(count, dimensions, rng, tries=200):
    """Draw centres again and again; keep the draw whose closest two are farthest."""
    draws = rng.normal(size=(tries, count, dimensions))
    return max(draws, key=lambda centres: pdist(centres).min(initial=np.inf))
