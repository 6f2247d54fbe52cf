"""How high the ice stands above the sea: heights, sea level between leads, freeboard.

The chain is the one of every radar freeboard since Laxon, Peacock & Smith (2003,
Nature 425:947): an echo's gate gives a range, altitude less range less corrections a
height, and the heights of the leads a sea level from which the floes are measured.
"""

import numpy as np
import pandas as pd

from helpers.errors import BadInput
from helpers.leads.products import altimetry
from helpers.leads.radar import alignment, retracking, sea_level


def correction_names(dataset):
    """List the corrections that a height needs, with the load tide counted once.

    Parameters
    ----------
    dataset : xarray.Dataset
        From a reader of this study.

    Returns
    -------
    tuple of str
        The standard ones, and the load tide where the ocean tide hasn't got it.
    """
    tide = dataset.get("ocean_tide")
    if tide is None or tide.attrs.get("includes_load_tide", 0):
        return alignment.STANDARD
    return (*alignment.STANDARD, "load_tide")


def height_anomaly(dataset, gate):
    """Compute the height of the surface over the mean sea surface.

    Parameters
    ----------
    dataset : xarray.Dataset
        With ``altitude``, ``tracker_range``, ``mean_sea_surface`` and the corrections
        over ``echo`` (m), and the attributes ``gate_m`` and ``reference_gate``.
    gate : array, shape (echoes,)
        Where the surface lies in each echo, from
        :func:`helpers.leads.radar.retracking.tfmra`.

    Returns
    -------
    array, shape (echoes,)
        Metres: altitude − range − corrections − mean sea surface; NaN where one of
        them is.

    Raises
    ------
    BadInput
        When one of them is missing; the sentence names it. When the gates' width is.
    """
    needed = ("altitude", "tracker_range", "mean_sea_surface")
    missing = [name for name in needed if name not in dataset]
    if missing:
        raise BadInput(
            f"{dataset.attrs.get('source', 'The dataset')} has no {', '.join(missing)}: "
            "give a product with the satellite's altitude, its ranges and a mean sea "
            "surface."
        )
    span = retracking.retracked_range(
        dataset.tracker_range, gate, altimetry.gate_width(dataset), dataset.reference_gate
    )
    correction = alignment.corrections(dataset, correction_names(dataset))
    return alignment.shift(
        dataset.altitude, span, correction, dataset.mean_sea_surface
    ).values


def radar(position, anomaly, is_lead, is_floe, *, reach=100.0, max_freeboard_m=1.0):
    """Measure floes from the sea level of the leads around them.

    Parameters
    ----------
    position, anomaly, is_lead, reach
        As :func:`helpers.leads.radar.sea_level.interpolate` takes them.
    is_floe : array of bool, shape (n,)
        Where the ice is measured; an echo that is also a lead counts as a lead.
    max_freeboard_m : float
        A freeboard farther from zero is a retracker's failure, and missing.

    Returns
    -------
    array, shape (n,)
        Radar freeboard in metres: as if the pulse were as fast in snow as in air.
        NaN off the floes and where there is no sea level.

    Raises
    ------
    BadInput
        As :func:`helpers.leads.radar.sea_level.interpolate` does; also when there is no
        floe besides the leads.
    """
    floe = np.asarray(is_floe, bool) & ~np.asarray(is_lead, bool)
    if not floe.any():
        raise BadInput(
            f"None of {floe.size:,} echoes is a floe and not a lead: there is no ice to "
            "measure; give a pass over floes, or a stricter lead detection."
        )
    level, _ = sea_level.interpolate(position, anomaly, is_lead, reach)
    height = np.where(floe, anomaly - level, np.nan)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(height) <= max_freeboard_m, height, np.nan)


def lead_floe_offset(error, is_lead, is_floe):
    """Measure by how much a retracker makes the freeboard too large.

    Parameters
    ----------
    error : array, shape (n,)
        Measured less true height of the surface, NaN where one is unknown.
    is_lead, is_floe : array of bool, shape (n,)
        The leads that the sea level is taken from, and where the ice is measured.

    Returns
    -------
    float
        Median error of the floes less that of the leads, in the error's unit: what the
        two have in common isn't in it. NaN where one of the two has no known error.
    """
    error = np.asarray(error, float)
    known = np.isfinite(error)
    floe, lead = (error[known & np.asarray(rows, bool)] for rows in (is_floe, is_lead))
    return np.median(floe) - np.median(lead) if floe.size and lead.size else np.nan


def held_out_offset(error, segment, n_folds=5):
    """Estimate a constant error for each echo from other segments of the track.

    Parameters
    ----------
    error : array, shape (n,)
        Measured less known freeboard, NaN where one is unknown.
    segment : array, shape (n,)
        Number of the segment: neighbours share their errors, so a whole segment is
        held out together.
    n_folds : int

    Returns
    -------
    array, shape (n,)
        Median error of the segments of the other folds, in the unit of the errors; NaN
        where no error is known at all.

    Raises
    ------
    BadInput
        When the known errors lie in fewer segments than there are folds.
    """
    error, segment = np.asarray(error, float), np.asarray(segment)
    segments = np.unique(segment[np.isfinite(error)])
    if not segments.size:
        return np.full(error.shape, np.nan)
    if segments.size < max(n_folds, 2):
        raise BadInput(
            f"The known freeboards lie in {segments.size} segments, too few for {n_folds} "
            "folds: give at least two folds and no more than there are segments."
        )
    fold = np.searchsorted(segments, segment) % n_folds
    medians = np.array([np.nanmedian(error[fold != k]) for k in range(n_folds)])
    return medians[fold]


def degrade(is_lead, is_floe, rng, *, false_share=0.0, missed_share=0.0, likeness=None):
    """Spoil a lead detection on purpose.

    Parameters
    ----------
    is_lead, is_floe : array of bool, shape (n,)
        The detection, and the echoes that could be called leads by mistake.
    rng : numpy.random.Generator
    false_share : float
        Share of the leads afterwards that are false, from 0 to below 1.
    missed_share : float
        Share of the given leads that are lost, from 0 to below 1.
    likeness : array, shape (n,), optional
        How much an echo looks like a lead's: the floes that look most like one become
        false leads, and the leads that look least like one are missed. By default
        both are drawn at random.

    Returns
    -------
    array of bool, shape (n,)
        The leads of the spoilt detection.

    Raises
    ------
    BadInput
        When a share is out of range, or there are too few floes for it.
    """
    for name, share in (("false_share", false_share), ("missed_share", missed_share)):
        if not 0 <= share < 1:
            raise BadInput(f"{name} is {share}, but must lie from 0 to below 1.")
    lead, floe = np.asarray(is_lead, bool), np.asarray(is_floe, bool)
    floes = np.flatnonzero(floe & ~lead)
    leads = np.flatnonzero(lead)
    kept = leads.size - round(missed_share * leads.size)
    false = round(kept * false_share / (1 - false_share))
    if false > floes.size:
        raise BadInput(
            f"A false_share of {false_share} takes {false:,} floes and there are "
            f"{floes.size:,}: give a smaller one."
        )
    score = rng.random(lead.size) if likeness is None else np.asarray(likeness, float)
    spoilt = np.zeros(lead.size, bool)
    spoilt[leads[np.argsort(-score[leads])[:kept]]] = True
    spoilt[floes[np.argsort(-score[floes])[:false]]] = True
    return spoilt


def prices(price, is_lead, pools, rng, n_repeats, shares=(0, 0.05, 0.1, 0.2, 0.3)):
    """Measure what false and missed leads cost, for a growing share of them.

    Parameters
    ----------
    price : callable
        Takes the leads of a spoilt detection, an array of bool; gives its cost.
    is_lead : array of bool, shape (n,)
    pools : dict
        By the way of going wrong, the echoes that could be called leads by mistake, and
        their likeness to leads, or None for a random draw; both as in :func:`degrade`.
    rng : numpy.random.Generator
    n_repeats : int
        Random draws of each share; what goes by likeness is the same each time.
    shares : tuple of float

    Returns
    -------
    pandas.DataFrame
        A row for each draw, with ``mistake`` (``false`` or ``missed``), ``how`` (the
        pool's name), ``share`` and ``change`` (the cost).
    """
    rows = []
    for mistake in ("false", "missed"):
        for how, (pool, likeness) in pools.items():
            for share in tuple(shares) * (n_repeats if likeness is None else 1):
                wrong = {f"{mistake}_share": share, "likeness": likeness}
                change = price(degrade(is_lead, pool, rng, **wrong))
                rows.append((mistake, how, share, change))
    return pd.DataFrame(rows, columns=["mistake", "how", "share", "change"])


def snow_delay(depth, density):
    """Give what snow takes off a radar freeboard by slowing the pulse.

    Parameters
    ----------
    depth : array_like
        Snow depth in metres, if the pulse goes through all of it to the ice.
    density : array_like
        Snow density in kg m⁻³, dry snow.

    Returns
    -------
    array
        Metres, to be added to the radar freeboard to get the freeboard of the ice:
        depth · (c/c_snow − 1) with c/c_snow = (1 + 0.51 ρ)^1.5, ρ in g cm⁻³.

    References
    ----------
    Mallett et al. (2020), The Cryosphere 14, 251; the speed after Ulaby, Moore & Fung
    (1986), Microwave Remote Sensing, vol. III.

    Examples
    --------
    >>> round(float(snow_delay(0.25, 300)), 3)
    0.06
    """
    return np.asarray(depth) * ((1 + 0.51e-3 * np.asarray(density)) ** 1.5 - 1)
