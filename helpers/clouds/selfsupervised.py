"""Features of tiles learnt without any label, from two views of every tile.

VICReg: Bardes, Ponce & LeCun 2022, ICLR, https://arxiv.org/abs/2105.04906.
"""

import lightning
import torch
from torch import nn
from torch.optim.swa_utils import update_bn

from helpers import training
from helpers.clouds import networks
from helpers.errors import BadInput

WEIGHTS = {"invariance": 25.0, "variance": 25.0, "covariance": 1.0}
"""Of the three parts of VICReg's loss, as published."""

STEADY = 1e-4
"""Added to a variance before its root is taken, as published."""


class Encoder(lightning.LightningModule):
    """A residual network from tiles to features, which methods train in their own ways.

    `helpers.clouds.tile2vec.embed` computes the features of an array of tiles.

    Parameters
    ----------
    depth, width : int
        As for `helpers.clouds.networks.residual`; there are 8 · width features.
    learning_rate : float
        Of Adam.
    seed : int
        Of the first weights.
    """

    def __init__(self, depth=10, width=16, learning_rate=1e-3, seed=0):
        super().__init__()
        self.learning_rate = learning_rate
        self.hparams.dimensions = 8 * width
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.backbone = networks.residual(depth, width)
            self.head = self._head(8 * width)
        self.to(memory_format=torch.channels_last)

    def _head(self, dimensions):
        return nn.Identity()

    def forward(self, tiles):
        """Return the features of uint8 tiles (n, y, x, 3), shape (n, 8 · width)."""
        return self.backbone(networks.pixels(tiles))

    def settle(self, tiles, batch=256):
        """Fit the normalisations to tiles, and leave all weights as they are."""
        update_bn(torch.as_tensor(tiles).split(batch), self)
        return self.eval()

    def configure_optimizers(self):
        """Return Adam over what is trained."""
        return networks.adam(self, self.learning_rate)


class VICReg(Encoder):
    """Learn features that stay where a tile is seen otherwise, and yet don't collapse.

    Parameters
    ----------
    expanded : int
        Numbers per view that the loss is taken on, behind the features.
    **settings
        Of `Encoder`.
    """

    def __init__(self, expanded=128, **settings):
        self.expanded = expanded
        super().__init__(**settings)

    def _head(self, dimensions):
        return nn.Sequential(
            nn.Linear(dimensions, self.expanded),
            nn.BatchNorm1d(self.expanded),
            nn.ReLU(),
            nn.Linear(self.expanded, self.expanded),
        )

    def training_step(self, batch, batch_idx):
        """Return the loss, and its three parts before they are weighed."""
        (tiles,) = batch
        first, second = (self.head(self.backbone(view(tiles))) for _ in range(2))
        parts = losses(first, second)
        loss = sum(WEIGHTS[name] * part for name, part in parts.items())
        return {"loss": loss} | {name: part.detach() for name, part in parts.items()}


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


def view(tiles, least=0.7, gain=0.2):
    """Look at tiles otherwise: flipped, turned, cropped, brighter or darker.

    Parameters
    ----------
    tiles : torch.Tensor of uint8, shape (n, y, x, 3)
    least : float
        Side of the smallest crop as a part of the tile's.
    gain : float
        Largest change of brightness, as a part of it.

    Returns
    -------
    torch.Tensor, shape (n, 3, y, x)
        Drawn by torch's random state. Turns are by right angles.
    """
    count = len(tiles)
    side = least + (1 - least) * torch.rand(count, 1)
    axes = torch.eye(2).repeat(count, 1, 1)
    axes = torch.where(torch.rand(count, 1, 1) < 0.5, axes.flip(1), axes)
    signs = torch.where(torch.rand(count, 2) < 0.5, -1.0, 1.0)
    middle = (1 - side) * (2 * torch.rand(count, 2) - 1)
    theta = torch.cat([axes * (side * signs)[..., None], middle[..., None]], dim=2)
    images = networks.pixels(tiles)
    grid = nn.functional.affine_grid(theta, images.shape, align_corners=False)
    settings = {"padding_mode": "border", "align_corners": False}
    seen = nn.functional.grid_sample(images, grid.to(images), **settings)
    change = 1 + gain * (2 * torch.rand(count, 1, 1, 1) - 1)
    return (seen * change.to(images)).contiguous(memory_format=torch.channels_last)


def train(tiles, epochs=10, batch=64, seed=0, **settings):
    """Train VICReg on tiles.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    epochs, batch : int
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
    return network, training.fit(network, data, epochs, seed)
