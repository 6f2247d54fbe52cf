"""Figures of the verdict: silhouettes on empty land, and differences over seeds."""

import matplotlib.pyplot as plt
import seaborn as sns

from helpers import plotting


def silhouettes(table):
    """Draw the silhouettes of methods on several kinds of land, a line for each method.

    Parameters
    ----------
    table : pandas.DataFrame
        Methods by kinds of land, in the order in which they are drawn.

    Returns
    -------
    matplotlib.axes.Axes
    """
    figure, ax = plt.subplots(layout="constrained")
    for (method, row), mark in zip(table.iterrows(), "osD", strict=False):
        ax.plot(table.columns, row, f"{mark}-", label=method)
    figure.legend(loc="outside upper center", ncol=3)
    ax.set(ylabel="silhouette in its own space", ylim=(0, None))
    return ax


def differences(against, reach):
    """Draw the mean of paired differences over seeds, a panel for each question.

    Parameters
    ----------
    against : pandas.DataFrame
        A row per seed; columns by question and method.
    reach : callable
        Takes the values of one comparison, gives the ends of its interval.

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    questions = against.columns.unique(0)
    size = (plotting.WIDTH, 1.1 + 2.3 * len(questions))
    figure, axes = plt.subplots(len(questions), figsize=size, layout="constrained")
    for ax, question in zip(axes, questions, strict=True):
        rows = against[question].melt(var_name="method", value_name="difference")
        sns.pointplot(
            rows,
            x="difference",
            y="method",
            errorbar=reach,
            linestyle="none",
            markersize=5,
            err_kws={"linewidth": 2},
            ax=ax,
        )
        ax.axvline(0, linestyle=":", color=plotting.COLOURS["grey"])
        ax.set(title=question, xlabel="", ylabel="")
    figure.supxlabel("difference from K-means on the seven variables", fontsize=12)
    return axes
