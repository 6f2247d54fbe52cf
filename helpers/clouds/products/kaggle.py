"""The Kaggle competition "Understanding Clouds from Satellite Images" (2019).

Its images are those of Worldview under names that say neither when nor where; its masks
are run lengths, in which the boxes of one label in one image are joined.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers import catalog
from helpers.clouds.products import worldview
from helpers.clouds.products.boxes import CORNERS, read_table, redrawn
from helpers.clouds.products.scenes import Scene
from helpers.errors import BadInput

BOXES = "train_labels.csv"
"""The table of boxes that a third party drew around the masks."""


def open() -> list[Scene]:
    """Read the public images, in the order of their names, with their boxes.

    Returns
    -------
    list of helpers.clouds.products.scenes.Scene
        The images lack coordinates; without the table of :func:`boxes` they have none.

    Raises
    ------
    helpers.errors.BadInput
        When an image can neither be found nor fetched.
    """
    folder = catalog.find("clouds/kaggle-sample", "real").parent
    names = sorted(file["name"] for file in catalog.files("clouds/kaggle-sample"))
    drawn = boxes()
    return [
        Scene(
            name,
            worldview.read_pixels(folder / name),
            drawn[drawn.file == name].reset_index(drop=True),
        )
        for name in names
    ]


def boxes() -> pd.DataFrame:
    """Read the boxes around the competition's masks; no row where they aren't found.

    Returns
    -------
    pandas.DataFrame
        ``file, x1, y1, x2, y2, label``.
    """
    path = catalog.optional("clouds/boxes-redrawn", BOXES)
    if path is None:
        return pd.DataFrame(columns=["file", *CORNERS, "label"])
    return redrawn(path)


def masks(path: str | Path) -> pd.DataFrame:
    """Read the competition's table of masks.

    Parameters
    ----------
    path : path-like
        train.csv, with the columns Image_Label and EncodedPixels.

    Returns
    -------
    pandas.DataFrame
        ``file``, ``label`` and ``runs``, for :func:`decode`, a row per mask that is not
        empty.

    Raises
    ------
    helpers.errors.BadInput
        When it cannot be read, or lacks a column.
    """
    table = read_table(path, ("Image_Label", "EncodedPixels"))
    parts = table.Image_Label.astype(str).str.rpartition("_")
    found = pd.DataFrame({"file": parts[0], "label": parts[2], "runs": table.EncodedPixels})
    return found.dropna(subset="runs").reset_index(drop=True)


def decode(runs: str, shape: tuple[int, int] = worldview.SHAPE) -> np.ndarray:
    """Turn run lengths into a mask.

    Parameters
    ----------
    runs : str
        Pairs of first pixel and length, counted from 1 down the columns, as Kaggle
        writes them. Missing or empty where the mask is.
    shape : tuple of int

    Returns
    -------
    array of bool

    Raises
    ------
    BadInput
        When the runs are not pairs of whole numbers, overlap, or leave the image.

    Examples
    --------
    >>> decode("2 3", (2, 3)).astype(int).tolist()
    [[0, 1, 0], [1, 1, 0]]
    """
    mask = np.zeros(shape[0] * shape[1], bool)
    if not isinstance(runs, str) or not runs.strip():
        return mask.reshape(shape)
    try:
        starts, lengths = np.array(runs.split(), int).reshape(-1, 2).T
    except ValueError as error:
        raise BadInput(
            f"The run lengths {runs[:40]!r} are not pairs of whole numbers: give first "
            "pixel and length by turns."
        ) from error
    edges = np.column_stack([starts - 1, starts - 1 + lengths]).ravel()
    if edges[0] < 0 or edges[-1] > mask.size or (np.diff(edges) < 0).any():
        raise BadInput(
            f"The run lengths {runs[:40]!r} overlap or leave an image of {shape[0]} × "
            f"{shape[1]} pixels: give those of an image of this size."
        )
    for start, end in edges.reshape(-1, 2):
        mask[start:end] = True
    return mask.reshape(shape, order="F")


def encode(mask):
    """Turn a mask into run lengths, the inverse of :func:`decode`.

    Parameters
    ----------
    mask : array of bool

    Returns
    -------
    str

    Examples
    --------
    >>> encode(np.array([[0, 1, 0], [1, 1, 0]]))
    '2 3'
    """
    flat = np.asarray(mask, bool).ravel(order="F").astype(np.int8)
    edges = np.flatnonzero(np.diff(flat, prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    return " ".join(map(str, np.column_stack([starts + 1, ends - starts]).ravel()))
