"""Tables of the land's pixels: scaled, put back on the map; their areas and blocks.

A table has a row per pixel and is indexed by latitude and longitude, as
:func:`helpers.polder.products.grasp.land_table` gives it.
"""

import numpy as np
import pandas as pd

from helpers.errors import BadInput

EARTH_AXIS, EARTH_ECCENTRICITY = 6378.137, 0.0818191908426
"""km, and 1: WGS84."""


def to_map(values, table, ds):
    """Put a value per row of a table back onto the map.

    Parameters
    ----------
    values : array, shape (n,)
        Labels, or anything else that there is one of per row.
    table : pandas.DataFrame, n rows
        From :func:`helpers.polder.products.grasp.land_table`.
    ds : xarray.Dataset
        With the ``latitude`` and ``longitude`` to put them on.

    Returns
    -------
    xarray.DataArray
        Over latitude and longitude; NaN where the table has no row.

    Raises
    ------
    BadInput
        When there is not one value per row.
    """
    values = np.asarray(values, float)
    if values.shape != (len(table),):
        raise BadInput(
            f"values have shape {values.shape} and the table {len(table)} rows: give one "
            "value per row."
        )
    placed = pd.Series(values, table.index).to_xarray()
    return placed.reindex(latitude=ds.latitude, longitude=ds.longitude)


def turned(values, table, ds, degrees):
    """Turn the map of a table's values around the Earth's axis, and read it again.

    Parameters
    ----------
    values : array, shape (n,)
    table : pandas.DataFrame, n rows
    ds : xarray.Dataset
        With a cell per degree of longitude, all around.
    degrees : int
        To the east.

    Returns
    -------
    pandas.Series
        By pixel of the table; NaN where another's value was none.

    Examples
    --------
    >>> import xarray as xr
    >>> grid = xr.Dataset(coords={"latitude": [0.5], "longitude": [0.5, 1.5, 2.5]})
    >>> pixels = [(0.5, 0.5), (0.5, 1.5)]
    >>> index = pd.MultiIndex.from_tuples(pixels, names=["latitude", "longitude"])
    >>> turned([7, 8], pd.DataFrame(index=index), grid, 1).tolist()
    [nan, 7.0]
    """
    world = to_map(values, table, ds).roll(longitude=degrees, roll_coords=False)
    return world.to_series().reindex(table.index)


def scaled(table, scaling="column"):
    """Centre a table and divide by its standard deviation.

    Parameters
    ----------
    table : pandas.DataFrame
    scaling : str
        ``"column"``: each variable by its own mean and deviation; ``"global"``: all
        by those of all values together, as in the original study, so that variables
        of small range weigh little.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    BadInput
        For another ``scaling``, or where there is no spread to divide by.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [0.0, 2.0], "b": [4.0, 6.0]})
    >>> scaled(table).to_numpy().tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    >>> scaled(table, "global").sum(axis=1).round(3).tolist()
    [-0.894, 0.894]
    """
    if scaling not in ("column", "global"):
        raise BadInput(f"scaling is {scaling!r}: give 'column' or 'global'.")
    axis = 0 if scaling == "column" else None
    values = table.to_numpy(float)
    spread = values.std(axis=axis)
    if not np.all(spread > 0):
        raise BadInput(
            "The table has missing values or a variable that is the same in every row: "
            "drop those first."
        )
    return (table - values.mean(axis=axis)) / spread


def area_km2(ds):
    """Compute the areas of the grid's cells on the WGS84 ellipsoid.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``latitude`` and ``longitude`` at the centres of cells of 1°.

    Returns
    -------
    xarray.DataArray
        km², over latitude and longitude. Source: Snyder (1987), Map Projections – A
        Working Manual, eq. 3-12.
    """
    zone = _authalic(ds.latitude + 0.5) - _authalic(ds.latitude - 0.5)
    area = zone * np.radians(1) * EARTH_AXIS**2 / 2
    area = area.broadcast_like(ds.longitude).transpose("latitude", "longitude")
    return area.rename("area").assign_attrs(units="km2")


def _authalic(latitude):
    sine, e = np.sin(np.radians(latitude)), EARTH_ECCENTRICITY
    return (1 - e**2) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)


def blocks(index, size=10):
    """Number the blocks of size° × size° that pixels lie in.

    Parameters
    ----------
    index : pandas.MultiIndex
        With levels ``latitude`` and ``longitude``, in degrees.
    size : int
        Degrees.

    Returns
    -------
    array of int, shape (n,)
        Alike for pixels of one block.

    Examples
    --------
    >>> pixels = [(0.5, 0.5), (9.5, 9.5), (10.5, 0.5)]
    >>> blocks(pd.MultiIndex.from_tuples(pixels, names=["latitude", "longitude"]))
    array([ 918,  918, 1018])
    """
    row = np.floor_divide(index.get_level_values("latitude") + 90, size)
    column = np.floor_divide(index.get_level_values("longitude") + 180, size)
    return (row * 100 + column).to_numpy(int)


def hold_out_blocks(table, seed, held_out_share):
    """Hold out a random share of the blocks.

    Neighbouring pixels are alike, so that single ones would be no loss.

    Parameters
    ----------
    table : pandas.DataFrame
        Indexed by latitude and longitude.
    seed : int or sequence of int
    held_out_share : float
        Of the blocks.

    Returns
    -------
    pandas.DataFrame
        The rows of the blocks that stay.

    Raises
    ------
    BadInput
        When ``held_out_share`` is negative, or nothing would be left.
    """
    if not 0 <= held_out_share < 1:
        raise BadInput(
            f"held_out_share = {held_out_share}: hold out a part from 0 to less than 1."
        )
    number = blocks(table.index)
    known = np.unique(number)
    rng = np.random.default_rng(seed)
    gone = rng.choice(known, round(held_out_share * known.size), replace=False)
    return table[~np.isin(number, gone)]
