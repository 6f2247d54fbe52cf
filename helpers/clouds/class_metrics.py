"""Organisation metrics of tiles that a crowd gave a label."""

import numpy as np
import pandas as pd
from PIL import Image
from tqdm.auto import tqdm

from helpers.clouds import organisation
from helpers.clouds.scenes import usable
from helpers.errors import BadInput

KM = 1.11
"""Side of a pixel of 0.01° of latitude, in km."""

TWENTY = {
    "cloud_fraction": "cloud_fraction",
    "fractal_dimension": "fractal_dimension",
    "open_sky_max": "open_sky",
    "cop": "cop",
    "iorg": "iorg",
    "scai": "scai",
    "max_object_length_scale": "max_length_scale",
    "mean_object_eccentricity": "mean_eccentricity",
    "mean_object_length_scale": "mean_length_scale",
    "mean_object_perimeter_length": "mean_perimeter_length",
    "num_objects": "num_objects",
    "orientation": "orientation",
    "spectral_length_moment": "spectral_length_moment",
    "spectral_anisotropy": "spectral_anisotropy",
    "spectral_slope": "spectral_slope",
    "woi1": "woi1",
    "woi2": "woi2",
    "woi3": "woi3",
    "scalar_mean": "mean",
    "scalar_var": "var",
}
"""Our name of each metric of the GOES-16 tables, and theirs."""


def brightness(scene):
    """Give a scene in grey, 0–255: 0.299 R + 0.587 G + 0.114 B."""
    return np.asarray(Image.fromarray(scene.image.values).convert("L"))


def labelled_tiles(scenes, tile=256, most=60, seed=0):
    """Label the tiles of all scenes; keep at most so many of a label, drawn at random.

    A tile with a pixel of land, or where no swath saw, is left out.

    Parameters
    ----------
    scenes : list of helpers.clouds.scenes.Scene
    tile : int
        Side in pixels.
    most : int
    seed : int

    Returns
    -------
    DataFrame
        ``scene``, ``row``, ``column``, ``label``.

    Raises
    ------
    BadInput
        When no tile has a label.
    """
    parts = []
    for scene in scenes:
        good = usable(scene.image.values)
        part = label_tiles(scene.boxes, good.shape, tile).assign(scene=scene.name)
        seen = [cut(good, r, c, tile).all() for r, c in part[["row", "column"]].values]
        parts.append(part[np.array(seen, bool)])
    tiles = pd.concat(parts).sample(frac=1, random_state=seed)
    if tiles.empty:
        raise BadInput(f"No tile of {tile} pixels lies within a box: give a smaller one.")
    kept = tiles.groupby("label").head(most)
    return kept.sort_values(["label", "scene", "row", "column"]).reset_index(drop=True)


def label_tiles(boxes, shape, tile):
    """Fill each box with tiles side by side, from its upper left corner on.

    Parameters
    ----------
    boxes : DataFrame
        ``x1``, ``y1``, ``x2``, ``y2`` in pixels and ``label``, of one scene.
    shape : (int, int)
        Rows and columns of the scene.
    tile : int
        Side in pixels.

    Returns
    -------
    DataFrame
        ``row``, ``column`` of the upper left corner, ``label``. Tiles of one label don't
        overlap: what several people call the same counts once. Where they differ, each
        label has a tile of its own.

    Raises
    ------
    BadInput
        When the tile is larger than the scene.

    Examples
    --------
    >>> box = pd.DataFrame([[0, 0, 100, 50, "Fish"]], columns="x1 y1 x2 y2 label".split())
    >>> label_tiles(box, (100, 100), 50).values.tolist()
    [[0, 0, 'Fish'], [0, 50, 'Fish']]
    """
    if tile > min(shape):
        raise BadInput(
            f"A tile of {tile} pixels is larger than the scene of {shape[0]} × {shape[1]}: "
            "give a smaller one."
        )
    found = []
    for box in boxes.itertuples():
        for row in range(int(box.y1), int(box.y2) - tile + 1, tile):
            for column in range(int(box.x1), int(box.x2) - tile + 1, tile):
                if not any(
                    abs(row - r) < tile and abs(column - c) < tile and box.label == label
                    for r, c, label in found
                ):
                    found.append((row, column, box.label))
    return pd.DataFrame(found, columns=["row", "column", "label"])


def cut(picture, row, column, tile):
    """Cut a tile out of a scene."""
    return picture[row : row + tile, column : column + tile]


def measure(pictures, tiles, threshold=127, tile=256, spectral=True):
    """Measure every tile.

    Parameters
    ----------
    pictures : dict of str to array of uint8
        Brightness of each scene.
    tiles : DataFrame
        ``scene``, ``row`` and ``column``.
    threshold : int or callable
        Cloudy is what is brighter; a callable finds it from a tile, as Otsu's rule does.
    tile : int
    spectral : bool
        Whether the metrics of the brightness are measured, too.

    Returns
    -------
    DataFrame
        The metrics of :func:`organisation.measure`, lengths in km, in the order of the
        tiles.
    """
    rows = []
    places = tiles[["scene", "row", "column"]].itertuples(index=False)
    for scene, row, column in tqdm(places, "Measuring", len(tiles), leave=False, delay=2):
        field = cut(pictures[scene], row, column, tile)
        level = threshold(field) if callable(threshold) else threshold
        own = field if spectral else None
        rows.append(organisation.measure(field > level, KM, field=own))
    return pd.DataFrame(rows, index=tiles.index)


def twenty(metrics):
    """Choose the twenty metrics of the GOES-16 tables, under their names."""
    return metrics[list(TWENTY)].rename(columns=TWENTY)
