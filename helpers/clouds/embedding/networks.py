"""Residual networks that turn images of any size into a few numbers.

Their weights begin random: weights that others trained on photographs are not needed
here, nor downloaded.
"""

import numpy as np
import torch
from torch import nn

from helpers.errors import BadInput

DEPTHS = {10: (1, 1, 1, 1), 18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
"""Blocks of each stage, by the number of layers with weights."""


def residual(depth=10, width=16, channels=3, stages=4):
    """Build the convolutional part of a residual network.

    With a width of 64, depths 18 and 34 are the networks of He et al. (2016, CVPR),
    https://arxiv.org/abs/1512.03385. Before the first layer each channel is
    standardised, by the mean and spread of what the network was trained on.

    Parameters
    ----------
    depth : int
        Layers with weights, the one that a study puts on top included: 10, 18 or 34.
    width : int
        Channels after the first layer; they double three times on the way.
    channels : int
        Of the images.
    stages : int
        Of the four, how many are kept: with fewer the network is cut earlier, and has
        fewer layers than its depth says.

    Returns
    -------
    torch.nn.Sequential
        From images (n, channels, y, x) to features (n, width · 2^(stages − 1)).

    Raises
    ------
    BadInput
        For another depth or number of stages, or a width below 1.
    """
    if depth not in DEPTHS or width < 1:
        raise BadInput(
            f"depth = {depth}, width = {width}: choose a depth of "
            f"{', '.join(map(str, DEPTHS))} and a width of at least 1."
        )
    if stages not in range(1, 5):
        raise BadInput(f"stages = {stages}: keep 1 to 4 of the network's four stages.")
    return nn.Sequential(
        nn.BatchNorm2d(channels, affine=False),
        nn.Conv2d(channels, width, 7, stride=2, padding=3, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, padding=1),
        *_blocks(DEPTHS[depth][:stages], width),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


def _blocks(repeats, width):
    before = width
    for stage, count in enumerate(repeats):
        after = width * 2**stage
        for block in range(count):
            yield Block(before, after, stride=2 if stage and block == 0 else 1)
            before = after


def check_tiles(tiles):
    """Return tiles as an array; refuse what is not uint8 of shape (n, y, x, 3).

    Parameters
    ----------
    tiles : array

    Returns
    -------
    uint8 array, shape (n, y, x, 3)

    Raises
    ------
    helpers.errors.BadInput
        When they are no such array.
    """
    tiles = np.asarray(tiles)
    if tiles.ndim != 4 or tiles.shape[3] != 3 or tiles.dtype != np.uint8:
        raise BadInput(
            f"The tiles are {tiles.dtype} of shape {tiles.shape}: give uint8 (n, y, x, 3)."
        )
    return tiles


def pixels(tiles):
    """Turn uint8 tiles (n, y, x, 3) into images (n, 3, y, x) from 0 to 1.

    Parameters
    ----------
    tiles : torch.Tensor of uint8, shape (n, y, x, 3)

    Returns
    -------
    torch.Tensor, shape (n, 3, y, x)
    """
    return tiles.permute(0, 3, 1, 2).float() / 255


def adam(network, learning_rate):
    """Give the optimiser Adam over the weights that are trained.

    Parameters
    ----------
    network : torch.nn.Module
    learning_rate : float

    Returns
    -------
    torch.optim.Adam
    """
    trained = [each for each in network.parameters() if each.requires_grad]
    return torch.optim.Adam(trained, learning_rate, fused=True)


class Block(nn.Module):
    """Two convolutions beside a short cut.

    Parameters
    ----------
    before, after : int
        Channels.
    stride : int
        Of the first convolution.
    """

    def __init__(self, before, after, stride=1):
        super().__init__()
        self.long = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.short = nn.Identity()
        if stride != 1 or before != after:
            self.short = nn.Sequential(
                nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after)
            )

    def forward(self, images):
        """Return the rectified sum of both ways."""
        return nn.functional.relu(self.long(images) + self.short(images))
