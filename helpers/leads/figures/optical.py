"""Figures of images: what clusters call lead, and what labels are worth."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.colors import to_rgb

from helpers import plotting

LEAD = plotting.COLOURS["vermilion"]
"""The colour of leads in the whole study."""


def tinted(picture, lead, opacity=0.6):
    """Lay a map of leads over a picture, half transparent.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
    lead : array of bool, shape (height, width)
    opacity : float

    Returns
    -------
    array, shape (height, width, 3)
    """
    colour = np.array(to_rgb(LEAD))
    return np.where(lead[..., None], (1 - opacity) * picture + opacity * colour, picture)


def scenes(pictures, leads):
    """Show pictures, and beside each what is called lead on it.

    Parameters
    ----------
    pictures : dict of array, shape (height, width, 3)
        By title.
    leads : dict of array of bool, shape (height, width)
        By the same titles.
    """
    fig, axes = plt.subplots(
        len(pictures),
        2,
        figsize=(plotting.WIDTH, 2.75 * len(pictures)),
        squeeze=False,
        layout="constrained",
    )
    for row, (title, picture) in zip(axes, pictures.items(), strict=True):
        row[0].imshow(picture)
        row[1].imshow(tinted(picture, leads[title]))
        row[0].set_title(title, loc="left", fontsize=12)
        for ax in row:
            ax.axis("off")
    fig.get_layout_engine().set(w_pad=0.02, h_pad=0.02)


def folds(scores):
    """Draw the accuracy on each held-out part, and their mean.

    Parameters
    ----------
    scores : pandas.DataFrame
        A column for each way to hold out, a row for each part.
    """
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 2.6), layout="constrained")
    long = scores.melt(var_name="held out", value_name="accuracy")
    shared = {"data": long, "x": "accuracy", "y": "held out", "ax": ax}
    sns.stripplot(color=plotting.COLOURS["grey"], jitter=False, size=7, **shared)
    sns.pointplot(color=plotting.COLOURS["blue"], errorbar=None, linestyle="none", **shared)
    ax.set_ylabel("")


def label_curve(curve, clusters):
    """Draw accuracy against the number of labels.

    Parameters
    ----------
    curve : pandas.DataFrame
        From :func:`helpers.leads.optical.label_efficiency.curve`.
    clusters : float
        The accuracy of clusters, which need none.
    """
    _, ax = plt.subplots(layout="constrained")
    for way, name in (("forest", "forest"), ("spreading", "label spreading")):
        ax.errorbar(
            curve.index, curve[way], curve[f"{way}_std"], marker="o", capsize=3, label=name
        )
    ax.axhline(clusters, ls=":", color=plotting.COLOURS["grey"], label="K-means, no labels")
    ax.set(xscale="log", xlabel="labels", ylabel="accuracy")
    ax.legend()
