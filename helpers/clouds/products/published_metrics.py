"""Tables of organisation metrics that others published."""

import json
from pathlib import Path

import pandas as pd

from helpers.errors import reading

TILE_COUNTS = {
    64: (3075, 2432, 1763, 2730),
    128: (2403, 2816, 1722, 3059),
    256: (2022, 3322, 1442, 3212),
    512: (209, 461, 139, 363),
    612: (64, 183, 51, 126),
    850: (1, 14, 3, 4),
}
"""Tiles of each label by the side in pixels: table 1 of the report, which calls the first
two Flower and Fish; by the per-tile tables it is the reverse."""
PATTERNS = ("Sugar", "Gravel", "Flowers", "Fish")
"""The columns of :func:`fractions`."""
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


def per_tile(path: str | Path) -> pd.DataFrame:
    """Read the authors' metrics of tiles of one size.

    Parameters
    ----------
    path : path-like
        ``cloud_metrics_scale_<side of the tiles in pixels of the scene>.tsv``.

    Returns
    -------
    pandas.DataFrame
        Their columns, with ``labels`` (0–3, in the order of
        :data:`helpers.clouds.products.boxes.LABELS`) and ``clusters``.
        Lengths and ``area`` are in pixels of a picture of 256 × 256, to which tiles of
        any size were brought: ``frac`` is area × 255 / 256².

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table.
    """
    needed = ["filename", "labels", "clusters", "area"]
    return _table(path, needed, sep="\t", index_col=0)


def nmi_by_size(path: str | Path) -> pd.Series:
    """Read the authors' NMI of clusters and labels for 53 sizes of tiles.

    Parameters
    ----------
    path : path-like
        ``nmi_by_tile_size.json``.

    Returns
    -------
    pandas.Series
        By the side of the tiles in pixels, from the smallest.

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table.
    """
    with reading(path, "a table of scores by size"):
        scores = pd.Series(json.loads(Path(path).read_text("utf-8")), dtype=float)
        return scores.set_axis(scores.index.astype(int)).sort_index().rename_axis("size")


def complete(table: pd.DataFrame):
    """Choose the tiles that have every metric.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`per_tile`.

    Returns
    -------
    metrics : pandas.DataFrame
        Those columns that hold more than one value.
    labels, clusters : array of int
    """
    metrics = table.drop(columns=["filename", "labels", "clusters"])
    metrics = metrics.loc[:, metrics.notna().sum() > 1]
    kept = metrics.notna().all(axis=1).values
    return metrics[kept], table.labels.values[kept], table.clusters.values[kept]


def goes(path: str | Path) -> pd.DataFrame:
    """Read the metrics of GOES-16 scenes around EUREC4A, by time.

    Parameters
    ----------
    path : path-like
        ``df_metrics.csv``, or a table with the same columns.

    Returns
    -------
    pandas.DataFrame
        The twenty of :data:`TWENTY`, ``mean`` and ``var`` being those of the brightness
        temperature (K, K²).

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table.
    """
    return _by_time(path, [*TWENTY.values()])


def fractions(path: str | Path) -> pd.DataFrame:
    """Read the share of the sky that each pattern had, by time.

    Parameters
    ----------
    path : path-like
        ``df_sgff.csv``, or a table with the same columns.

    Returns
    -------
    pandas.DataFrame
        The columns :data:`PATTERNS`, 0–1.

    Raises
    ------
    helpers.errors.BadInput
        When the file is not such a table.
    """
    return _by_time(path, [*PATTERNS])


def _by_time(path, columns):
    """Read some columns of a table by time."""
    table = _table(path, ["time", *columns], parse_dates=["time"])
    return table.set_index("time")[columns]


def _table(path, needed, **settings):
    """Read a table, and see that it has some columns."""
    with reading(path, "a table of metrics"):
        table = pd.read_csv(path, **settings)
        if missing := [column for column in needed if column not in table]:
            raise ValueError(f"it has no column {', '.join(missing)}")
        return table
