"""Readers of what altimeters and cameras measured over sea ice: a module per format."""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

import xarray as xr

from helpers.errors import BadInput
from helpers.leads.products import cpom, cryosat2, geotiff, olci, sentinel2, sentinel3

READERS = (cpom, cryosat2, sentinel2, geotiff, olci, sentinel3)
"""The formats, in the order in which they are tried: Sentinel-3 takes any folder or
NetCDF file that is left. A new one is a module with ``recognises`` and ``open``, and its
name here."""


def open(path: str | PathLike, required: Iterable[str] = ()) -> xr.Dataset:
    """Recognise a product by what is in it, and read it.

    Parameters
    ----------
    path : path-like
        Altimetry: Sentinel-3 Level 2 (file or ``.SEN3`` folder), CryoSat-2 Level 1B or
        2I, CPOM ``.elev`` or ``.wfm``. Images: a Sentinel-2 ``.SAFE`` folder, a GeoTIFF.
        Labelled pixels of OLCI: an ``.npz``.
    required : iterable of str
        Variables without which the product is of no use to the caller.

    Returns
    -------
    xarray.Dataset
        As the module for that format gives it.

    Raises
    ------
    BadInput
        When it is none of these, is damaged, or lacks what is required.
    """
    path = Path(path)
    if not path.exists():
        raise BadInput(f"There is no file {path}: give the path of a product.")
    reader = next((reader for reader in READERS if reader.recognises(path)), None)
    if reader is None:
        raise BadInput(
            f"{path} is no product that this study reads: give altimetry of Sentinel-3, "
            "CryoSat-2 or CPOM, a Sentinel-2 folder, a GeoTIFF or labelled pixels of OLCI."
        )
    ds = reader.open(path)
    missing = [name for name in required if name not in ds]
    if missing:
        raise BadInput(f"{path} has no {', '.join(missing)}: give a product that has it.")
    return ds
