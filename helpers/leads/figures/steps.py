"""Figures of how two clusterings come about, step by step: one hard, one soft."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Ellipse

from helpers import plotting
from helpers.leads.figures.radar import CLUSTERS, FEATURES

MOST_POINTS = 1500  # in a panel: more hide each other


def hard_and_soft(X, hard, soft, features, seed=0):
    """Draw K-means beside a Gaussian mixture after some of their steps, from one start.

    Parameters
    ----------
    X : array, shape (n, features)
        What is clustered; the first two features are the axes, or the only one is both.
    hard, soft : dict
        By number of steps, a K-means and a mixture that made so many.
    features : sequence of str
        Names of the columns.
    seed : int
        Of the rows that are drawn where there are many.
    """
    rows = np.random.default_rng(seed).permutation(len(X))[:MOST_POINTS]
    plane = [0, min(1, X.shape[1] - 1)]
    fig, axes = plt.subplots(
        len(hard),
        2,
        figsize=(plotting.WIDTH, 1.0 + 1.35 * len(hard)),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for (left, right), number in zip(axes, hard, strict=True):
        _kmeans(left, X[rows], hard[number], plane)
        _mixture(right, X[rows], soft[number], plane)
        left.set_title(f"K-means, step {number}")
        right.set_title(f"mixture, step {number}")
    words = [FEATURES[features[k]].partition(" (")[0] + ", scaled" for k in plane]
    fig.supxlabel(words[0], fontsize=12)
    fig.supylabel(words[1], fontsize=12)


def blend(probability):
    """Mix the colours of clusters as an echo belongs to them.

    Parameters
    ----------
    probability : array, shape (n, clusters)

    Returns
    -------
    array, shape (n, 3)
    """
    colours = np.array([CLUSTERS[k % len(CLUSTERS)] for k in range(probability.shape[1])])
    return probability @ colours


def _kmeans(ax, X, model, plane):
    """Draw each echo in its cluster's colour, and the centres."""
    members = np.eye(len(model.cluster_centers_))[model.predict(X)]
    ax.scatter(*X[:, plane].T, s=4, c=blend(members), linewidth=0)
    centres = model.cluster_centers_[:, plane]
    ax.scatter(*centres.T, s=90, marker="X", color="0.1", edgecolor="white")


def _mixture(ax, X, model, plane):
    """Draw each echo in the colour of what it may be, and ellipses of two deviations."""
    ax.scatter(*X[:, plane].T, s=4, c=blend(model.predict_proba(X)), linewidth=0)
    for mean, covariance in zip(model.means_, model.covariances_, strict=True):
        sizes, axes = np.linalg.eigh(covariance[np.ix_(plane, plane)])
        width, height = 4 * np.sqrt(np.maximum(sizes, 0))
        tilt = np.degrees(np.arctan2(axes[1, 0], axes[0, 0]))
        shape = {"angle": tilt, "fill": False, "ec": "0.1", "lw": 1.5}
        ax.add_patch(Ellipse(mean[plane], width, height, **shape))
