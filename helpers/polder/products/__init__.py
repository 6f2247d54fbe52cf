"""Readers of the products that the study of land types rests on."""

import os
from pathlib import Path

import pandas as pd
import xarray as xr

from helpers.polder.products import grasp, koppen_geiger


def open(path: str | os.PathLike) -> xr.Dataset | pd.Series:
    """Read any product of the study, told apart by how its name ends.

    Parameters
    ----------
    path : path-like
        ``.rda``: climate for :func:`helpers.polder.products.koppen_geiger.open`;
        anything else: a NetCDF file for :func:`helpers.polder.products.grasp.open`.

    Returns
    -------
    xarray.Dataset or pandas.Series
        As from that reader.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or is not what its name says.
    """
    climate = Path(path).suffix.lower() == ".rda"
    return koppen_geiger.open(path) if climate else grasp.open(path)
