"""Figures of the product's variables: where they are, what they share, how they weigh."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap

from helpers import plotting
from helpers.polder import pixel_table

KINDS = {
    "all land, values missing": plotting.COLOURS["orange"],
    "filled in": plotting.COLOURS["vermilion"],
    "used": plotting.COLOURS["green"],
}
"""A colour for what becomes of a cell."""
SURFACES = {
    "dense vegetation": plotting.COLOURS["green"],
    "half-green land": "#7DBF5A",  # light green
    "sand": plotting.COLOURS["orange"],
    "snow": plotting.COLOURS["grey"],
}
"""A colour for each surface that a rule picks."""


def cells(kinds):
    """Draw which cells are of which kind.

    Parameters
    ----------
    kinds : dict of str to xarray.DataArray of bool
        Keys of ``KINDS``; no cell is of two kinds.

    Returns
    -------
    cartopy.mpl.geoaxes.GeoAxes
    """
    there = [name for name in KINDS if kinds[name].any()]
    number = sum((kinds[name] * (i + 1) for i, name in enumerate(there)), 0)
    colours = [KINDS[name] for name in there]
    limits = {"vmin": 0.5, "vmax": len(there) + 0.5}
    mesh = plotting.global_map(
        number.where(number > 0), background=True, cmap=ListedColormap(colours), **limits
    )
    patches = [mesh.axes.fill([], [], color=colour)[0] for colour in colours]
    mesh.figure.legend(patches, there, loc="outside lower center", ncol=2)
    return mesh.axes


def maps(table, ds, extent=(-179.9, 179.9, -58, 72)):
    """Draw a map of each variable, 1st to 99th percentile, over a satellite picture.

    Parameters
    ----------
    table : pandas.DataFrame
        A column for each map, over latitude and longitude.
    ds : xarray.Dataset
        Its grid.
    extent : tuple of float
        West, east, south, north in degrees.

    Returns
    -------
    array of cartopy.mpl.geoaxes.GeoAxes
    """
    count = table.shape[1]
    axes = plotting.equal_earth(count, 1, (plotting.WIDTH, 2.1 * count))
    for ax, name in zip(np.atleast_1d(axes).flat, table, strict=True):
        low, high = table[name].quantile([0.01, 0.99])
        values = pixel_table.to_map(table[name], table, ds)
        plotting.global_map(values, ax, background=True, vmin=low, vmax=high)
        ax.set_extent(extent, ccrs.PlateCarree())
        ax.figure.colorbar(ax.collections[-1], ax=ax, label=name, shrink=0.9)
    return np.atleast_1d(axes).ravel()


def correlations(ours, published):
    """Draw correlations, ours below the diagonal and the published above it.

    Parameters
    ----------
    ours : pandas.DataFrame
        A square of correlations.
    published : dict of (str, str) to float
        By pair of names, in the order of ``ours``.

    Returns
    -------
    matplotlib.axes.Axes
    """
    both = ours.where(np.tri(len(ours), k=-1, dtype=bool))
    for (first, second), value in published.items():
        both.loc[first, second] = value
    size = (plotting.WIDTH, plotting.WIDTH)
    _, ax = plt.subplots(figsize=size, layout="constrained")
    colours = {"cmap": "PuOr", "vmin": -1, "vmax": 1, "cbar": False}
    sns.heatmap(both, annot=True, fmt=".2f", square=True, ax=ax, **colours)
    ax.tick_params(axis="x", labelrotation=60)
    return ax


def spectra(table, surfaces):
    """Draw the median spectrum of each surface, with the middle half of its cells.

    Parameters
    ----------
    table : pandas.DataFrame
        Its columns ``DHR443`` … are the spectrum.
    surfaces : dict of str to pandas.Series of bool
        Keys of ``SURFACES``.

    Returns
    -------
    matplotlib.axes.Axes
    """
    bands = table.filter(like="DHR").rename(columns=lambda name: int(name[3:]))
    chosen = pd.concat({name: bands[rows] for name, rows in surfaces.items()})
    long = chosen.rename_axis(["surface", *table.index.names]).melt(
        ignore_index=False, var_name="wavelength (nm)", value_name="DHR"
    )
    figure, ax = plt.subplots(layout="constrained")
    axes = {"x": "wavelength (nm)", "y": "DHR", "hue": "surface", "style": "surface"}
    looks = {"palette": SURFACES, "markers": True, "dashes": False}
    spread = {"estimator": "median", "errorbar": ("pi", 50)}
    sns.lineplot(long.reset_index(), ax=ax, **axes, **looks, **spread)
    ax.set_ylim(0)
    handles, labels = ax.get_legend_handles_labels()
    ax.get_legend().remove()
    figure.legend(handles, labels, loc="outside upper center", ncol=2)
    return ax


def scalings(shares):
    """Draw what has which share of the variance, under each scaling.

    Parameters
    ----------
    shares : dict of str to pandas.DataFrame
        By title, per cent; a column for each scaling, and perhaps ``published``.

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 3 * len(shares))
    figure, axes = plt.subplots(len(shares), figsize=size, layout="constrained")
    colours = [plotting.COLOURS[name] for name in ("orange", "blue", "grey")]
    for ax, (title, table) in zip(axes, shares.items(), strict=True):
        table.plot.bar(ax=ax, rot=0, width=0.75, legend=False, color=colours)
        ax.set(ylabel="variance (%)", xlabel=title)
        ax.set_xticklabels([name.replace("DHR", "DHR\n") for name in table.index])
    bars = [ax.get_legend_handles_labels() for ax in axes]
    longest = max(bars, key=lambda given: len(given[1]))
    figure.legend(*longest, loc="outside upper center", ncol=3)
    return axes
