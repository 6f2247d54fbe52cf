"""Figures of two sensors over the same ice."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.patches import Polygon

from helpers import plotting
from helpers.leads.colocation import footprints, overlaps
from helpers.leads.figures.radar import COLOURS

CHOSEN, OTHER = plotting.COLOURS["purple"], plotting.COLOURS["grey"]


def catalogue(images, passes, latitude):
    """Map the footprints that a catalogue knows; the first of each is marked.

    Parameters
    ----------
    images, passes : pandas.DataFrame
        With the column ``footprint``.
    latitude : array
        Degrees, that the map has to hold.
    """
    half = "north" if np.nanmean(latitude) > 0 else "south"
    pole = 90 if half == "north" else -90
    plane = ccrs.LambertAzimuthalEqualArea(central_latitude=pole)
    ax = plotting.polar_map(latitude)
    for table in (passes, images):
        shapes = overlaps.project(table.footprint, half)
        for rows, colour, depth in ((shapes[1:], OTHER, 2), (shapes[:1], CHOSEN, 3)):
            look = {"facecolor": colour + "50", "edgecolor": colour, "zorder": depth}
            ax.add_geometries(rows, plane, **look)
    for colour, name in ((CHOSEN, "at hand"), (OTHER, "in the catalogue only")):
        ax.plot([], [], "s", color=colour, label=name)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncol=2)


def echoes_on(image, echoes):
    """Show an image, and on it what each echo sees, coloured by the radar's class.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``y`` and ``x`` in metres.
    echoes : pandas.DataFrame
        From :func:`helpers.leads.colocation.footprints.project`, with ``radar_lead``.
    """

    def kilometres(values, name):
        return (np.asarray(values) - float(image[name].min())) / 1000

    step = max(image.sizes["x"] // 500, 1)
    small = image.coarsen(x=step, y=step, boundary="trim").mean()
    _, ax = plt.subplots(figsize=(plotting.WIDTH, 5.2), layout="constrained")
    edges = [*kilometres(image.x[[0, -1]], "x"), *kilometres(image.y[[-1, 0]], "y")]
    top = float(small.quantile(0.99))
    ax.imshow(small, cmap="gray", vmin=0, vmax=top, extent=edges)
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    corner = corner * [footprints.ALONG, footprints.ACROSS]
    for echo in echoes.itertuples():
        turn = np.array([[echo.along_x, echo.along_y], [-echo.along_y, echo.along_x]])
        x, y = (corner @ turn + [echo.x, echo.y]).T
        colour = COLOURS["lead" if echo.radar_lead else "sea ice"]
        place = np.column_stack([kilometres(x, "x"), kilometres(y, "y")])
        ax.add_patch(Polygon(place, fc=colour + "20", ec=colour, lw=1.2))
    ax.set(xlabel="km", ylabel="km")


def drift(agreement, places, along):
    """Map the agreement over shifts, and mark some of them.

    Parameters
    ----------
    agreement : xarray.DataArray
        From :func:`helpers.leads.colocation.footprints.agreement`.
    places : dict of tuple of float
        Shifts in metres, by name.
    along : tuple of float
        Direction of flight.
    """
    fig, ax = plt.subplots(figsize=(plotting.WIDTH, 5.2), layout="constrained")
    axes = agreement.shift_x, agreement.shift_y
    mesh = ax.pcolormesh(*axes, agreement, cmap="cividis", rasterized=True)
    fig.colorbar(mesh, label="correlation", orientation="horizontal", shrink=0.7, aspect=30)
    ends = 0.95 * float(agreement.shift_x.max()) * np.array([-1, 1])
    x, y = along
    ax.plot(ends * x, ends * y, "w:", lw=1.5)
    for (name, place), marker in zip(places.items(), "osX", strict=False):
        look = {"mfc": "none", "mec": "white", "mew": 2, "ls": "none"}
        ax.plot(*place, marker, ms=11, label=name, **look)
    ax.set(xlabel="shift to the east (m)", ylabel="shift to the north (m)", aspect="equal")
    ax.legend(loc="upper left", labelcolor="white")


def decay(table):
    """Draw agreement against the minutes between the sensors.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each gap, a column for each measure.
    """
    _, ax = plt.subplots(layout="constrained")
    for (name, values), marker in zip(table.items(), "so^", strict=False):
        ax.plot(table.index, values, marker + "-", label=name)
    ax.axhline(0, color=plotting.COLOURS["grey"], lw=1)
    ax.set(xlabel="minutes between the sensors", ylabel="agreement")
    ax.legend()


def sensors(scores):
    """Draw F1 of each sensor and of both, under clouds of growing thickness.

    Parameters
    ----------
    scores : pandas.DataFrame
        Columns ``cloud``, ``sensor``, ``method`` (a panel each) and ``F1``.
    """
    methods = list(scores.method.unique())
    fig, axes = plt.subplots(
        len(methods),
        1,
        figsize=(plotting.WIDTH, 2.9 * len(methods)),
        sharex=True,
        squeeze=False,
        layout="constrained",
    )
    for ax, method in zip(axes.flat, methods, strict=True):
        shown = scores[scores.method == method]
        look = {"hue": "sensor", "style": "sensor", "markers": True, "dashes": False}
        sns.lineplot(shown, x="cloud", y="F1", ax=ax, **look)
        ax.set(title=method, ylim=(0, 1.02), xlabel="optical thickness of the cloud")
    handles = axes[0, 0].get_legend_handles_labels()
    for ax in axes.flat:
        ax.legend_.remove()
    fig.legend(*handles, loc="outside upper center", ncol=3)
