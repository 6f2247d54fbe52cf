"""What an archive holds, class by class: levels over the year, masks, windows."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from helpers.errors import BadInput
from helpers.glaciers.products import cpazmal, digitised

CLASSES = tomllib.loads(Path(__file__).with_name("summary.toml").read_text("utf-8"))
"""Of each class its name, its colour, and the polygon in the archive's published plots."""
NAMES = {label: known["name"] for label, known in CLASSES.items()}
WINTER, SUMMER = (12, 1, 2), (7, 8)
"""Months."""


def polygons(path):
    """List the labelled polygons, without the study areas.

    Parameters
    ----------
    path : path-like
        The archive.

    Returns
    -------
    pandas.DataFrame
        As :func:`helpers.glaciers.products.cpazmal.groups`, in the order of ``NAMES``.
    """
    table = cpazmal.groups(path)
    table = table[table["class"].isin(list(NAMES))]
    return table.sort_values("class", key=lambda c: c.map(list(NAMES).index), kind="stable")


def study_area(path, name="first"):
    """Choose a whole study area to map.

    Parameters
    ----------
    path : path-like
        The archive.
    name : str
        Of its group, such as ``"ARGTOP"``, or ``"first"``.

    Returns
    -------
    str

    Raises
    ------
    BadInput
        When the archive has no study area of that name, or none at all.
    """
    table = cpazmal.groups(path)
    areas = list(table.index[table["class"] == "STUDY"])
    if not areas:
        raise BadInput(f"{path} has no whole study area (class STUDY): give one to map.")
    if name not in ("first", *areas):
        known = ", ".join(areas)
        raise BadInput(
            f"{path} has no study area {name!r}: give 'first' or one of {known}."
        )
    return areas[0] if name == "first" else name


def examples(groups):
    """Choose one polygon per class: the one in the published plots, or else the first.

    Parameters
    ----------
    groups : pandas.DataFrame
        From :func:`polygons`.

    Returns
    -------
    dict of str
        Group by class.
    """
    chosen = {}
    for name, members in groups.groupby("class", sort=False):
        plotted = CLASSES[name]["plotted"]
        chosen[name] = plotted if plotted in members.index else members.index[0]
    return chosen


def positions(groups):
    """Say where the polygons lie.

    Parameters
    ----------
    groups : pandas.DataFrame
        From :func:`polygons`.

    Returns
    -------
    pandas.DataFrame
        ``class``, ``latitude``, ``longitude`` (degrees), ``altitude`` (m): of the
        published table of study areas where that is at hand, or else what the archive
        says, NaN where it says nothing.
    """
    areas = digitised.areas()
    table = groups if areas is None else areas[areas["class"].isin(list(NAMES))]
    names = {"lat": "latitude", "lon": "longitude", "alt_m": "altitude"}
    table = table.rename(columns=names | {"elevation": "altitude"})
    return table.reindex(columns=["class", *names.values()])


def levels(path, groups):
    """Compute the mean level of each polygon at each date of PAZ, descending orbit.

    Parameters
    ----------
    path : path-like
    groups : pandas.DataFrame
        From :func:`polygons`.

    Returns
    -------
    pandas.DataFrame
        ``class``, ``group``, ``polarisation``, ``date`` and ``level``: the mean of the
        intensity, in dB.
    """
    parts = []
    for group, name in tqdm(groups["class"].items(), "levels", len(groups), disable=None):
        for pol in ("HH", "HV"):
            stack = cpazmal.open(path, group, polarisation=pol, satellite="PAZ")
            mean = stack.intensity.mean(["y", "x"]).compute()
            found = {"class": name, "group": group, "polarisation": pol}
            found |= {"date": mean.time.values, "level": 10 * np.log10(mean.values)}
            parts.append(pd.DataFrame(found))
    return pd.concat(parts, ignore_index=True)


def summer_drop(levels):
    """Compute by how much each polygon's level falls from winter to July and August.

    Parameters
    ----------
    levels : pandas.DataFrame
        With ``class``, ``group``, ``polarisation``, ``date`` and ``level``.

    Returns
    -------
    pandas.Series
        dB, over class, polarisation and group.

    Examples
    --------
    >>> dates = pd.to_datetime(["2020-01-08", "2020-05-08", "2020-07-02"])
    >>> table = pd.DataFrame({"class": "ACC", "group": "ACC001", "polarisation": "HV",
    ...                       "date": dates, "level": [-8, -16, -20]})
    >>> summer_drop(table)["ACC", "HV", "ACC001"].item()
    12.0
    """
    month = levels.date.dt.month
    keys = ["class", "polarisation", "group"]
    means = [levels[month.isin(m)].groupby(keys)["level"].mean() for m in (WINTER, SUMMER)]
    return means[0] - means[1]


def masks(path, groups):
    """Count what is masked, and how bright it is, in the first HH image of each polygon.

    Parameters
    ----------
    path, groups
        As for :func:`levels`.

    Returns
    -------
    pandas.DataFrame
        Over the groups: ``clear``, ``layover``, ``shadow``, ``both``, shares of the
        pixels with data; the same names with ``_level``: mean intensity in dB.
    """
    kinds = ("clear", "layover", "shadow", "both")
    rows = {}
    for group in groups.index:
        stack = cpazmal.open(path, group, masked=False, satellite="PAZ").isel(time=0)
        seen, mask = stack.intensity.values, stack["mask"].values
        parts = [seen[(mask == kind) & np.isfinite(seen)] for kind in range(4)]
        total = max(1, sum(part.size for part in parts))
        bright = [10 * np.log10(p.mean()) if p.size else np.nan for p in parts]
        rows[group] = [*(part.size / total for part in parts), *bright]
    columns = [*kinds, *(f"{kind}_level" for kind in kinds)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def window_table(path, groups, size=7):
    """List the windows of the polygons, as in the first HH image.

    Parameters
    ----------
    path, groups
        As for :func:`levels`.
    size : int
        As in :func:`helpers.glaciers.products.cpazmal.windows`.

    Returns
    -------
    pandas.DataFrame
        A row per window with at least one clear pixel: ``class``, ``group``, ``row``,
        ``column``, and ``masked``, the share of its pixels without a value.
    """
    names = ["class", "group", "row", "column"]
    parts = []
    for group in groups.index:
        stack = cpazmal.open(path, group, satellite="PAZ").isel(time=[0])
        try:
            cut = cpazmal.windows(stack, size, masked_share=1)
        except cpazmal.NothingSeen:
            continue
        found = {name: cut[name].values for name in names}
        missing = cut.intensity.isnull().mean(["time", "window_y", "window_x"])
        parts.append(pd.DataFrame(found | {"masked": missing.values}))
    table = pd.concat(parts, ignore_index=True)
    return table[table.masked < 1]
