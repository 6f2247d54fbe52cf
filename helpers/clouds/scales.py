"""Tiles of many sizes, and what may be compared between them.

A score of few tiles is not that of many: the mutual information of clusters and labels
that have nothing to do with each other grows as tiles become fewer.
"""

import numpy as np
import pandas as pd
from scipy.stats import entropy
from sklearn.cluster import AgglomerativeClustering
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.clouds import class_metrics, tiles
from helpers.errors import BadInput


def expected_nmi(labels, clusters):
    """Give the NMI that labels and clusters have on average when one is shuffled.

    Shuffling changes neither entropy, so that it is E{I} / ((H₁ + H₂) / 2), with the
    expected mutual information of Vinh, Epps & Bailey (2010), JMLR 11, 2837.

    Parameters
    ----------
    labels, clusters : array, shape (n,)

    Returns
    -------
    float
        0–1; NaN where both are constant.

    Examples
    --------
    Of two tiles in two clusters, every shuffle agrees:

    >>> round(expected_nmi(["Fish", "Sugar"], [0, 1]), 9)
    1.0
    """
    counts = contingency_matrix(labels, clusters)
    mean_entropy = (entropy(counts.sum(axis=1)) + entropy(counts.sum(axis=0))) / 2
    if mean_entropy == 0:
        return np.nan
    return float(expected_mutual_information(counts, len(labels)) / mean_entropy)


def expected_nmi_of_counts(counts, clusters=12):
    """Give the expected NMI of so many tiles of each label in clusters of one size.

    Parameters
    ----------
    counts : sequence of int
        Tiles of each label.
    clusters : int

    Returns
    -------
    float
    """
    labels = np.repeat(np.arange(len(counts)), counts)
    return expected_nmi(labels, np.arange(len(labels)) % clusters)


def ward(embeddings, clusters=12):
    """Cluster by Ward's method, as the original did: labels, shape (n,).

    Raises
    ------
    BadInput
        When there are no more tiles than clusters.
    """
    if len(embeddings) <= clusters:
        raise BadInput(
            f"There are {len(embeddings)} tiles for {clusters} clusters: take smaller "
            "tiles, more scenes or fewer clusters."
        )
    return AgglomerativeClustering(clusters).fit_predict(embeddings)


def equal_samples(labels, embeddings, count, clusters=12, draws=100, seed=0):
    """Measure AMI on samples of a given number of tiles, each clustered anew.

    Parameters
    ----------
    labels : array, shape (n,)
    embeddings : array, shape (n, dimensions)
    count : int
        Tiles of a sample, drawn without replacement.
    clusters : int
    draws : int
    seed : int

    Returns
    -------
    array, shape (draws,)

    Raises
    ------
    BadInput
        When there are fewer tiles than a sample takes.
    """
    labels, embeddings = np.asarray(labels), np.asarray(embeddings)
    if not clusters < count <= len(labels):
        raise BadInput(
            f"A sample of {count} of {len(labels)} tiles in {clusters} clusters: take "
            "more tiles than clusters, and no more than there are."
        )
    random, scores = np.random.default_rng(seed), np.empty(draws)
    for draw in range(draws):
        rows = random.choice(len(labels), count, replace=False)
        found = ward(embeddings[rows], clusters)
        scores[draw] = adjusted_mutual_info_score(labels[rows], found)
    return scores


def places(scenes, largest, step, usable):
    """Find places that a tile of any size up to the largest may be centred on.

    Parameters
    ----------
    scenes : list of helpers.clouds.scenes.Scene
    largest : int
        Side in pixels of the largest tile, which must lie within the usable part.
    step : int
        Pixels between places.
    usable : list of array of bool, shape (y, x)
        For each scene.

    Returns
    -------
    pandas.DataFrame
        ``scene``, ``y``, ``x`` of the centre, and ``label``: what all boxes that hold
        the centre say; None where there is none, or they differ.

    Raises
    ------
    BadInput
        When the largest tile doesn't fit into a scene, or nowhere within what is usable.
    """
    tiles.check_size(largest, scenes)
    rows = []
    for i, (scene, mask) in enumerate(zip(scenes, usable, strict=True)):
        corners = np.argwhere(tiles.wholly_inside(mask, largest)[::step, ::step]) * step
        centres = corners + largest // 2
        rows += [(i, y, x, _agreed(scene.boxes, y, x)) for y, x in centres]
    if not rows:
        raise BadInput(
            f"No scene has {largest} usable pixels in a square: take smaller tiles."
        )
    return pd.DataFrame(rows, columns=["scene", "y", "x", "label"])


def _agreed(boxes, y, x):
    inside = (boxes.x1 <= x) & (x < boxes.x2) & (boxes.y1 <= y) & (y < boxes.y2)
    named = boxes.label[inside].unique()
    return named[0] if len(named) == 1 else None


def around(centres, size):
    """Put a tile of a size around each of :func:`places`: rows for `tiles.cut`."""
    corners = centres.assign(y=centres.y - size // 2, x=centres.x - size // 2)
    return corners.assign(height=size, width=size)[tiles.COLUMNS]


def apart(centres, distance, random):
    """Choose places at random so that tiles of a size around them don't overlap.

    Parameters
    ----------
    centres : pandas.DataFrame
        From :func:`places`.
    distance : int
        The size in pixels.
    random : numpy.random.Generator

    Returns
    -------
    array of int
        Rows, counted from 0, in their order: as many as fit, one after the other.
    """
    points, scene = centres[["y", "x"]].to_numpy(), centres.scene.to_numpy()
    left, kept = random.permutation(len(centres)), []
    while left.size:
        first, left = left[0], left[1:]
        kept.append(first)
        clear = np.abs(points[left] - points[first]).max(axis=1) >= distance
        left = left[clear | (scene[left] != scene[first])]
    return np.sort(kept)


def organisation_space(fields, threshold=127):
    """Measure tiles, and standardise: a representation that nobody trained.

    Parameters
    ----------
    fields : array of uint8, shape (n, y, x)
        Brightness.
    threshold : int

    Returns
    -------
    array, shape (n, metrics)
        The metrics of the cloud mask that vary, of mean 0 and variance 1; what isn't
        defined of a tile is put at the mean.
    """
    metrics = class_metrics.measure(fields, threshold, spectral=False)
    metrics = metrics.loc[:, metrics.std() > 0]
    return ((metrics - metrics.mean()) / metrics.std(ddof=0)).fillna(0).to_numpy()


def cover(scenes, table, threshold=127):
    """Give the share of each tile that is brighter than a threshold (0–255)."""
    clouds = {
        i: class_metrics.brightness(scenes[i].image.values) > threshold
        for i in table.scene.unique()
    }
    return np.array(
        [
            clouds[t.scene][t.y : t.y + t.height, t.x : t.x + t.width].mean()
            for t in table.itertuples()
        ]
    )


def told_apart(embeddings, other, groups, folds=5):
    """Ask how well two sets of tiles can be told apart in scenes that weren't seen.

    A two-sample test by a classifier (Lopez-Paz & Oquab 2017, ICLR): logistic
    regression on standardised numbers, scored on whole scenes left out.

    Parameters
    ----------
    embeddings : array, shape (n, dimensions)
    other : array of bool, shape (n,)
        Which set a tile belongs to.
    groups : array, shape (n,)
        The scene of each.
    folds : int

    Returns
    -------
    array, shape (n,)
        The probability that a tile is of the second set, from the fold in which its
        scene was left out. Its area under the curve is ½ where the sets are alike.

    Raises
    ------
    BadInput
        When a set is empty, or there are fewer scenes than folds.
    """
    other = np.asarray(other, bool)
    if len(np.unique(other)) < 2 or len(np.unique(groups)) < folds:
        raise BadInput(
            f"{other.sum()} of {len(other)} tiles, from {len(np.unique(groups))} scenes: "
            f"give tiles of both sets, from at least {folds} scenes."
        )
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    parts = GroupKFold(folds)
    return cross_val_predict(
        model, embeddings, other, groups=groups, cv=parts, method="predict_proba"
    )[:, 1]
