"""Figures of whole echoes: what makes them differ, and what is gained by them."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from helpers import plotting

THRESHOLD, MODEL = "0.35", plotting.COLOURS["purple"]


def components(mean, axes, lengths, beyond):
    """Draw the mean echo, and how each principal component changes it.

    Parameters
    ----------
    mean : array, shape (gates,)
    axes : array, shape (components, gates)
    lengths : array, shape (components,)
        Standard deviation of the echoes along each.
    beyond : array, shape (gates,)
        Metres behind the edge.
    """
    height = 1.2 + 1.7 * len(axes)
    fig, panels = plt.subplots(
        *(len(axes), 1),
        figsize=(plotting.WIDTH, height),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    looks = {"more": (1.5, MODEL), "less": (-1.5, plotting.COLOURS["green"])}
    for number, ax in enumerate(panels.flat):
        for word, (times, colour) in looks.items():
            echo = mean + times * lengths[number] * axes[number]
            ax.plot(beyond, echo, color=colour, label=f"{word} of the component")
        ax.plot(beyond, mean, color="0.35", ls="--", label="mean echo")
        ax.set_title(f"component {number + 1}", loc="right")
    fig.supxlabel("metres behind the edge", fontsize=12)
    fig.supylabel("power / maximum", fontsize=12)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncol=2)


def scores(table):
    """Draw the F1 of each method on each pass, a line for a pass.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each pass, a column for each method.
    """
    long = table.rename_axis("pass").reset_index().melt("pass", var_name="method")
    height = 1.2 + 0.55 * table.shape[1]
    _, ax = plt.subplots(figsize=(plotting.WIDTH, height), layout="constrained")
    look = {"color": "0.7", "lw": 1, "estimator": None, "units": "pass", "sort": False}
    sns.lineplot(long, x="value", y="method", orient="y", ax=ax, legend=False, **look)
    sns.stripplot(long, x="value", y="method", color=MODEL, jitter=False, size=6, ax=ax)
    ax.set(xlabel="F1 of lead", ylabel="")


def height_errors(errors):
    """Draw the height errors of retrackers by the kind of echo.

    Parameters
    ----------
    errors : pandas.DataFrame
        Columns ``kind`` (ordered) and, in centimetres, ``threshold`` and ``model``.
    """
    long = errors.melt("kind", var_name="retracker", value_name="error")
    long["kind"] = long.kind.astype(errors.kind.dtype)
    fig, ax = plt.subplots(figsize=(plotting.WIDTH, 5.4), layout="constrained")
    look = {"palette": [THRESHOLD, MODEL], "fill": False, "fliersize": 2, "whis": (5, 95)}
    sns.boxplot(long, y="kind", x="error", hue="retracker", ax=ax, orient="y", **look)
    low, high = np.nanquantile(long.error, [0.01, 0.99])
    ax.axvline(0, color="0.7", lw=1, zorder=0)
    ax.set(ylabel="", xlabel="height error (cm)", xlim=(low - 5, high + 5))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncol=2)
    ax.legend_.remove()
