"""Black-sky albedo of MODIS (MCD43C3) on a grid of one degree, a table for each month.

The export of NASA Earth Observations after Schaaf & Wang (2021),
doi:10.5067/MODIS/MCD43C3.061: the share of direct sunlight at all wavelengths that the
ground sends back.
"""

import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from helpers.errors import BadInput, reading

PRODUCT = "a month of MODIS albedo"
FILL = 99999.0
MONTH = re.compile(r"_\d{4}-(\d{2})-\d{2}_")


def open(path: str | os.PathLike) -> xr.DataArray:
    """Read the albedo of all months that lie in a file's folder.

    Parameters
    ----------
    path : path-like
        One of the files, such as ``catalog.find("polder/albedo", "real")``: rows of
        latitude, columns of longitude, named ``MCD43C3_M_BSA_<year>-<month>-<day>_….CSV``.

    Returns
    -------
    xarray.DataArray
        0 to 1 over ``month`` (1 to 12), ``latitude`` (north first) and ``longitude``;
        NaN where there is no value.

    Raises
    ------
    BadInput
        When a file is missing or damaged, is no such table, or names no month.
    """
    with reading(path, PRODUCT):
        files = {_month(p): p for p in Path(path).parent.glob("MCD43C3_M_BSA_*.CSV")}
        files[_month(path)] = Path(path)
        months = [_read(files[month]) for month in sorted(files)]
        return xr.concat(months, pd.Index(sorted(files), name="month"))


def _month(path):
    found = MONTH.search(Path(path).name)
    if not found:
        raise BadInput(
            f"{path} names no month: give a file MCD43C3_M_BSA_2023-06-01_….CSV."
        )
    return int(found[1])


def _read(path):
    table = pd.read_csv(path, index_col=0)
    values = table.to_numpy(float)
    known = values[values != FILL]
    if table.shape != (180, 360) or not np.all((known >= 0) & (known <= 1)):
        raise BadInput(
            f"{path} has {table.shape[0]} × {table.shape[1]} values, or some beyond 0 to "
            f"1: give {PRODUCT}, 180 × 360 shares."
        )
    return xr.DataArray(
        np.where(values == FILL, np.nan, values),
        [
            ("latitude", table.index.to_numpy(float)),
            ("longitude", table.columns.to_numpy(float)),
        ],
        name="albedo",
    )
