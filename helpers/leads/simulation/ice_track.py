"""What lies along the simulated track: open water, floes, ridges and leads.

Each number stands beside its source; "assumed" marks the few that have none.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.special import ndtr

from helpers.leads.simulation import echo_model, lead_lines

SPACING = 336.5
"""m between echoes: four bursts of 12.734 ms, nominally 20 Hz, at 6.61 km/s over the
ground."""
CELLS = 11
CELL = SPACING / CELLS
"""Along-track cells per echo and their side, 31 m: the narrowest lead that can be drawn."""
ICE_EDGE = 0.15
"""Concentration that divides ocean from ice, by convention."""

# σ0 in dB and width of the stack in looks: mean or median, and spread. The classes
# of ESA's CryoSat-2 L2I file of 2015-02-14 have median σ0 8.1 (ocean), 8.7 (ice) and
# 20.6 dB (lead); CPOM's in the SAR file of 2022-12-14 have stacks of 35 (floe) and
# 1.8 looks (lead). A lead that fills the footprint is brighter than the median
# lead, which doesn't.
OCEAN_SIGMA0 = (8.1, 0.4)
FLOE_SIGMA0, FLOE_STACK, WIDEST_STACK = (9.5, 2.0), (24.0, 0.55), 47.0
BRIGHTER = 4.5
"""dB that ice gains where its stack is narrower by a factor e: between the floes and the
unclassified echoes of ESA's file it is that, or a little more."""
FREEBOARD = (0.15, 0.07)
"""m; radar freeboard of first-year ice in winter, typical (assumed)."""
RIDGED = (0.1, 0.7)
"""Share of a floe that is rough on the scale of the footprint (assumed)."""
DEFORMATION = ((0.15, 2), (0.5, 8), (0.35, 60))
YOUNG = 0.7
"""Where the ice breaks, leads gather and the ice between them is young and smooth: a field
with these parts of its variance at scales of so many echoes, as the peakiness of the real
passes has them, and its correlation with the ice's smoothness."""


@dataclass(frozen=True)
class Ice:
    """What nobody has measured, set so that a pass has the statistics of real ones.

    ``tools/derive/leads_echo_statistics.toml`` has the statistics.
    """

    lead_area: float = 0.09  # share of the pack ice
    refrozen: float = lead_lines.REFROZEN  # share of the leads
    side_reach: float = lead_lines.SIDE_REACH[1]  # m
    swarm: float = 1.3  # logarithm of leads' density per spread of the deformation
    young: float = FLOE_STACK[1]  # spread of the logarithm of the ice's stack width


def along_track(echoes, rng, constants=None):
    """Draw the surface along the track and gather it by echo.

    Parameters
    ----------
    echoes : int
    rng : numpy.random.Generator
    constants : Ice, optional
        What is assumed.

    Returns
    -------
    dict of str to array, shape (echoes,)
        ``concentration``; shares of the footprint ``ice_share``, ``lead_share``,
        ``ridged_share``; σ0 (dB) and fall-off α (rad⁻²) of each surface, those of leads
        beside the track as they arrive; ``freeboard``, ``lead_width`` and
        ``side_distance`` in metres (NaN where there is no lead under, or beside, the
        track).
    """
    constants = constants or Ice()
    concentration = _concentration(echoes, rng)
    fine = np.repeat(concentration, CELLS)
    ice = _floes(fine, rng)
    broken = _mixed_series(DEFORMATION, echoes, rng)
    density = np.exp(constants.swarm * np.repeat(broken, CELLS)) * (fine > 0.6)
    lead_of, leads = lead_lines.draw(
        density,
        CELL,
        rng,
        area=constants.lead_area,
        refrozen=constants.refrozen,
        reach=constants.side_reach,
    )
    lead_of[~ice] = -1
    rough = smooth_series(0, 1, echoes, 2, rng)
    surface = {
        "concentration": concentration,
        "ice_share": ice.reshape(echoes, CELLS).mean(1),
        "ridged_share": RIDGED[0] + np.ptp(RIDGED) * ndtr(rough),
        "freeboard": np.maximum(smooth_series(*FREEBOARD, echoes, 15, rng), 0),
        "ocean_sigma0": smooth_series(*OCEAN_SIGMA0, echoes, 200, rng),
    }
    surface |= _smoothness(broken, constants.young, rng)
    found = lead_of, leads, CELL, echoes
    return surface | lead_lines.under(*found) | lead_lines.beside(*found)


def _mixed_series(parts, size, rng):
    """Draw a Gaussian series of unit variance, with parts of it at several scales."""
    return sum(
        np.sqrt(share) * smooth_series(0, 1, size, length, rng) for share, length in parts
    )


def _smoothness(broken, spread, rng):
    """Draw the ice's fall-off α and σ0: smooth ice is bright from right above only."""
    own = _mixed_series(((0.5, 2), (0.5, 15)), broken.size, rng)
    narrow = spread * (YOUNG * broken + np.sqrt(1 - YOUNG**2) * own)
    alpha = echo_model.falloff(FLOE_STACK[0] * np.exp(-narrow))
    sigma0 = smooth_series(*FLOE_SIGMA0, broken.size, 5, rng) + BRIGHTER * narrow
    return {"floe_alpha": alpha + echo_model.falloff(WIDEST_STACK), "floe_sigma0": sigma0}


def smooth_series(mean, std, size, length, rng):
    """Draw a Gaussian series of this mean and standard deviation.

    Parameters
    ----------
    mean, std : float
    size : int
    length : float
        Scale, in samples, of the Gaussian filter that makes it smooth.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (size,)
    """
    series = gaussian_filter1d(rng.standard_normal(size), length, mode="wrap")
    return mean + std * series / series.std()


def _concentration(echoes, rng):
    """Open water first, an ice edge about 150 km wide, then pack ice."""
    kilometres = np.arange(echoes) * SPACING / 1000
    edge = 1 / (1 + np.exp(-(kilometres - 400) / 40))
    wobble = smooth_series(0, 0.5, echoes, 60, rng) * edge * (1 - edge)
    return np.clip(0.995 * edge + wobble, 0, 1)


def _floes(concentration, rng):
    """Ice where a smooth field ranks below the concentration: floes of half a kilometre."""
    texture = gaussian_filter1d(rng.standard_normal(concentration.size), 8)
    rank = texture.argsort().argsort() / concentration.size
    return (rank < concentration) & (concentration > ICE_EDGE)
