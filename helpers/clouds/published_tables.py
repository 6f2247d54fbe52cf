"""Tables of organisation metrics that others published.

They have no stable address: they are found in the folders that ``EO_DATA`` names, by
size and hash, and where they are missing the answer is None.
"""

import json

import pandas as pd

from helpers import downloads
from helpers.clouds.class_metrics import TWENTY

FILES = {
    256: (
        "cloud_metrics_scale_256.tsv",
        3186337,
        "7de5b295ec8b7b94495372b0223f7354636b6c45db9f4ac6c90a15d5e059b2e3",
    ),
    512: (
        "cloud_metrics_scale_512.tsv",
        372558,
        "3741ddc337fe1b940246c70ced2b86af06c04f7423a912409673a32b51b56a72",
    ),
    612: (
        "cloud_metrics_scale_612.tsv",
        134796,
        "3d77a87480d37a37014abb9fbdee4bbf3c49d193535fb52faf7ddf30d414c7a1",
    ),
    850: (
        "cloud_metrics_scale_850.tsv",
        7135,
        "36d6e5284b895a083e45678576120c1d359e13542ddc17b71d33b5e30ed47277",
    ),
    "scales": (
        "nmi_by_tile_size.json",
        1473,
        "07223d2a896f89eb3048c2b720d58abc31f028767c591abe0e0666987ddc44c2",
    ),
    "goes16": (
        "df_metrics.csv",
        560173,
        "b071f70166750c88c0c931a3b0ee32ccd30fb9015ba8f17618a43a430c754e6a",
    ),
    "patterns": (
        "df_sgff.csv",
        24704,
        "91c9f954f0fcf0665e9cb1b960249497b717561dcb626c7c151e1c1ca6377606",
    ),
}

TILES = {
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


def find(key):
    """Give the path of a table of `FILES`, or None where it isn't."""
    name, size, sha256 = FILES[key]
    return downloads.in_data({"name": name, "bytes": size, "sha256": sha256})


def per_tile(size):
    """Read the authors' metrics of tiles of one size.

    Parameters
    ----------
    size : {256, 512, 612, 850}
        Side of the tiles in pixels of the scene.

    Returns
    -------
    DataFrame or None
        Their columns, with ``labels`` (0–3, in the order of
        :data:`helpers.clouds.scenes.LABELS`) and ``clusters``.
        Lengths and ``area`` are in pixels of a picture of 256 × 256, to which tiles of
        any size were brought: ``frac`` is area × 255 / 256².
    """
    path = find(size)
    return None if path is None else pd.read_csv(path, sep="\t", index_col=0)


def nmi_by_size():
    """Read the authors' NMI of clusters and labels for 53 sizes of tiles.

    Returns
    -------
    Series or None
        By the side of the tiles in pixels, from the smallest.
    """
    path = find("scales")
    if path is None:
        return None
    scores = pd.Series(json.loads(path.read_text(encoding="utf-8")), dtype=float)
    return scores.set_axis(scores.index.astype(int)).sort_index().rename_axis("size")


def complete(table, without=()):
    """Choose the tiles that have every metric.

    Parameters
    ----------
    table : DataFrame
        From `per_tile`.
    without : sequence of str
        Metrics that needn't be there, and are left out.

    Returns
    -------
    metrics : DataFrame
        Those columns that hold more than one value.
    labels, clusters : array of int
    """
    metrics = table.drop(columns=["filename", "labels", "clusters", *without])
    metrics = metrics.loc[:, metrics.notna().sum() > 1]
    kept = metrics.notna().all(axis=1).values
    return metrics[kept], table.labels.values[kept], table.clusters.values[kept]


def goes16():
    """Read the metrics of GOES-16 scenes around EUREC4A, by time.

    Returns
    -------
    DataFrame or None
        The twenty of :data:`class_metrics.TWENTY`, ``mean`` and ``var`` being those of
        the brightness temperature (K, K²).
    """
    path = find("goes16")
    if path is None:
        return None
    table = pd.read_csv(path, parse_dates=["time"]).set_index("time")
    return table[list(TWENTY.values())]


def with_patterns(metrics):
    """Join metrics with the fractions of the four patterns at the same half hour.

    Parameters
    ----------
    metrics : DataFrame
        By time, from `goes16`.

    Returns
    -------
    DataFrame or None
        With the columns `PATTERNS` added, at the times of both, complete ones only.
    """
    path = find("patterns")
    if path is None:
        return None
    fractions = pd.read_csv(path, parse_dates=["time"]).set_index("time")
    rounded = metrics.set_axis(metrics.index.round("30min"))
    return rounded.join(fractions[list(PATTERNS)], how="inner").dropna()
