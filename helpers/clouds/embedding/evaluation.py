"""Scores that put embeddings side by side: by scene, and beside what chance would give.

Tiles are dealt into folds by scene. Clusters are found, and labels told, for the tiles of
one fold at a time.
"""

import numpy as np
from sklearn.base import clone
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score, f1_score, silhouette_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.clouds.statistics import chance
from helpers.errors import BadInput

CLUSTERS = 12, 4
"""Twelve as in the report, four as there are patterns."""

SCORES = {
    "ami_12": "higher",
    "ami_4": "higher",
    "silhouette_patterns": "higher",
    "silhouette_clusters": "higher",
    "probe_f1": "higher",
}
"""What an embedding is judged by, and which way is better; see `score`."""

SCALE = make_pipeline(
    SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()
)
"""Fills what is not defined with the median, and scales each column by its spread."""


def score(features, labels, fold):
    """Judge an embedding.

    Parameters
    ----------
    features : array, shape (n, d), or a list of them by fold
    labels : int array, shape (n,)
    fold : int array, shape (n,)

    Returns
    -------
    dict of str to float
        ``ami_12`` and ``ami_4``, see `ami_within_folds`, of so many clusters;
        ``silhouette_patterns`` and ``silhouette_clusters``, of the labels and of the four
        clusters: within each fold, on scaled columns, averaged over folds.
        ``probe_f1``, the mean F1 over the classes of a logistic regression on the other
        folds, asked about this one; all folds together.

    Raises
    ------
    BadInput
        When a fold has fewer tiles than clusters.
    """
    parts = {count: partition(features, fold, count) for count in CLUSTERS}
    few = parts[CLUSTERS[-1]]
    return {
        f"ami_{k}": ami_within_folds(part, labels, fold) for k, part in parts.items()
    } | {
        "silhouette_patterns": _silhouette(features, labels, fold),
        "silhouette_clusters": _silhouette(features, few, fold),
        "probe_f1": float(f1_score(labels, probe(features, labels, fold), average="macro")),
    }


def check_folds(fold, n_clusters=CLUSTERS[0]):
    """Refuse folds with fewer tiles than clusters, before anything is trained on them.

    Parameters
    ----------
    fold : int array, shape (n,)
    n_clusters : int

    Raises
    ------
    helpers.errors.BadInput
        When a fold has fewer tiles than clusters.
    """
    least = np.unique(fold, return_counts=True)[1].min()
    if least < n_clusters:
        raise BadInput(
            f"A fold has {least} tiles for {n_clusters} clusters: take more tiles, or "
            "fewer folds."
        )


def partition(features, fold, n_clusters):
    """Cluster the tiles of each fold apart, by Ward's method on scaled columns.

    Parameters
    ----------
    features, fold
        As for `score`.
    n_clusters : int
        Clusters of each fold.

    Returns
    -------
    int array, shape (n,)

    Raises
    ------
    BadInput
        When a fold has fewer tiles than clusters.
    """
    check_folds(fold, n_clusters)
    clusters = np.empty(len(fold), int)
    for here, own in _folds(features, fold):
        points = clone(SCALE).fit_transform(own[here])
        clusters[here] = AgglomerativeClustering(n_clusters).fit_predict(points)
    return clusters


def probe(features, labels, fold):
    """Tell each tile's label by a line drawn between the labels of the other folds.

    Parameters
    ----------
    features, labels, fold
        As for :func:`score`.

    Returns
    -------
    int array, shape (n,)
    """
    told = np.empty_like(labels)
    for here, own in _folds(features, fold):
        line = LogisticRegression(class_weight="balanced", C=0.1, max_iter=1000)
        line = make_pipeline(clone(SCALE), line).fit(own[~here], labels[~here])
        told[here] = line.predict(own[here])
    return told


def ami_within_folds(clusters, labels, fold):
    """Give the adjusted mutual information within folds, averaged over them.

    Parameters
    ----------
    clusters, labels, fold : array, shape (n,)

    Returns
    -------
    float
    """
    each = [fold == number for number in np.unique(fold)]
    found = [adjusted_mutual_info_score(labels[here], clusters[here]) for here in each]
    return float(np.mean(found))


def _silhouette(features, parts, fold):
    found = [
        silhouette_score(clone(SCALE).fit_transform(own[here]), parts[here])
        for here, own in _folds(features, fold)
    ]
    return float(np.mean(found))


def _folds(features, fold):
    """Give for each fold its rows, and the features that its network computed."""
    for place, number in enumerate(np.unique(fold)):
        yield fold == number, features[place] if isinstance(features, list) else features


def permutation_level(clusters, labels, fold, scenes, n_resamples=50, seed=0):
    """Say which agreement clusters reach with labels that have no meaning.

    Labels are dealt by scene and within the fold, as
    :func:`helpers.clouds.statistics.chance.deal` does: clusters that only know scenes
    apart are no better than this.

    Parameters
    ----------
    clusters, labels, fold, scenes : array, shape (n,)
    n_resamples, seed : int

    Returns
    -------
    float
        The 95 % quantile of `ami_within_folds` over the shuffles.
    """
    return chance.level(
        lambda dealt: ami_within_folds(clusters, dealt, fold),
        *(labels, scenes, n_resamples, seed, fold),
    )


def classes_and_scenes(embeddings, table, n_clusters=12, seed=0):
    """Ask what K-means finds in an embedding.

    Parameters
    ----------
    embeddings : array, shape (n, dimensions)
    table : pandas.DataFrame
        ``label`` and ``scene`` of each.
    n_clusters : int
    seed : int

    Returns
    -------
    dict of str to float
        ``class_ami`` and ``scene_ami``: adjusted mutual information of the clusters with
        labels and with scenes; ``explained``: the share of the variance that lies along
        the first two principal components.
    """
    found = KMeans(n_clusters, n_init=4, random_state=seed).fit_predict(embeddings)
    return {
        "class_ami": float(adjusted_mutual_info_score(table.label, found)),
        "scene_ami": float(adjusted_mutual_info_score(table.scene, found)),
        "explained": float(PCA(2).fit(embeddings).explained_variance_ratio_.sum()),
    }
