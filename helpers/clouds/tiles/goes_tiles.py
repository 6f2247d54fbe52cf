"""Tiles of GOES scans, what is known of each, and which of them to keep.

Nothing is read before :func:`describe`, which goes through a scan once, block by block.
"""

import numpy as np
import pandas as pd
import xarray as xr

from helpers.clouds.colour import true_colour
from helpers.clouds.embedding import tile2vec
from helpers.clouds.tiles import cutting
from helpers.errors import BadInput

STEPS = ("black", "subset", "hue", "time", "warm")
"""Of the filter, in the order in which the study's report names them."""


def cut(ds, tile_px, rgb=None):
    """Cut a scan into tiles that lie side by side; what fills no tile is left out.

    Parameters
    ----------
    ds : xarray.Dataset
        Of :func:`helpers.clouds.products.goes16.reader.open`.
    tile_px : int
        Side in pixels.
    rgb : xarray.DataArray, optional
        Another picture than :func:`helpers.clouds.colour.true_colour.picture` makes.

    Returns
    -------
    xarray.Dataset
        Over ``row``, ``column``, ``down`` and ``right``: ``rgb`` and
        ``brightness_temperature``; and the middles of the tiles, ``longitude`` and
        ``latitude``, and the ``time``. Lazy, one row of tiles in a block.

    Raises
    ------
    BadInput
        When no tile fits.
    """
    least = min(ds.sizes["y"], ds.sizes["x"])
    if not 1 <= tile_px <= least:
        raise BadInput(
            f"A tile of {tile_px} pixels does not fit into a sector of {ds.sizes['y']} × "
            f"{ds.sizes['x']}: choose 1 to {least}."
        )
    rgb = true_colour.picture(ds) if rgb is None else rgb
    fields = xr.Dataset({"rgb": rgb, "brightness_temperature": ds.brightness_temperature})
    fields = fields.drop_vars(list(fields.coords)).chunk(y=tile_px, x=-1)
    windows = {"y": ("row", "down"), "x": ("column", "right")}
    tiles = fields.coarsen(y=tile_px, x=tile_px, boundary="trim").construct(windows)
    middle = slice(tile_px // 2, None, tile_px)
    places = ds[["longitude", "latitude"]].isel(y=middle, x=middle)
    places = places.drop_vars(["x", "y"]).rename(y="row", x="column")
    places = places.isel(row=slice(tiles.sizes["row"]), column=slice(tiles.sizes["column"]))
    return tiles.assign_coords(places.coords)


def describe(tiles, network=None, input_px=64):
    """Go through a scan once: describe its tiles and give them their embedding.

    Parameters
    ----------
    tiles : xarray.Dataset
        Of :func:`cut`.
    network : helpers.clouds.embedding.tile2vec.Tile2Vec, optional
    input_px : int
        Side at which tiles enter the network.

    Returns
    -------
    table : pandas.DataFrame
        ``row, column, time, longitude, latitude, black`` (whether a pixel is), ``hue``
        (of the mean colour, degrees) and ``cool`` (25th percentile of the brightness
        temperature, K; NaN where it is missing throughout).
    embedding : float array, shape (tiles, dimensions)
        In the order of the table; no columns without a network.
    """
    window = ["down", "right"]
    described = xr.Dataset(
        {
            "black": (tiles.rgb == 0).all("band").any(window),
            "colour": tiles.rgb.mean(window),
            "cool": tiles.brightness_temperature.quantile(0.25, window),
            "embedding": _embedded(tiles.rgb, network, input_px),
        }
    )
    described = described.compute(**_one_thread(network))
    table = described[["black", "cool"]].to_dataframe().reset_index()
    table["hue"] = true_colour.hue(described.colour.values).ravel()
    names = ["row", "column", "time", "longitude", "latitude", "black", "hue", "cool"]
    embedding = described.embedding.values
    return table[names], embedding.reshape(len(table), embedding.shape[-1])


def _embedded(rgb, network, input_px):
    dimensions = network.hparams.dimensions if network else 0

    def embed(block):
        tiles = block.reshape(-1, *block.shape[-3:])
        if not network:
            return np.empty((*block.shape[:-3], 0), "float32")
        factor = tiles.shape[1] / input_px
        small = np.stack([cutting.reduce(tile, factor) for tile in tiles])
        return tile2vec.embed(network, small).reshape(*block.shape[:-3], dimensions)

    return xr.apply_ufunc(
        embed,
        rgb,
        input_core_dims=[["down", "right", "band"]],
        output_core_dims=[["dimension"]],
        dask="parallelized",
        dask_gufunc_kwargs={
            "output_sizes": {"dimension": dimensions},
            "meta": np.empty((0, 0, 0), "float32"),
        },
    )


def _one_thread(network):
    """A network has threads of its own: blocks then come one after the other."""
    return {"scheduler": "synchronous"} if network else {}


def keep(table, box, hues=(80, 100), times=("12:55", "13:10"), warmest=285.0):
    """Say for each step of the study's filter which tiles it would keep.

    Parameters
    ----------
    table : pandas.DataFrame
        Of :func:`describe`.
    box : dict
        ``west``, ``east``, ``south`` and ``north``: degrees, for the middles of tiles.
    hues : tuple of float
        Hues that are dropped, degrees.
    times : tuple of str
        First and last time of the day that are kept, UTC.
    warmest : float
        K; kept are tiles of which three quarters are warmer: no high clouds.

    Returns
    -------
    pandas.DataFrame of bool
        A column for each of `STEPS`.

    Raises
    ------
    BadInput
        When a time is none.
    """
    try:
        first, last = (pd.Timedelta(f"{time}:00") for time in times)
    except ValueError:
        raise BadInput(
            f"times = {times}: give two times of the day as '12:55', in UTC."
        ) from None
    of_day = table.time - table.time.dt.normalize()
    inside = table.longitude.between(box["west"], box["east"])
    inside &= table.latitude.between(box["south"], box["north"])
    kept = {
        "black": ~table.black,
        "subset": inside,
        "hue": ~table.hue.between(*hues),
        "time": of_day.between(first, last),
        "warm": table.cool > warmest,
    }
    return pd.DataFrame(kept)[list(STEPS)]


def count(kept):
    """Count what each step drops, alone and after those before it.

    Parameters
    ----------
    kept : pandas.DataFrame of bool
        Of :func:`keep`.

    Returns
    -------
    pandas.DataFrame
        ``drops_alone``, ``drops_next`` and ``left``, a row per step.

    Raises
    ------
    BadInput
        When nothing is left in the end.
    """
    left = kept.cumprod(axis=1).sum()
    before = left.shift(fill_value=len(kept))
    if left.iloc[-1] == 0:
        step = left[left == 0].index[0]
        raise BadInput(
            f"No tile is left after the step {step!r} of the filter, of {len(kept)} "
            "tiles: take other scans, or change what it keeps."
        )
    return pd.DataFrame(
        {"drops_alone": (~kept).sum(), "drops_next": before - left, "left": left}
    )
