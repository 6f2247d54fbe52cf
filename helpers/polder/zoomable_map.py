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
    values = values.transpose("latitude", "longitude").dropna("latitude", how="all")
    cells = np.round(values.values.astype(float), 3).tolist()
    heatmap = go.Heatmap(
        # NaN is no JSON; a browser knows null.
        z=[[None if np.isnan(value) else value for value in row] for row in cells],
        x=values.longitude.values.tolist(),
        y=values.latitude.values.tolist(),
        colorscale=cmap,
        colorbar={
            "title": label,
            "thickness": 12,
            "orientation": "h",
            "y": -0.1,
            "yanchor": "top",
        },
        hoverongaps=False,
        hovertemplate="latitude %{y}<br>longitude %{x}<br>"
        + f"{label} %{{z}}<extra></extra>",
    )
    buttons = [
        {
            "label": name,
            "method": "relayout",
            "args": [{"xaxis.range": x, "yaxis.range": y}],
        }
        for name, (x, y) in REGIONS.items()
    ]
    axis = {"gridcolor": "rgba(128,128,128,0.3)", "zeroline": False, "ticksuffix": "°"}
    figure = go.Figure(heatmap)
    figure.update_layout(
        # Grey reads on white and on black alike.
        font={"color": "#767676", "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": "#767676", "activecolor": "#0072B2"},
        margin={"l": 45, "r": 10, "t": 45, "b": 10},
        height=420,
        xaxis=axis | {"range": [-180, 180]},
        yaxis=axis | {"range": [-60, 80], "scaleanchor": "x", "constrain": "domain"},
        updatemenus=[_menu(buttons)],
    )
    return figure


def _menu(buttons):
    place = {"x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
    # It opens over the map, so that it needs a ground of its own.
    return place | {"buttons": buttons, "bgcolor": "#f4f4f2", "font": {"color": "#222222"}}
