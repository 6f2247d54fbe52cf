"""Figures of echoes: the pass, their shapes, their features, and what is made of them.

A class has one colour in the whole study.
"""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from helpers import plotting
from helpers.leads.products import altimetry
from helpers.leads.radar import sea_level

COLOURS = {
    "ocean": plotting.COLOURS["blue"],
    "sea ice": plotting.COLOURS["sky"],
    "lead": plotting.COLOURS["vermilion"],
    "unclassified": plotting.COLOURS["grey"],
}
"""Of the classes, by their names in :data:`helpers.leads.products.altimetry.SURFACES`."""

METHODS = dict(
    zip(
        ("product", "K-means", "mixture"),
        (plotting.COLOURS[name] for name in ("purple", "orange", "green")),
        strict=True,
    )
)
"""Colours of who calls an echo a lead."""

CLUSTERS = sns.color_palette("Dark2")[:1] + sns.color_palette("Dark2")[2:]
"""Colours of clusters without a name: not like that of leads."""

FEATURES = {"sigma0": "σ0 (dB)", "peakiness": "peakiness", "stack_std": "SSD (looks)"}
"""What axes call the features."""

MOST_POINTS = 4000  # in a scatter: more hide each other


def names(ds):
    """Name the surface class of each echo."""
    return np.array(altimetry.SURFACES)[ds.surface_class.values]


def track(ds, segment_km=50.0):
    """Map a pass, and how many of its echoes over ice are leads.

    Parameters
    ----------
    ds : xarray.Dataset
        A pass with a surface class.
    segment_km : float
        Length of the pieces of track that echoes are counted in.
    """
    pieces = pd.DataFrame(
        {
            "longitude": ds.longitude.values,
            "latitude": ds.latitude.values,
            "percent": np.where(
                ds.surface_class == altimetry.OCEAN,
                np.nan,
                100.0 * (ds.surface_class == altimetry.LEAD),
            ),
        }
    ).groupby(sea_level.along_track_km(ds) // segment_km)
    shown = pieces.first().assign(percent=pieces.percent.mean())
    ax, place = plotting.polar_map(ds.latitude.values), ccrs.PlateCarree()
    ax.figure.set_size_inches(plotting.WIDTH, 4.2)
    ax.plot(ds.longitude[::20], ds.latitude[::20], color="0.25", transform=ccrs.Geodetic())
    over = shown[shown.percent.notna()]
    dots = ax.scatter(
        over.longitude, over.latitude, c=over.percent, s=30, zorder=3, transform=place
    )
    bar = ax.figure.colorbar(dots, ax=ax, shrink=0.8, pad=0.03)
    bar.set_label("echoes over ice that are leads (%)")


def gallery(ds, seed=0, number=6):
    """Draw some echoes of each class, centred on their maxima and divided by them.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``power`` and ``surface_class``.
    seed : int
    number : int
        Echoes of each class.
    """
    rng, surface = np.random.default_rng(seed), names(ds)
    present = [name for name in COLOURS if name in surface and "power" in ds]
    fig, axes = plt.subplots(
        2, 2, figsize=(plotting.WIDTH, 4.3), sharex=True, sharey=True, layout="constrained"
    )
    for ax in axes.flat[len(present) :]:
        ax.remove()
    if not present:  # a file of features alone
        fig.text(0.5, 0.5, "no echoes in this file", ha="center")
    for ax, name in zip(axes.flat, present, strict=False):
        rows = np.flatnonzero(surface == name)
        for row in rng.choice(rows, min(number, rows.size), replace=False):
            power = ds.power.values[row]
            gates = np.arange(power.size) - np.nanargmax(power)
            ax.plot(gates, power / np.nanmax(power), color=COLOURS[name], lw=1)
        ax.set(title=name, xlim=(-25, 60))
        ax.tick_params(labelbottom=True)
    fig.supxlabel("gates from the maximum", fontsize=12)
    fig.supylabel("power / maximum", fontsize=12)


def feature_pairs(table, cluster, seed=0):
    """Draw every pair of features, and each feature alone, by cluster.

    Parameters
    ----------
    table : pandas.DataFrame
        Features as columns.
    cluster : array of int
        Of each row.
    seed : int
        Of the rows that are drawn where there are many.
    """
    shown = table.rename(columns=FEATURES).assign(cluster=cluster)
    shown = shown.sample(min(MOST_POINTS, len(shown)), random_state=seed)
    grid = sns.pairplot(
        shown,
        hue="cluster",
        palette=CLUSTERS[: shown.cluster.nunique()],
        corner=True,
        height=plotting.WIDTH / table.shape[1],
        plot_kws={"s": 5, "linewidth": 0, "alpha": 0.5},
        diag_kws={"common_norm": False, "fill": False, "warn_singular": False},
    )
    sns.move_legend(grid, "upper right", markerscale=3, frameon=False)
    grid.figure.set_size_inches(plotting.WIDTH, 4.6)
    grid.figure.subplots_adjust(right=0.98)  # seaborn leaves room for a legend outside


def choice_of_number(sizes, inertia, bic):
    """Draw two measures against the number of clusters.

    Parameters
    ----------
    sizes : sequence of int
    inertia, bic : sequence of float
        Of K-means, shown relative to the first, and of the mixture.
    """
    fig, axes = plt.subplots(1, 2, figsize=(plotting.WIDTH, 2.5), layout="constrained")
    axes[0].plot(sizes, np.divide(inertia, inertia[0]), "o-", color=METHODS["K-means"])
    axes[0].set(title="K-means", ylabel="inertia / first")
    axes[1].plot(sizes, np.divide(bic, 1000), "o-", color=METHODS["mixture"])
    axes[1].set(title="mixture", ylabel="BIC / 1000")
    for ax in axes:
        ax.set_xticks(sizes)
    fig.supxlabel("number of clusters", fontsize=12)


def boxes(table, surface, seed=0):
    """Draw peakiness and stack width by class: classes made by thresholds are boxes.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``peakiness`` and ``stack_std``.
    surface : array of str
    seed : int
        Of the rows that are drawn where there are many.
    """
    shown = table[["peakiness", "stack_std"]].assign(surface=surface).dropna()
    shown = shown[shown.surface != "ocean"]
    shown = shown.sample(min(MOST_POINTS, len(shown)), random_state=seed)
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 3.8), layout="constrained")
    order = [name for name in COLOURS if name in set(shown.surface)]
    sns.scatterplot(
        shown,
        x="peakiness",
        y="stack_std",
        hue="surface",
        style="surface",
        hue_order=order,
        markers={"sea ice": "o", "lead": "o", "unclassified": "X"},
        palette=COLOURS,
        s=14,
        alpha=0.6,
        linewidth=0,
        ax=ax,
    )
    ax.set(xlabel=FEATURES["peakiness"], ylabel=FEATURES["stack_std"], xscale="log")
    ax.set_xticks([5, 10, 20, 50], ["5", "10", "20", "50"])
    ax.minorticks_off()
    ax.legend(title=None, markerscale=2)


def detection(driver, calls):
    """Draw the share of echoes called lead against what it depends on.

    Parameters
    ----------
    driver : xarray.DataArray or pandas.Series
        ``lead_share`` of the strip under each echo, or one of the features.
    calls : pandas.DataFrame of bool
        What each method calls lead.
    """
    values = np.asarray(driver)
    edges = np.unique(np.nanquantile(values, np.linspace(0, 1, 9)))
    if driver.name == "lead_share":
        edges = np.array([0, 1e-9, 0.1, 0.2, 0.4, 0.7, 1])
    bins = np.clip(np.digitize(values, edges) - 1, 0, edges.size - 2)
    centre = pd.Series(values).groupby(bins).mean()
    shares = calls.reset_index(drop=True).groupby(bins).mean()
    _, ax = plt.subplots(layout="constrained")
    for (name, share), marker in zip(shares.items(), "osd^v", strict=False):
        ax.plot(centre, share, marker + "-", color=METHODS[name], label=name)
    words = {"lead_share": "share of the strip that is lead"} | FEATURES
    ax.set(xlabel=words[driver.name], ylabel="share called lead", ylim=(0, 1.03))
    ax.legend()
