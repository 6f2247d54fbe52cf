"""Figures of autoencoders: pictures, and where they lie in latent space."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.lines import Line2D

from helpers import plotting
from helpers.polder import land_types


def numerals(planes, names, ways=None):
    """Draw handwritten digits as numerals, in planes below each other.

    Parameters
    ----------
    planes : dict of str to array, shape (n, 2)
    names : array of int, shape (n,)
        Which digit each is; a hundred of each are drawn.
    ways : dict of str to array, shape (m, 2), optional
        Places by plane, which are marked by letters.

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 4 * len(planes))
    _, axes = plt.subplots(len(planes), figsize=size, layout="constrained")
    colours = sns.color_palette("tab10")
    for ax, (title, Z) in zip(axes, planes.items(), strict=True):
        for digit, colour in enumerate(colours):
            rows = Z[names == digit][:100]
            ax.scatter(*rows.T, marker=f"${digit}$", s=50, color=colour, linewidths=0.3)
        for letter, place in zip("abcdefgh", (ways or {}).get(title, ()), strict=False):
            box = {"boxstyle": "circle", "facecolor": "white", "edgecolor": "black"}
            ax.annotate(letter, place, ha="center", va="center", color="black", bbox=box)
        ax.set(title=title, xlabel="first number", ylabel="second number")
    return axes


def pictures(rows):
    """Draw rows of square grey pictures, each row with its name.

    Parameters
    ----------
    rows : dict of str to array, shape (n, pixels)
        Five of each are drawn.

    Returns
    -------
    array of matplotlib.axes.Axes, shape (rows, 5)
    """
    size = (plotting.WIDTH, 1.1 * len(rows))
    _, axes = plt.subplots(len(rows), 5, figsize=size, layout="constrained")
    for line, (name, values) in zip(axes, rows.items(), strict=True):
        side = round(values.shape[1] ** 0.5)
        for ax, picture in zip(line, values, strict=False):
            ax.imshow(picture.reshape(side, side), cmap="Greys", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
        line[0].set_ylabel(name)
    return axes


def epochs(watched):
    """Draw how two networks learn: R², latent means and variances, epoch by epoch.

    Parameters
    ----------
    watched : dict of str to list
        By name of the network, for each epoch its R², and the means and logarithms of
        variances of pixels, each of shape (n, 2).

    Returns
    -------
    array of matplotlib.axes.Axes, shape (3, networks)
    """
    size = (plotting.WIDTH, 6.4)
    _, axes = plt.subplots(
        3, len(watched), figsize=size, sharex=True, sharey="row", layout="constrained"
    )
    for column, (name, seen) in zip(axes.T, watched.items(), strict=True):
        r2, *places = zip(*seen, strict=True)
        column[0].plot(range(1, len(r2) + 1), r2)
        column[0].set(title=name, ylim=(0, 1))
        for ax, values in zip(column[1:], places, strict=True):
            _by_epoch(np.stack(values), ax)
        column[-1].set_xlabel("epoch")
    for ax, label in zip(axes[:, 0], ("R²", "μ", "log σ²"), strict=True):
        ax.set_ylabel(label)
    return axes


def _by_epoch(values, ax):
    """Draw the median and the middle half and 95 % of values, a colour per number."""
    epoch = np.arange(1, len(values) + 1)
    for i, colour in enumerate(("blue", "orange")):
        ends = np.quantile(values[..., i], [0.025, 0.25, 0.5, 0.75, 0.975], axis=1)
        shade = {"color": plotting.COLOURS[colour], "linewidth": 0}
        ax.fill_between(epoch, ends[0], ends[-1], alpha=0.25, **shade)
        ax.fill_between(epoch, ends[1], ends[-2], alpha=0.4, **shade)
        ax.plot(epoch, ends[2], color=plotting.COLOURS[colour])


def weights(curve, panels):
    """Draw measures of networks over the weight β, panel by panel.

    Parameters
    ----------
    curve : pandas.DataFrame
        Indexed by β and network.
    panels : dict of str to list of str
        The columns of ``curve`` that a panel shows, by its label.

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 2.6 * len(panels))
    _, axes = plt.subplots(len(panels), figsize=size, sharex=True, layout="constrained")
    for ax, (label, columns) in zip(axes, panels.items(), strict=True):
        rows = curve[columns].melt(ignore_index=False, value_name="value").reset_index()
        sns.lineplot(
            rows, x="β", y="value", hue="variable", estimator="median", marker="o",
            errorbar=("pi", 100), legend=len(columns) > 1, ax=ax,
        )  # fmt: skip
        ax.set_ylabel(label)
        if len(columns) > 1:
            ax.get_legend().set_title("")
    axes[-1].set_xscale("log")
    return axes


def intervals(table, label):
    """Draw differences with their intervals, a row for each, beside zero.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``difference``, ``low`` and ``high``.
    label : str
        Of the differences.

    Returns
    -------
    matplotlib.axes.Axes
    """
    _, ax = plt.subplots(layout="constrained")
    reach = np.abs(table[["low", "high"]].to_numpy().T - table.difference.to_numpy())
    ax.errorbar(table.difference, table.index, xerr=reach, fmt="o", linewidth=2)
    ax.axvline(0, linestyle=":", color=plotting.COLOURS["grey"])
    ax.set(xlabel=label)
    ax.locator_params("x", nbins=5)
    ax.invert_yaxis()
    return ax


def planes(places):
    """Draw how dense pixels lie in planes, one below the other.

    Parameters
    ----------
    places : dict of str to array, shape (n, 2)

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 3.2 * len(places))
    figure, axes = plt.subplots(len(places), figsize=size, layout="constrained")
    for ax, (title, Z) in zip(axes, places.items(), strict=True):
        hexagons = plotting.density_scatter(*Z.T, ax, gridsize=45)
        ax.set(title=title, xlabel="first number", ylabel="second number")
        figure.colorbar(hexagons, ax=ax, label="pixels")
    return axes


def type_planes(places):
    """Draw pixels as dots in their types' colours, in planes below each other.

    Parameters
    ----------
    places : dict of str to tuple
        By title, the places of pixels, shape (n, 2), and the names of their types.

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 0.8 + 3.2 * len(places))
    figure, axes = plt.subplots(len(places), figsize=size, layout="constrained")
    types = land_types.ordered(np.concatenate([names for _, names in places.values()]))
    for ax, (title, (Z, names)) in zip(axes, places.items(), strict=True):
        sns.scatterplot(
            x=Z[:, 0], y=Z[:, 1], hue=names, hue_order=types, palette=land_types.PALETTE,
            s=7, linewidth=0, rasterized=True, legend=False, ax=ax,
        )  # fmt: skip
        ax.set(title=title, xlabel="first number", ylabel="second number")
    dots = [Line2D([], [], color=land_types.PALETTE[t], marker="o", ls="") for t in types]
    figure.legend(dots, types, loc="outside upper center", ncol=3)
    return axes


def losses(histories, start):
    """Draw how the parts of a deep clustering's loss go, a column for each method.

    Parameters
    ----------
    histories : dict of str to pandas.DataFrame
        By method, a row per epoch with ``loss`` and, from ``start`` on, ``error`` and
        the part that clusters.
    start : int
        Epochs before the clustering joins in.

    Returns
    -------
    array of matplotlib.axes.Axes, shape (2, methods)
    """
    size = (plotting.WIDTH, 4.4)
    _, axes = plt.subplots(2, len(histories), figsize=size, layout="constrained")
    for (above, below), (name, history) in zip(axes.T, histories.items(), strict=True):
        (part,) = set(history) - {"loss", "error"}
        epoch = np.arange(1, len(history) + 1)
        above.plot(epoch, history.error.fillna(history.loss))
        above.set(title=name, ylabel="error", yscale="log")
        below.plot(epoch, history[part])
        below.set(ylabel=part, xlabel="epoch", xlim=above.get_xlim())
        for ax in (above, below):
            ax.axvline(start + 0.5, linestyle=":", color=plotting.COLOURS["grey"])
    return axes
