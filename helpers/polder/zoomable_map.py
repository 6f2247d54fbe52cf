"""A map of the world to zoom into, with the value under the pointer."""

import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

STYLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
REGIONS = STYLE["regions"]
"""Longitudes and latitudes that a map's menu zooms to."""


def world_map(values, label):
    """Make a map to zoom into, with the value under the pointer.

    Parameters
    ----------
    values : xarray.DataArray
        Over ``latitude`` and ``longitude``; kept to three digits, NaN is not drawn.
    label : str
        What the values are.

    Returns
    -------
    plotly.graph_objects.Figure
        For :func:`helpers.plotting.interactive`.
    """
    values = values.transpose("latitude", "longitude").dropna("latitude", how="all")
    cells = np.round(values.values.astype(float), 3)
    heatmap = go.Heatmap(
        STYLE["heatmap"],
        z=np.where(np.isnan(cells), None, cells).tolist(),  # a browser knows null, not NaN
        x=values.longitude.values.tolist(),
        y=values.latitude.values.tolist(),
        hovertemplate="latitude %{y}<br>longitude %{x}<br>"
        f"{label} %{{z}}<extra></extra>",
    )
    figure = go.Figure(heatmap.update(colorbar_title_text=label), STYLE["layout"])
    return figure.update_layout(updatemenus=[STYLE["menu"] | {"buttons": _buttons()}])


def _buttons():
    return [
        {
            "label": name,
            "method": "relayout",
            "args": [{"xaxis.range": x, "yaxis.range": y}],
        }
        for name, (x, y) in REGIONS.items()
    ]
