"""Figures of where echoes lie in their window, and of the ranges read from them."""

import matplotlib.pyplot as plt
import numpy as np

from helpers import plotting
from helpers.leads.figures.radar import COLOURS

MARK = plotting.COLOURS["purple"]
"""The colour of what is computed: a gate, a line that is expected."""


def sign(predicted, found):
    """Draw the gate of each echo's maximum against the gate that the shift predicts.

    Parameters
    ----------
    predicted, found : array, shape (n,)
    """
    known = np.isfinite(predicted) & np.isfinite(found)
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 4.2), layout="constrained")
    if known.sum() > 1000:
        plotting.density_scatter(predicted[known], found[known], ax)
    else:
        ax.scatter(predicted[known], found[known], s=14, color="0.35")
    ends = np.nanquantile(predicted, [0.001, 0.999])
    ax.plot(ends, ends, color=MARK, lw=1.5, label="slope one")
    ax.set(xlabel="predicted gate", ylabel="gate of the maximum")
    ax.legend(loc="upper left")


def stacks(echoes, reference_gate):
    """Show echoes as rows of an image, before and after something was done to them.

    Parameters
    ----------
    echoes : dict of array, shape (n, gates)
        By title.
    reference_gate : float
    """
    fig, axes = plt.subplots(
        1, len(echoes), figsize=(plotting.WIDTH, 4), sharey=True, layout="constrained"
    )
    for ax, (title, power) in zip(axes, echoes.items(), strict=True):
        shown = power / np.nanmax(power, axis=1, keepdims=True)
        picture = ax.imshow(shown, aspect="auto", vmin=0, vmax=1, interpolation="none")
        ax.axvline(reference_gate, color="white", lw=0.8, ls=":")
        ax.set(title=title, xlabel="gate")
    axes[0].set_ylabel("echo")
    fig.colorbar(
        picture, ax=axes, orientation="horizontal", shrink=0.7, label="power / maximum"
    )


def retracked(power, gate, order):
    """Draw four echoes, from flat to peaky, and the gate of the surface in each.

    Parameters
    ----------
    power : array, shape (n, gates)
    gate : array, shape (n,)
        NaN where there is none.
    order : array, shape (n,)
        How peaky each is.
    """
    known = np.flatnonzero(np.isfinite(gate))
    known = known[np.argsort(order[known])]
    picks = known[(np.array([0.1, 0.4, 0.7, 0.98]) * known.size).astype(int)]
    fig, axes = plt.subplots(
        2, 2, figsize=(plotting.WIDTH, 4.6), sharey=True, layout="constrained"
    )
    for ax, pick in zip(axes.flat, picks, strict=True):
        ax.plot(power[pick] / np.nanmax(power[pick]), lw=1, color="0.35")
        ax.axvline(gate[pick], color=MARK, lw=1.5)
        ax.set(xlim=(gate[pick] - 25, gate[pick] + 45))
    fig.supxlabel("gate", fontsize=12)
    fig.supylabel("power / maximum", fontsize=12)


KINDS = {
    "lead": {"color": COLOURS["lead"]},
    "floe": {"color": COLOURS["sea ice"]},
    "floe beside a lead": {"color": plotting.COLOURS["green"], "ls": "--"},
}


def range_errors(errors_cm):
    """Draw the distribution of range errors of each kind of echo.

    Parameters
    ----------
    errors_cm : dict of array
        By the names of ``KINDS``.
    """
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 4), layout="constrained")
    bins = np.linspace(-80, 160, 81)
    for kind, errors in errors_cm.items():
        shown = errors[np.isfinite(errors)]
        if shown.size:
            look = KINDS[kind] | {"label": kind, "lw": 1.8}
            ax.hist(shown, bins, density=True, histtype="step", **look)
    ax.set(xlabel="range error (cm)", ylabel="density")
    if ax.patches:  # a product without truth has no errors
        ax.legend()


def beside(ours, theirs, slope, constant):
    """Draw ranges of a product against ours, and the line through them.

    Parameters
    ----------
    ours : array, shape (n,)
        Gates.
    theirs : array, shape (n,)
        Metres.
    slope, constant : float
        Of the line.
    """
    _, ax = plt.subplots(layout="constrained")
    ax.scatter(ours, theirs, s=14, color="0.35")
    ends = np.array([np.nanmin(ours), np.nanmax(ours)])
    ax.plot(ends, slope * ends + constant, color=MARK, label="line through them")
    ax.set(xlabel="our gate, from the reference gate", ylabel="ESA's range (m)")
    ax.legend()


def waves(blur, apart):
    """Draw the difference of ranges against the blur of an echo, for each retracker.

    Parameters
    ----------
    blur : array, shape (n,)
        Metres.
    apart : dict of array, shape (n,)
        Metres by retracker; two.
    """
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 4.2), layout="constrained")
    looks = {"color": "0.35", "marker": "o"}, {"color": MARK, "marker": "s"}
    for (name, metres), look in zip(apart.items(), looks, strict=True):
        ax.scatter(blur, 100 * np.asarray(metres), s=18, label=name, **look)
    ax.set(xlabel="blur of the echo (m)", ylabel="ESA's range less ours (cm)")
    ax.legend(loc="upper left", title="our retracker")
