"""A supervised classifier of cloud patterns: a residual backbone, and a head that decides.

Ramoul (2021, section 8) puts fully connected layers of 100, 30 and 10 units on a residual
network that had seen photographs; here nothing has been seen before.
"""

import functools

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import precision_recall_fscore_support
from torch import nn

from helpers import training
from helpers.clouds.embedding import networks
from helpers.clouds.embedding.encoder import Encoder
from helpers.clouds.products.boxes import LABELS
from helpers.errors import BadInput

HEAD = 100, 30, 10
"""Units of the head's layers but the last, in the report."""


class Classifier(Encoder):
    """Tell which of several classes a tile belongs to.

    Parameters
    ----------
    classes : int
    hidden : sequence of int
        Units of the head's layers but the last; each is followed by a rectifier.
    weights : sequence of float, optional
        Of the classes, in the loss; all 1 where they are not given.
    turned : bool
        Turn every batch by a random number of right angles, and mirror every second.
    stages : int
        Of the backbone.
    **settings
        Of :class:`helpers.clouds.embedding.encoder.Encoder`.

    Raises
    ------
    helpers.errors.BadInput
        For fewer than two classes, or weights of another number of them.
    """

    def __init__(
        self, classes=4, hidden=HEAD, weights=None, turned=True, stages=3, **settings
    ):
        if classes < 2 or (weights is not None and len(weights) != classes):
            raise BadInput(
                f"There are {classes} classes and the weights {weights}: give two classes "
                "or more, and a weight for each or none at all."
            )
        head = functools.partial(_head, hidden=hidden, classes=classes)
        super().__init__(stages=stages, head=head, **settings)
        self.turned = turned
        given = [1.0] * classes if weights is None else list(weights)
        self.register_buffer("weights", torch.tensor(given, dtype=torch.float32))

    @property
    def layers(self):
        """Names of the backbone's blocks, from early to last; ``gradcam`` takes
        them.

        Returns
        -------
        list of str
        """
        children = self.backbone.named_children()
        return [f"backbone.{n}" for n, each in children if isinstance(each, networks.Block)]

    def forward(self, tiles):
        """Return the logits of uint8 tiles (n, y, x, 3), shape (n, classes)."""
        return self.head(self.features(tiles))

    def training_step(self, batch, batch_idx):
        """Return the loss and the share that is right."""
        tiles, labels = batch
        logits = self(_turn(tiles) if self.turned else tiles)
        right = (logits.argmax(1) == labels).float().mean()
        loss = nn.functional.cross_entropy(logits, labels, self.weights)
        return {"loss": loss, "accuracy": right.detach()}


def _head(before, hidden, classes):
    layers = []
    for after in hidden:
        layers += [nn.Linear(before, after), nn.ReLU()]
        before = after
    return nn.Sequential(*layers, nn.Linear(before, classes))


def _turn(tiles):
    turned = torch.rot90(tiles, int(torch.randint(4, ())), (1, 2))
    return turned.flip(1) if torch.rand(()) < 0.5 else turned


def train(
    tiles, labels, n_epochs=30, seed=0, names=LABELS, weighted=True, batch=32, **settings
):
    """Train a classifier on tiles.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    labels : int array, shape (n,)
        Places in ``names``.
    n_epochs : int
    seed : int
        Of the first weights, the order of the tiles and how they are turned.
    names : sequence of str
        Of the classes.
    weighted : bool
        Whether each class counts as much as any other, however many tiles it has.
    batch : int
        Tiles per step.
    **settings
        Of `Classifier`.

    Returns
    -------
    network : Classifier
    history : pandas.DataFrame
        ``loss`` and ``accuracy`` on what was trained on, per epoch.

    Raises
    ------
    BadInput
        When the tiles are no such array, there are none, lengths differ, a label names
        no class, or a class has no tile.
    """
    tiles, labels = check(tiles, labels, names)
    counts = np.bincount(labels, minlength=len(names))
    if not counts.all():
        raise BadInput(
            f"No tile is of the class {names[counts.argmin()]}: give some, or leave the "
            "class out of the names."
        )
    weights = (len(labels) / len(names) / counts).tolist() if weighted else None
    network = Classifier(len(names), weights=weights, seed=seed, **settings)
    loader = training.batches(tiles, labels, size=batch, seed=seed)
    return network, training.fit(network, loader, n_epochs, seed)


def check(tiles, labels, names=LABELS):
    """Return tiles and labels as arrays; refuse what no classifier can learn from.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    labels : int array, shape (n,)
        Places in ``names``.
    names : sequence of str

    Returns
    -------
    tiles, labels : array

    Raises
    ------
    helpers.errors.BadInput
        When they are no such arrays, there are none, lengths differ, or a label names no
        class.
    """
    tiles, labels = networks.check_tiles(tiles), np.asarray(labels)
    if not len(tiles) or labels.shape != tiles.shape[:1]:
        raise BadInput(
            f"There are {len(tiles)} tiles and labels of shape {labels.shape}: give at "
            "least one tile, and a label for each."
        )
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= len(names):
        raise BadInput(
            f"The labels, {np.unique(labels)[:9].tolist()}, must be whole numbers from 0 "
            f"to {len(names) - 1}: give the places of the classes in {', '.join(names)}."
        )
    return tiles, labels.astype(np.int64)


def logits(network, tiles, batch=256):
    """Classify tiles; the largest logit wins, and their softmax gives probabilities.

    Parameters
    ----------
    network : Classifier
    tiles : uint8 array, shape (n, y, x, 3)
    batch : int
        Tiles at a time.

    Returns
    -------
    float32 array, shape (n, classes)
    """
    return _through(network, network, tiles, batch)


def features(network, tiles, batch=256):
    """Give what the backbone tells the head: float32, (n, width · 2^(stages − 1)).

    Parameters
    ----------
    network : Classifier
    tiles : uint8 array, shape (n, y, x, 3)
    batch : int
        Tiles at a time.

    Returns
    -------
    float32 array, shape (n, width · 2^(stages − 1))
    """
    return _through(network, network.features, tiles, batch)


def _through(network, part, tiles, batch):
    tiles = networks.check_tiles(tiles)
    network.eval()
    starts = range(0, max(len(tiles), 1), batch)
    with torch.inference_mode():
        out = [part(torch.from_numpy(tiles[s : s + batch].copy())) for s in starts]
    return torch.cat(out).numpy()


def per_class(labels, predicted, names=LABELS):
    """Score each class.

    Parameters
    ----------
    labels, predicted : int array, shape (n,)
    names : sequence of str

    Returns
    -------
    pandas.DataFrame
        ``precision`` (of those called so, how many are), ``recall`` (of those that are,
        how many are called so), ``f1`` (their harmonic mean) and ``tiles``, by class. NaN
        where nothing was called so, or nothing is.
    """
    columns = "precision", "recall", "f1", "tiles"
    scores = precision_recall_fscore_support(
        labels, predicted, labels=range(len(names)), zero_division=np.nan
    )
    return pd.DataFrame(dict(zip(columns, scores, strict=True)), index=list(names))
