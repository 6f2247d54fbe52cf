"""Land whose answer is known: three kinds without types, and one with planted groups."""

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import pdist

from helpers.errors import BadInput

SPREAD = 0.05
"""The spread of planted groups as a part of the land's: far apart."""


def shuffled(land, seed):
    """Shuffle each variable on its own: the same values, tied to nothing.

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


def gaussian(land, seed):
    """Draw one Gaussian cloud with the means and the covariances of the land.

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
    drawn = rng.multivariate_normal(land.mean(), np.cov(land.T), len(land))
    return pd.DataFrame(drawn, land.index, land.columns)


def copula(land, seed):
    """Draw land with the values of each variable and a Gaussian's ties between them.

    A Gaussian cloud is drawn with the correlations that the land's ranks have, and its
    ranks are filled with the land's own values (Gaussian copula; Nelsen 2006, sect. 2.3).

    Parameters
    ----------
    land : pandas.DataFrame
    seed : int

    Returns
    -------
    pandas.DataFrame
        With the index and columns of ``land``.

    Examples
    --------
    >>> land = pd.DataFrame({"a": [1.0, 2.0, 9.0], "b": [5.0, 6.0, 8.0]})
    >>> copula(land, seed=0)["a"].sort_values().tolist()
    [1.0, 2.0, 9.0]
    """
    scores = land.rank().apply(lambda ranks: stats.norm.ppf(ranks / (len(land) + 1)))
    order = gaussian(scores, seed).rank(method="first").astype(int) - 1
    return order.apply(lambda ranks: np.sort(land[ranks.name].to_numpy())[ranks])


NULLS = {"shuffled": shuffled, "Gaussian": gaussian, "copula": copula}
"""Ways to draw land without types: each keeps something else of the land."""


def planted(land, n_clusters, seed, spread=SPREAD):
    """Plant compact groups in belts of latitude, of the land's covariance.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    n_clusters, seed : int
    spread : float
        Of a group, as a part of the land's. The centres have a spread of 1: at 1 the
        groups run into each other.

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
    rows = centres[truth] + spread * noise
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
