"""Tables of organisation metrics that others published.

They have no stable address: they are found in the folders that ``EO_DATA`` names, by
size and hash, and where they are missing the answer is None.
"""

import json

import pandas as pd

from helpers import catalog
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
"""The columns of :func:`with_patterns`."""
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


def per_tile(tile_px: int) -> pd.DataFrame | None:
    """Read the authors' metrics of tiles of one size.

    Parameters
    ----------
    tile_px : {256, 512, 612, 850}
        Side of the tiles in pixels of the scene.

    Returns
    -------
    pandas.DataFrame or None
        Their columns, with ``labels`` (0–3, in the order of
        :data:`helpers.clouds.products.boxes.LABELS`) and ``clusters``.
        Lengths and ``area`` are in pixels of a picture of 256 × 256, to which tiles of
        any size were brought: ``frac`` is area × 255 / 256².

    Raises
    ------
    helpers.errors.BadInput
        For another size.
    """
    needed = ["filename", "labels", "clusters", "area"]
    name = f"cloud_metrics_scale_{tile_px}.tsv"
    return _table("clouds/tile-metrics", name, needed, sep="\t", index_col=0)


def nmi_by_size() -> pd.Series | None:
    """Read the authors' NMI of clusters and labels for 53 sizes of tiles.

    Returns
    -------
    pandas.Series or None
        By the side of the tiles in pixels, from the smallest.
    """
    path = catalog.optional("clouds/tile-metrics", "nmi_by_tile_size.json")
    if path is None:
        return None
    with reading(path, "a table of scores by size"):
        scores = pd.Series(json.loads(path.read_text(encoding="utf-8")), dtype=float)
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


def eurec4a() -> pd.DataFrame | None:
    """Read the metrics of GOES-16 scenes around EUREC4A, by time.

    Returns
    -------
    pandas.DataFrame or None
        The twenty of :data:`TWENTY`, ``mean`` and ``var`` being those of the brightness
        temperature (K, K²).
    """
    return _by_time("df_metrics.csv", TWENTY.values())


def with_patterns(metrics: pd.DataFrame) -> pd.DataFrame | None:
    """Join metrics with the fractions of the four patterns at the same half hour.

    Parameters
    ----------
    metrics : pandas.DataFrame
        By time, from :func:`eurec4a`.

    Returns
    -------
    pandas.DataFrame or None
        With the columns :data:`PATTERNS` added, at the times of both, complete ones only.
    """
    fractions = _by_time("df_sgff.csv", PATTERNS)
    if fractions is None:
        return None
    rounded = metrics.set_axis(metrics.index.round("30min"))
    return rounded.join(fractions, how="inner").dropna()


def _by_time(name, columns):
    """Read some columns of a table by time."""
    needed = ["time", *columns]
    table = _table("clouds/eurec4a-metrics", name, needed, parse_dates=["time"])
    return None if table is None else table[needed].set_index("time")


def _table(product, name, needed, **settings):
    """Read a table, and see that it has some columns; None where there is no file."""
    path = catalog.optional(product, name)
    if path is None:
        return None
    with reading(path, "a table of metrics"):
        table = pd.read_csv(path, **settings)
        if missing := [column for column in needed if column not in table]:
            raise ValueError(f"it has no column {', '.join(missing)}")
        return table
