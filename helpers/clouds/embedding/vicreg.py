"""Features of tiles learnt without any label, from two views of every tile.

VICReg: Bardes, Ponce & LeCun 2022, ICLR, https://arxiv.org/abs/2105.04906.
"""

from torch import nn

from helpers import training
from helpers.clouds.embedding import encoder, networks
from helpers.errors import BadInput

WEIGHTS = {"invariance": 25.0, "variance": 25.0, "covariance": 1.0}
"""Of the three parts of VICReg's loss, as published."""

STEADY = 1e-4
"""Added to a variance before its root is taken, as published."""


class VICReg(encoder.Encoder):
    """Learn features that stay where a tile is seen otherwise, and yet don't collapse.

    Parameters
    ----------
    expanded : int
        Numbers per view that the loss is taken on, behind the features.
    **settings
        Of :class:`helpers.clouds.embedding.encoder.Encoder`.
    """

    def __init__(self, expanded=128, **settings):
        super().__init__(head=lambda size: _expander(size, expanded), **settings)

    def training_step(self, batch, batch_idx):
        """Return the loss, and its three parts before they are weighed."""
        (tiles,) = batch
        first, second = (self.head(self.backbone(encoder.view(tiles))) for _ in range(2))
        parts = losses(first, second)
        loss = sum(WEIGHTS[name] * part for name, part in parts.items())
        return {"loss": loss} | {name: part.detach() for name, part in parts.items()}


def _expander(size, expanded):
    return nn.Sequential(
        nn.Linear(size, expanded),
        nn.BatchNorm1d(expanded),
        nn.ReLU(),
        nn.Linear(expanded, expanded),
    )


def losses(first, second):
    """Compute the three parts of VICReg's loss.

    Parameters
    ----------
    first, second : torch.Tensor, shape (n, d)
        What became of two views of the same n tiles.

    Returns
    -------
    dict of str to torch.Tensor
        ``invariance``, the mean squared difference; ``variance``, by how much the
        standard deviations fall short of 1, on average; ``covariance``, the sum of the
        squared covariances between different numbers, divided by d. The last two are
        added up (covariance) and averaged (variance) over the views, as published.
    """
    spreads = [(each.var(0) + STEADY).sqrt() for each in (first, second)]
    return {
        "invariance": nn.functional.mse_loss(first, second),
        "variance": sum((1 - spread).relu().mean() for spread in spreads) / 2,
        "covariance": sum(_off_diagonal(each) for each in (first, second)),
    }


def _off_diagonal(values):
    covariance = values.T.cov()
    rest = covariance - covariance.diagonal().diag()
    return rest.square().sum() / values.shape[1]


def train(tiles, n_epochs=10, batch=64, seed=0, **settings):
    """Train VICReg on tiles.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    n_epochs, batch : int
        The variance is taken over a batch: of some dozens at least.
    seed : int
        Of the weights, the order and the views.
    **settings
        Of `VICReg`.

    Returns
    -------
    network : VICReg
    history : pandas.DataFrame
        Per epoch the loss and its parts.

    Raises
    ------
    BadInput
        When the tiles are no such array, or fewer than two in a batch.
    """
    tiles = networks.check_tiles(tiles)
    if min(len(tiles), batch) < 2:
        raise BadInput(
            f"{len(tiles)} tiles in batches of {batch}: VICReg compares tiles; give at "
            "least two of each."
        )
    network = VICReg(seed=seed, **settings)
    rest = len(tiles) % batch == 1  # one tile alone has no variance
    data = training.batches(tiles, size=batch + rest, seed=seed)
    return network, training.fit(network, data, n_epochs, seed)
