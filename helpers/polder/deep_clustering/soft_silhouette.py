"""Clustering by the soft silhouette of an autoencoder's codes.

Vardakas, Papakostas & Likas (2024), arXiv:2402.00608.
"""

from functools import partial

import numpy as np
import torch
from torch import nn

from helpers.polder import autoencoder
from helpers.polder.deep_clustering import clustering_network

ENTROPY = 0.01
"""Weight of the mean entropy of the probabilities (bits); ours, not tuned."""


def cluster(X, n_clusters, seed=0, latent=2, weight=0.1, **training):
    """Cluster by maximising the soft silhouette of an autoencoder's codes.

    Parameters
    ----------
    X : array, shape (n, variables)
        Scaled.
    n_clusters, seed, latent, **training
        As for :func:`helpers.polder.deep_clustering.idec.cluster`.
    weight : float
        Of 1 − soft silhouette beside the mean squared error. Ours; not tuned.

    Returns
    -------
    helpers.polder.deep_clustering.clustering_network.Clustering

    Raises
    ------
    BadInput
        As from :func:`helpers.polder.deep_clustering.idec.cluster`, and for a weight
        that is negative or no number.

    Notes
    -----
    The clustering head is a normalised layer of Gaussians, p ∝ exp(−‖z − c‖²/σ²),
    each with a centre and a width that are learnt.
    """
    autoencoder.check_weight("weight", weight)
    network = partial(_SoftSilhouette, weight=weight)
    return clustering_network.train(network, X, n_clusters, latent, seed, **training)


def score(codes, probabilities):
    """Give the mean silhouette of uncertain clusters.

    Parameters
    ----------
    codes : torch.Tensor, shape (n, features)
    probabilities : torch.Tensor, shape (n, k)

    Returns
    -------
    torch.Tensor
        Σ p (β − α) / max(α, β), averaged over the rows. α is the mean distance of a row
        to the *other* rows, weighted by their probability of a cluster; β the smallest
        α of the other clusters. With probabilities of 0 and 1 it equals Rousseeuw's
        silhouette. (The public code of the paper's authors takes sums in the place of
        the weighted means, so that β is the smallest cluster rather than the nearest.)
    """
    distances = torch.cdist(codes, codes, compute_mode="donot_use_mm_for_euclid_dist")
    others = probabilities.sum(0) - probabilities
    filled = others > 1e-6
    alpha = (distances @ probabilities / others.clamp_min(1e-6)).where(filled, torch.inf)
    nearest = alpha.topk(2, dim=1, largest=False).values
    beta = torch.where(alpha == nearest[:, :1], nearest[:, 1:], nearest[:, :1])
    # A cluster of one row counts 0, as in Rousseeuw's definition.
    usable = filled & beta.isfinite()
    alpha, beta = alpha.where(usable, 1.0), beta.where(usable, 1.0)
    silhouettes = (beta - alpha) / torch.maximum(alpha, beta).clamp_min(1e-12)
    return (probabilities * silhouettes).sum(1).mean()


class _SoftSilhouette(clustering_network.ClusteringNetwork):
    def __init__(self, start, means, weight):
        super().__init__(start, means)
        self.weight = weight
        spread = np.sqrt(means.inertia_ / len(means.labels_)) + 1e-6
        width = torch.full((len(self.centres),), float(np.log(spread)))
        self.log_width = nn.Parameter(width)

    def probabilities(self, codes):
        distances = torch.cdist(codes, self.centres)
        return torch.softmax(-((distances / self.log_width.exp()) ** 2), 1)

    def training_step(self, batch, batch_idx):
        rows, _ = batch
        codes, p, error = self.step(rows)
        silhouette = score(codes, p)
        bits = torch.special.entr(p.clamp_min(1e-12)).sum(1).mean() / np.log(2)
        loss = error + self.weight * (1 - silhouette) + ENTROPY * bits
        return {"loss": loss, "error": error.detach(), "silhouette": silhouette.detach()}
