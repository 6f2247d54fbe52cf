"""Eight ways to cut the land into types, and land to try them on.

Neighbouring pixels are alike, so that single ones would be no loss: where land is left
out, whole blocks of 10° × 10° go.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA

from helpers.errors import BadInput
from helpers.polder import autoencoder, decompositions, deep_clustering

NAMES = {
    "raw": "raw",
    "ward": "Ward",
    "pca_3": "PCA-3",
    "tensor_train": "tensor train",
    "vae_2": "VAE-2",
    "vae_1": "VAE-1",
    "idec": "IDEC",
    "soft_silhouette": "soft silhouette",
}

BOND, ROUNDS = 30, 10
"""Of the tensor train: with these it stores about as many numbers as PCA-3."""


def _by_kmeans(space, n_clusters, seed):
    means = KMeans(n_clusters, n_init=10, random_state=seed)
    return means.fit_predict(space), space


def raw(land, n_clusters, seed):
    """Cluster the seven variables by K-means."""
    return _by_kmeans(land.to_numpy(), n_clusters, seed)


def ward(land, n_clusters, seed):
    """Cluster the seven variables by Ward's hierarchy; nothing is drawn."""
    return AgglomerativeClustering(n_clusters).fit_predict(land), land.to_numpy()


def pca(land, n_clusters, seed):
    """Cluster three principal components by K-means."""
    return _by_kmeans(PCA(3, random_state=0).fit_transform(land), n_clusters, seed)


def tensor_train(land, n_clusters, seed):
    """Cluster what a tensor train of the map keeps of each pixel by K-means."""
    cube = land.to_xarray().to_array().transpose("latitude", "longitude", "variable")
    row, column = (
        cube.indexes[name].get_indexer(land.index.get_level_values(name))
        for name in ("latitude", "longitude")
    )
    ranks = min(BOND, *cube.shape[:2]), 3
    kept = decompositions.tensor_train(cube.values, ranks, ROUNDS)
    return _by_kmeans(kept[row, column], n_clusters, seed)


def vae(latent):
    """Give a method: K-means on a variational autoencoder's codes."""

    def method(land, n_clusters, seed):
        network, _ = autoencoder.train(land, latent, seed=seed)
        return _by_kmeans(network.encode(land), n_clusters, seed)

    return method


def deep(cluster):
    """Give a method: a clustering of `deep_clustering` in two dimensions."""

    def method(land, n_clusters, seed):
        found = cluster(land, n_clusters, seed=seed)
        return found.labels, found.codes

    return method


METHODS = {
    "raw": raw,
    "ward": ward,
    "pca_3": pca,
    "tensor_train": tensor_train,
    "vae_2": vae(2),
    "vae_1": vae(1),
    "idec": deep(deep_clustering.idec),
    "soft_silhouette": deep(deep_clustering.soft_silhouette),
}
"""Each takes scaled land, a number of clusters and a seed; gives labels and the space
that it clustered in."""


class Fit(NamedTuple):
    """Pixels, and by method the labels and the own space of a partition of them."""

    land: pd.DataFrame
    partitions: dict


def fit(land, n_clusters, seed, methods=METHODS):
    """Partition the land by every method.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    n_clusters : int
    seed : int
    methods : dict of str to callable

    Returns
    -------
    Fit

    Raises
    ------
    BadInput
        For less than two clusters, or one per pixel.
    """
    deep_clustering.check_clusters(n_clusters, len(land))
    return Fit(land, {name: m(land, n_clusters, seed) for name, m in methods.items()})


def blocks(index, size=10):
    """Number the blocks of size° × size° that pixels lie in.

    Examples
    --------
    >>> pixels = [(0.5, 0.5), (9.5, 9.5), (10.5, 0.5)]
    >>> blocks(pd.MultiIndex.from_tuples(pixels, names=["latitude", "longitude"]))
    array([ 918,  918, 1018])
    """
    row = np.floor_divide(index.get_level_values("latitude") + 90, size)
    column = np.floor_divide(index.get_level_values("longitude") + 180, size)
    return (row * 100 + column).to_numpy(int)


def without_some_blocks(land, seed, share):
    """Leave out a random share of the blocks.

    Parameters
    ----------
    land : pandas.DataFrame
        Indexed by latitude and longitude.
    seed : int or sequence of int
    share : float
        Of the blocks.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    BadInput
        When the share is negative, or nothing would be left.
    """
    if not 0 <= share < 1:
        raise BadInput(f"share = {share}: leave out a part from 0 to less than 1.")
    number = blocks(land.index)
    known = np.unique(number)
    gone = np.random.default_rng(seed).choice(known, round(share * known.size), False)
    return land[~np.isin(number, gone)]


def shuffled(land, seed):
    """Shuffle each variable on its own: the same values, and nothing to find."""
    rng = np.random.default_rng(seed)
    return land.apply(lambda column: rng.permutation(column.to_numpy()))


def planted(land, n_clusters, seed, shrink=0.05):
    """Plant compact groups, far apart, in belts of latitude.

    Parameters
    ----------
    land : pandas.DataFrame
        Scaled, indexed by latitude and longitude.
    n_clusters, seed : int
    shrink : float
        The groups' spread as a part of the land's, whose covariance they share.

    Returns
    -------
    land : pandas.DataFrame
    truth : array of int

    Raises
    ------
    BadInput
        When the land has too few latitudes for so many belts.
    """
    rng = np.random.default_rng(seed)
    truth = _belts(land.index.get_level_values("latitude"), n_clusters)
    centres = _apart(n_clusters, land.shape[1], rng)
    noise = rng.multivariate_normal(np.zeros(land.shape[1]), np.cov(land.T), len(land))
    rows = centres[truth] + shrink * noise
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
    gaps = np.linalg.norm(draws[:, :, None] - draws[:, None], axis=3)
    gaps[:, np.arange(count), np.arange(count)] = np.inf
    return draws[gaps.min((1, 2)).argmax()]
