"""Readers of the products that the study of land types rests on."""

import os
from pathlib import Path

import pandas as pd
import xarray as xr

from helpers.polder.products import albedo, grasp, koppen_geiger, land_cover

READERS = {".rda": koppen_geiger, ".csv": albedo, ".tif": land_cover, ".tiff": land_cover}


def open(path: str | os.PathLike) -> xr.Dataset | xr.DataArray | pd.Series:
    """Read any product of the study, told apart by how its name ends.

    Parameters
    ----------
    path : path-like
        ``.rda``: climate for :func:`helpers.polder.products.koppen_geiger.open`;
        ``.csv``: :func:`helpers.polder.products.albedo.open`; ``.tif``, ``.tiff``:
        :func:`helpers.polder.products.land_cover.open`; anything else: a NetCDF file for
        :func:`helpers.polder.products.grasp.open`.

    Returns
    -------
    xarray.Dataset, xarray.DataArray or pandas.Series
        As from that reader.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or is not what its name says.
    """
    return READERS.get(Path(path).suffix.lower(), grasp).open(path)
