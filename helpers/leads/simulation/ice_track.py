"""What lies along the simulated track: open water, floes, ridges and leads.

Each number stands beside its source; "assumed" marks the few that have none.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from helpers.leads.simulation import echo_model

SPACING = 336.5
"""m between echoes: four bursts of 12.734 ms, nominally 20 Hz, at 6.61 km/s over the
ground."""
CELLS = 11
"""Along-track cells per echo, 31 m each: the narrowest lead that can be drawn."""
ICE_EDGE = 0.15
"""Concentration that divides ocean from ice, by convention."""

LEAD_AREA = 0.03
"""Area share of leads in winter pack ice (assumed; a small fraction, all agree)."""
LEAD_WIDTH, LEAD_EXPONENT = (30.0, 3000.0), 2.47
"""m, from the narrowest that can be drawn (the ends are assumed), and the power law
w^(−2.47 ± 0.04) of winter widths (Wernecke & Kaleschke 2015, The Cryosphere 9:1955)."""
REFROZEN = 0.4
"""Share of leads under thin ice: a rougher and darker mirror than open water (assumed)."""
SIDE_LEADS, SIDE_LENGTH, SIDE_REACH = 0.03, 3.0, (100.0, 2000.0)
"""Leads beside the track: how many begin per echo, their length in echoes, how far
off in metres (assumed)."""

# σ0 in dB and width of the stack in looks: mean or median, and spread. The classes
# of ESA's CryoSat-2 L2I file of 2015-02-14 have median σ0 8.1 (ocean), 8.7 (ice) and
# 20.6 dB (lead); CPOM's in the SAR file of 2022-12-14 have stacks of 35 (floe) and
# 1.8 looks (lead). A lead that fills the footprint is brighter than the median
# lead, which doesn't.
OCEAN_SIGMA0 = (8.1, 0.4)
FLOE_SIGMA0, FLOE_STACK = (8.7, 2.0), (28.0, 0.3)
LEAD_SIGMA0, LEAD_STACK = (26.0, 4.0), (1.8, 0.5)
REFROZEN_SIGMA0, REFROZEN_STACK = (18.0, 4.0), (7.0, 0.5)
SIDE_STACK = 6.0
"""Looks; a lead beside the track is seen only if it is less than mirror-flat."""
FREEBOARD = (0.15, 0.07)
"""m; radar freeboard of first-year ice in winter, typical (assumed)."""
RIDGED = (0.1, 0.6)
"""Share of a floe that is rough on the scale of the footprint (assumed)."""


def along_track(echoes, rng):
    """Draw the surface along the track and gather it by echo.

    Parameters
    ----------
    echoes : int
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to array, shape (echoes,)
        ``concentration``; shares of the footprint ``ice_share``, ``lead_share``,
        ``ridged_share``; σ0 (dB) and fall-off α (rad⁻²) of each surface, that of a
        lead beside the track as it arrives;
        ``freeboard``, ``lead_width`` and ``side_distance`` in metres (NaN where
        there is no lead under, or beside, the track).
    """
    concentration = _concentration(echoes, rng)
    fine = np.repeat(concentration, CELLS)
    ice = _floes(fine, rng)
    lead_of, leads = _leads(fine, rng)
    lead_of = np.where(ice, lead_of, -1).reshape(echoes, CELLS)
    main = lead_of.max(1)
    stack = rng.lognormal(np.log(FLOE_STACK[0]), FLOE_STACK[1], echoes)
    surface = {
        "concentration": concentration,
        "ice_share": ice.reshape(echoes, CELLS).mean(1),
        "lead_share": (lead_of >= 0).mean(1),
        "ridged_share": rng.uniform(*RIDGED, echoes),
        "floe_alpha": echo_model.falloff(gaussian_filter1d(stack, 2)),
        "floe_sigma0": smooth_series(*FLOE_SIGMA0, echoes, 5, rng),
        "freeboard": np.maximum(smooth_series(*FREEBOARD, echoes, 15, rng), 0),
        "ocean_sigma0": smooth_series(*OCEAN_SIGMA0, echoes, 200, rng),
        "lead_alpha": leads["alpha"][main],
        "lead_sigma0": leads["sigma0"][main],
        "lead_width": np.where(main >= 0, leads["width"][main], np.nan),
        "lead_refrozen": leads["refrozen"][main] & (main >= 0),
        "side_distance": _side_leads(concentration, rng),
    }
    fade = echo_model.fade(echo_model.falloff(SIDE_STACK), surface["side_distance"])
    return surface | {"side_sigma0": LEAD_SIGMA0[0] - fade}


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


def _leads(concentration, rng):
    """Number the lead in each cell (−1: none), and draw each lead's properties."""
    cell = SPACING / CELLS
    width = np.sort(_widths(concentration.size * cell, rng))
    # Fractures come in swarms: their places are drawn from an uneven density.
    density = np.exp(smooth_series(0, 0.8, concentration.size, 1000, rng))
    density *= concentration > 0.6
    first = rng.choice(concentration.size, width.size, p=density / density.sum())
    lead_of = np.full(concentration.size, -1)
    for index, length in enumerate(np.rint(width / cell).astype(int)):
        lead_of[first[index] : first[index] + length] = index
    refrozen = rng.random(width.size) < REFROZEN
    sigma0, (stack, spread) = mirrors(refrozen)
    leads = {"width": width, "refrozen": refrozen, "sigma0": rng.normal(*sigma0)}
    looks = rng.lognormal(np.log(stack), spread)
    return lead_of, leads | {"alpha": echo_model.falloff(looks)}


def mirrors(refrozen):
    """Give the σ0 and the stack's width of leads, those under thin ice and the open ones.

    Parameters
    ----------
    refrozen : array of bool, shape (n,)

    Returns
    -------
    sigma0, stack : array, shape (2, n)
        Mean and spread in dB; median in looks and spread of the logarithm.
    """
    thin = refrozen[:, None]
    sigma0 = np.where(thin, REFROZEN_SIGMA0, LEAD_SIGMA0)
    return sigma0.T, np.where(thin, REFROZEN_STACK, LEAD_STACK).T


def draw_widths(count, rng):
    """Draw widths of leads by inverting the power law's distribution.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (count,)
        Metres.
    """
    (low, high), power = LEAD_WIDTH, 1 - LEAD_EXPONENT
    chance = rng.random(count)
    return (low**power + chance * (high**power - low**power)) ** (1 / power)


def _widths(track, rng):
    """Draw as many widths as fill the share of the track."""
    (low, high), power = LEAD_WIDTH, 1 - LEAD_EXPONENT
    mean = power / (power + 1) * (high ** (power + 1) - low ** (power + 1))
    mean /= high**power - low**power
    return draw_widths(rng.poisson(LEAD_AREA * track / mean), rng)


def _side_leads(concentration, rng):
    distance = np.full(concentration.size, np.nan)
    begins = rng.random(concentration.size) < SIDE_LEADS * (concentration > 0.6)
    for first in np.flatnonzero(begins):
        length = rng.geometric(1 / SIDE_LENGTH)
        distance[first : first + length] = rng.uniform(*SIDE_REACH)
    return distance
