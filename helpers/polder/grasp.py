"""GRASP POLDER Level 3 climatology on the 1° grid, and tables of its pixels.

The product: Chen et al. (2020), Earth Syst. Sci. Data 12, 3573,
doi:10.5194/essd-12-3573-2020. DHR is the directional-hemispherical reflectance
(black-sky albedo) at a wavelength in nm.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput

VARIABLES = ("NDVI", "DHR443", "DHR490", "DHR565", "DHR670", "DHR865", "DHR1020")
"""What the land types are told by; all dimensionless."""

LATITUDE = 89.5 - np.arange(180.0)
LONGITUDE = np.arange(360.0) - 179.5
"""Cell centres; the first row is the northernmost."""

FILL = -1000.0
PRODUCT = "GRASP POLDER Level 3"

SELECTIONS = ("land", "sea", "all")

DIGITISED = {
    "name": "grasp_polder_l3_clim_S1_1degree_digitised.nc",
    "bytes": 941316,
    "sha256": "3a4430025edcb7cda3225515853a8758bec0ccf1d2ea94b8c58c2c47386ac6d3",
}
"""The seven variables as read back from the authors' maps; it has no open home."""

EARTH_AXIS, EARTH_ECCENTRICITY = 6378.137, 0.0818191908426
"""km, and 1: WGS84."""


def open(path):
    """Read a GRASP POLDER Level 3 climatology, original or digitised.

    Parameters
    ----------
    path : path-like
        The original file (128 variables over ``y`` and ``x``, fill −1000), a
        simulated one, or the product digitised from published maps.

    Returns
    -------
    xarray.Dataset
        Every gridded variable under its own name, over ``latitude`` (180, from
        north) and ``longitude`` (360): cell centres in degrees. Missing is NaN.
        The original has ``LandPercentage`` (0–100); the digitised product
        ``land100`` (1 where that is 100), ``flag_interp`` (1 where a grid line of
        the map hid the pixel) and ``published_kmeans5``. The attribute ``source``
        names the file.

    Raises
    ------
    BadInput
        When the file is missing or not NetCDF, lacks a variable, is on another
        grid, or gives land as a fraction.
    """
    path = Path(path)
    with netcdf.open(path, PRODUCT, VARIABLES) as raw:
        _check_grid(raw, path)
        _check_places(raw, path)
        gridded = [
            name
            for name, values in raw.reset_coords().data_vars.items()
            if values.dims == raw.NDVI.dims and values.dtype.kind in "fiu"
        ]
        ds = raw.reset_coords()[gridded].load()
    ds = ds.where(ds != FILL)
    ds = _with_coordinates(ds, path)
    _wholly_land(ds)
    return ds


def _check_grid(raw, path):
    shape = raw.NDVI.shape
    if shape != (LATITUDE.size, LONGITUDE.size):
        raise BadInput(
            f"{path} has a grid of {' × '.join(map(str, shape))}: give a product on the "
            f"{LATITUDE.size} × {LONGITUDE.size} grid of 1°."
        )


def _check_places(raw, path):
    """Refuse rows or columns in another order; POLDER's own cells lie a little off."""
    for name in raw.variables:
        if name.lower() in ("latitude", "lat"):
            off = np.abs(_places(raw, name) - LATITUDE[:, None])
        elif name.lower() in ("longitude", "lon"):
            off = np.abs((_places(raw, name) - LONGITUDE + 180) % 360 - 180)
        else:
            continue
        if np.isfinite(off).any() and np.nanmedian(off) > 0.5:
            raise BadInput(
                f"{path} has a {name} that does not fit its rows and columns: they must "
                "run from 89.5° N to 89.5° S and from 179.5° W to 179.5° E."
            )


def _places(raw, name):
    values = raw[name].broadcast_like(raw.NDVI).transpose(*raw.NDVI.dims).values
    return np.where(np.abs(values) <= 360, values, np.nan)


def _with_coordinates(ds, path):
    ds = ds.drop_vars(["Latitude", "Longitude"], errors="ignore")
    ds = ds.rename(dict(zip(ds.NDVI.dims, ("latitude", "longitude"), strict=True)))
    ds = ds.assign_coords(
        latitude=("latitude", LATITUDE, {"units": "degrees_north"}),
        longitude=("longitude", LONGITUDE, {"units": "degrees_east"}),
    )
    for name in VARIABLES:
        ds[name].attrs["units"] = "1"
    if "LandPercentage" in ds:
        ds.LandPercentage.attrs["units"] = "%"
    ds.attrs["source"] = path.name
    return ds


def _wholly_land(ds):
    """Give the mask of pixels that are all land."""
    if "land100" in ds:
        return ds.land100 == 1
    if "LandPercentage" not in ds:
        raise BadInput(
            f"{_source(ds)} has neither LandPercentage nor land100, so land can't be told "
            f"from sea: give a {PRODUCT} product."
        )
    most = float(ds.LandPercentage.max())
    if 0 < most <= 1:
        raise BadInput(
            f"LandPercentage in {_source(ds)} reaches only {most:g}, so it is a fraction: "
            "multiply it by 100."
        )
    return ds.LandPercentage == 100


def _source(ds):
    return ds.attrs.get("source", "the data set")


def land_table(ds, variables=VARIABLES, selection="land"):
    """List the pixels that have a value of every variable.

    Parameters
    ----------
    ds : xarray.Dataset
        From :func:`open`.
    variables : iterable of str
    selection : str
        ``"land"``: pixels that are all land (``LandPercentage`` 100); ``"sea"``:
        all others, coasts too, as in the original study; ``"all"``: both.

    Returns
    -------
    pandas.DataFrame
        A column per variable, a row per pixel, indexed by ``latitude`` and
        ``longitude``. Pixels flagged as interpolated are left out.

    Raises
    ------
    BadInput
        For an unknown variable or selection, or when no pixel is left.
    """
    variables = list(variables)
    unknown = [name for name in variables if name not in ds.data_vars]
    if unknown or not variables:
        raise BadInput(
            f"{_source(ds)} has no variable {', '.join(unknown) or 'to list'}: choose "
            f"among {', '.join(ds.data_vars)}."
        )
    keep = _selected(ds, selection).values.ravel()
    table = ds[variables].to_dataframe()[variables].astype(float)[keep].dropna()
    if table.empty:
        raise BadInput(
            f"No pixel of {_source(ds)} (selection {selection!r}) has a value of "
            f"{', '.join(variables)}: give a product with data there."
        )
    return table


def _selected(ds, selection):
    if selection not in SELECTIONS:
        raise BadInput(f"selection is {selection!r}: give one of {', '.join(SELECTIONS)}.")
    land = _wholly_land(ds)
    keep = {"land": land, "sea": ~land, "all": xr.ones_like(land)}[selection]
    return keep & (ds.flag_interp != 1) if "flag_interp" in ds else keep


def to_map(values, table, ds):
    """Put a value per row of a table back onto the map.

    Parameters
    ----------
    values : array, shape (n,)
        Labels, or anything else that there is one of per row.
    table : pandas.DataFrame, n rows
        From :func:`land_table`.
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


def scaled(table, how="column"):
    """Centre a table and divide by its standard deviation.

    Parameters
    ----------
    table : pandas.DataFrame
    how : str
        ``"column"``: each variable by its own mean and deviation; ``"global"``: all
        by those of all values together, as in the original study, so that variables
        of small range weigh little.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    BadInput
        For another ``how``, or where there is no spread to divide by.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [0.0, 2.0], "b": [4.0, 6.0]})
    >>> scaled(table).to_numpy().tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    >>> scaled(table, "global").sum(axis=1).round(3).tolist()
    [-0.894, 0.894]
    """
    if how not in ("column", "global"):
        raise BadInput(f"how is {how!r}: give 'column' or 'global'.")
    axis = 0 if how == "column" else None
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
