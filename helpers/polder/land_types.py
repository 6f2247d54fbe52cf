"""Land types, the clusters of the land's pixels: their order, colours and maps."""

import cartopy.crs as ccrs
import numpy as np
from matplotlib.colors import ListedColormap

from helpers.errors import BadInput
from helpers.plotting import COLOURS

_ORDER = "yellow orange vermilion purple blue green sky grey"
PALETTE = [COLOURS[name] for name in _ORDER.split()]
"""A colour per type; told apart by readers with any kind of colour vision."""


def by_greenness(labels, ndvi):
    """Number clusters by their mean NDVI, so that 0 is the barest in every run.

    Parameters
    ----------
    labels, ndvi : array, shape (n,)

    Returns
    -------
    array of int, shape (n,)

    Raises
    ------
    BadInput
        When there is not one NDVI per label.

    Examples
    --------
    >>> by_greenness([5, 5, 2], [0.7, 0.9, 0.1]).tolist()
    [1, 1, 0]
    """
    labels, ndvi = np.asarray(labels), np.asarray(ndvi, float)
    if labels.shape != ndvi.shape:
        raise BadInput(
            f"labels have shape {labels.shape} and ndvi {ndvi.shape}: give one of each "
            "per pixel."
        )
    clusters, index = np.unique(labels, return_inverse=True)
    mean = [ndvi[index == cluster].mean() for cluster in range(clusters.size)]
    return np.argsort(np.argsort(mean))[index]


def draw(ax, types, extent=None):
    """Draw a map of types over a faded picture of the Earth; nothing is downloaded.

    Parameters
    ----------
    ax : cartopy.mpl.geoaxes.GeoAxes
    types : xarray.DataArray
        Numbers from 0, over latitude and longitude; NaN lets the picture through.
    extent : tuple of float, optional
        West, east, south, north in degrees.

    Returns
    -------
    matplotlib.collections.QuadMesh
    """
    ax.stock_img(alpha=0.35)
    if extent:
        ax.set_extent(extent, ccrs.PlateCarree())
    colours = {"cmap": ListedColormap(PALETTE), "vmin": -0.5, "vmax": len(PALETTE) - 0.5}
    return ax.pcolormesh(
        types.longitude, types.latitude, types, transform=ccrs.PlateCarree(), **colours
    )


def legend(figure, count, **kwargs):
    """Name the colours of the first ``count`` types below a figure's maps.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    count : int
    **kwargs
        Passed to ``figure.legend``.

    Returns
    -------
    matplotlib.legend.Legend
    """
    patches = [figure.axes[0].fill([], [], color=PALETTE[k])[0] for k in range(count)]
    settings = {"loc": "outside lower center", "ncol": count, "columnspacing": 1}
    settings |= {"title": "type, from bare to green", "handlelength": 1}
    return figure.legend(patches, range(count), **settings | kwargs)
