"""What a crowd of nameless annotators agrees on: sittings and overlapping boxes.

Boxes come as a table with one row each: ``file`` (the image), ``x1``, ``y1``, ``x2``,
``y2`` (pixels from the upper left corner) and ``label``, as
:func:`helpers.clouds.products.boxes.open` reads them.
"""

import numpy as np

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


def scotts_pi(same, labels):
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

    Raises
    ------
    helpers.errors.BadInput
        When there is no pair.

    Examples
    --------
    >>> scotts_pi([True, True, True, False], ["a", "b"] * 4)["pi"]
    0.5
    """
    if not len(same):
        raise BadInput("there are no pairs to compare: give boxes that overlap.")
    _, counts = np.unique(np.asarray(labels), return_counts=True)
    observed, chance = float(np.mean(same)), float(np.sum((counts / counts.sum()) ** 2))
    pi = (observed - chance) / (1 - chance) if chance < 1 else np.nan
    return {"observed": observed, "chance": chance, "pi": pi}
