"""Score, match and compare partitions of a data set; scikit-learn does the work."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix

from helpers.errors import BadInput


def scores(X: ArrayLike, labels: ArrayLike) -> dict[str, float]:
    """Score a partition by its own geometry.

    Parameters
    ----------
    X : array, shape (n, features)
        The space in which distances are taken; state it beside the figures.
    labels : array, shape (n,)

    Returns
    -------
    dict of str to float
        ``silhouette`` (−1…1, higher is better; Rousseeuw 1987), ``davies_bouldin``
        (≥ 0, lower is better) and ``calinski_harabasz`` (higher is better).

    Raises
    ------
    BadInput
        When lengths differ, values are missing, or there is just one cluster or one
        per sample.

    Examples
    --------
    >>> round(scores([[0.0], [0.1], [5.0], [5.1]], [0, 0, 1, 1])["silhouette"], 2)
    0.98
    """
    X, labels = np.asarray(X, float), np.asarray(labels)
    if X.ndim != 2 or len(X) != len(labels):
        raise BadInput(
            f"X has shape {X.shape} and labels {labels.shape}: give one label per row of X."
        )
    if not np.isfinite(X).all():
        raise BadInput(
            f"X has {np.sum(~np.isfinite(X))} missing values: drop those rows first."
        )
    clusters = np.unique(labels).size
    if not 2 <= clusters < len(X):
        raise BadInput(
            f"There are {clusters} clusters of {len(X)} samples: scores need at least two "
            "clusters and fewer than samples."
        )
    return {
        "silhouette": float(metrics.silhouette_score(X, labels)),
        "davies_bouldin": float(metrics.davies_bouldin_score(X, labels)),
        "calinski_harabasz": float(metrics.calinski_harabasz_score(X, labels)),
    }


def agreement(labels: ArrayLike, reference: ArrayLike) -> dict:
    """Compare a partition with a reference, whatever the clusters are called.

    Parameters
    ----------
    labels, reference : array, shape (n,)

    Returns
    -------
    dict
        ``ari``, ``ami``, ``nmi`` (all 1 for equal partitions; the first two 0 on
        average for independent ones; NMI is not corrected for chance), ``confusion``:
        rows = reference classes, columns = clusters, and ``order``: the cluster in each
        column. Where there are at least as many clusters as classes, the columns are
        ordered so that the diagonal's sum is largest.
    """
    labels, reference = _pair(labels, reference)
    counts = contingency_matrix(reference, labels)
    order = _matched_columns(counts)
    return {
        "ari": float(metrics.adjusted_rand_score(reference, labels)),
        "ami": float(metrics.adjusted_mutual_info_score(reference, labels)),
        "nmi": float(metrics.normalized_mutual_info_score(reference, labels)),
        "confusion": counts[:, order],
        "order": np.unique(labels)[order],
    }


def match(labels: ArrayLike, reference: ArrayLike) -> np.ndarray:
    """Name clusters after reference classes, in the way that agrees best.

    One to one where there are as many clusters as classes; else each cluster after
    the class that it shares most samples with.

    Parameters
    ----------
    labels, reference : array, shape (n,)

    Returns
    -------
    array, shape (n,)
        Labels in terms of the reference.

    Examples
    --------
    >>> match([7, 7, 3, 3], [0, 0, 1, 1]).tolist()
    [0, 0, 1, 1]
    """
    labels, reference = _pair(labels, reference)
    classes, clusters = np.unique(reference), np.unique(labels)
    counts = contingency_matrix(reference, labels)
    if clusters.size == classes.size:
        rows = np.empty(clusters.size, int)
        rows[_matched_columns(counts)] = np.arange(classes.size)
    else:
        rows = counts.argmax(0)
    return classes[rows][np.searchsorted(clusters, labels)]


def _pair(labels, reference):
    labels, reference = np.asarray(labels), np.asarray(reference)
    if labels.shape != reference.shape or labels.ndim != 1 or not labels.size:
        raise BadInput(
            f"labels have shape {labels.shape} and reference {reference.shape}: "
            "give one of each per sample."
        )
    for name, values in (("labels", labels), ("reference", reference)):
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise BadInput(f"{name} has missing values: drop those samples first.")
    return labels, reference


def _matched_columns(counts):
    """Order columns so that the diagonal's sum is largest; spare ones come last."""
    rows, columns = linear_sum_assignment(counts, maximize=True)
    spare = np.setdiff1d(np.arange(counts.shape[1]), columns)
    return np.concatenate([columns[np.argsort(rows)], spare])


def segment_bootstrap(
    statistic: Callable[..., float],
    segments: ArrayLike,
    *arrays: ArrayLike,
    n_resamples: int = 500,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Give a confidence interval when neighbouring samples are alike.

    Whole segments are drawn with replacement, not single samples, so that the
    correlation within a segment widens the interval as it should (bootstrap of
    fixed blocks; Carlstein 1986).

    Parameters
    ----------
    statistic : callable
        Takes the resampled arrays, gives a number.
    segments : array, shape (n,)
        The segment of each sample.
    *arrays : array, shape (n, …)
    n_resamples : int
    level : float
    seed : int

    Returns
    -------
    tuple of float
        Lower and upper end.

    Raises
    ------
    BadInput
        When lengths differ, or there is nothing to draw.
    """
    segments, arrays = np.asarray(segments), [np.asarray(a) for a in arrays]
    lengths = {len(a) for a in (segments, *arrays)}
    missing = segments.dtype.kind == "f" and not np.isfinite(segments).all()
    if len(lengths) != 1 or 0 in lengths or n_resamples < 1 or missing:
        raise BadInput(
            f"The lengths are {sorted(lengths)} and n_resamples = {n_resamples}: give one "
            "segment, not missing, per sample and at least one draw."
        )
    rng = np.random.default_rng(seed)
    order = np.argsort(segments, kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(segments[order])) + 1)
    draws = []
    for _ in range(n_resamples):
        chosen = np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))])
        draws.append(statistic(*(a[chosen] for a in arrays)))
    low, high = np.nanquantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def gap(
    X: ArrayLike,
    cluster: Callable[[np.ndarray, int], np.ndarray],
    sizes: Sequence[int],
    n_resamples: int = 10,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """Compare the tightness of clusters with that of points without any.

    Parameters
    ----------
    X : array, shape (n, features)
    cluster : callable
        Takes X and k, gives labels.
    sizes : sequence of int
        Numbers of clusters to try.
    n_resamples : int
        Reference data sets, uniform in the box of the principal axes of X.
    seed : int

    Returns
    -------
    dict of str to array
        ``gap`` for each size, and its standard error ``error``. The usual choice is the
        smallest k whose gap is at least that of k + 1 less its error (Tibshirani,
        Walther & Hastie 2001, eq. 3 and 4).
    """
    X, rng = np.asarray(X, float), np.random.default_rng(seed)
    centred = X - X.mean(0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    box = centred @ axes.T
    ours = np.array([_log_within(X, cluster(X, k)) for k in sizes])
    blank = np.empty((n_resamples, len(ours)))
    for draw in range(n_resamples):
        uniform = rng.uniform(box.min(0), box.max(0), X.shape) @ axes
        blank[draw] = [_log_within(uniform, cluster(uniform, k)) for k in sizes]
    error = blank.std(0) * np.sqrt(1 + 1 / n_resamples)
    return {"gap": blank.mean(0) - ours, "error": error}


def _log_within(X, labels):
    within = sum(
        ((X[labels == c] - X[labels == c].mean(0)) ** 2).sum() for c in np.unique(labels)
    )
    return np.log(within)


def stability(
    X: ArrayLike,
    cluster: Callable[[np.ndarray, int], np.ndarray],
    n_repeats: int = 20,
    share: float = 0.8,
    seed: int = 0,
) -> np.ndarray:
    """Say how much a clustering changes when a part of the data is left out.

    Pairs of subsamples are clustered apart and compared, by the adjusted Rand index,
    on the samples that both hold (Ben-Hur, Elisseeff & Guyon 2002).

    Parameters
    ----------
    X : array, shape (n, features)
    cluster : callable
        Takes data and a seed, gives labels.
    n_repeats : int
        Pairs.
    share : float
        Part of the samples in each subsample.
    seed : int

    Returns
    -------
    array, shape (n_repeats,)
        Adjusted Rand indices: 1 where nothing changes, 0 for chance.
    """
    X, rng = np.asarray(X, float), np.random.default_rng(seed)
    if not 0 < share <= 1 or n_repeats < 1:
        raise BadInput(
            f"share = {share} and n_repeats = {n_repeats}: give a share up to 1 and at "
            "least one repeat."
        )
    size, values = int(share * len(X)), np.empty(n_repeats)
    for repeat in range(n_repeats):
        labels = np.full((2, len(X)), -1)
        for half in labels:
            rows = rng.choice(len(X), size, replace=False)
            half[rows] = cluster(X[rows], int(rng.integers(2**31)))
        both = (labels >= 0).all(0)
        values[repeat] = metrics.adjusted_rand_score(*labels[:, both])
    return values
