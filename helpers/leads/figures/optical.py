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


def tints(pictures, leads):
    """Show pictures two by two, with what is called lead laid over each.

    Parameters
    ----------
    pictures : dict of array, shape (height, width, 3)
        By title.
    leads : dict of array of bool, shape (height, width)
        By the same titles.
    """
    rows = -(-len(pictures) // 2)
    size = (plotting.WIDTH, 2.9 * rows)
    _, axes = plt.subplots(rows, 2, figsize=size, squeeze=False, layout="constrained")
    for ax in axes.flat:
        ax.axis("off")
    for ax, (title, picture) in zip(axes.flat, pictures.items(), strict=False):
        ax.imshow(tinted(picture, leads[title]))
        ax.set_title(title.replace(", ", ",\n"), fontsize=12)


def levels(table, one_level):
    """Draw what two clusters leave of the variance of each scene.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each scene; columns ``left``, ``low`` and ``high``.
    one_level : float
        What they leave of a single level.
    """
    size = (plotting.WIDTH, 1.3 + 0.45 * len(table))
    _, ax = plt.subplots(figsize=size, layout="constrained")
    place = np.arange(len(table))[::-1]
    ax.hlines(place, table.low, table.high, color=plotting.COLOURS["blue"])
    ax.plot(table.left, place, "o", color=plotting.COLOURS["blue"])
    ax.axvline(one_level, ls="--", color=plotting.COLOURS["grey"])
    ax.text(one_level, len(table) - 0.4, "one level", ha="center", va="bottom", fontsize=12)
    ax.set_yticks(place, [name.replace(", ", ",\n") for name in table.index])
    ax.set(xlabel="share of the variance left", ylim=(-0.5, len(table) - 0.5))
    ax.set_xlim(0, 1.35 * one_level)


def file_order(values, second, run=100):
    """Draw the mean over runs of rows in the order of a file, and where it breaks.

    Parameters
    ----------
    values : array, shape (rows,)
        Reflectance in one band.
    second : int
        The row at which the second part begins.
    run : int
        Rows in a run.
    """
    whole = len(values) // run * run
    means = np.reshape(values[:whole], (-1, run)).mean(1)
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 2.6), layout="constrained")
    ax.plot((np.arange(means.size) + 0.5) * run, means, color=plotting.COLOURS["blue"])
    ax.axvline(second, ls="--", color=plotting.COLOURS["grey"])
    ax.set(xlabel="row of the file", ylabel="mean reflectance", ylim=(0, None))


def folds(scores):
    """Draw the accuracy on each run of rows, and the mean, by way to hold out.

    Parameters
    ----------
    scores : pandas.DataFrame
        Columns ``held out``, ``method`` and ``accuracy``, a row for each run.
    """
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 3.6), layout="constrained")
    colours = [plotting.COLOURS[name] for name in ("blue", "orange")]
    shared = {"data": scores, "x": "accuracy", "y": "held out", "hue": "method", "ax": ax}
    sns.stripplot(dodge=True, jitter=False, size=5, alpha=0.5, palette=colours, **shared)
    style = {"marker": "|", "markersize": 24, "linestyle": "none", "errorbar": None}
    sns.pointplot(dodge=0.4, palette=colours, legend=False, **style, **shared)
    ax.axvline(0.5, ls=":", color=plotting.COLOURS["grey"])
    ax.set(ylabel="", xlim=(0, 1))
    ax.legend(title=None, loc="lower left")


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


def scene(picture, part, pixel_m):
    """Show a picture, and a part of it enlarged.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
    part : tuple of slice
        Rows and columns.
    pixel_m : float
        Metres along a pixel's side.
    """
    step = max(1, max(picture.shape) // 800)
    _, axes = plt.subplots(1, 2, figsize=(plotting.WIDTH, 2.9), layout="constrained")
    shown = picture[::step, ::step], picture[part]
    for ax, image, size in zip(axes, shown, (picture, picture[part]), strict=True):
        ax.imshow(image, extent=_extent(size, pixel_m))
        ax.set_xlabel("km")


def _extent(picture, pixel_m):
    """Give the edges of a picture in kilometres."""
    height, width = picture.shape[:2]
    return np.array([0, width, height, 0]) * pixel_m / 1000


def histogram(values, clouds, border, most_bins=160):
    """Draw how bright pixels are, a mixture's clouds, and where K-means divides.

    Parameters
    ----------
    values : array, shape (n,)
    clouds : callable
        Gives the density of each cloud, the darkest first, over an array of values.
    border : float
        Values up to it are the darkest cluster of K-means.
    most_bins : int
        Bins between the extremes; a picture of few steps has one bin to four of them.
    """
    levels = np.unique(values)
    bins = levels[:: max(1, levels.size // 60)]
    if levels.size > 256:
        bins = np.linspace(*np.quantile(values, [0.0005, 0.9995]), most_bins)
    curves = clouds(bins)
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 4.4), layout="constrained")
    look = {"histtype": "stepfilled", "color": "#bdbdbd", "label": "pixels"}
    ax.hist(values, bins, density=True, **look)
    for rank, curve in enumerate(curves):
        name = f"mixture: cluster {rank}" if rank else "mixture: lead"
        colour = {} if rank else {"color": LEAD}
        ax.plot(bins, curve, label=name, **colour)
    ax.plot(bins, sum(curves), color=plotting.COLOURS["grey"], lw=1, label="their sum")
    ax.axvline(border, ls="--", color=plotting.COLOURS["purple"], label="K-means divides")
    ax.set(yscale="log", ylim=(1e-3, 3 * np.max(curves)), ylabel="density")
    ax.set_xlabel("brightness in red light")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.36), ncol=2)


def lead_map(picture, lead, uncertainty, pixel_m):
    """Show what is called lead, and how uncertain that is.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
    lead : array of bool, shape (height, width)
    uncertainty : array, shape (height, width)
        From 0 to ½.
    pixel_m : float
    """
    fig, axes = plt.subplots(2, 1, figsize=(plotting.WIDTH, 8.4), layout="constrained")
    extent = _extent(picture, pixel_m)
    axes[0].imshow(tinted(picture, lead), extent=extent)
    shown = axes[1].imshow(uncertainty, extent=extent, cmap="cividis", vmin=0, vmax=0.5)
    fig.colorbar(shown, ax=axes[1], shrink=0.8, label="uncertainty of the mixture")
    for ax in axes:
        ax.set_ylabel("km")


def objects(leads, pixel_m):
    """Draw the total length of leads by their width, and by their direction.

    Parameters
    ----------
    leads : pandas.DataFrame
        From :func:`helpers.leads.optical.lead_objects.measure`.
    pixel_m : float
    """
    _, axes = plt.subplots(2, 1, figsize=(plotting.WIDTH, 5.2), layout="constrained")
    wide = leads[leads.width > 0]
    edges = np.geomspace(max(wide.width.min(), pixel_m) * 0.99, wide.width.max() * 1.01, 14)
    axes[0].hist(wide.width, edges, weights=wide.length / 1000, color=LEAD)
    axes[0].set(xscale="log", yscale="log", xlabel="width (m)", ylabel="length (km)")
    marks = [
        m for m in (10, 30, 100, 300, 1000, 3000, 10_000) if edges[0] <= m <= edges[-1]
    ]
    axes[0].set_xticks(marks, [f"{mark:,}" for mark in marks])
    axes[0].minorticks_off()
    turns = np.arange(-90, 91, 15)
    axes[1].hist(leads.orientation, turns, weights=leads.length / 1000, color=LEAD)
    axes[1].set(xlabel="direction (°)", xticks=range(-90, 91, 45), ylabel="length (km)")


CHANGES = {
    "lead_area": "share of leads",
    "thickness": "ice in the leads (m)",
    "cloud": "cloud (optical thickness)",
    "ponds": "share of melt ponds",
}
"""What axes call the changes of :mod:`helpers.leads.simulation.sensitivity`."""


def breaks(trials):
    """Draw F1 of each method against what is changed in a scene.

    Parameters
    ----------
    trials : dict of pandas.DataFrame
        By change: a row for each value, a column for each method.
    """
    fig, axes = plt.subplots(
        2, 2, figsize=(plotting.WIDTH, 5.4), sharey=True, layout="constrained"
    )
    for ax, (change, scores) in zip(axes.flat, trials.items(), strict=True):
        for name, marker in zip(scores, "os^", strict=False):
            ax.plot(scores.index, scores[name], marker + "-", ms=5, label=name)
        ax.set(xlabel=CHANGES[change], ylim=(0, 1.03))
    axes[0, 0].set_xscale("log")
    fig.supylabel("F1", fontsize=12)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncol=3)
