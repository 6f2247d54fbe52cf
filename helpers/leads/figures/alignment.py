"""Figures of what moving echoes in their window does to single ones, means and peaks."""

import matplotlib.pyplot as plt
import numpy as np

from helpers import plotting
from helpers.leads.figures.radar import COLOURS

BEFORE = {"color": plotting.COLOURS["grey"], "ls": "--"}


def pairs(before, after, surface, amount):
    """Draw the two echoes of sea ice and of leads that moved most, before and after.

    Parameters
    ----------
    before, after : array, shape (n, gates)
    surface : array of str, shape (n,)
    amount : array, shape (n,)
        How far each was moved; NaN where it wasn't.
    """
    fig, axes = plt.subplots(
        2, 2, figsize=(plotting.WIDTH, 3.7), sharex=True, sharey=True, layout="constrained"
    )
    for row, name in zip(axes, ("sea ice", "lead"), strict=True):
        size = np.where(surface == name, np.abs(amount), np.nan)
        known = np.flatnonzero(np.isfinite(size))
        for ax, echo in zip(row, known[np.argsort(-size[known])], strict=False):
            top = np.nanmax(before[echo])
            ax.plot(before[echo] / top, **BEFORE)
            ax.plot(after[echo] / top, color=COLOURS[name])
            ax.set_title(name)
    lines = axes[0, 0].lines + axes[1, 0].lines[1:]
    if len(lines) == 3:  # and not a file without classes
        words = ["before", "after (sea ice)", "after (lead)"]
        fig.legend(lines, words, loc="outside upper center", ncol=3)
    fig.supxlabel("gate", fontsize=12)
    fig.supylabel("power / maximum", fontsize=12)


def class_means(before, after, surface):
    """Draw the mean echo of sea ice and of leads, before and after.

    Parameters
    ----------
    before, after : array, shape (n, gates)
        Echoes, each divided by its maximum.
    surface : array of str, shape (n,)
    """
    fig, axes = plt.subplots(
        1, 2, figsize=(plotting.WIDTH, 2.7), sharex=True, sharey=True, layout="constrained"
    )
    for ax, name in zip(axes, ("sea ice", "lead"), strict=True):
        members = surface == name
        ax.plot(_mean(before[members]), label="before", **BEFORE)
        ax.plot(_mean(after[members]), color=COLOURS[name], label="after")
        ax.set(title=name, ylim=(0, 1))
        ax.legend()
    fig.supxlabel("gate", fontsize=12)
    axes[0].set_ylabel("mean echo")


def _mean(echoes):
    """Average the echoes that are known at each gate; NaN where none is."""
    known = np.isfinite(echoes)
    total, count = np.where(known, echoes, 0).sum(axis=0), known.sum(axis=0)
    return np.divide(total, count, where=count > 0, out=np.full(count.shape, np.nan))


def peaks(positions):
    """Draw how the gates of the maxima are spread.

    Parameters
    ----------
    positions : dict of array
        By name; what is not finite is left out, and what is past 40 gates off the middle.
    """
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 2.7), layout="constrained")
    known = {name: gates[np.isfinite(gates)] for name, gates in positions.items()}
    middle = np.median(next(iter(known.values())))
    bins = np.arange(np.floor(middle) - 40, np.ceil(middle) + 41)
    colours = plotting.COLOURS["grey"], plotting.COLOURS["purple"]
    for (name, gates), colour in zip(known.items(), colours, strict=True):
        if gates.size:
            share = np.full(gates.size, 1 / gates.size)
            ax.hist(gates, bins, weights=share, color=colour, alpha=0.7, label=name)
    ax.set(xlabel="gate of the maximum", ylabel="share of the echoes", yscale="log")
    ax.legend()
