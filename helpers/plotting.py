"""House style: what every figure of the book has in common."""

import html
import os

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from IPython.display import HTML, display
from matplotlib.text import Text

WIDTH = 5.2
"""Inches: at this width the smallest letters are readable on a phone."""
PHONE_PX = 350  # what a phone of 390 px leaves for a figure

# Okabe & Ito (2008), told apart by readers with any kind of colour vision; a grey in
# the place of their black, which would vanish in dark mode.
COLOURS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "grey": "#7A7A7A",
}


def style():
    """Set the house style: large enough for a phone, calm, on a near-white ground."""
    ground = "#fcfcfa"
    look = {
        "figure.figsize": (WIDTH, 3.6),
        "figure.dpi": 144,
        "figure.facecolor": ground,
        "savefig.facecolor": ground,
        "savefig.bbox": "tight",
        "axes.facecolor": ground,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 13,
        "axes.labelsize": 12,
        "xtick.labelsize": 12,
        "ytick.labelsize": 12,
        "legend.frameon": False,
        "legend.fontsize": 12,
        "legend.title_fontsize": 12,
        "font.size": 12,
        "image.cmap": "viridis",
    }
    sns.set_theme(style="ticks", palette=list(COLOURS.values()), rc=look)


def smallest_letter(figure):
    """Measure the smallest letters of a figure as a phone shows them.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    float
        Pixels of the font's height on a screen of 390 px.
    """
    figure.canvas.draw()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    points = min(text.get_fontsize() for text in texts)
    return points * PHONE_PX / (72 * figure.get_figwidth())


def confusion(counts, rows, columns, ax=None, ylabel="reference", xlabel="cluster"):
    """Draw a confusion matrix: counts, shaded by the share of their row.

    Parameters
    ----------
    counts : array, shape (r, c)
    rows, columns : sequence of str
        Names of the reference classes and of the clusters.
    ax : matplotlib.axes.Axes, optional
    ylabel, xlabel : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    counts = np.asarray(counts)
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    texts = [
        [f"{n:,}\n{s:.1%}" for n, s in zip(*row, strict=True)]
        for row in zip(counts, share, strict=True)
    ]
    ax = sns.heatmap(
        share,
        vmin=0,
        vmax=1,
        cmap="Blues",
        annot=texts,
        fmt="",
        cbar=False,
        ax=ax,
        xticklabels=columns,
        yticklabels=rows,
        square=True,
    )
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.tick_params(length=0)
    return ax


def polar_map(latitude, margin=3.0):
    """Make a polar stereographic map that holds these latitudes.

    Land and sea come from the Natural Earth picture that cartopy ships: nothing
    is downloaded.

    Parameters
    ----------
    latitude : array
        Degrees; their sign chooses the pole.
    margin : float
        Degrees of latitude around them.

    Returns
    -------
    cartopy.mpl.geoaxes.GeoAxes
        Give ``transform=ccrs.PlateCarree()`` when drawing on it.
    """
    import cartopy.crs as ccrs

    north = np.nanmean(latitude) >= 0
    projection = ccrs.NorthPolarStereo() if north else ccrs.SouthPolarStereo()
    edge = max(np.nanmin(np.abs(latitude)) - margin, 0)
    ax = plt.figure(figsize=(WIDTH, WIDTH)).add_subplot(projection=projection)
    sign = 1 if north else -1
    ax.set_extent([-180, 180, sign * edge, sign * 90], ccrs.PlateCarree())
    ax.stock_img(alpha=0.45)
    ax.gridlines(color="white", alpha=0.6, linewidth=0.6)
    return ax


def global_map(values, ax=None, label=None, land=None, background=False, **kwargs):
    """Draw values on a regular grid over an equal-area map of the world.

    Nothing is downloaded: outlines come from ``land``, a picture from cartopy.

    Parameters
    ----------
    values : xarray.DataArray
        Over ``latitude`` and ``longitude``, cell centres in degrees; NaN is not drawn.
    ax : cartopy.mpl.geoaxes.GeoAxes, optional
        By default a new figure in the Equal Earth projection.
    label : str, optional
        Adds a colour bar with this label.
    land : xarray.DataArray of bool, optional
        Cells to draw in grey underneath.
    background : bool
        Whether the Natural Earth picture that cartopy ships lies underneath.
    **kwargs
        Passed to ``pcolormesh``.

    Returns
    -------
    matplotlib.collections.QuadMesh
        Its ``axes`` and ``figure`` are the map's.
    """
    ax = ax or equal_earth()
    if background:
        ax.stock_img()
    if land is not None:
        _cells(ax, land.astype(float).where(land), cmap="Greys", vmin=0, vmax=4)
    mesh = _cells(ax, values, **kwargs)
    if label:
        bar = ax.figure.colorbar(
            mesh, ax=ax, orientation="horizontal", shrink=0.75, pad=0.04, aspect=28
        )
        bar.set_label(label)
    return mesh


def equal_earth(rows=1, columns=1, figsize=(WIDTH, 3)):
    """Make maps of the world in the Equal Earth projection.

    Parameters
    ----------
    rows, columns : int
    figsize : tuple of float
        Inches.

    Returns
    -------
    cartopy.mpl.geoaxes.GeoAxes, or an array of them, shape (rows, columns)
        One alone comes without an array.
    """
    import cartopy.crs as ccrs

    _, axes = plt.subplots(
        rows,
        columns,
        figsize=figsize,
        squeeze=False,
        layout="constrained",
        subplot_kw={"projection": ccrs.EqualEarth()},
    )
    for ax in axes.flat:
        ax.set_global()
        ax.spines["geo"].set(edgecolor=COLOURS["grey"], linewidth=0.5)
    return axes if axes.size > 1 else axes[0, 0]


def _cells(ax, values, **kwargs):
    import cartopy.crs as ccrs

    values = values.transpose("latitude", "longitude")
    edges = [_edges(values[name].values) for name in ("longitude", "latitude")]
    # A map of 65,000 cells as vector graphics would weigh megabytes.
    settings = {"transform": ccrs.PlateCarree(), "rasterized": True} | kwargs
    return ax.pcolormesh(*edges, values.values, **settings)


def _edges(centres):
    """Give the edges of evenly spaced cells.

    >>> _edges(np.array([89.5, 88.5])).tolist()
    [90.0, 89.0, 88.0]
    """
    half = (centres[1] - centres[0]) / 2
    return np.append(centres - half, centres[-1] + half)


def interactive(figure, alt):
    """Show an interactive figure: in the book without any network, elsewhere as usual.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Such as :func:`helpers.polder.figures.zoomable_map.world_map` makes.
    alt : str
        What it shows, for readers who can't see it.
    """
    if os.environ.get("EO_BOOK") != "1":
        figure.show()
        return
    # plotly.min.js lies beside the page; tools/book puts it there.
    body = figure.to_html(
        full_html=False,
        include_plotlyjs="directory",
        config={
            "responsive": True,
            "displaylogo": False,
            "modeBarButtons": [
                ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]
            ],
        },
    )
    display(HTML(f'<div role="group" aria-label="{html.escape(alt)}">{body}</div>'))


def density_scatter(x, y, ax=None, **kwargs):
    """Scatter two variables as hexagons shaded by the logarithm of their number.

    Parameters
    ----------
    x, y : array, shape (n,)
    ax : matplotlib.axes.Axes, optional
    **kwargs
        Passed to ``hexbin``.

    Returns
    -------
    matplotlib.collections.PolyCollection
    """
    ax = ax or plt.gca()
    settings = {"gridsize": 60, "bins": "log", "mincnt": 1, "cmap": "viridis"} | kwargs
    return ax.hexbin(x, y, **settings)
