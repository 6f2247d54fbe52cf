"""How much of its image the boxes of a label cover."""

import numpy as np
import pandas as pd
from scipy import stats

from helpers.clouds.products import worldview
from helpers.clouds.products.boxes import CORNERS, LABELS


def by_label(boxes):
    """Compute how much of its image each label's boxes cover together.

    Parameters
    ----------
    boxes : pandas.DataFrame
        From :func:`helpers.clouds.products.boxes.open`.

    Returns
    -------
    pandas.Series
        Shares (0–1), by ``file`` and ``label``; where boxes overlap, once.
    """
    corners = boxes[CORNERS].to_numpy()
    groups = boxes.groupby(["file", "label"]).indices
    areas = {group: _union(corners[rows]) for group, rows in groups.items()}
    return pd.Series(areas).rename_axis(["file", "label"]) / np.prod(worldview.SHAPE)


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
        From :func:`by_label`.

    Returns
    -------
    pandas.Series
        By ``file``.
    """
    by_file = shares.groupby(level="file")
    return by_file.max() / by_file.sum()


def distribution(shares, bins=100):
    """Describe the distribution of each label's coverage.

    Parameters
    ----------
    shares : pandas.Series
        From :func:`by_label`.
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


def mode(values):
    """Find the peak of a distribution, smoothed by Scott's rule (``gaussian_kde``).

    The peak of a histogram hangs on its bins; this one hangs on the bandwidth, less.

    Parameters
    ----------
    values : array, shape (n,)

    Returns
    -------
    float
        NaN where fewer than three values differ.
    """
    values = np.asarray(values, float)
    if np.unique(values).size < 3:
        return np.nan
    grid = np.linspace(values.min(), values.max(), 501)
    return float(grid[stats.gaussian_kde(values)(grid).argmax()])
