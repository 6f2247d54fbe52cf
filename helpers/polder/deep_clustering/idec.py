"""IDEC, improved deep embedded clustering.

Guo et al. (2017), IJCAI, 1753, doi:10.24963/ijcai.2017/243.
"""

from functools import partial

import torch
from torch import nn

from helpers.polder.deep_clustering import clustering_network

GAMMA = 0.1
"""Weight of the clustering beside the reconstruction, as in the paper."""


def cluster(X, n_clusters, seed=0, latent=2, **training):
    """Cluster by improved deep embedded clustering.

    Parameters
    ----------
    X : array, shape (n, variables)
        Scaled.
    n_clusters, seed, latent : int
    **training
        ``n_pretraining_epochs`` and ``n_epochs``, of both parts, and ``batch``, as for
        :func:`helpers.polder.deep_clustering.clustering_network.train`.

    Returns
    -------
    helpers.polder.deep_clustering.clustering_network.Clustering

    Raises
    ------
    BadInput
        For numbers of clusters, latent dimensions or epochs that can't be.

    Notes
    -----
    The loss is the mean squared error + γ · KL(p‖q). The probabilities q are those of
    :func:`soft_assignment` and the target p, computed anew in every epoch, that of
    :func:`target_distribution`.
    """
    network = partial(_IDEC, X=X)
    return clustering_network.train(network, X, n_clusters, latent, seed, **training)


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

    Parameters
    ----------
    q : torch.Tensor, shape (n, k)

    Returns
    -------
    torch.Tensor, shape (n, k)

    Examples
    --------
    >>> target_distribution(torch.tensor([[0.5, 0.5], [0.8, 0.2]])).round(decimals=2)
    tensor([[0.3500, 0.6500],
            [0.9000, 0.1000]])
    """
    weight = q**2 / q.sum(0)
    return weight / weight.sum(1, keepdim=True)


class _IDEC(clustering_network.ClusteringNetwork):
    def __init__(self, start, means, X):
        super().__init__(start, means)
        self.X = X

    def probabilities(self, codes):
        return soft_assignment(codes, self.centres)

    def on_train_epoch_start(self):
        with torch.no_grad():
            codes = torch.tensor(self.start.encode(self.X))
            self.target = target_distribution(self.probabilities(codes))

    def training_step(self, batch, batch_idx):
        rows, index = batch
        _, q, error = self.step(rows)
        target = self.target[index]
        divergence = nn.functional.kl_div(q.log(), target, reduction="batchmean")
        loss = error + GAMMA * divergence
        return {"loss": loss, "error": error.detach(), "divergence": divergence.detach()}
