"""Boxes and masks as labels: run lengths, overlap, coverage, and how people agree."""

import numpy as np
import pandas as pd
from scipy import stats

from helpers.clouds.scenes import CORNERS, LABELS, SHAPE
from helpers.errors import BadInput


def decode(runs, shape=SHAPE):
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

    Examples
    --------
    >>> encode(np.array([[0, 1, 0], [1, 1, 0]]))
    '2 3'
    """
    flat = np.asarray(mask, bool).ravel(order="F").astype(np.int8)
    edges = np.flatnonzero(np.diff(flat, prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    return " ".join(map(str, np.column_stack([starts + 1, ends - starts]).ravel()))


def kaggle_masks(path):
    """Read Kaggle's table of masks.

    Returns
    -------
    pandas.DataFrame
        ``file``, ``label`` and ``runs``, a row per mask that is not empty.

    Raises
    ------
    BadInput
        When it lacks the columns Image_Label and EncodedPixels.
    """
    table = pd.read_csv(path)
    if not {"Image_Label", "EncodedPixels"} <= set(table):
        raise BadInput(
            f"{path} has the columns {', '.join(map(str, table))}: give Kaggle's "
            "train.csv, with Image_Label and EncodedPixels."
        )
    parts = table.Image_Label.str.rsplit("_", n=1, expand=True)
    masks = pd.DataFrame({"file": parts[0], "label": parts[1], "runs": table.EncodedPixels})
    return masks.dropna(subset="runs").reset_index(drop=True)


def redrawn(path):
    """Read the boxes that a third party drew around Kaggle's masks.

    Returns
    -------
    pandas.DataFrame
        ``file, x1, y1, x2, y2, label``, as the crowd's boxes.
    """
    names = {"filename": "file", "class": "label"}
    names |= dict(zip(("xmin", "ymin", "xmax", "ymax"), CORNERS, strict=True))
    table = pd.read_csv(path)
    if not set(names) <= set(table):
        raise BadInput(
            f"{path} lacks one of the columns {', '.join(names)}: give such a table."
        )
    return table.rename(columns=names)[["file", *CORNERS, "label"]]


def coverage(boxes):
    """Compute how much of its image each label's boxes cover together.

    Returns
    -------
    pandas.Series
        Shares (0–1), by ``file`` and ``label``; where boxes overlap, once.
    """
    corners = boxes[CORNERS].to_numpy()
    groups = boxes.groupby(["file", "label"]).indices
    areas = {group: _union(corners[rows]) for group, rows in groups.items()}
    return pd.Series(areas).rename_axis(["file", "label"]) / np.prod(SHAPE)


def _union(corners):
    """Area of the union of boxes, on the grid of all their edges."""
    x, y = np.unique(corners[:, ::2]), np.unique(corners[:, 1::2])
    covered = np.zeros((y.size - 1, x.size - 1), bool)
    for x1, y1, x2, y2 in corners:
        covered[slice(*y.searchsorted([y1, y2])), slice(*x.searchsorted([x1, x2]))] = True
    return np.diff(y) @ covered @ np.diff(x)


def largest_share(shares):
    """Give, per image, the largest label's part of what all labels cover.

    Parameters
    ----------
    shares : pandas.Series
        From :func:`coverage`.
    """
    by_file = shares.groupby(level="file")
    return by_file.max() / by_file.sum()


def coverage_form(shares, bins=100):
    """Describe the distribution of each label's coverage.

    Parameters
    ----------
    shares : pandas.Series
        From :func:`coverage`.
    bins : int
        Of the histogram between 0 and 1 whose highest bar is the mode.

    Returns
    -------
    pandas.DataFrame
        ``mode`` (the bar's lower edge), ``skewness`` and ``count``, by label.
    """
    rows = {}
    for label in LABELS:
        values = shares[shares.index.get_level_values("label") == label]
        counts = np.histogram(values, bins, (0, 1))[0]
        rows[label] = counts.argmax() / bins, stats.skew(values), len(values)
    return pd.DataFrame.from_dict(rows, "index", columns=["mode", "skewness", "count"])
