"""Sentinel-3 SRAL Level-2: ``enhanced_measurement.nc``, ``standard_measurement.nc``.

Variable names and their meaning: Sentinel-3 SRAL/MWR Land User Handbook (ESA, 2022)
and the attributes of the files themselves.
"""

from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput, reading
from helpers.leads.products import altimetry

PRODUCT = "Sentinel-3 SRAL Level-2"

NAMES = altimetry.VARIABLES["sentinel3"]

RESOLUTION = altimetry.range_resolution(320e6)
GATE_M = {128: RESOLUTION, 256: RESOLUTION / 2}
"""Metres: the width of SRAL's gates in Ku band (chirp of 320 MHz), by their number; the
sea-ice thematic product is zero-padded by two."""

REFERENCE_GATE = 43 / 128
"""Where the gate lies to which the tracker range refers, as a share of all gates."""


def recognises(path: Path) -> bool:
    """Tell whether a path may be such a product: any folder, or any NetCDF file.

    Parameters
    ----------
    path : Path
        What no other reader has taken.

    Returns
    -------
    bool
    """
    return path.is_dir() or path.suffix == ".nc" or bool(altimetry.variables(path))


def open(path: str | PathLike) -> xr.Dataset:
    """Read a Sentinel-3 SRAL Level-2 product.

    Parameters
    ----------
    path : path-like
        ``enhanced_measurement.nc``, ``standard_measurement.nc``, or the
        ``.SEN3`` folder that holds one of them.

    Returns
    -------
    xarray.Dataset
        Over ``echo`` (20 Hz, Ku band), with ``gate`` and ``look`` where the product has
        waveforms and the stack's profile, ``rip`` (range-integrated power). Variables at
        1 Hz and in C band are brought to the echoes by time. Heights, ranges and
        corrections in metres, σ0 in dB. Attributes ``gate_m`` and ``reference_gate``
        where there are waveforms of as many gates as are known of the instrument.

    Raises
    ------
    BadInput
        When the file is missing, damaged, or isn't such a product.

    Notes
    -----
    ``ocean_tide_sol1_01`` has the load tide in it (the file's own comment); the
    attribute ``includes_load_tide`` says so.
    """
    path = _file(Path(path))
    required = ["time_20_ku", "lat_20_ku", "lon_20_ku"]
    with reading(path, f"a {PRODUCT} product"), netcdf.open(path, PRODUCT, required) as raw:
        variables, used = _variables(raw)
        gates = {}
        if "power" in variables:
            gates = altimetry.geometry(variables["power"], GATE_M, REFERENCE_GATE)
        ds = altimetry.dataset(variables, path, mission="Sentinel-3", **gates)
    for name, theirs in used.items():
        ds[name].attrs["original_name"] = theirs
    if "ocean_tide" in ds:
        ds.ocean_tide.attrs["includes_load_tide"] = 1
    return ds


def _file(path):
    if not path.is_dir():
        return path
    for name in ("enhanced_measurement.nc", "standard_measurement.nc"):
        if (path / name).is_file():
            return path / name
    raise BadInput(
        f"The folder {path} holds neither enhanced_measurement.nc nor "
        "standard_measurement.nc: give the .SEN3 folder of a Level-2 product."
    )


def _variables(raw):
    out, used = altimetry.places(raw), {}
    for name, candidates in NAMES.items():
        theirs = next((c for c in candidates if _filled(raw, c)), None)
        if theirs:
            out[name], used[name] = altimetry.at_echoes(raw, theirs).astype(float), theirs
    for name, theirs in (("power", "waveform_20_ku"), ("rip", "rip_20_ku")):
        if theirs in raw:
            out[name] = raw[theirs].values.astype("float32")
    if "surf_type_class_20_ku" in raw:
        flag = raw["surf_type_class_20_ku"].values
        known = np.isin(flag, range(4))
        out["surface_class"] = np.where(known, flag, altimetry.UNCLASSIFIED).astype("int8")
    return out, used


def _filled(raw, name):
    return name in raw and bool(np.isfinite(raw[name].values).any())
