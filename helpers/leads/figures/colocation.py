"""Figures of two sensors over the same ice."""

from functools import cache
from pathlib import Path

import cartopy
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon
from pyproj import Transformer
from skimage.measure import find_contours

from helpers import plotting
from helpers.leads.colocation import footprints, overlaps
from helpers.leads.figures.radar import COLOURS

CHOSEN, OTHER = plotting.COLOURS["purple"], plotting.COLOURS["grey"]
WORLD = "raster/natural_earth/50-natural-earth-1-downsampled.png"
"""The picture of the world that cartopy ships, every half degree."""


def catalogue(images, passes):
    """Map the footprints that a catalogue knows, from afar and from near.

    Parameters
    ----------
    images, passes : pandas.DataFrame
        With the column ``footprint``; the first of each is marked.
    """
    middle = shapely.centroid(images.footprint.iloc[0])
    plane = f"+proj=stere +lat_0={middle.y} +lon_0={middle.x} +units=km"
    size = {"figsize": (plotting.WIDTH, 2 * plotting.WIDTH)}
    fig, (far, near) = plt.subplots(2, 1, layout="constrained", **size)
    for ax, reach in ((far, 3000), (near, 40)):
        _footprints(ax, passes, plane)
        _footprints(ax, images, plane)
        limits = {"xlim": (-reach, reach), "ylim": (-reach, reach)}
        ax.set(**limits, aspect="equal", xlabel="km", ylabel="km")
    far.set(xticks=[-2000, 0, 2000], yticks=[-2000, 0, 2000])
    for colour, name in ((CHOSEN, "at hand"), (OTHER, "in the catalogue only")):
        far.plot([], [], color=colour, lw=3, label=name)
    _coast(far, plane)
    far.plot(*_onto(plane, [[0, 90]])[0], "+", color="black", ms=10, label="the pole")
    far.plot(0, 0, "s", mfc="none", mec="black", ms=12, label="the square below")
    fig.legend(*far.get_legend_handles_labels(), loc="outside upper center", ncol=2)


def _footprints(ax, table, plane):
    """Draw the footprints of a table, the first marked."""
    half = "north" if shapely.centroid(table.footprint.iloc[0]).y > 0 else "south"
    shapes = overlaps.project(table.footprint, half)
    shapes = shapely.transform(
        shapes, lambda xy: _onto(plane, xy, overlaps.EQUAL_AREA[half])
    )
    for number, shape in list(enumerate(shapes))[::-1]:
        colour = OTHER if number else CHOSEN
        for part in shapely.get_parts(shape):
            edge = Polygon(shapely.get_coordinates(part), ec=colour, lw=1.5)
            edge.set_facecolor(colour + "40")
            ax.add_patch(edge)


def _onto(plane, places, crs="EPSG:4326"):
    to_plane = Transformer.from_crs(crs, plane, always_xy=True)
    return np.column_stack(to_plane.transform(*np.transpose(places)))


@cache
def _land():
    """Give the outlines of land in degrees, from the colours of cartopy's picture."""
    picture = plt.imread(Path(cartopy.config["repo_data_dir"]) / WORLD)[..., :3]
    sea = picture[..., 2] - picture[..., 0] > 0.1  # more blue than red
    scale = 180 / sea.shape[0]
    lines = find_contours((~sea).astype(float), 0.5)
    return [np.column_stack([x, -y]) * scale + [-180, 90] for y, x in (c.T for c in lines)]


def _coast(ax, plane):
    lines = [_onto(plane, line) for line in _land() if len(line) > 8]
    lines = [line for line in lines if np.isfinite(line).all()]
    ax.add_collection(LineCollection(lines, colors="0.3", lw=0.8, label="coast"))


def echoes_on(image, echoes):
    """Show an image and beside the track the radar's class of each echo.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``y`` and ``x`` in metres.
    echoes : pandas.DataFrame
        From :func:`helpers.leads.colocation.footprints.project`, with ``radar_lead``.
    """
    step = max(image.sizes["x"] // 500, 1)
    small = image.coarsen(x=step, y=step, boundary="trim").mean()
    corner = np.array([float(image.x.min()), float(image.y.min())])
    edges = np.column_stack([image.x[[0, -1]], image.y[[-1, 0]]]) - corner
    fig, ax = plt.subplots(figsize=(plotting.WIDTH, 6.2), layout="constrained")
    extent, top = (edges / 1000).T.ravel(), float(small.quantile(0.99))
    ax.imshow(small, cmap="gray", vmin=0, vmax=top, extent=extent)
    place = echoes[["x", "y"]].values - corner
    along = echoes[["along_x", "along_y"]].values * footprints.ALONG / 2
    side = along[:, ::-1] * [-1, 1] * footprints.ACROSS / footprints.ALONG
    for name, sign in (("lead", True), ("sea ice", False)):
        rows, label = (echoes.radar_lead == sign).values, f"{name} by the radar"
        for half in (1.1, -1.1):  # beside what the echo sees, so that the ice is seen
            ends = [place + half * side - along, place + half * side + along]
            bars = np.stack(ends, axis=1)[rows] / 1000
            look = {"colors": COLOURS[name], "lw": 4, "label": label}
            ax.add_collection(LineCollection(bars, **look))
            label = None
    box = np.array([along + side, side - along, -along - side, along - side])
    one = len(place) // 2
    seen = Polygon((place[one] + box[:, one]) / 1000, fc="none", ec="black", lw=1.5)
    seen.set_label("what one echo sees")
    ax.add_patch(seen)
    ax.set(xlabel="km", ylabel="km", xlim=extent[:2], ylim=extent[2:])
    fig.legend(loc="outside upper center", ncol=2)


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
