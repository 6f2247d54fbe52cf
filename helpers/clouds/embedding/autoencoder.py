"""The report's convolutional autoencoder, and one that doesn't paint in blocks.

Ramoul (2021), table 3; the method is that of Alqahtani et al. (2018).
"""

import itertools

import lightning
import numpy as np
import torch
from torch import nn

from helpers import training
from helpers.clouds.embedding import networks, tile2vec
from helpers.errors import BadInput

CHANNELS = 128, 64, 32, 16, 8
"""Of the encoder's layers, table 3; each is followed by a pooling that halves the side."""

DECODED = 16, 32, 64, 128, 3
"""Of the decoder's layers, each of which doubles the side."""

REDUCTION = 2 ** len(CHANNELS)
"""The side of a tile over that of its latent image."""


class Autoencoder(lightning.LightningModule):
    """Squeeze tiles into a few numbers and paint them again.

    The table names neither rectifiers nor normalisations; ours has both between layers.

    Parameters
    ----------
    side : int
        Of the tiles, in pixels: a multiple of 32.
    kept : int
        Channels of the latent image, 8 in table 3; there are kept · (side / 32)²
        numbers per tile.
    blocks : bool
        Whether the decoder doubles sides by transposed 2 × 2 convolutions, as in the
        table, or by 3 × 3 convolutions and interpolation.
    learning_rate : float
        Of Adam.
    seed : int
        Of the first weights.

    Raises
    ------
    BadInput
        When the side is no multiple of 32, or nothing is kept.
    """

    def __init__(self, side=64, kept=8, blocks=True, learning_rate=5e-3, seed=0):
        super().__init__()
        if side < REDUCTION or side % REDUCTION or kept < 1:
            raise BadInput(
                f"side = {side}, kept = {kept}: give a multiple of {REDUCTION} pixels, and "
                "at least one channel."
            )
        self.save_hyperparameters()
        self.hparams.dimensions = kept * (side // REDUCTION) ** 2
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.encoder = _encoder(kept)
            self.decoder = _decoder(kept, blocks)
        self.to(memory_format=torch.channels_last)

    def forward(self, tiles):
        """Return the latent numbers of uint8 tiles (n, y, x, 3)."""
        return self.encoder(networks.pixels(tiles)).flatten(1)

    def training_step(self, batch, batch_idx):
        """Return the mean squared error, of brightness from 0 to 1."""
        images = networks.pixels(batch[0])
        return {"loss": nn.functional.mse_loss(self.decoder(self.encoder(images)), images)}

    def configure_optimizers(self):
        """Return Adam."""
        return networks.adam(self, self.hparams.learning_rate)


def _encoder(kept):
    layers = []
    for before, after in itertools.pairwise((3, *CHANNELS[:-1], kept)):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.MaxPool2d(2)]
        layers += [nn.BatchNorm2d(after), nn.ReLU()]
    return nn.Sequential(*layers[:-2])  # latent numbers may be negative


def _decoder(kept, blocks):
    layers = []
    for before, after in itertools.pairwise((kept, *DECODED)):
        layers += [*_double(before, after, blocks), nn.BatchNorm2d(after), nn.ReLU()]
    return nn.Sequential(*layers[:-2], nn.Sigmoid())


def _double(before, after, blocks):
    if blocks:
        return [nn.ConvTranspose2d(before, after, 2, stride=2)]
    enlarge = nn.Upsample(scale_factor=2, mode="bilinear")
    # zeros around an image of 2 × 2 would be most of what a kernel sees
    return [nn.Conv2d(before, after, 3, padding=1, padding_mode="replicate"), enlarge]


def train(tiles, n_epochs=10, batch=8, seed=0, **settings):
    """Train an autoencoder on square tiles.

    Parameters
    ----------
    tiles : uint8 array, shape (n, side, side, 3)
    n_epochs, batch : int
    seed : int
        Of the weights and the order.
    **settings
        Of `Autoencoder`.

    Returns
    -------
    network : Autoencoder
        :func:`helpers.clouds.embedding.tile2vec.embed` gives its latent numbers.
    history : pandas.DataFrame
        Per epoch the mean squared error.

    Raises
    ------
    BadInput
        When the tiles are no such array.
    """
    tiles = networks.check_tiles(tiles)
    network = Autoencoder(tiles.shape[1], seed=seed, **settings)
    data = training.batches(tiles, size=batch, seed=seed)
    return network, training.fit(network, data, n_epochs, seed)


def reconstruct(network, tiles, batch=64):
    """Paint tiles again from their latent numbers.

    Parameters
    ----------
    network : Autoencoder
    tiles : uint8 array, shape (n, side, side, 3)
    batch : int
        Tiles at a time.

    Returns
    -------
    float32 array, shape of ``tiles``
        Brightness from 0 to 1.
    """
    codes = tile2vec.embed(network, tiles, batch)
    side = network.hparams.side // REDUCTION
    codes = torch.as_tensor(codes).unflatten(1, (-1, side, side)).split(batch)
    with torch.inference_mode():
        painted = [network.decoder(part.to(network.device)).cpu() for part in codes]
    return torch.cat(painted).permute(0, 2, 3, 1).numpy()


def reconstruction_error(network, tiles):
    """Compute the mean squared error of painted tiles, brightness from 0 to 1.

    Parameters
    ----------
    network : Autoencoder
    tiles : uint8 array, shape (n, side, side, 3)

    Returns
    -------
    float
    """
    return float(
        np.mean((reconstruct(network, tiles) - networks.check_tiles(tiles) / 255) ** 2)
    )


def blockiness(images, size=2):
    """Measure how much images consist of blocks.

    Parameters
    ----------
    images : array, shape (n, y, x, …)
    size : int
        Side of the blocks in pixels, which begin at the upper left corner.

    Returns
    -------
    float
        (b − i) / (b + i), b the mean absolute step between neighbouring pixels across a
        border of two blocks, i inside a block: 0 where borders are like any other
        place, 1 where each block is of one value. Nothing where all is of one value.

    Raises
    ------
    BadInput
        When a block is no smaller than the image, or of one pixel.
    """
    images = np.asarray(images, float)
    if not 2 <= size < min(images.shape[1:3]):
        raise BadInput(
            f"size = {size}: give blocks of two pixels or more, smaller than the images "
            f"of {images.shape[1:3]}."
        )
    across, inside = [], []
    for axis in (1, 2):
        steps = np.moveaxis(np.abs(np.diff(images, axis=axis)), axis, 0)
        border = (np.arange(1, len(steps) + 1) % size) == 0
        across.append(steps[border].mean())
        inside.append(steps[~border].mean())
    across, inside = np.mean(across), np.mean(inside)
    return float((across - inside) / (across + inside)) if across + inside else np.nan
