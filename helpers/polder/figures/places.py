"""Figures of places: maps of one scale, and regions beside their picture."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import plotting
from helpers.polder import pixel_table
from helpers.polder.figures.land import draw, legend
from helpers.polder.land_types import PALETTE, ordered


def shares(table, ds, label, extent=(-179.9, 179.9, -58, 72)):
    """Draw maps of shares below each other, all on the scale of the least to one.

    Parameters
    ----------
    table : pandas.DataFrame
        A column for each map, from 0 to 1, over latitude and longitude.
    ds : xarray.Dataset
        Its grid.
    label : str
        What is a share of what.
    extent : tuple of float
        West, east, south, north in degrees.

    Returns
    -------
    array of cartopy.mpl.geoaxes.GeoAxes
    """
    count = table.shape[1]
    size = (plotting.WIDTH, 2.6 * count + 0.7)
    axes = np.atleast_1d(plotting.equal_earth(count, 1, size)).ravel()
    limits = {"vmin": table.min(axis=None), "vmax": 1}
    for ax, name in zip(axes, table, strict=True):
        values = pixel_table.to_map(table[name], table, ds)
        mesh = plotting.global_map(values, ax, background=True, cmap="magma", **limits)
        ax.set_extent(extent, ccrs.PlateCarree())
        ax.set_title(name)
    bar = {"orientation": "horizontal", "shrink": 0.7, "label": label}
    axes[0].figure.colorbar(mesh, ax=axes, **bar)
    return axes


def zooms(types, colours, ds, regions):
    """Draw regions: their types, what the product would look like, and a picture.

    Parameters
    ----------
    types : pandas.Series of str
        Land types over latitude and longitude.
    colours : pandas.DataFrame
        Red, green and blue of the same pixels, from 0 to 1.
    ds : xarray.Dataset
        The grid.
    regions : dict of str to tuple of float
        West, east, south, north in degrees.

    Returns
    -------
    array of cartopy.mpl.geoaxes.GeoAxes, shape (regions, 3)
    """
    plain = ccrs.PlateCarree()
    figure, axes = plt.subplots(
        len(regions),
        3,
        figsize=(plotting.WIDTH, 2.4 * len(regions) + 0.6),
        squeeze=False,
        layout="constrained",
        subplot_kw={"projection": plain},
    )
    kinds = pd.Categorical(types, PALETTE).codes
    codes = pixel_table.to_map(kinds, colours, ds)
    light = [pixel_table.to_map(values, colours, ds) for _, values in colours.items()]
    for row, (name, extent) in zip(axes, regions.items(), strict=True):
        draw(row[0], codes)
        row[1].pcolormesh(ds.longitude, ds.latitude, np.stack(light, -1), rasterized=True)
        row[2].stock_img()
        for ax, title in zip(row, (name, "product", "picture"), strict=True):
            ax.set_extent(extent, plain)
            ax.set_title(title)
    legend(figure, ordered(types))
    return axes


def glued(still, turned, at):
    """Draw two continents, one of them turned, each pixel in the colour of its type.

    Parameters
    ----------
    still, turned : pandas.Series of str
        Land types; those of ``still`` lie at their latitude and longitude.
    at : array, shape (n, 2)
        Latitude and longitude of those of ``turned``.

    Returns
    -------
    matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, plotting.WIDTH)
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    here = np.array(still.index.tolist())
    for places, types, mark in ((here, still, "s"), (at, turned, "D")):
        colours = types.map(PALETTE)
        ax.scatter(places[:, 1], places[:, 0], 9, colours, marker=mark, linewidths=0)
    ax.set(xlabel="longitude, of Africa", ylabel="latitude, of Africa", aspect="equal")
    legend(figure, ordered(pd.concat([still, turned])))
    return ax
