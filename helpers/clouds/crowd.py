"""What a crowd of nameless annotators agrees on: sittings and overlapping boxes.

Boxes come as a table with one row each: ``file`` (the image), ``x1``, ``y1``, ``x2``,
``y2`` (pixels from the upper left corner) and ``label``, as
:func:`helpers.clouds.scenes.boxes` reads them.
"""

import numpy as np
import xarray as xr
from scipy import stats

from helpers.errors import BadInput


def sittings(table):
    """Number the sittings: rows that follow each other and show the same image.

    The public table has no annotators. But its rows seem to be in the order in which
    they were drawn, so that the boxes that one person drew in an image stand together.
    Two people who saw the same image right after each other are taken for one.

    Parameters
    ----------
    table : pandas.DataFrame
        In the order of the file.

    Returns
    -------
    pandas.Series of int

    Examples
    --------
    >>> import pandas as pd
    >>> sittings(pd.DataFrame({"file": ["a", "a", "b", "a"]})).tolist()
    [0, 0, 1, 2]
    """
    return (table.file != table.file.shift()).cumsum().rename("sitting") - 1


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


def overlaps(boxes, others=None, on="file"):
    """Pair boxes of one image, and say how well the two of each pair agree.

    Parameters
    ----------
    boxes : pandas.DataFrame
        Every pair of its boxes counts once, unless ``others`` is given.
    others : pandas.DataFrame, optional
        Boxes to set against these: every box of the one with every box of the other.
    on : str
        The column that says which boxes belong together.

    Returns
    -------
    pandas.DataFrame
        The columns of both with the endings ``_a`` and ``_b``, ``on``; ``row_a`` and
        ``row_b``, the index of each; ``iou``, the intersection over the union; and
        ``same``, whether the labels are equal.
    """
    first = boxes.rename_axis("row").reset_index()
    second = first if others is None else others.rename_axis("row").reset_index()
    pairs = first.merge(second, on=on, suffixes=("_a", "_b"))
    if others is None:
        pairs = pairs[pairs.row_a < pairs.row_b].reset_index(drop=True)
    wide, high = (
        np.minimum(pairs[f"{axis}2_a"], pairs[f"{axis}2_b"])
        - np.maximum(pairs[f"{axis}1_a"], pairs[f"{axis}1_b"])
        for axis in "xy"
    )
    shared = wide.clip(lower=0) * high.clip(lower=0)
    whole = _area(pairs, "_a") + _area(pairs, "_b") - shared
    return pairs.assign(
        iou=(shared / whole.where(whole > 0)).fillna(0.0),
        same=pairs.label_a == pairs.label_b,
    )


def _area(pairs, side):
    wide = pairs[f"x2{side}"] - pairs[f"x1{side}"]
    return wide * (pairs[f"y2{side}"] - pairs[f"y1{side}"])


def beyond_chance(same, labels):
    """Scott's pi: agreement that chance leaves open, as a share.

    Source: Scott (1955), Public Opinion Quarterly 19, 321.

    Parameters
    ----------
    same : array of bool, shape (n,)
        Whether the two of a pair agree.
    labels : array, shape (m,)
        All labels of the pairs; how frequent they are says how often chance agrees.

    Returns
    -------
    dict of str to float
        ``observed`` share of pairs that agree, ``chance`` and ``pi`` =
        (observed − chance) / (1 − chance), NaN where all labels are one.

    Examples
    --------
    >>> beyond_chance([True, True, True, False], ["a", "b"] * 4)["pi"]
    0.5
    """
    if not len(same):
        raise BadInput("there are no pairs to compare: give boxes that overlap.")
    _, counts = np.unique(np.asarray(labels), return_counts=True)
    observed, chance = float(np.mean(same)), float(np.sum((counts / counts.sum()) ** 2))
    pi = (observed - chance) / (1 - chance) if chance < 1 else np.nan
    return {"observed": observed, "chance": chance, "pi": pi}


def in_degrees(places):
    """Take places on the map for boxes, so that :func:`overlaps` can pair them.

    Parameters
    ----------
    places : pandas.DataFrame
        ``west``, ``east``, ``south`` and ``north`` in degrees, and more.

    Returns
    -------
    pandas.DataFrame
        ``x1``, ``x2`` in degrees east and ``y1``, ``y2`` in degrees *south*, and the rest.
    """
    south, north = places["south"], places["north"]
    boxes = places.rename(columns={"west": "x1", "east": "x2"}).assign(y1=-north, y2=-south)
    return boxes.drop(columns=["south", "north"])


def days_covered(places, step=2.0):
    """Count on how many days each cell of the globe lay in a box.

    Parameters
    ----------
    places : pandas.DataFrame
        From :func:`helpers.clouds.tables.detections`.
    step : float
        Side of a cell in degrees.

    Returns
    -------
    xarray.DataArray
        Over ``latitude`` (from north) and ``longitude``, cell centres; two boxes of one
        day count once.
    """
    latitude = np.arange(90 - step / 2, -90, -step)
    longitude = np.arange(-180 + step / 2, 180, step)
    days = np.zeros((latitude.size, longitude.size), int)
    for _, day in places.groupby("time"):
        covered = np.zeros(days.shape, bool)
        for west, north, east, south in day[["west", "north", "east", "south"]].to_numpy():
            rows = slice(*(-latitude).searchsorted([-north, -south]))
            covered[rows, slice(*longitude.searchsorted([west, east]))] = True
        days += covered
    axes = {"latitude": latitude, "longitude": longitude}
    return xr.DataArray(days, axes, ("latitude", "longitude"), "days")
