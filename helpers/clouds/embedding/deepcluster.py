"""DeepCluster: clusters of features serve as labels, and the labels make the features.

Caron, Bojanowski, Joulin & Douze 2018, ECCV, https://arxiv.org/abs/1807.05520.
"""

import math
import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import normalized_mutual_info_score
from sklearn.preprocessing import normalize
from torch import nn
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    Sampler,
    TensorDataset,
    WeightedRandomSampler,
)

from helpers import training
from helpers.clouds.embedding import networks, tile2vec
from helpers.clouds.embedding.encoder import Encoder, view
from helpers.errors import BadInput


class Clusters(NamedTuple):
    """What DeepCluster gives.

    Attributes
    ----------
    labels : array, shape (n,)
        The cluster of each tile, found in the features of the last epoch.
    network : DeepCluster
        :func:`helpers.clouds.embedding.tile2vec.embed` gives its features.
    history : pandas.DataFrame
        Per epoch the loss, and ``nmi`` between the assignment that it began with and
        the one before; 0 in the first.
    """

    labels: np.ndarray
    network: "DeepCluster"
    history: pd.DataFrame


class DeepCluster(Encoder):
    """Learn to tell clusters apart that are found anew before every epoch.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    n_clusters : int
        7 in the report.
    n_components : int
        Principal components that clusters are found in. Caron et al. keep 256 of a
        million images; of a few hundred tiles, more than a few are noise, which
        whitening makes as loud as the rest.
    **settings
        Of :class:`helpers.clouds.embedding.encoder.Encoder`; the published notebook was
        ``frozen``.

    Raises
    ------
    BadInput
        When the tiles are no such array, or fewer than the clusters.
    """

    def __init__(self, tiles, n_clusters=7, n_components=5, **settings):
        tiles = networks.check_tiles(tiles)
        if not 2 <= n_clusters <= len(tiles):
            raise BadInput(
                f"{len(tiles)} tiles for {n_clusters} clusters: give two clusters or "
                "more, and as many tiles at least."
            )
        super().__init__(head=lambda size: nn.Linear(size, n_clusters), **settings)
        self.n_clusters, self.n_components = n_clusters, n_components
        self.tiles, self.seed = tiles, settings.get("seed", 0)
        self.labels = torch.zeros(len(tiles), dtype=torch.int64)

    def on_fit_start(self):
        """Fit the normalisations to the tiles."""
        self.fit_normalisations(self.tiles)

    def on_train_epoch_start(self):
        """Find the clusters of this epoch, and forget the layer that told the last ones."""
        before = self.labels.numpy().copy()
        self.labels.copy_(torch.as_tensor(self.assign(self.current_epoch)))
        self.nmi = normalized_mutual_info_score(before, self.labels.numpy())
        self.head.reset_parameters()
        for parameter in self.head.parameters():
            self.optimizers().optimizer.state.pop(parameter, None)
        self.train()
        self.backbone.train(not self.frozen)

    def assign(self, epoch):
        """Cluster the tiles by their present features: int array, shape (n,).

        Parameters
        ----------
        epoch : int
            Added to the seed.

        Returns
        -------
        int array, shape (n,)
        """
        features = whiten(tile2vec.embed(self, self.tiles), self.n_components)
        return clusters(features, self.n_clusters, self.seed + epoch)

    def training_step(self, batch, batch_idx):
        """Return the cross-entropy, and the agreement with the labels before."""
        tiles, labels = batch
        told = self.head(self.backbone(view(tiles)))
        loss = nn.functional.cross_entropy(told, labels)
        return {"loss": loss, "nmi": torch.tensor(self.nmi)}


class BalancedSampler(Sampler):
    """Draw batches in which each cluster is as frequent as any other.

    Parameters
    ----------
    labels : torch.Tensor of int, shape (n,)
        May be changed between epochs.
    count : int
        Rows of an epoch.
    batch : int
        Rows of a batch; the last one may be smaller.
    seed : int
    """

    def __init__(self, labels, count, batch, seed=0):
        self.labels, self.count, self.batch = labels, count, batch
        self.generator = torch.Generator().manual_seed(seed)

    def __len__(self):
        return math.ceil(self.count / self.batch)

    def __iter__(self):
        """Give lists of rows, some of them more than once."""
        weights = 1 / self.labels.bincount()[self.labels]
        drawn = WeightedRandomSampler(weights, self.count, generator=self.generator)
        yield from BatchSampler(drawn, self.batch, drop_last=False)


def whiten(features, n_components=5):
    """Turn features to unit spread in each principal direction, and rows to length 1.

    Parameters
    ----------
    features : array, shape (n, d)
    n_components : int
        Directions to keep, at most.

    Returns
    -------
    array, shape (n, min(n_components, n, d))
    """
    kept = min(n_components, *np.shape(features))
    return normalize(PCA(kept, whiten=True, random_state=0).fit_transform(features))


def clusters(points, n_clusters, seed=0):
    """Find exactly so many clusters by K-means.

    Parameters
    ----------
    points : array, shape (n, d)
    n_clusters : int
    seed : int

    Returns
    -------
    array of int, shape (n,)
        Every number from 0 to count − 1 is there.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # points that are alike
        labels = KMeans(n_clusters, n_init=3, random_state=seed).fit_predict(points)
    return refill(points, labels, n_clusters)


def refill(points, labels, n_clusters):
    """Give every empty cluster a half of the largest one.

    Parameters
    ----------
    points : array, shape (n, d)
    labels : array of int, shape (n,)
    n_clusters : int
        Clusters that shall be there; n at most.

    Returns
    -------
    array of int, shape (n,)
        The largest cluster is cut at the median of the number that varies most in it, as
        often as needed.

    Examples
    --------
    >>> refill(np.array([[0.0], [1.0], [2.0], [9.0]]), np.array([0, 0, 0, 2]), 3)
    array([0, 1, 1, 2])
    """
    points, labels = np.asarray(points, float), np.array(labels)
    for empty in np.setdiff1d(np.arange(n_clusters), labels):
        rows = np.flatnonzero(labels == np.bincount(labels).argmax())
        widest = points[rows].var(axis=0).argmax()
        order = points[rows, widest].argsort(kind="stable")
        labels[rows[order[len(rows) // 2 :]]] = empty
    return labels


def cluster(tiles, n_clusters=7, n_epochs=8, passes=4, batch=32, seed=0, **settings):
    """Cluster tiles by DeepCluster.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    n_clusters, n_epochs, batch : int
    passes : int
        Times that each tile is drawn in an epoch, on average. Caron et al. need one for
        their million images; of a few hundred, a pass is too short for the new layer.
    seed : int
        Of the weights, the clusters, and what is drawn.
    **settings
        Of `DeepCluster`.

    Returns
    -------
    Clusters

    Raises
    ------
    BadInput
        As `DeepCluster`.
    """
    network = DeepCluster(tiles, n_clusters, seed=seed, **settings)
    data = TensorDataset(torch.as_tensor(network.tiles), network.labels)
    sampler = BalancedSampler(network.labels, passes * len(network.tiles), batch, seed)
    loader = DataLoader(data, sampler=sampler, batch_size=None)
    history = training.fit(network, loader, n_epochs, seed)
    return Clusters(network.assign(n_epochs), network, history)
