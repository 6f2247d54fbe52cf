"""Triplets of tiles, cut on the fly from scenes in memory.

A triplet is an anchor, a neighbour that shares half of its area in a random direction,
and a distant tile from another scene (Jean et al. 2019, AAAI,
https://arxiv.org/abs/1805.02855; Denby 2020, https://doi.org/10.1029/2019GL085190).
"""

import math

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from helpers.clouds.tiles import cutting, masking
from helpers.errors import BadInput

_ROUNDS = 1000  # attempts at filling a batch before a place is called too small


def half_overlap(angle, size):
    """Say where a tile shares half of its area with one at the origin.

    Moved by (u, v) tiles, a tile shares ``(1 − |u|)(1 − |v|)`` of its area: a half at
    the distance ``1 / (1 + |cos| + |sin|)`` in any direction.

    Parameters
    ----------
    angle : array
        Direction, in radians.
    size : int
        Side of a tile.

    Returns
    -------
    int array, shape (..., 2)
        The movement (y, x), rounded to pixels.

    Examples
    --------
    >>> half_overlap([0, np.pi / 2, np.pi / 4], 64).tolist()
    [[0, 32], [32, 0], [19, 19]]
    """
    towards = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
    distance = size / (1 + np.abs(towards).sum(axis=-1, keepdims=True))
    return np.rint(distance * towards).astype(int)


def batches(
    scenes, tile_px=256, input_px=64, usable=None, n_triplets=1024, batch=64, seed=0
):
    """Draw triplets anew in every epoch.

    Parameters
    ----------
    scenes : sequence of uint8 array, shape (y, x, 3)
        Two or more; they may differ in shape.
    tile_px : int
        Side in pixels of a scene.
    input_px : int
        Side at which tiles enter the network: ``tile`` or less.
    usable : sequence of bool array, shape (y, x), optional
        Where tiles may lie, for each scene: for instance neither land nor the gap
        between two swaths. Anywhere by default.
    n_triplets : int
        Triplets per epoch.
    batch : int
        Triplets per batch; the last one may be smaller.
    seed : int
        Of the places.

    Returns
    -------
    torch.utils.data.DataLoader
        Gives uint8 tensors (batch, 3, size, size, 3): anchor, neighbour, distant.

    Raises
    ------
    BadInput
        When a tile is larger than a scene, or fewer than two scenes have a place for
        tiles.
    """
    places = TripletSampler(scenes, tile_px, input_px, usable, n_triplets, batch, seed)
    tiles = TileDataset(
        [cutting.reduce(scene, tile_px / input_px) for scene in scenes], input_px
    )
    return DataLoader(tiles, sampler=places, batch_size=None)


class TileDataset(Dataset):
    """Cut out tiles at given places.

    Parameters
    ----------
    scenes : sequence of uint8 array, shape (y, x, 3)
        Reduced already.
    size : int
    """

    def __init__(self, scenes, input_px):
        self.scenes, self.size = scenes, input_px

    def __getitem__(self, places):
        """Return tiles (…, size, size, 3) at places (…, [scene, y, x])."""
        size = self.size
        tiles = [
            self.scenes[scene][y : y + size, x : x + size]
            for scene, y, x in places.reshape(-1, 3)
        ]
        stacked = np.stack(tiles).reshape(*places.shape[:-1], size, size, 3)
        return torch.from_numpy(stacked)


class TripletSampler(Sampler):
    """Draw where triplets lie; parameters as for `batches`.

    Each part of a triplet is drawn evenly, and the triplet is drawn again as a whole
    when one of them lies where it may not.
    """

    def __init__(self, scenes, tile_px, input_px, usable, n_triplets, batch, seed):
        if min(n_triplets, batch, input_px) < 1 or len(scenes) < 2:
            raise BadInput(
                f"{len(scenes)} scenes, {n_triplets} triplets, batches of {batch}, tiles "
                f"of {input_px}: give two scenes or more, and at least one of the others."
            )
        usable = [None] * len(scenes) if usable is None else usable
        pairs = zip(scenes, usable, strict=True)
        allowed = [_corners(scene, mask, tile_px, input_px) for scene, mask in pairs]
        self.scenes = np.flatnonzero([corners.any() for corners in allowed])
        if len(self.scenes) < 2:
            raise BadInput(
                f"Only {len(self.scenes)} of {len(scenes)} scenes have a usable place "
                f"for a tile of {tile_px} pixels: choose smaller tiles or other scenes."
            )
        self.allowed, self.shapes = _stacked(allowed)
        self.size, self.count, self.batch = input_px, n_triplets, batch
        self.random = np.random.default_rng(seed)

    def __len__(self):
        return math.ceil(self.count / self.batch)

    def __iter__(self):
        """Give places (batch, 3, [scene, y, x])."""
        for start in range(0, self.count, self.batch):
            yield self._drawn(min(self.batch, self.count - start))

    def _drawn(self, count):
        drawn = np.empty((0, 3, 3), int)
        for _ in range(_ROUNDS):
            drawn = np.concatenate([drawn, self._candidates(2 * count)])
            if len(drawn) >= count:
                return drawn[:count]
        raise BadInput(
            "The usable places leave no room for a neighbour that shares half of a "
            "tile: choose smaller tiles or other scenes."
        )

    def _candidates(self, count):
        scenes = self.random.integers(len(self.scenes), size=count)
        others = scenes + self.random.integers(1, len(self.scenes), size=count)
        anchor = self._anywhere(self.scenes[scenes])
        distant = self._anywhere(self.scenes[others % len(self.scenes)])
        angle = self.random.uniform(0, 2 * np.pi, size=count)
        neighbour = anchor.copy()
        neighbour[:, 1:] += half_overlap(angle, self.size)
        triplets = np.stack([anchor, neighbour, distant], axis=1)
        return triplets[self._allows(triplets).all(axis=1)]

    def _anywhere(self, scenes):
        corners = self.random.integers(self.shapes[scenes])
        return np.concatenate([scenes[:, None], corners], axis=1)

    def _allows(self, places):
        scene, corner = places[..., 0], places[..., 1:]
        inside = ((corner >= 0) & (corner < self.shapes[scene])).all(axis=-1)
        y, x = np.moveaxis(np.where(inside[..., None], corner, 0), -1, 0)
        return inside & self.allowed[scene, y, x]


def _corners(scene, mask, tile_px, input_px):
    """Say at which corners of the reduced scene a tile may lie."""
    shape = np.shape(scene)[:2]
    if min(shape) < tile_px:
        raise BadInput(
            f"A tile of {tile_px} pixels is larger than a scene of {shape}: choose one of "
            f"at most {min(shape)}."
        )
    if mask is None:
        height, width = cutting.reduced_shape(shape, tile_px / input_px)
        return np.ones((height - input_px + 1, width - input_px + 1), bool)
    if np.shape(mask) != shape:
        raise BadInput(f"A mask of {np.shape(mask)} is for a scene of {shape}: same shape.")
    barred = np.where(np.asarray(mask, bool), 0, 255).astype(np.uint8)
    small = cutting.reduce(np.repeat(barred[..., None], 3, axis=2), tile_px / input_px)
    return masking.wholly_inside(small[..., 0] == 0, input_px)


def _stacked(maps):
    """Put maps of several shapes into one array, and keep their shapes."""
    shapes = np.array([each.shape for each in maps])
    stack = np.zeros((len(maps), *shapes.max(axis=0)), bool)
    for one, each in zip(stack, maps, strict=True):
        one[: each.shape[0], : each.shape[1]] = each
    return stack, shapes
