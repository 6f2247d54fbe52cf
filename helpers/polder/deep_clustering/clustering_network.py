"""What deep clusterings have in common: a clustering head on an autoencoder's codes.

The autoencoder is trained first, K-means on its codes gives the first centres, and both
are then trained together with a second loss, which each method defines.
"""

from typing import NamedTuple

import lightning
import numpy as np
import pandas as pd
import torch
from sklearn.cluster import KMeans
from torch import nn

from helpers import training
from helpers.errors import BadInput
from helpers.polder import autoencoder


class Clustering(NamedTuple):
    """What a deep clustering gives.

    ``labels``, shape (n,); ``codes``, shape (n, latent), the space that was shaped;
    ``history``, the means per epoch from :func:`helpers.training.fit`; and ``before``,
    the codes of the autoencoder that it started from.
    """

    labels: np.ndarray
    codes: np.ndarray
    history: pd.DataFrame
    before: np.ndarray


def train(
    network, X, n_clusters, latent, seed, n_pretraining_epochs=20, n_epochs=10, batch=256
):
    """Train an autoencoder, put a clustering head on it, and train both.

    Parameters
    ----------
    network : callable
        Takes the trained :class:`helpers.polder.autoencoder.Autoencoder` and the
        ``sklearn.cluster.KMeans`` of its codes, gives a :class:`ClusteringNetwork`.
    X : array, shape (n, variables)
        Scaled.
    n_clusters, latent, seed : int
    n_pretraining_epochs, n_epochs : int
        Of the autoencoder alone, and of both.
    batch : int

    Returns
    -------
    Clustering

    Raises
    ------
    BadInput
        For numbers of clusters, latent dimensions or epochs that can't be.
    """
    X = np.asarray(X, np.float32)
    check_clusters(n_clusters, len(X))
    start, before = autoencoder.train(
        X, latent, autoencoder.Autoencoder, n_pretraining_epochs, batch, seed
    )
    first = start.encode(X)
    means = KMeans(n_clusters, n_init=10, random_state=seed).fit(first)
    model = network(start, means)
    rows = training.batches(X, np.arange(len(X)), size=batch, seed=seed)
    after = training.fit(model, rows, n_epochs, seed=seed)
    history = pd.concat([before, after], ignore_index=True)
    codes = start.encode(X)
    with torch.inference_mode():
        labels = model.probabilities(torch.as_tensor(codes)).argmax(1).numpy()
    return Clustering(labels, codes, history, first)


def check_clusters(n_clusters, pixels):
    """Refuse, by ``BadInput``, less than two clusters and as many as pixels.

    Parameters
    ----------
    n_clusters, pixels : int
    """
    if not 2 <= n_clusters < pixels:
        raise BadInput(
            f"n_clusters = {n_clusters}: give at least two and fewer than the "
            f"{pixels} pixels."
        )


class ClusteringNetwork(lightning.LightningModule):
    """An autoencoder with a clustering head on its codes.

    A method gives it ``probabilities(codes)``, shape (n, k), and a ``training_step``.

    Parameters
    ----------
    start : helpers.polder.autoencoder.Autoencoder
        Trained; goes on being trained.
    means : sklearn.cluster.KMeans
        Fitted to its codes: the first centres.
    """

    def __init__(self, start, means):
        super().__init__()
        self.start = start
        self.centres = nn.Parameter(torch.tensor(means.cluster_centers_))

    def configure_optimizers(self):
        """Return Adam over the autoencoder and the head."""
        return torch.optim.Adam(self.parameters(), autoencoder.LEARNING_RATE, fused=True)

    def step(self, rows):
        """Return codes, their probabilities of clusters, and the reconstruction error."""
        codes = self.start.mean(self.start.encoder(rows))
        error = nn.functional.mse_loss(self.start.decoder(codes), rows)
        return codes, self.probabilities(codes), error
