"""A simulated Sentinel-3 pass over sea ice, from the Bering to the Kara Sea.

:mod:`helpers.leads.simulation.ice_track` draws what lies along the track,
:mod:`helpers.leads.simulation.echo_model` what the radar makes of it,
:mod:`helpers.leads.simulation.sentinel3_file` orbit, corrections, flags and the product.
The truth goes to a file of its own, which only the scoring step opens.
"""

from collections import namedtuple

import numpy as np
import xarray as xr

from helpers.errors import BadInput
from helpers.leads.products import altimetry, sentinel3
from helpers.leads.simulation import echo_model, ice_track, sentinel3_file

ECHOES = 12_200
GATES = 256
GATE_M = sentinel3.GATE_M[GATES]

NOISE = 0.0063
"""Thermal noise over the peak of a 10 dB echo: the median of CryoSat-2 L1B 2014-11-18."""
SHIFT, SHIFT_SPREAD = 4.169, 1.897
"""m; published mean and trimmed spread of the course's Sentinel-3 pass."""
LOSS, LOSS_LENGTH, LOSS_SIZE = 1 / 1500, 20, 12.0
"""Losses of track: chance per echo, echoes to recover, metres. They make the heavy
tail of the published spread (3.74 m before trimming); assumed."""
SEA_LEVEL = 0.08
"""m; spread of sea level about its mean in the ice-covered Arctic (assumed)."""
LEVEL_ROUGHNESS, RIDGED_ROUGHNESS = 0.1, 0.8
"""m; spread of height within the footprint, set so that floes are as peaky as real ones of
the same stack width."""


Part = namedtuple("Part", "share sigma0 alpha roughness height mirror")
"""A surface in the footprint: its share, σ0, fall-off α, roughness and height over the
sea in metres, and whether it returns one coherent wave."""


def write(product_path, truth_path, seed=0, echoes=ECHOES, constants=None):
    """Simulate a pass; write the product and its truth.

    Parameters
    ----------
    product_path, truth_path : path-like
        NetCDF files: Sentinel-3's variables, and what they were drawn from.
    seed : int
        The same seed gives the same pass.
    echoes : int
        Length of the pass, at 20 Hz; the ice begins some 1,200 echoes in.
    constants : helpers.leads.simulation.ice_track.Ice, optional
        What is assumed of the ice.

    Raises
    ------
    BadInput
        When the pass is too short to reach the pack ice.
    """
    if echoes < 2000:
        raise BadInput(
            f"echoes = {echoes} is too short to reach the ice: give at least 2000."
        )
    rng = np.random.default_rng(seed)
    surface = ice_track.along_track(echoes, rng, constants)
    fly(surface, product_path, truth_path, rng)


def fly(surface, product_path, truth_path, rng):
    """Fly over a surface; write the product and its truth.

    Parameters
    ----------
    surface : dict
        From :func:`helpers.leads.simulation.ice_track.along_track`; heights and tracking
        are drawn here and added to it.
    product_path, truth_path : path-like
    rng : numpy.random.Generator
    """
    echoes = surface["ice_share"].size
    surface["sea_level_anomaly"] = ice_track.smooth_series(0, SEA_LEVEL, echoes, 300, rng)
    surface["shift"] = _tracker_shift(echoes, rng)
    height = surface["shift"] - surface["sea_level_anomaly"]
    surface["gate"] = sentinel3_file.REFERENCE_GATE + height / GATE_M
    power, rip = record(surface, rng)
    sentinel3_file.write(product_path, surface, power, rip, rng)
    _truth(surface).to_netcdf(truth_path, engine="netcdf4")


def _tracker_shift(echoes, rng):
    """Draw how far the mean sea surface lies beyond the reference gate, in metres.

    The closed loop wanders within a second; now and then it loses the surface.
    """
    shift = ice_track.smooth_series(SHIFT, SHIFT_SPREAD, echoes, 15, rng)
    for first in np.flatnonzero(rng.random(echoes) < LOSS):
        length = min(LOSS_LENGTH, echoes - first)
        shift[first : first + length] += rng.choice([-1, 1]) * np.linspace(
            LOSS_SIZE, 0, length
        )
    return shift


def record(surface, rng):
    """Compute what the radar records.

    Parameters
    ----------
    surface : dict
        From :func:`helpers.leads.simulation.ice_track.along_track`, with ``gate``, the gate
        at which the sea surface lies.
    rng : numpy.random.Generator

    Returns
    -------
    power : array, shape (echoes, 256)
        In units of the peak over a rough surface of 0 dB.
    rip : array, shape (echoes, 256)
        Power of each look, summed over range; NaN beyond the looks of the stack.
    """
    table = echo_model.EchoTable.build()
    gate = surface["gate"]
    ranges = (np.arange(GATES, dtype="float32") - gate[:, None].astype("float32")) * GATE_M
    power = _thermal_noise(gate.size, rng)
    rip = np.zeros((gate.size, echo_model.LOOKS), "float32")
    for part in _parts(surface):
        rows = np.flatnonzero(part.share > 0)
        echo, profile = _record_part(table, part, rows, ranges, rng)
        power[rows] += echo
        rip[rows] += profile
    return power, rip


def _thermal_noise(echoes, rng):
    """Draw the receiver's noise: exponential in each look, averaged over the stack."""
    looks = echo_model.LOOKS_KEPT
    draws = rng.standard_gamma(looks, (echoes, GATES), dtype="float32")
    return draws * np.float32(10 * NOISE / looks)


def _parts(surface):
    """List the surfaces in a footprint: water, level and ridged ice, lead, lead beside.

    A flat lead is taken to return one coherent wave, without speckle. A lead beside the
    track lies farther off, so it appears below the sea surface.
    """
    ice, freeboard = surface["ice_share"], surface["freeboard"]
    level, ridged = 1 - surface["ridged_share"], surface["ridged_share"]
    lead, side = surface["lead_share"], surface["side_distance"]
    detour = echo_model.CURVATURE * side**2 / (2 * echo_model.ORBIT_HEIGHT)
    floe, beside = ice - lead, np.isfinite(side) * 1.0
    rough = surface["floe_sigma0"], surface["floe_alpha"]
    flat = surface["lead_sigma0"], surface["lead_alpha"]
    off = surface["side_sigma0"], surface["side_alpha"]
    return (
        Part(1 - ice, surface["ocean_sigma0"], 0.0, 0.35, 0.0, False),
        Part(floe * level, *rough, LEVEL_ROUGHNESS, freeboard, False),
        Part(floe * ridged, *rough, RIDGED_ROUGHNESS, freeboard, False),
        Part(lead, *flat, 0.02, 0.0, True),
        Part(beside, *off, 0.02, -detour, True),
    )


def _record_part(table, part, rows, ranges, rng):
    """Compute echo and stack profile of one surface, for the echoes that have it."""
    *numbers, mirror = part
    share, sigma0, alpha, roughness, height = (
        np.broadcast_to(number, len(ranges))[rows].astype("float32") for number in numbers
    )
    echo = table.sample(alpha, roughness, ranges[rows] + height[:, None])
    echo *= (share * 10 ** (sigma0 / 10) / table.peak(alpha, roughness))[:, None]
    profile = echo_model.stack_profile(alpha)
    profile *= (echo.sum(1) / np.nansum(profile, 1))[:, None]
    if not mirror:
        cells = echo_model.independent_cells(echo)
        echo = echo_model.speckle(echo, echo_model.effective_looks(alpha), rng)
        profile *= rng.standard_gamma(cells[:, None], profile.shape) / cells[:, None]
    return echo, profile


def _truth(surface):
    """Gather what the pass was drawn from.

    Returns
    -------
    xarray.Dataset
        Over ``echo``: ``surface_class`` (lead: any lead in the 300 m strip under the
        satellite), shares, widths, distances, heights, ``shift`` (m) and ``gate``.
    """
    keep = ["concentration", "ice_share", "lead_share", "lead_width", "lead_refrozen"]
    keep += ["side_distance", "freeboard", "sea_level_anomaly", "shift", "gate"]
    lead, ocean = surface["lead_share"] > 0, surface["ice_share"] < ice_track.ICE_EDGE
    kinds = [altimetry.LEAD, altimetry.OCEAN]
    classes = np.select([lead, ocean], kinds, altimetry.SEA_ICE)
    variables = {name: surface[name] for name in keep} | {"surface_class": classes}
    title = "What the simulated pass was drawn from: for scoring only"
    return xr.Dataset(
        {k: ("echo", v) for k, v in variables.items()}, attrs={"title": title}
    )
