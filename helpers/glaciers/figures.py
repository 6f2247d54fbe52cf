"""The figures that the study's chapters show; a class has one colour in all of them."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.dates import ConciseDateFormatter, MonthLocator
from matplotlib.patches import Patch

from helpers import plotting
from helpers.glaciers import dtw
from helpers.glaciers.summary import CLASSES

COLOURS = {
    name: plotting.COLOURS[known["colour"]]
    for code, known in CLASSES.items()
    for name in (code, known["name"])
}
"""Colours of the archive's classes, by code and by name."""
RIGHT, WRONG = "#D9D9D9", "#222222"
"""Of a map of errors: no class has these colours."""
OTHERS = (
    "#332288",
    "#882255",
    "#117733",
    "#999933",
    "#CC6677",
    "#44AA99",
    "#AA4499",
    "#88CCEE",
)
"""Of what is no class of the archive: Paul Tol's muted scheme, none of the classes'."""
MARKS = "os^D"


def colours(names):
    """Give each name the colour of its class; what is no class of the archive any other.

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    dict of str
        By name.
    """
    others = cycle(OTHERS)
    return {name: COLOURS[name] if name in COLOURS else next(others) for name in names}


def class_years(ds, xlabel="", ylabel=""):
    """Draw the median series of each class, and the middle half of its samples.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``series`` over ``window``, ``feature`` and ``time``, and ``label`` along
        ``window``: a panel for each feature.
    xlabel, ylabel : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    features, names = ds.feature.values, np.unique(ds.label)
    fig, axes = _panels(len(features), 2.1 if len(features) > 1 else 3.2, sharex=True)
    for ax, feature in zip(axes, features, strict=True):
        table = ds.series.sel(feature=feature).to_dataframe(name="value").reset_index()
        hue = {"hue": "label", "hue_order": names, "palette": colours(names)}
        spread = {"estimator": "median", "errorbar": ("pi", 50), "legend": ax is axes[0]}
        sns.lineplot(table, x="time", y="value", ax=ax, **hue, **spread)
        title = str(feature).replace("_", " ") if len(features) > 1 else ""
        ax.set(title=title, xlabel="", ylabel="")
    fig.supxlabel(xlabel, size=12)
    fig.supylabel(ylabel, size=12)
    _legend_above(fig, axes[0])
    if ds.time.dtype.kind == "M":
        _mark_seasons(axes[0])
    return fig


def links(pairs, times, radius, xlabel="", ylabel=""):
    """Draw pairs of series, the first lifted, and which dates DTW puts together.

    Parameters
    ----------
    pairs : dict of dict
        By title: two series by the names of what they show.
    times : array
        Of the dates.
    radius : int
        Of the Sakoe–Chiba band, in dates; 0 links equal dates.
    xlabel, ylabel : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = _panels(len(pairs), 2.6, columns=1, sharex=True)
    for ax, (title, two) in zip(axes, pairs.items(), strict=True):
        palette, (a, b) = colours(two), two.values()
        lift = 1.2 * (np.max(b) - np.min(a))
        for i, j in dtw.path(a, b, radius):
            ax.plot(times[[i, j]], [a[i] + lift, b[j]], color="#8A8A8A", lw=0.8)
        for (name, values), up in zip(two.items(), (lift, 0), strict=True):
            ax.plot(times, values + up, "o-", ms=4, color=palette[name], label=name)
        ax.set(title=title, ylabel=ylabel)
        ax.legend(ncol=2, loc="lower center", bbox_to_anchor=(0.5, -0.02))
        ax.margins(y=0.25)
    axes[-1].set_xlabel(xlabel)
    return fig


def costs(pairs, radius):
    """Draw what aligning two series costs, and the cheapest ways with a band and without.

    Parameters
    ----------
    pairs : dict of dict
        As for :func:`links`.
    radius : int

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = _panels(len(pairs), 3.2, sharex=True)
    for ax, (title, two) in zip(axes, pairs.items(), strict=True):
        a, b = two.values()
        ax.imshow(np.sqrt(dtw.cost_matrix(a, b, None)).T, origin="lower", cmap="cividis")
        for shift in (-radius, radius):
            ends = np.array([max(0, -shift), len(a) - 1 - max(0, shift)])
            ax.plot(ends, ends + shift, "--", color="white", lw=1)
        ax.plot(*dtw.path(a, b, None).T, ".-", color="white", lw=1.2, ms=4)
        ax.plot(*dtw.path(a, b, radius).T, color=plotting.COLOURS["orange"], lw=2.5)
        names = list(two)
        ax.set(title=title, xlabel=f"date of {names[0]}", ylabel=f"date of {names[1]}")
    return fig


def intervals(table, xlabel="macro-F1"):
    """Draw a figure with its interval for each row of a table.

    Parameters
    ----------
    table : pandas.DataFrame
        The figure in the first column, the interval's ends in ``low`` and ``high``. Of an
        index of two levels the second is told apart by colours.
    xlabel : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = table.index.get_level_values(0)
    kinds = table.index.get_level_values(1) if table.index.nlevels > 1 else rows[:0]
    names, apart = list(dict.fromkeys(rows)), list(dict.fromkeys(kinds)) or [None]
    height = 1.1 + len(names) * (0.2 + 0.16 * len(apart))
    fig, ax = plt.subplots(figsize=(plotting.WIDTH, height), layout="constrained")
    for i, kind in enumerate(apart):
        part = table if kind is None else table.xs(kind, level=1)
        value = part.iloc[:, 0]
        where = [
            names.index(name) + 0.2 * (i - (len(apart) - 1) / 2) for name in part.index
        ]
        ends = [value - part.low, part.high - value]
        look = {"fmt": MARKS[i], "color": OTHERS[i], "ms": 6, "lw": 2, "label": kind}
        ax.errorbar(value, where, xerr=np.abs(ends), **look)
    ax.set(yticks=range(len(names)), yticklabels=names, xlabel=xlabel)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="x", alpha=0.4)
    if table.low.min() < 0 < table.high.max():
        ax.axvline(0, color=plotting.COLOURS["grey"], lw=1)
    if len(apart) > 1:
        _legend_above(fig, ax)
    return fig


def class_maps(maps, classes, wrong=None, sure=None):
    """Draw maps of classes, and beside them where they err or how sure they are.

    Parameters
    ----------
    maps : dict of array of str, shape (rows, columns)
        By title: names of classes; what has none stays blank.
    classes : sequence of str
    wrong : dict of masked array of bool, optional
        By title: what is masked stays blank.
    sure : array, optional
        The probability of the class, for a last panel.

    Returns
    -------
    matplotlib.figure.Figure
    """
    wrong, palette = wrong or {}, colours(classes)
    every = {**maps, **wrong} | ({} if sure is None else {"how sure": sure})
    fig, axes = _panels(len(every), 2.8)
    look = {"interpolation": "nearest"}
    for ax, (title, values) in zip(axes, every.items(), strict=True):
        if title in maps:
            codes = sum((i + 1) * (values == name) for i, name in enumerate(classes))
            cmap, ends = ListedColormap([*palette.values()]), (0.5, len(classes) + 0.5)
            ax.imshow(
                np.ma.masked_equal(codes, 0), cmap, vmin=ends[0], vmax=ends[1], **look
            )
        elif title in wrong:
            ax.imshow(values, ListedColormap([RIGHT, WRONG]), vmin=0, vmax=1, **look)
        else:
            picture = ax.imshow(values, cmap="cividis", **look)
            fig.colorbar(picture, ax=ax, location="bottom", label="probability")
        ax.set(xticks=[], yticks=[], title=title)
        ax.spines[:].set_visible(False)
    patches = [Patch(color=colour, label=name) for name, colour in palette.items()]
    patches += [Patch(color=WRONG, label="wrong")] * bool(wrong)
    columns = 4 if max(map(len, classes)) < 6 else 3
    fig.legend(handles=patches, loc="outside lower center", ncol=columns)
    return fig


def _panels(count, height, columns=2, **shared):
    """Make panels in a grid that a phone can show; return the figure and a flat list."""
    columns = min(columns, count)
    rows = -(-count // columns)
    size = plotting.WIDTH, 0.6 + height * rows
    fig, axes = plt.subplots(
        rows, columns, figsize=size, squeeze=False, layout="constrained", **shared
    )
    for ax in axes.flat[count:]:
        ax.set_visible(False)
    return fig, list(axes.flat[:count])


def _legend_above(fig, ax):
    """Put the names of what one panel shows above all of them."""
    handles, names = ax.get_legend_handles_labels()
    if ax.get_legend():
        ax.get_legend().remove()
    columns = min(4, 44 // (6 + max(map(len, names))))
    fig.legend(handles, names, loc="outside upper center", ncol=columns)


def _mark_seasons(ax):
    """Name few enough months that their names fit below a small panel."""
    ax.xaxis.set_major_locator(months := MonthLocator((1, 5, 9)))
    ax.xaxis.set_major_formatter(ConciseDateFormatter(months, show_offset=False))
