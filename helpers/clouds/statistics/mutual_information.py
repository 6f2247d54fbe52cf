"""Mutual information of clusters and labels: how sure it is, and what chance would reach.

A score of few tiles is not that of many: the mutual information of clusters and labels
that have nothing to do with each other grows as tiles become fewer.
"""

import numpy as np
from scipy.stats import entropy
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

from helpers.clouds.statistics import chance, jackknife
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


def expected_nmi_of_counts(counts, n_clusters=12):
    """Give the expected NMI of so many tiles of each label in clusters of one size.

    Parameters
    ----------
    counts : sequence of int
        Tiles of each label.
    n_clusters : int

    Returns
    -------
    float
    """
    labels = np.repeat(np.arange(len(counts)), counts)
    return expected_nmi(labels, np.arange(len(labels)) % n_clusters)


def ward(embeddings, n_clusters=12):
    """Cluster by Ward's method, as the original did: labels, shape (n,).

    Parameters
    ----------
    embeddings : array, shape (n, dimensions)
    n_clusters : int

    Returns
    -------
    int array, shape (n,)

    Raises
    ------
    BadInput
        When there are no more tiles than clusters.
    """
    if len(embeddings) <= n_clusters:
        raise BadInput(
            f"There are {len(embeddings)} tiles for {n_clusters} clusters: take smaller "
            "tiles, more scenes or fewer clusters."
        )
    return AgglomerativeClustering(n_clusters).fit_predict(embeddings)


def equal_samples(labels, embeddings, count, n_clusters=12, n_resamples=100, seed=0):
    """Measure AMI on samples of a given number of tiles, each clustered anew.

    Parameters
    ----------
    labels : array, shape (n,)
    embeddings : array, shape (n, dimensions)
    count : int
        Tiles of a sample, drawn without replacement.
    n_clusters : int
    n_resamples : int
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
    if not n_clusters < count <= len(labels):
        raise BadInput(
            f"A sample of {count} of {len(labels)} tiles in {n_clusters} clusters: take "
            "more tiles than clusters, and no more than there are."
        )
    random, scores = np.random.default_rng(seed), np.empty(n_resamples)
    for draw in range(n_resamples):
        rows = random.choice(len(labels), count, replace=False)
        found = ward(embeddings[rows], n_clusters)
        scores[draw] = adjusted_mutual_info_score(labels[rows], found)
    return scores


def agreement(labels, clusters, scenes, n_resamples=100, seed=0):
    """Measure the adjusted mutual information (AMI) of clusters and labels.

    Tiles of a scene are alike. So the interval is that of the jackknife over whole
    scenes (Efron 1982), which a bootstrap would bias upwards, as tiles drawn twice agree
    with themselves; and chance deals labels by scene, see
    :mod:`helpers.clouds.statistics.chance`.

    Parameters
    ----------
    labels, clusters, scenes : array, shape (n,)
        Of each tile.
    n_resamples : int
        Times that labels are dealt anew.
    seed : int

    Returns
    -------
    dict of str to float
        ``ami``, ``low`` and ``high`` (95 %), ``by_chance``: the mean AMI of labels
        dealt anew, ``chance_95``: what one in twenty exceeds.

    Raises
    ------
    BadInput
        When lengths differ, or there are less than two scenes.
    """
    labels, clusters, scenes = map(np.asarray, (labels, clusters, scenes))
    if not len(labels) == len(clusters) == len(scenes) or len(np.unique(scenes)) < 2:
        raise BadInput(
            f"There are {len(labels)} labels, {len(clusters)} clusters and "
            f"{len(np.unique(scenes))} scenes: give one of each per tile, from at least "
            "two scenes."
        )
    ami = adjusted_mutual_info_score(labels, clusters)
    half = jackknife.half_width(adjusted_mutual_info_score, scenes, labels, clusters)
    dealt = chance.draws(
        lambda mixed: adjusted_mutual_info_score(mixed, clusters),
        *(labels, scenes, n_resamples, seed),
    )
    return {
        "ami": float(ami),
        "low": float(ami - half),
        "high": float(ami + half),
        "by_chance": float(np.mean(dealt)),
        "chance_95": float(np.quantile(dealt, 0.95)),
    }
