"""Readers of what altimeters and cameras measured over sea ice: a module per format.

Each has ``recognises``, which tells its products from others, and ``open``. A new module
of the two is found by being here.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

import xarray as xr

from helpers.errors import BadInput
from helpers.leads.products import geotiff, sentinel3

USES = (
    ("1_echoes", {"surface_class", "power"}),
    ("1_echoes", {"surface_class", "peakiness", "stack_std"}),
    ("2_alignment", {"power"}),
    ("3_optical", {"image"}),
    ("5_freeboard", {"surface_class", "power", "tracker_range", "altitude"}),
    ("6_real_passes", {"surface_class", "sigma0", "peakiness", "stack_std"}),
    ("7_seas", {"image"}),
    ("7_seas", {"reflectance", "lead"}),
    ("8_real_freeboard", {"surface_class", "surface_height", "freeboard"}),
    ("9_real_ranges", {"power", "tracker_range", "range_ocog"}),
    ("10_constants", {"surface_class", "surface_height", "mean_sea_surface"}),
    ("11_whole_echoes", {"surface_class", "power"}),
)
"""Which chapters can use a product that has which variables."""


def open(
    path: str | PathLike, required: Iterable[str] = (), colours: str = "file"
) -> xr.Dataset:
    """Recognise a product by what is in it, and read it.

    Parameters
    ----------
    path : path-like
        Altimetry: Sentinel-3 Level 2 (file or ``.SEN3`` folder), CryoSat-2 Level 1B or
        2I, CPOM ``.elev`` or ``.wfm``. Images: a Sentinel-2 ``.SAFE`` folder, a GeoTIFF.
        Labelled pixels of OLCI: an ``.npz``.
    required : iterable of str
        Variables without which the product is of no use to the caller.
    colours : str
        Of a picture, as :func:`helpers.leads.products.geotiff.open` takes it.

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
    reader = next((reader for reader in _readers() if reader.recognises(path)), None)
    if reader is None:
        raise BadInput(
            f"{path} is no product that this study reads: give altimetry of Sentinel-3, "
            "CryoSat-2 or CPOM, a Sentinel-2 folder, a GeoTIFF or labelled pixels of OLCI."
        )
    ds = reader.open(path, colours) if reader is geotiff else reader.open(path)
    missing = [name for name in required if name not in ds]
    if missing:
        raise BadInput(f"{path} has no {', '.join(missing)}: {_advice(ds)}.")
    return ds


def _advice(ds):
    """Say which chapters can use a product, if any can."""
    fit = list(dict.fromkeys(name for name, needed in USES if needed <= set(ds)))
    other = "give a product that has it"
    return f"{other}, or read this one in {' or '.join(fit)}" if fit else other


def _readers():
    """List the readers; Sentinel-3's, which takes any folder or NetCDF file, comes last."""
    # Whoever follows what a run reads learns that a new reader would matter.
    sys.audit("unsupervised_earth.data", "listed", __name__)
    names = [f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(name) for name in names]
    found = [module for module in modules if hasattr(module, "recognises")]
    return sorted(found, key=lambda module: module is sentinel3)
