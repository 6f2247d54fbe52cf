"""A map of the world to zoom into, with the value under the pointer."""

import numpy as np
import plotly.graph_objects as go

REGIONS = {
    "World": ([-180, 180], [-60, 80]),
    "Africa": ([-20, 55], [-37, 39]),
    "Asia": ([40, 150], [-12, 65]),
    "Europe": ([-12, 45], [34, 65]),
    "North America": ([-130, -60], [10, 65]),
    "South America": ([-85, -32], [-57, 14]),
    "Australia": ([110, 180], [-48, 0]),
}
"""Longitudes and latitudes that a map's menu zooms to."""

# Grey reads on white and on black alike.
GREY, CLEAR = "#767676", "rgba(0,0,0,0)"


def world_map(values, label, cmap="Viridis"):
    """Make a map to zoom into, with the value under the pointer.

    Parameters
    ----------
    values : xarray.DataArray
        Over ``latitude`` and ``longitude``; kept to three digits, NaN is not drawn.
    label : str
        What the values are.
    cmap : str
        One of plotly's colour scales.

    Returns
    -------
    plotly.graph_objects.Figure
        For :func:`helpers.plotting.interactive`.
    """
    axis = {"gridcolor": "rgba(128,128,128,0.3)", "zeroline": False, "ticksuffix": "°"}
    return go.Figure(_cells(values, label, cmap)).update_layout(
        font={"color": GREY, "size": 13},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        modebar={"bgcolor": CLEAR, "color": GREY, "activecolor": "#0072B2"},
        margin={"l": 45, "r": 10, "t": 45, "b": 10},
        height=420,
        xaxis=axis | {"range": [-180, 180]},
        yaxis=axis | {"range": [-60, 80], "scaleanchor": "x", "constrain": "domain"},
        updatemenus=[_menu()],
    )


def _cells(values, label, cmap):
    values = values.transpose("latitude", "longitude").dropna("latitude", how="all")
    cells = np.round(values.values.astype(float), 3)
    bar = {"title": label, "thickness": 12, "orientation": "h", "y": -0.1, "yanchor": "top"}
    return go.Heatmap(
        z=np.where(np.isnan(cells), None, cells).tolist(),  # a browser knows null, not NaN
        x=values.longitude.values.tolist(),
        y=values.latitude.values.tolist(),
        colorscale=cmap,
        colorbar=bar,
        hoverongaps=False,
        hovertemplate="latitude %{y}<br>longitude %{x}<br>"
        f"{label} %{{z}}<extra></extra>",
    )


def _menu():
    buttons = [
        {
            "label": name,
            "method": "relayout",
            "args": [{"xaxis.range": x, "yaxis.range": y}],
        }
        for name, (x, y) in REGIONS.items()
    ]
    place = {"x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
    # It opens over the map, so that it needs a ground of its own.
    return place | {"buttons": buttons, "bgcolor": "#f4f4f2", "font": {"color": "#222222"}}
