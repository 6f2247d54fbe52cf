"""Tile2Vec: an embedding in which what lies close together comes to lie close together.

Jean et al. 2019, AAAI, https://arxiv.org/abs/1805.02855; for clouds Denby 2020,
https://doi.org/10.1029/2019GL085190.
"""

import torch
from torch import nn

from helpers import training
from helpers.clouds.embedding import networks, triplets
from helpers.clouds.embedding.encoder import Encoder
from helpers.errors import BadInput


class Tile2Vec(Encoder):
    """Learn from triplets to tell a tile's surroundings from elsewhere.

    The loss is [‖a − n‖² − ‖a − d‖² + m]₊ for the embeddings of anchor, neighbour and
    distant tile; the report's has no squares.

    Parameters
    ----------
    dimensions : int
        Numbers of an embedding.
    margin : float
        m: by how much a distant tile shall be farther away than a neighbour.
    squared : bool
        With squares, as published.
    turned : bool
        Flip and turn every tile at random, as the code of Jean et al. does.
    **settings
        Of :class:`helpers.clouds.embedding.encoder.Encoder`. Denby 2020 used depth 34
        and width 64.

    Raises
    ------
    helpers.errors.BadInput
        When a size or the margin is not positive.
    """

    def __init__(self, dimensions=100, margin=1.0, squared=True, turned=False, **settings):
        if dimensions < 1 or margin <= 0:
            raise BadInput(
                f"dimensions = {dimensions}, margin = {margin}: give positive ones."
            )
        super().__init__(head=lambda size: nn.Linear(size, dimensions), **settings)
        self.hparams.dimensions = dimensions
        self.margin, self.squared, self.turned = margin, squared, turned

    def forward(self, tiles):
        """Return the embeddings of uint8 tiles (n, y, x, 3), shape (n, dimensions)."""
        return self.head(self.features(tiles))

    def training_step(self, batch, batch_idx):
        """Return the loss, and the mean distances to neighbours and distant tiles."""
        tiles = batch.flatten(0, 1)
        embeddings = self(_turn(tiles) if self.turned else tiles)
        anchor, neighbour, distant = embeddings.unflatten(0, batch.shape[:2]).unbind(1)
        near = torch.linalg.vector_norm(anchor - neighbour, dim=1)
        far = torch.linalg.vector_norm(anchor - distant, dim=1)
        power = 2 if self.squared else 1
        excess = near**power - far**power + self.margin
        return {
            "loss": excess.relu().mean(),
            "neighbour": near.mean().detach(),
            "distant": far.mean().detach(),
        }


def _turn(tiles):
    """Flip tiles (n, y, x, …) along each axis and its diagonal, every second one."""
    for turn in (lambda t: t.flip(1), lambda t: t.flip(2), lambda t: t.transpose(1, 2)):
        chosen = (torch.rand(len(tiles)) < 0.5).to(tiles.device)
        tiles = torch.where(chosen[:, None, None, None], turn(tiles), tiles)
    return tiles


def train(scenes, n_epochs=6, seed=0, checkpoint=None, data=None, **settings):
    """Train an embedding on scenes.

    Parameters
    ----------
    scenes : sequence of uint8 array, shape (y, x, 3)
    n_epochs : int
    seed : int
        Of the weights and of the triplets' places.
    checkpoint : path, optional
        As for :func:`helpers.training.fit`.
    data : dict, optional
        Settings of :func:`helpers.clouds.embedding.triplets.batches`: ``tile_px``,
        ``input_px``, ``usable``, ``n_triplets``, ``batch``.
    **settings
        Of `Tile2Vec`.

    Returns
    -------
    network : Tile2Vec
    history : pandas.DataFrame
        Per epoch the loss, and the mean distances to ``neighbour`` and ``distant``.
    """
    network = Tile2Vec(seed=seed, **settings)
    loader = triplets.batches(scenes, seed=seed, **(data or {}))
    # a card changes the last digits; tiles in their thousands need one where there is one
    history = training.fit(network, loader, n_epochs, seed, checkpoint, accelerator="auto")
    return network, history


def embed(network, tiles, batch=256):
    """Give tiles their places in the embedding.

    Parameters
    ----------
    network : Tile2Vec
    tiles : uint8 array, shape (n, y, x, 3)
        Best of the size that it was trained on.
    batch : int
        Tiles at a time.

    Returns
    -------
    float32 array, shape (n, dimensions)

    Raises
    ------
    BadInput
        When the tiles are no such array.
    """
    tiles = networks.check_tiles(tiles)
    network = network.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    parts = [tiles[start : start + batch] for start in range(0, len(tiles), batch)]
    with torch.inference_mode():
        embedded = [network(torch.tensor(p, device=network.device)).cpu() for p in parts]
    empty = torch.empty(0, network.hparams.dimensions)
    return torch.cat([empty, *embedded]).numpy()
