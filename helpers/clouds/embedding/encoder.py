"""A residual network from tiles to features, and the views that it is trained on."""

import lightning
import torch
from torch import nn
from torch.optim.swa_utils import update_bn

from helpers.clouds.embedding import networks


class Encoder(lightning.LightningModule):
    """A residual network from tiles to features, which methods train in their own ways.

    :func:`helpers.clouds.embedding.tile2vec.embed` computes what it makes of an array of
    tiles.

    Parameters
    ----------
    depth, width, stages : int
        As for :func:`helpers.clouds.embedding.networks.residual`; there are
        width · 2^(stages − 1) features.
    head : callable, optional
        From the number of features to a module that is trained behind them.
    frozen : bool
        Leave the backbone's random weights as they are, and learn the head only; what
        its normalisations know of the data still follows them.
    learning_rate : float
        Of Adam.
    seed : int
        Of the first weights.
    """

    def __init__(
        self,
        depth=10,
        width=16,
        stages=4,
        head=nn.Identity,
        frozen=False,
        learning_rate=1e-3,
        seed=0,
    ):
        super().__init__()
        self.learning_rate, self.frozen = learning_rate, frozen
        self.hparams.dimensions = width * 2 ** (stages - 1)
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.backbone = networks.residual(depth, width, stages=stages)
            self.head = head(self.hparams.dimensions)
        self.backbone.requires_grad_(not frozen)
        self.to(memory_format=torch.channels_last)

    def features(self, tiles):
        """Return what the backbone says of uint8 tiles (n, y, x, 3).

        Parameters
        ----------
        tiles : torch.Tensor of uint8, shape (n, y, x, 3)

        Returns
        -------
        torch.Tensor, shape (n, features)
        """
        return self.backbone(networks.pixels(tiles))

    def forward(self, tiles):
        """Return the features of uint8 tiles (n, y, x, 3)."""
        return self.features(tiles)

    def fit_normalisations(self, tiles, batch=256):
        """Fit the normalisations to tiles, leave all weights alone, and return itself.

        Parameters
        ----------
        tiles : uint8 array, shape (n, y, x, 3)
        batch : int
            Tiles at a time.

        Returns
        -------
        Encoder
        """
        update_bn(torch.as_tensor(tiles).split(batch), self)
        return self.eval()

    def configure_optimizers(self):
        """Return Adam over what is trained."""
        return networks.adam(self, self.learning_rate)


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
