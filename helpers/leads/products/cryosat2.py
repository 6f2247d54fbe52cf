"""CryoSat-2 SIRAL products: Level-1B echoes and Level-2I ("in-depth") parameters.

Names and scales: CryoSat-2 Product Handbook, Baseline D (ESA, 2019), and the
attributes of the files themselves.
"""

from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput, reading
from helpers.leads.products import altimetry

PRODUCT = "CryoSat-2 Level-1B or Level-2I"
POWER, FLAG = "pwr_waveform_20_ku", "flag_surf_type_class_20_ku"
"""What only a Level-1B, or a Level-2I, product has."""

RESOLUTION = altimetry.range_resolution(320e6)
GATE_M = {128: RESOLUTION, 256: RESOLUTION / 2, 1024: RESOLUTION / 2}
"""Metres: the width of SIRAL's gates (chirp of 320 MHz), by their number: low-resolution
mode, and SAR and SARIn, which are zero-padded by two (Baseline D on)."""

# Level-2I flag bits to our classes; every other bit is "unclassified".
FLAG_BITS = {
    2: altimetry.OCEAN,
    64: altimetry.OCEAN,
    128: altimetry.SEA_ICE,
    256: altimetry.LEAD,
}

NAMES = altimetry.VARIABLES["cryosat2"]


def recognises(path: Path) -> bool:
    """Tell whether a file is such a product, by its variables.

    Parameters
    ----------
    path : Path
        A NetCDF file, of either level.

    Returns
    -------
    bool
    """
    return not {POWER, FLAG}.isdisjoint(altimetry.variables(path))


def open(path: str | PathLike) -> xr.Dataset:
    """Read a CryoSat-2 Level-1B or Level-2I product.

    Parameters
    ----------
    path : path-like
        The NetCDF file.

    Returns
    -------
    xarray.Dataset
        Over ``echo`` (20 Hz). Level 1B: ``power`` in watts (counts times the
        echo's scale factor times two to its scale power), ``tracker_range`` at
        ``reference_gate`` and ``stack_std``, no surface class. Level 2I: σ0 in
        dB, peakiness, stack standard deviation in looks and the surface class
        from ESA's flag bits, no echoes. Corrections at 1 Hz are brought to the
        echoes by time; the ocean tide here has *no* load tide in it.

    Raises
    ------
    BadInput
        When the file is missing, damaged, or is neither of the two.
    """
    required = ["time_20_ku", "lat_20_ku", "lon_20_ku"]
    with reading(path, f"a {PRODUCT} product"), netcdf.open(path, PRODUCT, required) as raw:
        variables, gates = _level(raw, path)
        there = {ours: theirs for ours, theirs in NAMES.items() if theirs in raw}
        variables |= altimetry.places(raw)
        variables |= {ours: altimetry.at_echoes(raw, name) for ours, name in there.items()}
        ds = altimetry.dataset(variables, path, mission="CryoSat-2", **gates)
    if "power" in ds:
        ds.power.attrs["units"] = "W"
    if "ocean_tide" in ds:
        ds.ocean_tide.attrs["includes_load_tide"] = 0
    return ds


def _level(raw, path):
    """Read what the two levels do not share."""
    if POWER in raw:
        return _echoes(raw)
    if FLAG in raw:
        return {"surface_class": surface_class(raw[FLAG].values)}, {}
    raise BadInput(
        f"{path} has neither {POWER} (Level 1B) nor {FLAG} (Level 2I): it is not such a "
        "CryoSat-2 product."
    )


def surface_class(flag) -> np.ndarray:
    """Turn Level-2I surface flag bits into the classes that all readers share.

    Parameters
    ----------
    flag : array
        ``flag_surf_type_class_20_ku``: one bit per echo.

    Returns
    -------
    array of int8
        0 ocean, 1 sea ice, 2 lead, 3 unclassified (all other bits).

    Examples
    --------
    >>> surface_class([32, 64, 128, 256]).tolist()
    [3, 0, 1, 2]
    """
    flag = np.asarray(flag)
    out = np.full(flag.shape, altimetry.UNCLASSIFIED, "int8")
    for bit, value in FLAG_BITS.items():
        out[flag == bit] = value
    return out


def _echoes(raw):
    counts = raw[POWER].values
    scale = raw.echo_scale_factor_20_ku.values * 2.0**raw.echo_scale_pwr_20_ku.values
    variables = {
        "power": (counts * scale[:, None]).astype("float32"),
        "tracker_range": raw.window_del_20_ku.values * (altimetry.SPEED_OF_LIGHT / 2),
    }
    return variables, altimetry.geometry(counts, GATE_M, 0.5)
