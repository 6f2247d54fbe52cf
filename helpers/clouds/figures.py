"""The figures that the chapters on clouds show.

Each draws a new figure, which Jupyter shows after the cell.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.patches import Rectangle

from helpers import plotting
from helpers.plotting import WIDTH

COLOURS = {
    "Sugar": plotting.COLOURS["sky"],
    "Gravel": plotting.COLOURS["orange"],
    "Fish": plotting.COLOURS["green"],
    "Flower": plotting.COLOURS["purple"],
}
"""Of each class, in every figure."""
_NAMELESS = plotting.COLOURS["grey"]
STYLES = dict(zip(COLOURS, ("-", "--", "-.", ":"), strict=True))
WORDS = {"iorg": "I_org", "cop": "COP", "scai": "SCAI", "num objects": "number of clouds"}
WORDS |= {"num": "number of clouds"}
WORDS |= {"mean": "mean of the image", "var": "variance of the image"}
WORDS |= {f"woi{i}": f"WOI{i}" for i in (1, 2, 3)}
# West and south edge of the regions that the crowd's images show, 21° by 14° each.
REGIONS = ((-61, 10), (159, 8), (-135, -15))
PROFILES = {
    "Temperature": ("temperature (K)", 1),
    "Specific_humidity": ("humidity (g/kg)", 1e3),
    "Vertical_velocity": ("sinking (hPa/day)", 864),
}


def in_words(names):
    """Write the names of metrics as a reader would.

    Examples
    --------
    >>> in_words(["open_sky", "iorg"])
    ['open sky', 'I_org']
    """
    spaced = (str(name).replace("_", " ") for name in names)
    return [WORDS.get(name, name) for name in spaced]


def loadings(loadings, explained):
    """Colour the loadings of components, and write each into its cell.

    Parameters
    ----------
    loadings : pandas.DataFrame
        A row for each metric, a column for each component.
    explained : array
        Share of the variance of each component.
    """
    shares = zip(loadings, explained, strict=True)
    heads = [f"{name}\n{share:.0%}" for name, share in shares]
    texts = loadings.map("{:+.2f}".format)
    _table(loadings.set_axis(heads, axis=1), texts, 0.6)


def correlations(rho, level):
    """Colour correlations, with a star where they exceed a level.

    Parameters
    ----------
    rho : pandas.DataFrame
        A row for each metric, a column for each pattern.
    level : float
        Of the size of ρ.
    """
    texts = rho.map(lambda value: f"{value:+.2f}{'*' if abs(value) > level else ' '}")
    _table(rho, texts, 0.7)


def _table(values, texts, limit):
    """Draw a table of coloured cells with a text in each."""
    _, ax = plt.subplots(figsize=(WIDTH, 0.33 * len(values) + 0.9), layout="constrained")
    sns.heatmap(
        values.set_axis(in_words(values.index)),
        vmin=-limit,
        vmax=limit,
        cmap="RdBu_r",
        annot=texts,
        fmt="",
        annot_kws={"size": 12},
        cbar=False,
        ax=ax,
    )
    ax.set(xlabel="", ylabel="")
    ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)


def largest(moved, level, own):
    """Draw how large the largest correlation gets when tables are moved.

    Parameters
    ----------
    moved : array
        The largest size of ρ in each move.
    level : float
        What one move in twenty exceeds.
    own : float
        The largest size of ρ in the tables as they are.
    """
    _, ax = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    sns.histplot(x=moved, bins=25, color=plotting.COLOURS["grey"], ax=ax)
    ax.axvline(level, color=plotting.COLOURS["blue"], ls="--", label="one move in twenty")
    ax.axvline(own, color=plotting.COLOURS["vermilion"], lw=2.5, label="not moved")
    ax.set(xlabel="largest |ρ| in the table", ylabel="moves")
    ax.figure.legend(loc="outside upper center", ncol=2)


def metrics_by_class(metrics, labels, names):
    """Draw the spread of metrics in each class: boxes, and all tiles as dots.

    Parameters
    ----------
    metrics : pandas.DataFrame
        A row for each tile.
    labels : array of str
    names : sequence of str
        Which metrics; two stand side by side.
    """
    rows = -(-len(names) // 2)
    _, axes = plt.subplots(rows, 2, figsize=(WIDTH, 2.5 * rows), layout="constrained")
    palette = _palette(labels)
    order = list(palette)
    style = {"hue": labels, "x": labels, "palette": palette, "order": order}
    style |= {"hue_order": order, "legend": False}
    for ax, name, title in zip(axes.flat, names, in_words(names), strict=False):
        values = metrics[name].to_numpy()
        sns.boxplot(y=values, ax=ax, showfliers=False, fill=False, **style)
        sns.stripplot(y=values, ax=ax, size=3, alpha=0.6, **style)
        ax.set(title=title, xlabel="", ylabel="")
        ax.tick_params(axis="x", rotation=45)


def _palette(labels):
    """Colours of the labels that there are; grey for what has no name."""
    known = {label: colour for label, colour in COLOURS.items() if label in set(labels)}
    return known | dict.fromkeys(sorted(set(labels) - set(COLOURS)), _NAMELESS)


def threshold(by_level, by_otsu, labels, names):
    """Draw medians of each class against the threshold of the mask.

    Parameters
    ----------
    by_level : dict of pandas.DataFrame
        The metrics of the tiles by threshold.
    by_otsu : pandas.DataFrame
        The same by Otsu's rule, drawn as crosses at 200.
    labels : array of str
    names : sequence of str
        Four metrics.
    """
    fig, axes = plt.subplots(2, 2, figsize=(WIDTH, 5), layout="constrained", sharex=True)
    levels = pd.concat(by_level).groupby(level=0)
    for ax, name, title in zip(axes.flat, names, in_words(names), strict=True):
        for label, colour in _palette(labels).items():
            own = np.asarray(labels) == label
            medians = levels[name].apply(lambda values, own=own: values[own].median())
            ax.plot(medians, "o-", color=colour, label=label)
            ax.plot(200, by_otsu[name][own].median(), "x", mew=2, color=colour)
        ax.set_title(title)
    fig.supxlabel("threshold (0–255)")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncol=2)


def scores_and_chance(scores, chance, between=None, fine=None):
    """Draw a score by the size of tiles, and what chance gives.

    Parameters
    ----------
    scores, chance : pandas.Series
        By the side of the tiles in pixels.
    between, fine : pandas.Series, optional
        The same level of chance and the same score, at more sizes.
    """
    blue, vermilion = (plotting.COLOURS[name] for name in ("blue", "vermilion"))
    _, ax = plt.subplots(figsize=(WIDTH, 3.8), layout="constrained")
    for line, style, colour in ((fine, "-", blue), (between, "--", vermilion)):
        if line is not None:
            ax.plot(line, style, color=colour, lw=1.5)
    ax.plot(scores, "o", color=blue, ms=8, label="report")
    ax.plot(chance, "s", color=vermilion, label="by chance")
    ax.set(xlabel="side of the tiles (pixels)", ylabel="NMI", ylim=(0, None))
    ax.legend()


def draws_by_size(draws):
    """Draw two scores of samples of equal number, by the size of tiles.

    Parameters
    ----------
    draws : pandas.DataFrame
        A row for each sample, with ``size``, ``NMI`` and ``AMI``.
    """
    long = draws.melt("size", var_name="score", value_name="value")
    _, ax = plt.subplots(figsize=(WIDTH, 3.8), layout="constrained")
    sns.pointplot(
        long,
        x="size",
        y="value",
        hue="score",
        errorbar=("pi", 95),
        dodge=0.3,
        linestyle="none",
        palette=[plotting.COLOURS["vermilion"], plotting.COLOURS["blue"]],
        ax=ax,
    )
    ax.axhline(0, color=plotting.COLOURS["grey"], lw=1)
    ax.set(xlabel="side of the tiles (pixels)", ylabel="score")
    ax.legend(title="")


def shares(values, xlabel):
    """Draw shares as bars that lie, the largest first.

    Parameters
    ----------
    values : pandas.Series
        By name.
    xlabel : str
    """
    order = values.sort_values(ascending=False)
    _, ax = plt.subplots(figsize=(WIDTH, 0.36 * len(order) + 0.8), layout="constrained")
    sns.barplot(x=order.to_numpy(), y=order.index, color=plotting.COLOURS["blue"], ax=ax)
    ax.set(xlabel=xlabel, ylabel="")


def weather_profiles(profiles):
    """Draw profiles of the weather with each pattern, less the median one.

    Parameters
    ----------
    profiles : xarray.Dataset
        From :func:`helpers.clouds.products.weather.open`.
    """
    fig, axes = plt.subplots(3, 1, figsize=(WIDTH, 9), layout="constrained")
    low = profiles.sel(pressure=slice(400, 1000))
    for ax, (name, (title, factor)) in zip(axes, PROFILES.items(), strict=True):
        usual = low[f"{name}_isobaric_median"]
        for label, style in STYLES.items():
            own = factor * (low[f"{name}_isobaric"].sel(pattern=label) - usual)
            colour = COLOURS[label]
            ax.plot(own, low.pressure, style, color=colour, lw=2.5, label=label)
        ax.axvline(0, color=plotting.COLOURS["grey"], lw=1)
        ax.set(xlabel=f"{title}, less the median", ylabel="hPa", ylim=(1000, 400))
    handles = axes[0].get_legend_handles_labels()
    fig.legend(*handles, loc="outside upper center", ncol=2, handlelength=2.5)


def maps_of_days(shares):
    """Draw on what share of days each place lay in a box of each label.

    Parameters
    ----------
    shares : dict of xarray.DataArray
        By label, over latitude and longitude.
    """
    import cartopy.crs as ccrs

    rows = -(-len(shares) // 2)
    axes = plotting.equal_earth(rows, 2, figsize=(WIDTH, 1.6 * rows + 0.9)).ravel()
    most = max(float(share.max()) for share in shares.values())
    for ax, (label, share) in zip(axes, shares.items(), strict=True):
        ax.stock_img(alpha=0.5)
        mesh = plotting.global_map(share.where(share > 0.01), ax, vmin=0, vmax=most)
        ax.set_title(label)
        for west, south in REGIONS:
            frame = {"fc": "none", "ec": "white", "lw": 2, "transform": ccrs.PlateCarree()}
            ax.add_patch(Rectangle((west, south), 21, 14, **frame))
    axes[0].figure.colorbar(
        mesh, ax=axes.tolist(), orientation="horizontal", label="share of days", aspect=28
    )
