"""Autoencoders of the pixels' seven numbers, plain and variational.

The variational one is the original study's: Kingma & Welling 2014, arXiv:1312.6114.
"""

from numbers import Integral

import lightning
import numpy as np
import torch
from sklearn.decomposition import PCA
from torch import nn

from helpers import training
from helpers.errors import BadInput

HIDDEN = 38
"""Width of each hidden layer, as in the original's report for the land."""
LEARNING_RATE = 1e-3
"""Of Adam."""


class Autoencoder(lightning.LightningModule):
    """Squeeze rows into a few numbers and unfold them again.

    Parameters
    ----------
    variables : int
        Numbers per row.
    latent : int
        Numbers that are kept.
    seed : int
        Of the first weights.
    width : int
        Of each hidden layer.

    Raises
    ------
    BadInput
        When a size is no whole number of at least 1.
    """

    def __init__(self, variables, latent, seed=0, width=HIDDEN):
        super().__init__()
        sizes = {"variables": variables, "latent": latent, "width": width}
        for name, size in sizes.items():
            if not isinstance(size, Integral) or size < 1:
                raise BadInput(f"{name} = {size!r}: give a whole number from 1.")
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self._build(variables, latent, width)

    def _build(self, variables, latent, width):
        self.encoder = _dense(variables, width, width, nn.LeakyReLU(0.2))
        self.mean = nn.Linear(width, latent)
        self.decoder = _dense(latent, width, variables, nn.ReLU())

    def forward(self, rows):
        """Return what a batch of rows costs: the mean squared error as ``loss``."""
        guess = self.decoder(self.mean(self.encoder(rows)))
        return {"loss": nn.functional.mse_loss(guess, rows)}

    def training_step(self, batch, batch_idx):
        """Return the loss of a batch, and apart its parts where it has some."""
        return self(*batch)

    def configure_optimizers(self):
        """Return Adam; its fused steps are the same, and faster."""
        return torch.optim.Adam(self.parameters(), LEARNING_RATE, fused=True)

    def encode(self, X):
        """Return the latent numbers of rows, shape (n, latent): for a VAE, the means."""
        return self._through(lambda rows: self.mean(self.encoder(rows)), X)

    def decode(self, Z):
        """Return the rows that latent numbers stand for, shape (n, variables)."""
        return self._through(self.decoder, Z)

    def rebuild(self, X):
        """Return what is left of rows after the squeeze, shape of ``X``."""
        return self.decode(self.encode(X))

    def _through(self, function, X):
        with torch.inference_mode():
            return function(torch.as_tensor(np.asarray(X, np.float32))).numpy()


class PrincipalComponents:
    """Principal components under the names of the networks, to stand beside them.

    Parameters
    ----------
    X : array, shape (n, variables)
        Rows to fit.
    latent : int
        Components that are kept.
    """

    def __init__(self, X, latent):
        self.pca = PCA(latent, random_state=0).fit(np.asarray(X))
        self.encode, self.decode = self.pca.transform, self.pca.inverse_transform

    def rebuild(self, X):
        """Return what is left of rows after the squeeze, shape of ``X``."""
        return self.decode(self.encode(np.asarray(X)))


def _dense(given, width, wanted, first):
    """Make four linear layers with bends between, the first of its own kind."""
    layers = nn.Linear(given, width), first
    for _ in range(2):
        layers += nn.Linear(width, width), nn.ReLU()
    return nn.Sequential(*layers, nn.Linear(width, wanted))


class LinearAutoencoder(Autoencoder):
    """An autoencoder without bends, which can do no better than PCA.

    Its best squeeze spans the principal components (Baldi & Hornik 1989, Neural
    Networks 2, 53).
    """

    def _build(self, variables, latent, width):
        self.encoder = nn.Linear(variables, width)
        self.mean, self.decoder = nn.Linear(width, latent), nn.Linear(latent, variables)


class DenoisingAutoencoder(Autoencoder):
    """An autoencoder that learns to rebuild rows from noisy copies of them.

    Vincent et al. (2008), ICML, 1096, doi:10.1145/1390156.1390294.

    Parameters
    ----------
    variables, latent : int
    spoil : callable
        Takes a tensor of rows and returns a noisy copy, drawn anew each time.
    **settings
        As for :class:`Autoencoder`.
    """

    def __init__(self, variables, latent, spoil, **settings):
        super().__init__(variables, latent, **settings)
        self.spoil = spoil

    def forward(self, rows):
        """Return the mean squared error between clean rows and those rebuilt."""
        guess = self.decoder(self.mean(self.encoder(self.spoil(rows))))
        return {"loss": nn.functional.mse_loss(guess, rows)}


class VariationalAutoencoder(Autoencoder):
    """An autoencoder that knows each row's place in latent space up to a spread.

    The loss is the mean squared error + β · divergence, the Kullback-Leibler
    divergence of a row's latent Gaussian from the standard one, *summed* over the
    batch, as in the original study: β must be small. The weight is called as in
    β-VAE, Higgins et al. (2017), ICLR; the study's report calls it α.

    Parameters
    ----------
    variables, latent : int
    beta : float
        Weight of the divergence.
    **settings
        As for :class:`Autoencoder`.

    Raises
    ------
    BadInput
        As for :class:`Autoencoder`, and when β is negative or no number.
    """

    def __init__(self, variables, latent, beta=1e-6, **settings):
        check_weight("beta", beta)
        super().__init__(variables, latent, **settings)
        self.register_buffer("beta", torch.tensor(float(beta)))

    def _build(self, variables, latent, width):
        super()._build(variables, latent, width)
        self.log_variance = nn.Linear(width, latent)

    def forward(self, rows):
        """Return the loss, and apart its two parts."""
        features = self.encoder(rows)
        mean, log_variance = self.mean(features), self.log_variance(features)
        drawn = mean + torch.randn_like(mean) * torch.exp(log_variance / 2)
        error = nn.functional.mse_loss(self.decoder(drawn), rows)
        divergence = (mean**2 + log_variance.exp() - log_variance - 1).sum() / 2
        return {
            "loss": error + self.beta * divergence,
            "error": error.detach(),
            "divergence": divergence.detach(),
        }

    def log_variances(self, X):
        """Return the logarithm of the latent variances of rows, shape (n, latent)."""
        return self._through(lambda rows: self.log_variance(self.encoder(rows)), X)


def train(
    X, latent, kind=VariationalAutoencoder, n_epochs=30, batch=256, seed=0, **settings
):
    """Train an autoencoder on rows.

    Parameters
    ----------
    X : array, shape (n, variables)
        Scaled.
    latent : int
    kind : type
        :class:`Autoencoder` or one of its kinds.
    n_epochs, batch : int
        As in the original study by default.
    seed : int
        Of the weights, the order of the rows, and the draws.
    **settings
        Of the network.

    Returns
    -------
    network : Autoencoder
    history : pandas.DataFrame
        As from :func:`helpers.training.fit`.

    Raises
    ------
    BadInput
        When ``X`` is no table of finite numbers, or a size or weight can't be.
    """
    X = rows_of(X)
    network = kind(X.shape[1], latent, seed=seed, **settings)
    rows = training.batches(X, size=batch, seed=seed)
    return network, training.fit(network, rows, n_epochs, seed=seed)


def rows_of(X):
    """Return a table of rows as networks take it, or refuse it by ``BadInput``."""
    X = np.asarray(X, np.float32)
    if X.ndim != 2:
        raise BadInput(f"X has shape {X.shape}: give one row per pixel.")
    return X


def orient(network, X, reference):
    """Turn latent axes round, so that each rises with a reference variable.

    Training leaves their directions to chance; what the network rebuilds stays the same.

    Parameters
    ----------
    network : Autoencoder
        Changed in place.
    X : array, shape (n, variables)
    reference : array, shape (n,)
        For instance the NDVI.

    Returns
    -------
    Autoencoder
        The same network.

    Raises
    ------
    BadInput
        When lengths differ, or the reference has missing values.
    """
    reference = np.asarray(reference, float)
    if len(reference) != len(X):
        raise BadInput(
            f"X has {len(X)} rows and reference {len(reference)}: give one of each per "
            "pixel."
        )
    if not np.isfinite(reference).all():
        raise BadInput("reference has missing values: drop those pixels first.")
    rises = (reference - reference.mean()) @ network.encode(X) >= 0
    signs = torch.where(torch.as_tensor(rises), 1.0, -1.0)
    with torch.no_grad():
        network.mean.weight *= signs[:, None]
        network.mean.bias *= signs
        network.decoder[0].weight *= signs
    return network


def check_weight(name, weight):
    """Refuse, by ``BadInput``, a weight of a loss that is negative or no number."""
    if not 0 <= weight < np.inf:
        raise BadInput(f"{name} = {weight}: give a weight of 0 or more.")
