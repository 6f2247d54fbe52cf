"""Eight ways to cluster the land into types.

Each method takes the scaled land (a table with a row per pixel, indexed by latitude and
longitude), a number of clusters and a seed. Each gives labels, shape (n,), and the space
that it clustered in, shape (n, dimensions).
"""

from functools import partial
from typing import NamedTuple

import pandas as pd
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA

from helpers.polder import autoencoder, tensor_decompositions
from helpers.polder.deep_clustering import idec, soft_silhouette
from helpers.polder.deep_clustering.clustering_network import check_clusters

BOND, ITERATIONS = 30, 10
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
    ranks = min(BOND, *cube.shape[:2]), 3
    cube.values = tensor_decompositions.tensor_train(cube.values, ranks, ITERATIONS)
    kept = cube.to_dataset("variable").to_dataframe().loc[land.index]
    return _by_kmeans(kept.to_numpy(), n_clusters, seed)


def vae(land, n_clusters, seed, latent):
    """Cluster the codes of a variational autoencoder by K-means."""
    network, _ = autoencoder.train(land, latent, seed=seed)
    return _by_kmeans(network.encode(land), n_clusters, seed)


METHODS = {
    "raw": raw,
    "ward": ward,
    "pca_3": pca,
    "tensor_train": tensor_train,
    "vae_2": partial(vae, latent=2),
    "vae_1": partial(vae, latent=1),
    "idec": idec.cluster,
    "soft_silhouette": soft_silhouette.cluster,
}
"""The methods by the name that metrics call them; each gives labels and its space first."""

_WORDS = "raw, Ward, PCA-3, tensor train, VAE-2, VAE-1, IDEC, soft silhouette"
NAMES = dict(zip(METHODS, _WORDS.split(", "), strict=True))
"""How the methods are called in tables and figures."""


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
    check_clusters(n_clusters, len(land))
    return Fit(land, {name: m(land, n_clusters, seed)[:2] for name, m in methods.items()})
