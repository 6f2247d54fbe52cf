"""The one layout in which every altimetry product of this study is read.

A Dataset over ``echo`` (and ``gate``, and ``look`` where the stack is kept),
whatever the satellite. A variable that a product lacks is absent, never zero.
"""

from pathlib import Path

import numpy as np
import xarray as xr
from pyproj import Geod
from scipy.constants import c as SPEED_OF_LIGHT

from helpers.errors import BadInput

SURFACES = ("ocean", "sea ice", "lead", "unclassified")
"""Names of the values 0–3 of ``surface_class``."""

OCEAN, SEA_ICE, LEAD, UNCLASSIFIED = range(4)

BANDWIDTH = 320e6
"""Hz; the chirp of SRAL and SIRAL in Ku band, which sets the range resolution."""

GATES = 128
"""Gates of an echo before zero padding: doubling them halves the gate width."""

UNITS = {
    "power": "1",
    "rip": "1",
    "latitude": "degrees_north",
    "longitude": "degrees_east",
    "sigma0": "dB",
    "sigma0_c": "dB",
    "peakiness": "1",
    "stack_std": "looks",
    "ice_concentration": "%",
    "snow_density": "kg m-3",
}


def gate_width(gates):
    """Give the width of a range gate, from the number of gates of an echo.

    Parameters
    ----------
    gates : int
        128, or 256 where the echo was zero-padded before detection.

    Returns
    -------
    float
        Metres: c / (2 · 320 MHz), halved by zero padding.

    Raises
    ------
    BadInput
        For any other number of gates.

    Examples
    --------
    >>> round(gate_width(128), 4), round(gate_width(256), 4)
    (0.4684, 0.2342)
    """
    if gates not in (GATES, 2 * GATES):
        raise BadInput(
            f"An echo has {gates} gates; this reader knows {GATES} (0.4684 m each) and "
            f"{2 * GATES} (zero-padded, 0.2342 m): check that the product is in SAR mode."
        )
    return SPEED_OF_LIGHT / (2 * BANDWIDTH) * GATES / gates


def dataset(variables, path, **attributes):
    """Put a product's variables into the common layout.

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
            ds[name].attrs["units"] = UNITS.get(name, "m")
    if "surface_class" in ds:
        ds.surface_class.attrs.update(
            flag_values=list(range(4)),
            flag_meanings=" ".join(s.replace(" ", "_") for s in SURFACES),
        )
    return ds.set_coords([c for c in ("latitude", "longitude", "time") if c in ds])


def rows(power):
    """Lay echoes out as the rows of a matrix of float64, for the compiled loops.

    Parameters
    ----------
    power : array_like, shape (..., gates)

    Returns
    -------
    numpy.ndarray, shape (n, gates)
    tuple of int
        The leading shape, to give the results back in.

    Raises
    ------
    BadInput
        When there is no last dimension of gates.
    """
    power = np.asarray(power, dtype=float)
    if power.ndim == 0 or power.shape[-1] == 0:
        raise BadInput(
            f"power has the shape {power.shape}: give echoes of one gate or more."
        )
    return np.ascontiguousarray(power.reshape(-1, power.shape[-1])), power.shape[:-1]


def to_echo_time(values, time, echo_time):
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


def decode_time(seconds, since="2000-01-01"):
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


def along_track_km(ds):
    """Give the distance of each echo along the ground track.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``latitude`` and ``longitude`` over ``echo``; missing places are bridged.

    Returns
    -------
    array, shape (echoes,)
        Kilometres over the WGS84 ellipsoid from the first echo with a place; NaN
        where there is none.
    """
    latitude, longitude = ds.latitude.values, ds.longitude.values
    known = np.isfinite(latitude) & np.isfinite(longitude)
    places = longitude[known], latitude[known]
    step = Geod(ellps="WGS84").line_lengths(*places) if known.sum() > 1 else []
    distance = np.full(latitude.size, np.nan)
    distance[known] = np.concatenate([[0.0], np.cumsum(step)])[: known.sum()] / 1000
    return distance
