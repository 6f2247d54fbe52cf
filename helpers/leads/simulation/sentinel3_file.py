"""The simulated satellite: its orbit, its corrections, its flags and its product file."""

import tomllib
from pathlib import Path

import numpy as np
import xarray as xr

from helpers.leads.products import altimetry, sentinel3
from helpers.leads.radar import echoes, threshold_rules
from helpers.leads.simulation import ice_track

REFERENCE_GATE = 256 * sentinel3.REFERENCE_GATE

START = np.datetime64("2019-03-01T23:13:04")
"""Start of the course's Sentinel-3B pass."""
RATE = 1 / (4 * 12.734e-3)
"""Echoes per second, nominally 20: one for every four bursts."""
INCLINATION, PERIOD = np.deg2rad(98.65), 6059.0
"""Sentinel-3's orbit (ESA mission page); seconds."""
ORBIT_RADIUS = 7_177_900.0
"""m; gives the altitudes of 800–820 km that real files have."""
FIRST_ARGUMENT, NODE = np.deg2rad(64.0), -148.5
"""Where the pass begins: in the Bering Sea, ascending through the strait, over the
Arctic Ocean and down into the Kara Sea; all of it over water."""
MISSING_TIDE = (0.06, 0.14)
"""Stretch of the pass where the tide model has no value, as near real coasts."""

TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""Of the corrections, and of how the product packs its variables."""


def write(path, surface, power, rip, rng):
    """Write the product that the simulated radar would have delivered.

    Parameters
    ----------
    path : path-like
        NetCDF file, with the names and packing of ``enhanced_measurement.nc``.
    surface : dict
        From :func:`helpers.leads.simulation.ice_track.along_track`, with ``shift`` (m).
    power, rip : array, shape (echoes, 256)
    rng : numpy.random.Generator
    """
    ds = ground_track(len(power))
    slow = _corrections("corrections", ds, rng)
    times = ds.time_01.values, ds.time_20_ku.values
    correction = sum(altimetry.to_echo_time(v, *times) for v in slow.values())
    mean_sea = ice_track.smooth_series(5.0, 6.0, len(power), 500, rng)
    ranges = ds.alt_20_ku.values - correction - mean_sea - surface["shift"]
    ds["tracker_range_20_ku"] = "time_20_ku", ranges
    ds["mean_sea_surf_sol1_20_ku"] = "time_20_ku", mean_sea
    for name, values in (slow | _corrections("load_tide", ds, rng)).items():
        ds[name] = "time_01", values
    first, last = (int(f * ds.sizes["time_01"]) for f in MISSING_TIDE)
    ds["ocean_tide_sol1_01"][first:last] = np.nan
    _add_measurements(ds, surface["concentration"], power, rip, rng)
    ds.to_netcdf(path, engine="netcdf4", encoding=_encoding(ds))


def _corrections(kind, ds, rng):
    return {
        name: ice_track.smooth_series(mean, spread, ds.sizes["time_01"], scale, rng)
        for name, (mean, spread, scale) in TABLES[kind].items()
    }


def _clocks(count):
    """Give seconds since 2000 at 20 Hz, at 1 Hz and in C band, which starts later."""
    start = (START - np.datetime64("2000-01-01")) / np.timedelta64(1, "s")
    fast = start + 0.37 + np.arange(count) / RATE
    slow = start + np.arange(int(count / RATE) + 2)
    return {"time_20_ku": fast, "time_01": slow, "time_20_c": fast[40:-56] + 0.0124}


def ground_track(count):
    """Give the subsatellite points of a circular orbit over the turning ellipsoid.

    Parameters
    ----------
    count : int
        Echoes.

    Returns
    -------
    xarray.Dataset
        ``lat_20_ku``, ``lon_20_ku`` (degrees) and ``alt_20_ku`` (m); the clocks
        ``time_20_ku``, ``time_01`` and ``time_20_c`` as coordinates.
    """
    elapsed = np.arange(count) / RATE
    argument = FIRST_ARGUMENT + 2 * np.pi * elapsed / PERIOD
    latitude = np.arcsin(np.sin(INCLINATION) * np.sin(argument))
    east = np.arctan2(np.cos(INCLINATION) * np.sin(argument), np.cos(argument))
    longitude = NODE + np.rad2deg(east) - elapsed * 360 / 86_164
    ellipsoid = 6_378_137.0 * (1 - np.sin(latitude) ** 2 / 298.257)
    ds = xr.Dataset(coords=_clocks(count))
    for name in ds.coords:
        ds[name].attrs |= {"units": "seconds since 2000-01-01 00:00:00.0"}
        ds[name].attrs |= {"calendar": "gregorian"}
    ds["lat_20_ku"] = "time_20_ku", np.rad2deg(latitude)
    ds["lon_20_ku"] = "time_20_ku", (longitude + 180) % 360 - 180
    ds["alt_20_ku"] = "time_20_ku", ORBIT_RADIUS - ellipsoid
    return ds


def _add_measurements(ds, concentration, power, rip, rng):
    # The product's concentration is a coarse daily map of a radiometer.
    blur = ice_track.smooth_series(0, 5, len(power), 60, rng)
    concentration = np.clip(blur + concentration * 100, 0, 100)
    peak = power.max(1)
    sigma0, scale = 10 * np.log10(peak), peak / 60_000
    in_c_band = np.interp(ds.time_20_c.values, ds.time_20_ku.values, sigma0) + 3
    ds["sig0_water_20_ku"] = "time_20_ku", sigma0
    ds["sig0_ocean_20_c"] = "time_20_c", in_c_band
    ds["sea_ice_concentration_20_ku"] = "time_20_ku", concentration
    ds["surf_type_class_20_ku"] = "time_20_ku", flag(power, rip, concentration)
    ds["scale_factor_20_ku"] = "time_20_ku", 10 * np.log10(scale)
    ds["waveform_20_ku"] = ("time_20_ku", "echo_sample_ind"), power / scale[:, None]
    strongest = np.nanmax(rip, 1, keepdims=True) / 60_000
    ds["rip_20_ku"] = ("time_20_ku", "nb_rip"), rip / strongest


def flag(power, rip, concentration):
    """Classify as operational processors do: by thresholds on the same features.

    Parameters
    ----------
    power, rip : array, shape (n, gates), (n, looks)
    concentration : array, shape (n,)
        Per cent.

    Returns
    -------
    array of int8, shape (n,)
        0 ocean where the concentration is below 15 %, as AWI's processor has it; else
        by CPOM's thresholds: 1 ice, 2 lead, 3 unclassified.
    """
    ice = threshold_rules.cpom_class(
        echoes.peakiness(power), echoes.stack_std(rip), concentration
    )
    ocean = np.asarray(concentration) < 100 * ice_track.ICE_EDGE
    return np.where(ocean, altimetry.OCEAN, ice).astype("int8")


def _encoding(ds):
    """Pack as the product does: scaled integers, lightly compressed."""
    encoding = {}
    for name in ds.data_vars.keys() - {"surf_type_class_20_ku"}:
        step = next((s for k, s in TABLES["packing"].items() if name.startswith(k)), 1e-4)
        encoding[name] = {"dtype": "i4", "scale_factor": step, "_FillValue": 2**31 - 1}
    for name in ("alt_20_ku", "tracker_range_20_ku"):
        encoding[name]["add_offset"] = 700_000.0
    counts = {"dtype": "u2", "_FillValue": 65_535, "zlib": True, "complevel": 1}
    return encoding | {"waveform_20_ku": counts, "rip_20_ku": counts}
