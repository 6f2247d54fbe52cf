"""Boxes that people, or a detector, drew around the four patterns, and their labels.

The crowd's table is that of Rasp et al. (2020), doi:10.1175/BAMS-D-19-0324.1. Corners
are in pixels from the upper left.
"""

import contextlib
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.clouds.products.worldview import SHAPE
from helpers.errors import BadInput, reading

LABELS = ("Fish", "Flower", "Gravel", "Sugar")
"""The four patterns, in the order of their numbers."""
CORNERS = ["x1", "y1", "x2", "y2"]
"""The columns of a box."""


def open(path: str | Path) -> pd.DataFrame:
    """Read a table of boxes.

    Parameters
    ----------
    path : path-like
        CSV without header: id, region_season_satellite/file, x1, y1, x2, y2, label.
        A row without box says that somebody saw the image and marked nothing.

    Returns
    -------
    pandas.DataFrame
        ``id, file, x1, y1, x2, y2, label``, a row per box. Boxes drawn over the edge are
        cut there. The attributes ``images``, ``unmarked``, ``cut`` and ``empty`` give the
        numbers of images named, of rows without box, of boxes cut, and of boxes without
        area, which are left out.

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table, a label is none of the four, or a box lies
        wholly outside its image.
    """
    table = _read(path)
    marked = table.dropna(subset=[*CORNERS, "label"]).copy()
    check_labels(marked.label, path)
    marked[CORNERS] = marked[CORNERS].astype(int)
    _check_inside(marked, path)
    limits = np.array([SHAPE[1], SHAPE[0]] * 2)
    kept = marked.assign(**marked[CORNERS].clip(0, limits, axis=1))
    cut = (kept[CORNERS] != marked[CORNERS]).any(axis=1)
    area = (kept.x2 > kept.x1) & (kept.y2 > kept.y1)
    kept = kept[area].reset_index(drop=True)
    kept.attrs = {
        "images": table.file.nunique(),
        "unmarked": len(table) - len(marked),
        "cut": int(cut.sum()),
        "empty": int((~area).sum()),
    }
    return kept


def image_names(path: str | Path) -> list[str]:
    """List the images that a table of boxes names, in its order, with boxes or without.

    Parameters
    ----------
    path : path-like
        As for :func:`open`.

    Returns
    -------
    list of str
    """
    return list(_read(path).file.unique())


def _read(path):
    names = ["id", "file", *CORNERS, "label"]
    with reading(path, "a table of boxes"):
        table = pd.read_csv(path, header=None)
        if table.shape[1] != len(names):
            raise BadInput(
                f"{path} is not a table of boxes (it has {table.shape[1]} columns instead "
                f"of {len(names)}): give one without header, of id, file, x1, y1, x2, y2 "
                "and label."
            )
        table.columns = names
        table = table.astype(dict.fromkeys(CORNERS, float))
        if not table.file.map(lambda name: isinstance(name, str)).all():
            raise ValueError("a row names no file")
        if (table[CORNERS].abs() > 1e6).any(axis=None):
            raise ValueError("a corner lies beyond any image")
        return table


def check_labels(labels, path):
    """Refuse a label that is none of the four.

    Parameters
    ----------
    labels : iterable of str
    path : path-like
        Whose they are, for the message.

    Raises
    ------
    helpers.errors.BadInput
    """
    unknown = set(labels) - set(LABELS)
    if unknown:
        raise BadInput(
            f"{path} has the label {min(map(str, unknown))!r}, which is unknown: the "
            f"labels are {', '.join(LABELS)}."
        )


def _check_inside(table, path):
    rows, columns = SHAPE
    outside = (table.x1 >= columns) | (table.x2 <= 0) | (table.y1 >= rows) | (table.y2 <= 0)
    if outside.any():
        box = table[outside].iloc[0]
        raise BadInput(
            f"{path} has a box at x {box.x1} to {box.x2}, y {box.y1} to {box.y2}, outside "
            f"its image {box.file} of {rows} × {columns} pixels: correct or remove it."
        )


def redrawn(path: str | Path) -> pd.DataFrame:
    """Read the boxes that a third party drew around Kaggle's masks.

    Parameters
    ----------
    path : path-like
        CSV with the columns filename, xmin, ymin, xmax, ymax and class.

    Returns
    -------
    pandas.DataFrame
        ``file, x1, y1, x2, y2, label``, as the crowd's boxes.

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table, or a label is none of the four.
    """
    names = {"filename": "file", "class": "label"}
    names |= dict(zip(("xmin", "ymin", "xmax", "ymax"), CORNERS, strict=True))
    table = read_table(path, names).rename(columns=names)[["file", *CORNERS, "label"]]
    with reading(path, "a table of boxes"):
        table = table.astype(dict.fromkeys(CORNERS, int))
    check_labels(table.label, path)
    return table


def expert_labels(path) -> pd.DataFrame:
    """Read a table with one expert label per image, as the ISSI team's.

    Parameters
    ----------
    path : path-like or file
        CSV with a column ``file`` or ``date`` and a column ``label`` (any case): one of
        the four patterns, or anything else for none of them.

    Returns
    -------
    pandas.DataFrame
        ``file`` or ``time``, and ``label``, None where it is none of the four.

    Raises
    ------
    helpers.errors.BadInput
        When a column is missing, a date is none, or an image has two labels.
    """
    table = read_table(path).rename(columns=lambda name: str(name).strip().lower())
    key = next((name for name in ("file", "date") if name in table), None)
    if key is None or "label" not in table:
        raise BadInput(
            f"{path} has the columns {', '.join(table.columns)}: give one called file or "
            "date, and one called label."
        )
    if table[key].duplicated().any():
        twice = table[key][table[key].duplicated()].iloc[0]
        raise BadInput(f"{path} has {twice} twice: give one label per image.")
    label = (
        table.label.astype(str).str.strip().str.capitalize().replace("Flowers", "Flower")
    )
    table = table[[key]].assign(label=label.where(label.isin(LABELS), None))
    if key == "date":
        table = table.rename(columns={"date": "time"})
        table["time"] = _times(table.time.astype(str), path)
    return table


def detections(path: str | Path) -> pd.DataFrame:
    """Read a detector's boxes, in degrees.

    Parameters
    ----------
    path : path-like
        CSV with the columns Date, label, lon1, lon2, lat1 and lat2.

    Returns
    -------
    pandas.DataFrame
        ``time, label, west, east, south, north``.

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table.
    """
    table = read_table(path, ("Date", "label", "lon1", "lon2", "lat1", "lat2"))
    with reading(path, "a table of a detector's boxes"):
        corners = table[["lon1", "lon2", "lat1", "lat2"]].astype(float)
    longitudes, latitudes = corners[["lon1", "lon2"]], corners[["lat1", "lat2"]]
    return pd.DataFrame(
        {
            "time": _times(table.Date, path),
            "label": table.label,
            "west": longitudes.min(axis=1),
            "east": longitudes.max(axis=1),
            "south": latitudes.min(axis=1),
            "north": latitudes.max(axis=1),
        }
    )


def _times(texts, path):
    with _guarded(path, "a table with dates"):
        return pd.to_datetime(texts)


def _guarded(path, product):
    """Guard the reading of a path; what is open already has none to name."""
    return contextlib.nullcontext() if hasattr(path, "read") else reading(path, product)


def read_table(path, columns=()) -> pd.DataFrame:
    """Read a table of values separated by commas, and see that it has some columns.

    Parameters
    ----------
    path : path-like or file
    columns : iterable of str

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    helpers.errors.BadInput
        When it cannot be read, or a column is missing.
    """
    with _guarded(path, "a table"):
        table = pd.read_csv(path)
    missing = [name for name in columns if name not in table]
    if missing:
        raise BadInput(f"{path} has no column {', '.join(missing)}: give a table with it.")
    return table
