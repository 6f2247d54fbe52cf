"""What the readers of altimeters share: one form of Dataset, whatever the satellite.

It is over ``echo`` (and ``gate``, and ``look`` where the stack is kept). A variable that
a product lacks is absent, never zero. A product with echoes has the width of their gates
as the attribute ``gate_m``, which its reader states or takes from the file.
"""

import tomllib
from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr
from scipy.constants import c as SPEED_OF_LIGHT

from helpers.errors import BadInput

SURFACES = ("ocean", "sea ice", "lead", "unclassified")
"""Names of the values 0–3 of ``surface_class``."""

OCEAN, SEA_ICE, LEAD, UNCLASSIFIED = range(4)

VARIABLES = tomllib.loads(Path(__file__).with_name("variables.toml").read_text("utf-8"))
"""Units of the common names, and what each mission's files call them."""


def range_resolution(bandwidth: float) -> float:
    """Give the range resolution of a radar: c / 2B.

    An altimeter's gates are so wide, unless its echoes were zero-padded before
    detection, which halves their width.

    Parameters
    ----------
    bandwidth : float
        Of the chirp, in Hz.

    Returns
    -------
    float
        Metres.

    Examples
    --------
    >>> round(range_resolution(320e6), 4)
    0.4684
    """
    return SPEED_OF_LIGHT / (2 * bandwidth)


def gate_width(ds: xr.Dataset) -> float:
    """Give the width of a product's range gates, as its reader states it.

    Parameters
    ----------
    ds : xarray.Dataset
        From a reader of altimetry.

    Returns
    -------
    float
        Metres.

    Raises
    ------
    BadInput
        Where it isn't known: the product has no echoes, or so many gates as its reader
        doesn't know of the instrument.
    """
    if "gate_m" not in ds.attrs:
        known = "gate" in ds.sizes
        gates = f"{ds.sizes['gate']} gates of unknown width" if known else "no echoes"
        raise BadInput(
            f"{ds.attrs.get('source', 'This product')} has {gates}: give a product whose "
            "reader knows the instrument's gates."
        )
    return ds.attrs["gate_m"]


def geometry(power, widths: dict, reference_gate: float) -> dict:
    """Give the attributes of echoes by the number of their gates.

    Parameters
    ----------
    power : array, shape (echoes, gates)
    widths : dict of int to float
        The instrument's gate widths (m) by number of gates.
    reference_gate : float
        To which the tracker's range refers: counted from 0, as a share of all gates.

    Returns
    -------
    dict
        ``gate_m`` and ``reference_gate``; empty where the instrument has no such echoes.
    """
    gates = power.shape[1]
    if gates not in widths:
        return {}
    return {"gate_m": widths[gates], "reference_gate": reference_gate * gates}


def variables(path: str | PathLike) -> set[str]:
    """Give the names of a NetCDF file's variables, by which readers know their own.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    set of str
        Empty where it can't be read as such a file: a reader's ``open`` says why.
    """
    try:
        with xr.open_dataset(path, engine="netcdf4", decode_times=False) as raw:
            return set(raw.variables)
    except Exception:  # what a damaged file raises is the library's own affair
        return set()


def dataset(variables: dict, path: str | PathLike, **attributes) -> xr.Dataset:
    """Put a product's variables into the common form.

    Parameters
    ----------
    variables : dict of str to array
        One value per echo, or rows of gates (``power``) or of looks (``rip``).
    path : path-like
        The product file, named in the attribute ``source``.
    **attributes
        Attributes of the Dataset: ``gate_m``, ``reference_gate``, ``mission``, …

    Returns
    -------
    xarray.Dataset
        ``latitude``, ``longitude`` and ``time`` as coordinates, with units.

    Raises
    ------
    BadInput
        When the product is empty, or its places or echoes are all missing.
    """
    for name in ("latitude", "power"):
        if name in variables and not np.isfinite(variables[name]).any():
            raise BadInput(
                f"{path} has no echo with a {name}: give a product with data in it."
            )
    second = {"power": "gate", "rip": "look"}
    ds = xr.Dataset(attrs={"source": Path(path).name, **attributes})
    for name, values in variables.items():
        ds[name] = (("echo", second[name]) if name in second else "echo", values)
        if name not in ("time", "surface_class"):
            ds[name].attrs["units"] = VARIABLES["units"].get(name, "m")
    if "surface_class" in ds:
        ds.surface_class.attrs.update(
            flag_values=list(range(4)),
            flag_meanings=" ".join(s.replace(" ", "_") for s in SURFACES),
        )
    return ds.set_coords([c for c in ("latitude", "longitude", "time") if c in ds])


def places(raw: xr.Dataset) -> dict:
    """Read where and when the echoes of a 20 Hz product were taken.

    Parameters
    ----------
    raw : xarray.Dataset
        From :func:`helpers.netcdf.open`, with ``time_20_ku``, ``lat_20_ku``, ``lon_20_ku``.

    Returns
    -------
    dict of str to array
        ``latitude``, ``longitude`` and ``time``.
    """
    units = raw.time_20_ku.attrs.get("units", "seconds since 2000-01-01")
    since = units.split("since ")[1].strip().replace(" ", "T")
    found = {"latitude": raw.lat_20_ku.values, "longitude": raw.lon_20_ku.values}
    return found | {"time": decode_time(raw.time_20_ku.values, since)}


def at_echoes(raw: xr.Dataset, name: str) -> np.ndarray:
    """Read a variable of a 20 Hz product at its echoes, whatever its own clock.

    Parameters
    ----------
    raw : xarray.Dataset
        As :func:`places` takes it.
    name : str
        The file's name of a variable in time.

    Returns
    -------
    array, shape (echoes,)
    """
    (clock,) = raw[name].dims
    if clock == "time_20_ku":
        return raw[name].values
    return to_echo_time(raw[name].values, raw[clock].values, raw.time_20_ku.values)


def to_echo_time(values, time, echo_time) -> np.ndarray:
    """Bring a series onto the times of the echoes, by time.

    Parameters
    ----------
    values, time : array, shape (n,)
        A slower or shifted series and its times, in seconds.
    echo_time : array, shape (m,)
        The times wanted, on the same clock.

    Returns
    -------
    array, shape (m,)
        Linear in time; held for at most one interval beyond the ends, NaN
        farther out and beside a missing value.

    Examples
    --------
    >>> to_echo_time([0.0, 2.0], [10.0, 11.0], [10.5, 11.5, 13.0]).tolist()
    [1.0, 2.0, nan]
    """
    order = np.argsort(time)
    time, values = np.asarray(time, float)[order], np.asarray(values, float)[order]
    echo_time = np.asarray(echo_time, float)
    if not time.size:
        return np.full(echo_time.shape, np.nan)
    interval = np.median(np.diff(time)) if time.size > 1 else 1.0
    outside = (echo_time < time[0] - interval) | (echo_time > time[-1] + interval)
    return np.where(outside, np.nan, np.interp(echo_time, time, values))


def decode_time(seconds, since: str = "2000-01-01") -> np.ndarray:
    """Turn seconds since an epoch into times, to the microsecond.

    Parameters
    ----------
    seconds : array
    since : str
        The epoch, as NumPy reads dates.

    Returns
    -------
    array of datetime64[ns]
        NaT where the seconds are missing.
    """
    micro = np.round(np.asarray(seconds, float) * 1e6)
    missing = ~np.isfinite(micro)
    offset = np.where(missing, 0, micro).astype("timedelta64[us]")
    time = np.datetime64(since, "us") + offset
    time[missing] = np.datetime64("NaT")
    return time.astype("datetime64[ns]")
