"""Figures of what hangs on assumed constants: scores and costs against each."""

import matplotlib.pyplot as plt
import numpy as np

from helpers import plotting
from helpers.leads.figures.radar import METHODS
from helpers.leads.radar import lead_prices

LABELS = {
    "side_reach": "seen as far off (m)",
    "refrozen": "leads refrozen (share)",
    "young": "ice unevenly smooth",
    "lead_area": "leads (share of area)",
}
COSTS = {"moves": "K-means's leads", "price": "one false lead in ten"}
COST_COLOURS = {"moves": METHODS["K-means"], "price": plotting.COLOURS["vermilion"]}


def scores(sweep, usual):
    """Draw F1 of each method against each constant, and where two of them change places.

    Parameters
    ----------
    sweep : pandas.DataFrame
        Rows are passes: ``constant``, ``value`` and an F1 by the names of
        :data:`helpers.leads.figures.radar.METHODS`.
    usual : dict of float
        The value that each constant otherwise has.
    """
    fig, axes = _panels(sweep, usual)
    for ax, (_, rows) in zip(axes.flat, sweep.groupby("constant", sort=False), strict=True):
        for name, marker in zip(METHODS, "^os", strict=True):
            _curve(ax, rows, name, METHODS[name], marker, name)
        mean = rows.groupby("value")[list(METHODS)].mean()
        gap = mean["K-means"] - mean["product"]
        for place in lead_prices.crossing(mean.index, gap):
            height = np.interp(place, mean.index, mean["product"])
            ax.plot(place, height, "D", ms=9, mfc="none", mec=plotting.COLOURS["grey"])
    _finish(fig, axes, "F1")


def costs(sweep, usual, real):
    """Draw what leads cost the freeboard against each constant, with a real pass's costs.

    Parameters
    ----------
    sweep : pandas.DataFrame
        Rows are passes: ``constant``, ``value``, and centimetres by the names of ``COSTS``.
    usual : dict of float
        As :func:`scores` takes it.
    real : dict of float
        The same costs on a real pass: dashed lines.
    """
    fig, axes = _panels(sweep, usual)
    for ax, (_, rows) in zip(axes.flat, sweep.groupby("constant", sort=False), strict=True):
        ax.axhline(0, color=plotting.COLOURS["grey"], lw=0.8)
        for name, marker in zip(COSTS, "os", strict=True):
            _curve(ax, rows, name, COST_COLOURS[name], marker, COSTS[name])
            label = f"{COSTS[name]}, real"
            ax.axhline(real[name], color=COST_COLOURS[name], ls="--", label=label)
            mean = rows.groupby("value")[name].mean()
            for place in lead_prices.crossing(mean.index, mean):
                ax.plot(place, 0, "D", ms=9, mfc="none", mec=plotting.COLOURS["grey"])
    _finish(fig, axes, "change of freeboard (cm)")


def _panels(sweep, usual):
    names = sweep.constant.unique()
    fig, axes = plt.subplots(
        -(-len(names) // 2), 2, figsize=(plotting.WIDTH, 6), sharey=True, squeeze=False,
        layout="constrained",
    )  # fmt: skip
    for ax, name in zip(axes.flat, names, strict=True):
        ax.set_xlabel(LABELS[name])
        ax.locator_params("x", nbins=3)
        ax.axvline(usual[name], color=plotting.COLOURS["grey"], ls=":", lw=1)
    return fig, axes


def _curve(ax, rows, name, colour, marker, label):
    values = rows.groupby("value")[name].agg(["mean", "std"])
    ax.errorbar(
        values.index,
        values["mean"],
        values["std"],
        fmt=marker + "-",
        color=colour,
        ms=5,
        label=label,
    )


def _finish(fig, axes, label):
    fig.supylabel(label, fontsize=12)
    handles = axes[0, 0].get_legend_handles_labels()
    fig.legend(*handles, loc="outside upper center", ncol=3 if len(handles[0]) == 3 else 2)
