"""GRASP POLDER Level 3 climatology on the 1° grid, and the table of its pixels.

The product: Chen et al. (2020), Earth Syst. Sci. Data 12, 3573,
doi:10.5194/essd-12-3573-2020. DHR is the directional-hemispherical reflectance
(black-sky albedo) at a wavelength in nm.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput, reading

VARIABLES = ("NDVI", "DHR443", "DHR490", "DHR565", "DHR670", "DHR865", "DHR1020")
"""What the land types are told by; all dimensionless."""

LATITUDE = 89.5 - np.arange(180.0)
LONGITUDE = np.arange(360.0) - 179.5
"""Cell centres; the first row is the northernmost."""

FILL = -1000.0
PRODUCT = "GRASP POLDER Level 3"

SELECTIONS = ("land", "sea", "all")


def open(path: str | os.PathLike) -> xr.Dataset:
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
        When the file is missing, damaged or not NetCDF, lacks a variable, is on
        another grid, has infinite values, or gives land as a fraction.
    """
    path = Path(path)
    with reading(path, f"a {PRODUCT} product"):
        with netcdf.open(path, PRODUCT, VARIABLES) as raw:
            _check_grid(raw, path)
            _check_positions(raw, path)
            ds = _gridded(raw).load()
        ds = _with_coordinates(ds.where(ds != FILL), path)
        _check_values(ds)
    return ds


def _gridded(raw):
    """Keep the numbers that lie on the grid; other variables describe the retrieval."""
    raw = raw.reset_coords()
    return raw.drop_vars(
        name
        for name, values in raw.variables.items()
        if values.dims != raw.NDVI.dims or values.dtype.kind not in "fiu"
    )


def _check_grid(raw, path):
    shape = raw.NDVI.shape
    if shape != (LATITUDE.size, LONGITUDE.size):
        raise BadInput(
            f"{path} has a grid of {' × '.join(map(str, shape))}: give a product on the "
            f"{LATITUDE.size} × {LONGITUDE.size} grid of 1°."
        )


def _check_positions(raw, path):
    """Refuse rows or columns in another order; POLDER's own cells lie a little off."""
    for name in raw.variables:
        if name.lower() in ("latitude", "lat"):
            off = np.abs(_positions(raw, name) - LATITUDE[:, None])
        elif name.lower() in ("longitude", "lon"):
            off = np.abs((_positions(raw, name) - LONGITUDE + 180) % 360 - 180)
        else:
            continue
        if np.isfinite(off).any() and np.nanmedian(off) > 0.5:
            raise BadInput(
                f"{path} has a {name} that does not fit its rows and columns: they must "
                "run from 89.5° N to 89.5° S and from 179.5° W to 179.5° E."
            )


def _positions(raw, name):
    values = raw[name].broadcast_like(raw.NDVI).transpose(*raw.NDVI.dims).values
    return np.where(np.abs(values) <= 360, values, np.nan)


def _with_coordinates(ds, path):
    ds = ds.drop_vars(["Latitude", "Longitude"], errors="ignore")
    ds = ds.rename(dict(zip(ds.NDVI.dims, ("latitude", "longitude"), strict=True)))
    for name in {*VARIABLES, "LandPercentage"}.intersection(ds):
        ds[name].attrs["units"] = "%" if name == "LandPercentage" else "1"
    return ds.assign_coords(
        latitude=("latitude", LATITUDE, {"units": "degrees_north"}),
        longitude=("longitude", LONGITUDE, {"units": "degrees_east"}),
    ).assign_attrs(source=path.name)


def _check_values(ds):
    """Refuse what no product holds, so that it is not met as an odd result later."""
    wholly_land(ds)
    endless = [name for name in VARIABLES if np.isinf(ds[name]).any()]
    if endless:
        raise BadInput(
            f"{_source(ds)} has infinite values of {', '.join(endless)}: give a whole file."
        )


def wholly_land(ds: xr.Dataset) -> xr.DataArray:
    """Give the mask of pixels that are all land.

    Parameters
    ----------
    ds : xarray.Dataset
        From :func:`open`.

    Returns
    -------
    xarray.DataArray
        Of booleans.

    Raises
    ------
    BadInput
        When land can't be told from sea, or is given as a fraction.
    """
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


def land_table(
    ds: xr.Dataset, variables: Iterable[str] = VARIABLES, selection: str = "land"
) -> pd.DataFrame:
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
    land = wholly_land(ds)
    keep = {"land": land, "sea": ~land, "all": xr.ones_like(land)}[selection]
    return keep & (ds.flag_interp != 1) if "flag_interp" in ds else keep
