"""Figures of heights: the sea between the leads, freeboard, and what mistakes cost."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from helpers import plotting
from helpers.leads.figures.radar import COLOURS

SEA = plotting.COLOURS["blue"]


def along_track(distance_km, height_cm, level_cm, error_cm, classes, half_km=100.0):
    """Draw heights along the middle of a track, and the sea level between the leads.

    Parameters
    ----------
    distance_km, height_cm : array, shape (n,)
    level_cm, error_cm : array, shape (n,)
        The line through the leads and its standard error, drawn twice as wide.
    classes : dict of array of bool, shape (n,)
        The echoes to draw, by names of :data:`helpers.leads.figures.radar.COLOURS`.
    half_km : float
        Half the length of the stretch that is drawn.
    """
    wanted = np.any(list(classes.values()), axis=0)
    near = np.abs(distance_km - np.median(distance_km[np.isfinite(level_cm)])) < half_km
    fig, ax = plt.subplots(figsize=(plotting.WIDTH, 4.2), layout="constrained")
    for name, rows in classes.items():
        x, y = distance_km[near & rows], height_cm[near & rows]
        ax.scatter(x, y, s=9, color=COLOURS[name], label=name)
    x, line, band = distance_km[near], level_cm[near], 2 * error_cm[near]
    ax.plot(x, line, color=SEA, label="sea level")
    ax.fill_between(x, line - band, line + band, color=SEA, alpha=0.25)
    low, high = np.nanquantile(height_cm[near & wanted], [0.25, 0.75])
    ends = low - 4 * (high - low), high + 3 * (high - low)  # failures lie metres away
    ends = max(ends[0], np.nanmin(height_cm[near & wanted]) - 3), ends[1]
    ax.set(xlabel="distance along the track (km)", ylabel="height (cm)", ylim=ends)
    fig.legend(loc="outside upper center", ncol=3, markerscale=2)


def distribution(values_cm, xlabel="radar freeboard (cm)"):
    """Draw the distributions of freeboards over one another.

    Parameters
    ----------
    values_cm : dict of array
        By name; the first is filled.
    xlabel : str
    """
    _, ax = plt.subplots(layout="constrained")
    bins = np.linspace(-40, 60, 51)
    colours = plotting.COLOURS["grey"], plotting.COLOURS["purple"]
    for (name, values), colour, filled in zip(
        values_cm.items(), colours, (True, False), strict=False
    ):
        look = {"histtype": "stepfilled", "alpha": 0.5} if filled else {"histtype": "step"}
        shown = values[np.isfinite(values)]
        if not shown.size:  # a product without truth
            continue
        ax.hist(shown, bins, density=True, color=colour, lw=1.8, label=name, **look)
    ax.axvline(0, color=plotting.COLOURS["grey"], lw=0.8)
    ax.set(xlabel=xlabel, ylabel="density")
    ax.legend()


def profile(distance_km, freeboard_cm, segment_km=25.0, least=10):
    """Draw freeboard along the track: quartiles of each segment.

    Parameters
    ----------
    distance_km, freeboard_cm : array, shape (n,)
    segment_km : float
    least : int
        Echoes that a segment needs to be drawn.
    """
    segment = (distance_km // segment_km + 0.5) * segment_km
    pieces = pd.Series(freeboard_cm).groupby(segment)
    quarters = pieces.quantile([0.25, 0.5, 0.75]).unstack()[pieces.count() >= least]
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 3.4), layout="constrained")
    reach = abs(quarters[[0.25, 0.75]].sub(quarters[0.5], axis=0)).T
    ax.errorbar(quarters.index, quarters[0.5], reach, fmt="o", color=SEA)
    ax.axhline(0, color=plotting.COLOURS["grey"], lw=0.8)
    ax.set(xlabel="distance along the track (km)", ylabel="radar freeboard (cm)")


SHARES = (0, 0.1, 0.2, 0.4, 0.6, 0.8, 1)
"""Edges of the shares of lead in :func:`offset`."""


def offset(share, offset_cm):
    """Draw what single leads do to a freeboard, by how much of the strip is lead.

    Parameters
    ----------
    share : array, shape (n,)
        Of the strip under each echo that is lead.
    offset_cm : array, shape (n,)
        By how much a freeboard over that lead alone is too large.
    """
    words = [f"{100 * a:.0f}–{100 * b:.0f}" for a, b in itertools.pairwise(SHARES)]
    table = pd.DataFrame({"share": pd.cut(share, SHARES, labels=words), "cm": offset_cm})
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 3), layout="constrained")
    ax.axhline(0, color=plotting.COLOURS["grey"], lw=0.8)
    if table.cm.notna().any():
        look = {"color": COLOURS["lead"], "width": 0.6, "showfliers": False}
        sns.boxplot(table, x="share", y="cm", ax=ax, **look)
    ax.set(xlabel="share of the strip that is lead (%)", ylabel="offset (cm)")


def prices(curves, expected=None):
    """Draw how far the mean freeboard moves with the share of wrong leads.

    Parameters
    ----------
    curves : pandas.DataFrame
        Columns ``mistake`` (a panel each), ``how`` (``random`` or ``alike``), ``share`` and
        ``change`` (cm); several rows of one share are draws, of which the mean and twice
        the standard deviation are drawn.
    expected : dict of pandas.Series, optional
        What formulas say in the first panel: changes by share, by name.
    """
    mistakes = list(curves.mistake.unique())
    fig, axes = plt.subplots(
        len(mistakes),
        1,
        figsize=(plotting.WIDTH, 3 * len(mistakes)),
        sharex=True,
        squeeze=False,
        layout="constrained",
    )
    colours = {"random": plotting.COLOURS["purple"], "alike": plotting.COLOURS["orange"]}
    for ax, mistake in zip(axes.flat, mistakes, strict=True):
        ax.axhline(0, color=plotting.COLOURS["grey"], lw=0.8)
        shown = curves[curves.mistake == mistake]
        style = {"marker": "o", "err_style": "bars", "errorbar": ("sd", 2)}
        sns.lineplot(
            shown, x="share", y="change", hue="how", palette=colours, ax=ax, **style
        )
        ax.set(ylabel="change (cm)", title=f"{mistake} leads")
        ax.set_xlabel("share of the leads")
    for (name, line), dash in zip((expected or {}).items(), (":", "--"), strict=False):
        axes[0, 0].plot(line.index, line, dash, color="0.3", label=name)
    handles = axes[0, 0].get_legend_handles_labels()
    for ax in axes.flat:
        ax.legend_.remove()
    fig.legend(*handles, loc="outside upper center", ncol=2)
