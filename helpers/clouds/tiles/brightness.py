"""How bright tiles are, and how much of them is cloud."""

import numpy as np
from PIL import Image

THRESHOLD = 127
"""Brightness above which a pixel is cloud, as in the report."""


def greyscale(image):
    """Give pictures of red, green and blue, 0–255, in grey: 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    image : array of uint8, shape (..., y, x, 3)

    Returns
    -------
    array of uint8, shape (..., y, x)
    """
    image = np.ascontiguousarray(image)
    flat = Image.fromarray(image.reshape(-1, *image.shape[-2:]))
    return np.asarray(flat.convert("L")).reshape(image.shape[:-1])


def mean(pictures):
    """Give the mean brightness of tiles: the simplest embedding, shape (n, 1).

    Parameters
    ----------
    pictures : uint8 array, shape (n, y, x, 3)

    Returns
    -------
    float32 array, shape (n, 1)
    """
    return np.asarray(pictures, np.float32).mean(axis=(1, 2, 3))[:, None]


def cover(pictures, threshold=THRESHOLD):
    """Give the cloudy share of tiles, shape (n,); uint8 pictures (n, y, x, 3).

    Parameters
    ----------
    pictures : uint8 array, shape (n, y, x, 3)
    threshold : int
        0–255.

    Returns
    -------
    array, shape (n,)
        0–1.
    """
    return (greyscale(pictures) > threshold).mean(axis=(1, 2))


def cover_in_scenes(scenes, table, threshold=THRESHOLD):
    """Give the share of each tile that is brighter than a threshold (0–255).

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    table : pandas.DataFrame
        Such as from :func:`helpers.clouds.tiles.placement.in_boxes`.
    threshold : int
        0–255.

    Returns
    -------
    array, shape (n,)
        0–1.
    """
    clouds = {
        i: greyscale(scenes[i].image.values) > threshold for i in table.scene.unique()
    }
    return np.array(
        [
            clouds[t.scene][t.y : t.y + t.height, t.x : t.x + t.width].mean()
            for t in table.itertuples()
        ]
    )
