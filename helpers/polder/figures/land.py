"""Figures of land types: trees, maps, rules for their number, what moves them."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from scipy.cluster import hierarchy

from helpers import plotting
from helpers.polder import pixel_table
from helpers.polder.land_types import PALETTE, ordered

MOST = 30
"""Branches of a tree that are told apart."""


def dendrogram(tree, n_clusters):
    """Draw the top of a tree and the line that cuts it into clusters.

    Parameters
    ----------
    tree : array, shape (n - 1, 4)
        As ``scipy.cluster.hierarchy.linkage`` gives it.
    n_clusters : int

    Returns
    -------
    matplotlib.axes.Axes
    """
    _, ax = plt.subplots()
    hierarchy.dendrogram(
        tree,
        MOST,
        "lastp",
        ax=ax,
        no_labels=True,
        color_threshold=0,
        above_threshold_color=plotting.COLOURS["blue"],
    )
    cut = tree[-n_clusters : len(tree) - n_clusters + 2, 2].mean()
    ax.axhline(cut, linestyle="--", color=plotting.COLOURS["vermilion"])
    ax.set(xlabel="branches", ylabel="height of the join")
    return ax


def type_maps(types, ds, extent=(-179.9, 179.9, -58, 68)):
    """Draw maps of types below each other, over a faded picture of the Earth.

    Parameters
    ----------
    types : pandas.DataFrame
        A column of names for each map, over latitude and longitude.
    ds : xarray.Dataset
        Its grid.
    extent : tuple of float
        West, east, south, north in degrees.

    Returns
    -------
    array of cartopy.mpl.geoaxes.GeoAxes
    """
    figure, axes = plt.subplots(
        types.shape[1],
        squeeze=False,
        figsize=(plotting.WIDTH, 2.6 * types.shape[1] + 0.5),
        layout="constrained",
        subplot_kw={"projection": ccrs.EqualEarth()},
    )
    for ax, name in zip(axes.flat, types, strict=True):
        ax.stock_img(alpha=0.35)
        codes = pd.Categorical(types[name], PALETTE).codes
        draw(ax, pixel_table.to_map(codes, types, ds))
        ax.set_extent(extent, ccrs.PlateCarree())
        ax.set_title(name)
    legend(figure, ordered(types))
    return axes.ravel()


def draw(ax, types):
    """Draw a map of types; nothing is downloaded.

    Parameters
    ----------
    ax : cartopy.mpl.geoaxes.GeoAxes
    types : xarray.DataArray
        Places in `PALETTE`, over latitude and longitude; NaN lets through what lies below.

    Returns
    -------
    matplotlib.collections.QuadMesh
    """
    kinds = ListedColormap(list(PALETTE.values()))
    colours = {"cmap": kinds, "vmin": -0.5, "vmax": kinds.N - 0.5}
    place = {"transform": ccrs.PlateCarree(), "rasterized": True}
    return ax.pcolormesh(types.longitude, types.latitude, types, **place, **colours)


def legend(figure, names):
    """Name the colours of types below a figure's maps.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    names : list of str

    Returns
    -------
    matplotlib.legend.Legend
    """
    patches = [figure.axes[0].fill([], [], color=PALETTE[n])[0] for n in names]
    return figure.legend(
        patches,
        names,
        loc="outside lower center",
        ncol=3,
        columnspacing=1,
        handlelength=1,
    )


def type_means(table, scaled, types):
    """Draw the mean of each variable for each type, with trees of what is alike.

    Parameters
    ----------
    table : pandas.DataFrame
        The land's variables; their means are written.
    scaled : pandas.DataFrame
        The same in standard deviations; their means are the colours and make the trees.
    types : pandas.Series of str
        By row of both.

    Returns
    -------
    seaborn.matrix.ClusterGrid
    """
    written = table.groupby(types).mean().loc[ordered(types)]
    shades = scaled.groupby(types).mean().loc[written.index]
    grid = sns.clustermap(
        shades,
        annot=written,
        fmt=".2f",
        cmap="PuOr",
        center=0,
        figsize=(plotting.WIDTH, 4),
        dendrogram_ratio=0.16,
        cbar_pos=None,
        annot_kws={"size": 12},
    )
    grid.ax_heatmap.set(xlabel="", ylabel="")
    grid.ax_heatmap.tick_params(axis="x", labelrotation=60)
    return grid


def rules(curves, chosen):
    """Draw rules for the number of clusters, and what each of them chooses.

    Parameters
    ----------
    curves : pandas.DataFrame
        ``inertia``, ``silhouette``, ``gap`` and ``BIC`` over the number of clusters.
    chosen : dict of str to int
        By rule; that of the inertia is called ``elbow``.

    Returns
    -------
    dict of str to matplotlib.axes.Axes
        By the curve's name.
    """
    words = {
        "inertia": "inertia / of one",
        "silhouette": "mean silhouette",
        "gap": "gap",
        "BIC": "BIC / 1000",
    }
    size = (plotting.WIDTH, 4.8)
    figure, axes = plt.subplots(2, 2, figsize=size, sharex=True, layout="constrained")
    for ax, (name, label) in zip(axes.flat, words.items(), strict=True):
        ax.plot(curves.index, curves[name], "o-")
        number = chosen["elbow" if name == "inertia" else name]
        ax.axvline(number, linestyle=":", color=plotting.COLOURS["vermilion"])
        ax.set(ylabel=label, xticks=curves.index[1::2])
    figure.supxlabel("number of clusters", fontsize=12)
    return dict(zip(words, axes.flat, strict=True))


def shakes(agreements):
    """Draw how well partitions agree with themselves after a change, a point each.

    Parameters
    ----------
    agreements : dict of (str, str) to array
        Adjusted Rand indices by method and change.

    Returns
    -------
    matplotlib.axes.Axes
    """
    named = pd.Series(agreements).explode().rename("ARI").rename_axis(["method", "change"])
    figure, ax = plt.subplots(layout="constrained")
    table = named.astype(float).reset_index()
    sns.stripplot(table, x="ARI", y="change", hue="method", dodge=True, ax=ax)
    handles, labels = ax.get_legend_handles_labels()
    ax.get_legend().remove()
    figure.legend(handles, labels, loc="outside upper center", ncol=len(labels))
    ax.set_ylabel("")
    return ax


def told(agreements):
    """Draw what partitions tell about another, with intervals and with what chance gives.

    Parameters
    ----------
    agreements : pandas.DataFrame
        ``AMI``, ``low``, ``high``, and ``turned``, that of the turned map, which may lack.

    Returns
    -------
    matplotlib.axes.Axes
    """
    figure, ax = plt.subplots(layout="constrained")
    middle, names = agreements["AMI"], agreements.index
    bars = [middle - agreements["low"], agreements["high"] - middle]
    points = ax.errorbar(middle, names, xerr=bars, fmt="o", capsize=4)
    colour = plotting.COLOURS["vermilion"]
    (crosses,) = ax.plot(agreements["turned"], names, "x", color=colour)
    ax.invert_yaxis()
    ax.set(xlabel="adjusted mutual information with climate", xlim=(0, None))
    words = ["in its place", "turned"]
    figure.legend([points, crosses], words, loc="outside upper center", ncol=2)
    return ax
