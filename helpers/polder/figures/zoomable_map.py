"""Maps of the world to zoom into, over a picture, with what is under the pointer.

Picture and coastlines come from the Natural Earth picture that cartopy ships: nothing is
downloaded. Coasts are where its sea, which is blue, ends.
"""

import base64
import io
import tomllib
from pathlib import Path

import cartopy
import contourpy
import numpy as np
import pandas as pd
import plotly.graph_objects as go
from PIL import Image

from helpers.polder.land_types import PALETTE, ordered

STYLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
REGIONS = STYLE["regions"]
"""Longitudes and latitudes that a map's menu zooms to."""

PICTURE = "raster/natural_earth/50-natural-earth-1-downsampled.png"
SEA = 30  # by so much blue is above red at a coast, of 255
LONG = 40  # corners of a coastline, at least: smaller islands are not drawn


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
    values = _north_up(values)
    cells = np.round(values.values.astype(float), 3)
    shown = _heatmap(values, cells, f"{label} %{{z}}")
    return _over_picture(shown.update(STYLE["scale"] | {"colorbar_title_text": label}))


def type_map(types):
    """Make a map of land types to zoom into, with the type under the pointer.

    Parameters
    ----------
    types : pandas.Series of str
        Words of `helpers.polder.land_types.PALETTE`, over latitude and longitude.

    Returns
    -------
    plotly.graph_objects.Figure
        For :func:`helpers.plotting.interactive`.
    """
    names = ordered(types)
    codes = pd.Series(pd.Categorical(types, names).codes, types.index, dtype=float)
    degrees = [np.arange(low.min(), low.max() + 1) for low in types.index.levels]
    grid = dict(zip(types.index.names, degrees, strict=True))
    values = _north_up(codes.to_xarray().reindex(grid))
    words = np.append(names, None)[np.nan_to_num(values.values, nan=-1).astype(int)]
    shown = _heatmap(values, values.values, "%{text}").update(text=words.tolist())
    steps = np.repeat(np.linspace(0, 1, len(names) + 1), 2)[1:-1]
    colours = np.repeat([PALETTE[name] for name in names], 2)
    scale = list(zip(steps, colours, strict=True))
    ends = {"zmin": -0.5, "zmax": len(names) - 0.5}
    shown.update(colorscale=scale, showscale=False, **ends)
    return _over_picture(shown, *(_named(name) for name in names))


def _north_up(values):
    return values.transpose("latitude", "longitude").dropna("latitude", how="all")


def _heatmap(values, cells, words):
    return go.Heatmap(
        STYLE["heatmap"],
        z=np.where(np.isnan(cells), None, cells).tolist(),  # a browser knows null, not NaN
        x=values.longitude.values.tolist(),
        y=values.latitude.values.tolist(),
        hovertemplate=f"latitude %{{y}}<br>longitude %{{x}}<br>{words}<extra></extra>",
    )


def _named(name):
    """Give a line of the legend: a trace without points."""
    mark = {"symbol": "square", "size": 12, "color": PALETTE[name]}
    return go.Scatter(x=[None], y=[None], mode="markers", marker=mark, name=name)


def _over_picture(*traces):
    path = Path(cartopy.config["repo_data_dir"]) / PICTURE
    with Image.open(path) as file:
        picture = file.convert("RGB")
    figure = go.Figure([*traces, _coasts(picture)], STYLE["layout"])
    figure.add_layout_image(STYLE["picture"], source=_inline(picture))
    return figure.update_layout(updatemenus=[STYLE["menu"] | {"buttons": _buttons()}])


def _inline(picture):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=60)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def _coasts(picture):
    """Give the coasts of a picture as one line with gaps."""
    colours = np.asarray(picture).astype(float)
    height, width = colours.shape[:2]
    longitude = (np.arange(width) + 0.5) * 360 / width - 180
    latitude = 90 - (np.arange(height) + 0.5) * 180 / height
    blue = colours[..., 2] - colours[..., 0]
    lines = contourpy.contour_generator(longitude, latitude, blue).lines(SEA)
    gap = np.full((1, 2), np.nan)
    parts = [part for line in lines if len(line) > LONG for part in (line, gap)]
    x, y = np.concatenate(parts).round(1).astype(object).T
    x, y = (np.where(pd.isna(values), None, values).tolist() for values in (x, y))
    return go.Scatter(STYLE["coasts"], x=x, y=y)


def _buttons():
    return [
        {
            "label": name,
            "method": "relayout",
            "args": [{"xaxis.range": x, "yaxis.range": y}],
        }
        for name, (x, y) in REGIONS.items()
    ]
