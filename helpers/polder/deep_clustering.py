"""Clusterings that shape the space they cluster: IDEC and the soft silhouette.

IDEC: Guo et al. (2017), IJCAI, 1753, doi:10.24963/ijcai.2017/243. Soft silhouette:
Vardakas, Papakostas & Likas (2024), arXiv:2402.00608. Both start from a trained
autoencoder with K-means on its codes.
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
    and ``history``, the means per epoch from `helpers.training.fit`.
    """

    labels: np.ndarray
    codes: np.ndarray
    history: pd.DataFrame


def idec(X, n_clusters, latent=2, gamma=0.1, refresh=1, seed=0, **training_settings):
    """Cluster by improved deep embedded clustering.

    Parameters
    ----------
    X : array, shape (n, variables)
        Scaled.
    n_clusters, latent : int
    gamma : float
        Weight of the clustering beside the reconstruction; 0.1 in the paper.
    refresh : int
        Epochs after which the target is computed anew.
    seed : int
    **training_settings
        ``pretraining`` and ``epochs``, the epochs of both parts, and ``batch``.

    Returns
    -------
    Clustering

    Raises
    ------
    BadInput
        For numbers of clusters, latent dimensions or epochs, or weights, that can't be.

    Notes
    -----
    The loss is the mean squared error + γ · KL(p‖q). The probabilities q are those of
    :func:`soft_assignment` and the target p that of :func:`target_distribution`.
    """
    _check_weights(gamma=gamma)
    if refresh < 1:
        raise BadInput(f"refresh = {refresh}: give the epochs between targets, 1 or more.")

    def network(*start):
        return _IDEC(*start, X, gamma, refresh)

    return _cluster(network, X, n_clusters, latent, seed, **training_settings)


def soft_silhouette(
    X, n_clusters, latent=2, weight=0.1, entropy=0.01, seed=0, **training_settings
):
    """Cluster by maximising the soft silhouette of an autoencoder's codes.

    Parameters
    ----------
    X : array, shape (n, variables)
        Scaled.
    n_clusters, latent : int
    weight, entropy : float
        Of 1 − soft silhouette, and of the mean entropy of the probabilities (bits),
        beside the mean squared error. Ours; not tuned.
    seed : int
    **training_settings
        As for :func:`idec`.

    Returns
    -------
    Clustering

    Raises
    ------
    BadInput
        As :func:`idec`.

    Notes
    -----
    The clustering head is a normalised layer of Gaussians, p ∝ exp(−‖z − c‖²/σ²),
    each with a centre and a width that are learnt.
    """
    _check_weights(weight=weight, entropy=entropy)

    def network(*start):
        return _SoftSilhouette(*start, weight, entropy)

    return _cluster(network, X, n_clusters, latent, seed, **training_settings)


def soft_assignment(codes, centres):
    """Give Student-t probabilities of clusters (Xie et al. 2016, eq. 1).

    Parameters
    ----------
    codes : torch.Tensor, shape (n, latent)
    centres : torch.Tensor, shape (k, latent)

    Returns
    -------
    torch.Tensor, shape (n, k)
    """
    kernel = 1 / (1 + torch.cdist(codes, centres) ** 2)
    return kernel / kernel.sum(1, keepdim=True)


def target_distribution(q):
    """Sharpen probabilities, and weigh clusters alike (Xie et al. 2016, eq. 3).

    Examples
    --------
    >>> target_distribution(torch.tensor([[0.5, 0.5], [0.8, 0.2]])).round(decimals=2)
    tensor([[0.3500, 0.6500],
            [0.9000, 0.1000]])
    """
    weight = q**2 / q.sum(0)
    return weight / weight.sum(1, keepdim=True)


def soft_silhouette_score(codes, probabilities):
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


def check_clusters(n_clusters, pixels):
    """Refuse, by `BadInput`, less than two clusters and as many as pixels."""
    if not 2 <= n_clusters < pixels:
        raise BadInput(
            f"n_clusters = {n_clusters}: give at least two and fewer than the "
            f"{pixels} pixels."
        )


def _check_weights(**weights):
    for name, weight in weights.items():
        if not 0 <= weight < np.inf:
            raise BadInput(f"{name} = {weight}: give a weight of 0 or more.")


def _cluster(network, X, n_clusters, latent, seed, pretraining=20, epochs=10, batch=256):
    X = np.asarray(X, np.float32)
    check_clusters(n_clusters, len(X))
    start, before = autoencoder.train(
        X, latent, autoencoder.Autoencoder, pretraining, batch, seed
    )
    means = KMeans(n_clusters, n_init=10, random_state=seed).fit(start.encode(X))
    model = network(start, means)
    rows = training.batches(X, np.arange(len(X)), size=batch, seed=seed)
    after = training.fit(model, rows, epochs, seed=seed)
    codes = start.encode(X)
    with torch.inference_mode():
        labels = model.probabilities(torch.as_tensor(codes)).argmax(1).numpy()
    return Clustering(labels, codes, pd.concat([before, after], ignore_index=True))


class _DeepClustering(lightning.LightningModule):
    """An autoencoder with a clustering head on its codes."""

    def __init__(self, start, means):
        super().__init__()
        self.start = start
        self.centres = nn.Parameter(torch.tensor(means.cluster_centers_))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), self.start.learning_rate, fused=True)

    def _step(self, rows):
        codes = self.start.mean(self.start.encoder(rows))
        error = nn.functional.mse_loss(self.start.decoder(codes), rows)
        return codes, self.probabilities(codes), error


class _IDEC(_DeepClustering):
    def __init__(self, start, means, X, gamma, refresh):
        super().__init__(start, means)
        self.X, self.gamma, self.refresh = np.asarray(X, np.float32), gamma, refresh

    def probabilities(self, codes):
        return soft_assignment(codes, self.centres)

    def on_train_epoch_start(self):
        if self.current_epoch % self.refresh == 0:
            with torch.no_grad():
                codes = torch.tensor(self.start.encode(self.X))
                self.target = target_distribution(self.probabilities(codes))

    def training_step(self, batch, batch_idx):
        rows, index = batch
        _, q, error = self._step(rows)
        target = self.target[index]
        divergence = nn.functional.kl_div(q.log(), target, reduction="batchmean")
        loss = error + self.gamma * divergence
        return {"loss": loss, "error": error.detach(), "divergence": divergence.detach()}


class _SoftSilhouette(_DeepClustering):
    def __init__(self, start, means, weight, entropy):
        super().__init__(start, means)
        self.weight, self.entropy = weight, entropy
        spread = np.sqrt(means.inertia_ / len(means.labels_)) + 1e-6
        width = torch.full((len(self.centres),), float(np.log(spread)))
        self.log_width = nn.Parameter(width)

    def probabilities(self, codes):
        distances = torch.cdist(codes, self.centres)
        return torch.softmax(-((distances / self.log_width.exp()) ** 2), 1)

    def training_step(self, batch, batch_idx):
        rows, _ = batch
        codes, p, error = self._step(rows)
        score = soft_silhouette_score(codes, p)
        bits = torch.special.entr(p.clamp_min(1e-12)).sum(1).mean() / np.log(2)
        loss = error + self.weight * (1 - score) + self.entropy * bits
        return {"loss": loss, "error": error.detach(), "silhouette": score.detach()}
