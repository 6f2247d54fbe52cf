"""Many networks trained at once, so that a curve has its spread over first weights."""

import lightning
import torch
from torch import nn

from helpers import training
from helpers.errors import BadInput
from helpers.polder import autoencoder


def train(X, networks, n_epochs=30, batch=256, seed=0):
    """Train networks of one kind and size at once, on the same batches.

    Each learns what it would learn alone from these batches. Thirty take about as long
    as seven in a row.

    Parameters
    ----------
    X : array, shape (n, variables)
        Scaled.
    networks : list of helpers.polder.autoencoder.Autoencoder
        With first weights, and a β, of their own; trained in place.
    n_epochs, batch, seed : int
        As for :func:`helpers.polder.autoencoder.train`.

    Raises
    ------
    BadInput
        As from :func:`helpers.polder.autoencoder.train`, and when the networks are not
        of one kind and size.
    """
    if len({str(network) for network in networks}) != 1:
        raise BadInput("Give networks of one kind and size, and at least one.")
    rows = training.batches(autoencoder.rows_of(X), size=batch, seed=seed)
    together = _Abreast(networks)
    training.fit(together, rows, n_epochs, seed=seed)
    together.hand_back(networks)


class _Abreast(lightning.LightningModule):
    """Networks whose weights are stacked, so that a step of all is one step."""

    def __init__(self, networks):
        super().__init__()
        weights, self.constants = torch.func.stack_module_state(networks)
        self.names, self.weights = list(weights), nn.ParameterList(weights.values())
        form = networks[0]  # as no part of this module: its own weights stay out

        def cost(weights, constants, rows):
            return torch.func.functional_call(form, (weights, constants), (rows,))

        self.costs = torch.func.vmap(cost, (0, 0, None), randomness="different")

    def training_step(self, batch, batch_idx):
        weights = dict(zip(self.names, self.weights, strict=True))
        costs = self.costs(weights, self.constants, *batch)
        # In the slope of the sum, each network has that of its own loss.
        return {part: values.sum() for part, values in costs.items()}

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), autoencoder.LEARNING_RATE, fused=True)

    def hand_back(self, networks):
        for i, network in enumerate(networks):
            for name, weights in zip(self.names, self.weights, strict=True):
                network.get_parameter(name).data.copy_(weights[i])
            network.eval()
