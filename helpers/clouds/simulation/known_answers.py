"""Masks and textures of which one can know what a method must make of them."""

import numpy as np
from scipy import ndimage

from helpers.clouds.tiles import cutting, grid


def masks(side=256, seed=0):
    """Draw small clouds on a lattice, anywhere, in groups, and along a line.

    Parameters
    ----------
    side : int
        Pixels; a multiple of 8.
    seed : int
        Of the random and of the clustered mask.

    Returns
    -------
    dict of str to array of bool, shape (side, side)
        ``lattice``: a square lattice that fills the domain, I_org = e^−π. ``random``:
        as many clouds anywhere, I_org near 0.5. ``clustered``: as many in four groups,
        I_org towards 1. ``line``: one row of pixels, of fractal dimension and
        orientation 1.
    """
    rng = np.random.default_rng(seed)
    step = side // 8
    ticks = np.arange(step // 2, side, step)
    lattice = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    anywhere = rng.integers(1, side - 1, lattice.shape)
    centres = rng.permutation([[1, 1], [1, 3], [3, 1], [3, 3]]) * side // 4
    groups = rng.normal(0, side / 20, (4, len(lattice) // 4, 2)) + centres[:, None]
    line = np.zeros((side, side), bool)
    line[side // 2 - 1] = True
    return {
        "lattice": _clouds(lattice, side),
        "random": _clouds(anywhere, side),
        "clustered": _clouds(groups.reshape(-1, 2), side),
        "line": line,
    }


def _clouds(places, side):
    """Put a cross of five pixels at each place."""
    mask = np.zeros((side, side), bool)
    rows, columns = np.clip(np.round(places).astype(int), 1, side - 2).T
    mask[rows, columns] = True
    return ndimage.binary_dilation(mask)


def textures(count=40, side=64, cover=0.3, seed=0):
    """Draw tiles of four textures that nobody takes for one another.

    Parameters
    ----------
    count : int
        Tiles of each.
    side : int
        Pixels.
    cover : float
        Bright share of every tile: none can be told by its brightness.
    seed : int

    Returns
    -------
    tiles : array of uint8, shape (4 · count, side, side, 3)
    kind : array of int, shape (4 · count,)
        0 grains, 1 blobs, 2 streaks along rows or columns, 3 a lattice of dots.
    """
    rng = np.random.default_rng(seed)
    fields = [draw(side, rng) for draw in _DRAWN for _ in range(count)]
    bright = [field > np.quantile(field, 1 - cover) for field in fields]
    tiles = np.where(np.array(bright)[..., None], 200, 40).astype(np.uint8)
    return tiles.repeat(3, axis=3), np.arange(len(_DRAWN)).repeat(count)


def _noise(*blur):
    def draw(side, rng):
        field = ndimage.gaussian_filter(rng.normal(size=(side, side)), blur, mode="wrap")
        return field if rng.random() < 0.5 else field.T

    return draw


def _dots(side, rng):
    first, second = np.meshgrid(*(np.arange(side) + rng.uniform(0, 8, (2, 1))))
    return np.cos(np.pi * first / 4) + np.cos(np.pi * second / 4)


_DRAWN = _noise(0.7, 0.7), _noise(4, 4), _noise(12, 1), _dots

TEXTURES = "stripes", "checks", "blobs", "noise"
"""What :func:`texture` can draw."""


def texture(kind, random, side=512):
    """Draw a scene of one unmistakable texture; all have one brightness and contrast.

    Parameters
    ----------
    kind : str
        Of `TEXTURES`.
    random : numpy.random.Generator
    side : int
        Pixels.

    Returns
    -------
    array of uint8, shape (side, side, 3)
    """
    y, x = np.mgrid[:side, :side] + random.uniform(0, 100, (2, 1, 1))
    pattern = {
        "stripes": lambda: np.sin((x + y) / 4),
        "checks": lambda: np.sin(x / 6) * np.sin(y / 6),
        "blobs": lambda: ndimage.gaussian_filter(random.normal(size=(side, side)), 6),
        "noise": lambda: ndimage.gaussian_filter(random.normal(size=(side, side)), 1),
    }[kind]()
    field = 128 + 100 * np.sign(pattern)
    return np.repeat(field.astype(np.uint8)[..., None], 3, axis=2)


def texture_scenes(seed=0):
    """Draw scenes of the four `TEXTURES` to learn from, and tiles of others to ask about.

    Parameters
    ----------
    seed : int

    Returns
    -------
    scenes : list of uint8 array, shape (512, 512, 3)
        Four of each texture.
    unseen : uint8 array, shape (n, 64, 64, 3)
        Tiles of other scenes of the same textures, of 128 pixels and reduced by half.
    kind : array of str, shape (n,)
        The texture of each tile.
    """
    random = np.random.default_rng(seed)
    scenes = [texture(kind, random) for kind in TEXTURES for _ in range(4)]
    places = grid.corners((768, 768), 128, 64).reshape(-1, 2)
    others = [texture(kind, random, 768) for kind in TEXTURES]
    unseen = np.concatenate([cutting.at_corners(scene, places, 128) for scene in others])
    return scenes, unseen, np.repeat(TEXTURES, len(places))
