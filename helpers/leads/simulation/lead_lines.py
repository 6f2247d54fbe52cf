"""Leads as straight bands around the track: what lies under it, and what beside it.

A lead that crosses the track at a small angle is seen by many echoes, from ever farther
off. Each number stands beside its source; "assumed" marks those that have none.
"""

import numpy as np

from helpers.leads.simulation import echo_model

NADIR = 150.0
"""m; leads within this distance across the track lie under it, others beside it."""
FAINTEST = 0.0
"""dB; leads beside the track that together send less vanish beside the floes."""

LEAD_WIDTH, LEAD_EXPONENT = (30.0, 3000.0), 2.47
"""m, from the narrowest that can be drawn (the ends are assumed), and the power law
w^(−2.47 ± 0.04) of winter widths (Wernecke & Kaleschke 2015, The Cryosphere 9:1955)."""
LEAD_LENGTH, SWATH = (9000.0, 0.5), 30_000.0
"""m: median, and spread of the logarithm (assumed); they begin in a swath this wide."""
REFROZEN = 0.4
"""Share of leads under thin ice: a rougher and darker mirror than open water (assumed)."""
SIDE_REACH = (NADIR, 650.0)
"""m; from where to where a lead beside the track is seen. The far end is set by how few
real echoes without a class lie deep below the sea."""

LEAD_SIGMA0, LEAD_STACK = (26.0, 4.0), (1.8, 0.5)
REFROZEN_SIGMA0, REFROZEN_STACK = (18.0, 4.0), (4.0, 0.4)


def draw(density, cell, rng, *, area, refrozen, reach):
    """Draw straight leads around the track.

    Parameters
    ----------
    density : array, shape (n,)
        Where along the track leads are how frequent, in any unit, by cells; 0: nowhere.
    cell : float
        m, the side of a cell.
    rng : numpy.random.Generator
    area : float
        Share of the surface that leads fill, where there are any.
    refrozen : float
        Share of the leads.
    reach : float
        m, how far off the track leads are wanted.

    Returns
    -------
    lead_of : array of int, shape (n, across)
        Number of the lead in each cell, the track in the middle; −1 where there is none.
    leads : dict of array
        ``width`` (m; they are numbered by it), ``refrozen``, ``sigma0`` (dB), ``alpha``.
    """
    median, spread = LEAD_LENGTH
    mean = mean_width() * median * np.exp(spread**2 / 2)
    count = rng.poisson(np.count_nonzero(density) * cell * SWATH * area / mean)
    width = np.sort(draw_widths(count, rng))
    length = rng.lognormal(np.log(median), spread, count)
    x = np.searchsorted(np.cumsum(density), rng.random(count) * density.sum()) * cell
    y, direction = rng.uniform(-SWATH / 2, SWATH / 2, count), rng.uniform(0, np.pi, count)
    shape = density.size, 2 * int(reach / cell) + 1
    lead_of = _burn(np.stack([x, y, direction, length, width], 1), shape, cell)
    thin = rng.random(count) < refrozen
    sigma0, (stack, spread) = mirrors(thin)
    leads = {"width": width, "refrozen": thin, "sigma0": rng.normal(*sigma0)}
    looks = rng.lognormal(np.log(stack), spread)
    return lead_of, leads | {"alpha": echo_model.falloff(looks)}


def _burn(leads, shape, cell):
    """Give the number of the lead in each cell, −1 where there is none."""
    across, grid = _across(shape[1], cell), np.full(shape, -1, "int32")
    x, y, direction, length, width = leads.T
    east, north = np.cos(direction), np.maximum(np.sin(direction), 1e-9)
    # from where to where, along the lead, it is near the track
    ends = (across[[0, -1], None] - y) / north
    ends = np.clip(ends, -length / 2, length / 2)
    margin = np.minimum(width / north, length)
    first = ((x + (ends * east).min(0) - margin) / cell).clip(0).astype(int)
    last = ((x + (ends * east).max(0) + margin) / cell).clip(0).astype(int) + 1
    for number in np.flatnonzero((ends[0] < ends[1]) & (first < shape[0])):
        rows = slice(first[number], last[number])
        along = (np.arange(shape[0])[rows, None] + 0.5) * cell - x[number]
        beside = across - y[number]
        off = along * north[number] - beside * east[number]
        on = along * east[number] + beside * north[number]
        within = (np.abs(off) <= width[number] / 2) & (np.abs(on) <= length[number] / 2)
        grid[rows][within] = number
    return grid


def _across(count, cell):
    """Give the distances of cells from the track, to the right of it positive."""
    return (np.arange(count) - count // 2) * cell


def under(lead_of, leads, cell, echoes):
    """Say what lies under the track: the share of leads, and the widest of them.

    Parameters
    ----------
    lead_of, leads, cell
        From :func:`draw`, and as it takes it.
    echoes : int

    Returns
    -------
    dict of array, shape (echoes,)
    """
    nadir = np.abs(_across(lead_of.shape[1], cell)) <= NADIR
    strip = lead_of[:, nadir].reshape(echoes, -1)
    main = strip.max(1)
    return {
        "lead_share": (strip >= 0).mean(1),
        "lead_alpha": leads["alpha"][main],
        "lead_sigma0": leads["sigma0"][main],
        "lead_width": np.where(main >= 0, leads["width"][main], np.nan),
        "lead_refrozen": leads["refrozen"][main] & (main >= 0),
    }


def beside(lead_of, leads, cell, echoes):
    """Say what arrives from beside the track.

    Parameters
    ----------
    lead_of, leads, cell, echoes
        As :func:`under` takes them.

    Returns
    -------
    dict of array, shape (echoes,)
        As :func:`arrivals`.
    """
    across = np.abs(_across(lead_of.shape[1], cell))
    rows, columns = np.nonzero((lead_of >= 0) & (across > NADIR))
    per_echo = len(lead_of) // echoes
    count = per_echo * np.sum(across <= NADIR)
    places = across[columns], rows // per_echo
    return arrivals(leads, lead_of[rows, columns], *places, echoes, count)


def arrivals(leads, owner, across, echo, echoes, count):
    """Add up what arrives from leads beside the track, as if it were one lead.

    Parameters
    ----------
    leads : dict of array
        ``sigma0`` (dB) and ``alpha`` (rad⁻²) by lead.
    owner, across, echo : array, shape (n,)
        Of cells that leads fill: the lead, the distance from the track in metres, the
        echo.
    echoes : int
    count : int
        Cells of the strip under the satellite, whose power is the unit.

    Returns
    -------
    dict of array, shape (echoes,)
        ``side_distance`` (m; mean by power, NaN where all is fainter than ``FAINTEST``),
        ``side_sigma0`` (dB) and ``side_alpha`` (rad⁻²).
    """
    fade = echo_model.fade(leads["alpha"][owner], across)
    power = 10 ** ((leads["sigma0"][owner] - fade) / 10) / count
    total, distance, alpha = (
        np.bincount(echo, power * values, echoes)
        for values in (1.0, across, np.log(leads["alpha"][owner]))
    )
    seen = total >= 10 ** (FAINTEST / 10)
    total = np.where(seen, total, 1.0)
    return {
        "side_distance": np.where(seen, distance / total, np.nan),
        "side_sigma0": np.where(seen, 10 * np.log10(total), np.nan),
        "side_alpha": np.where(seen, np.exp(alpha / total), np.nan),
    }


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


def mean_width():
    """Give the mean of the widths' power law, in metres.

    Examples
    --------
    >>> round(mean_width())
    83
    """
    (low, high), power = LEAD_WIDTH, 1 - LEAD_EXPONENT
    mean = power / (power + 1) * (high ** (power + 1) - low ** (power + 1))
    return mean / (high**power - low**power)
