"""K-medoids: clusters around samples instead of around means."""

import numpy as np
from scipy.spatial.distance import cdist

from helpers.errors import BadInput


def fit(X, n_clusters, seed=0, n_pixels=2000, n_iterations=100):
    """Find samples that are nearest to the others on the whole.

    Alternates between giving each sample to its nearest medoid and moving each
    medoid to the sample with the least summed distance within its cluster (Park &
    Jun 2009, Expert Systems with Applications 36:3336), on a random subset, the best
    of five starts.

    Parameters
    ----------
    X : array, shape (n, features)
    n_clusters : int
    seed : int
    n_pixels : int
        Samples in the subset; memory and time grow with its square.
    n_iterations : int
        At most so many alternations.

    Returns
    -------
    array, shape (n_clusters, features)
        The medoids; :func:`predict` gives samples to them.

    Raises
    ------
    BadInput
        When there are not more samples than medoids.
    """
    X = np.asarray(X, float)
    if not 1 <= n_clusters < len(X):
        raise BadInput(
            f"n_clusters = {n_clusters} medoids of {len(X)} samples: give 1 to "
            f"{len(X) - 1}."
        )
    rng = np.random.default_rng(seed)
    subset = X[rng.permutation(len(X))[:n_pixels]]
    distance = cdist(subset, subset)
    starts = [rng.choice(len(subset), n_clusters, replace=False) for _ in range(5)]
    found = [_alternate(distance, start, n_iterations) for start in starts]
    best = min(found, key=lambda medoids: distance[:, medoids].min(1).sum())
    return subset[best]


def predict(X, medoids):
    """Give each sample the number of its nearest medoid.

    Parameters
    ----------
    X : array, shape (n, features)
    medoids : array, shape (n_clusters, features)
        From :func:`fit`.

    Returns
    -------
    array of int, shape (n,)

    Examples
    --------
    >>> predict([[0.0], [4.0], [9.0]], [[1.0], [8.0]]).tolist()
    [0, 0, 1]
    """
    return cdist(np.asarray(X, float), medoids).argmin(1)


def _alternate(distance, medoids, n_iterations):
    for _ in range(n_iterations):
        nearest = distance[:, medoids].argmin(1)
        moved = medoids.copy()
        for cluster in range(len(medoids)):
            members = np.flatnonzero(nearest == cluster)
            if members.size:
                within = distance[np.ix_(members, members)].sum(0)
                moved[cluster] = members[within.argmin()]
        if (moved == medoids).all():
            break
        medoids = moved
    return medoids
