"""The sea level between leads: a straight line through those before and behind.

Leads are the only places in pack ice where an altimeter sees the sea.
"""

import numpy as np
from pyproj import Geod
from scipy.stats import median_abs_deviation

from helpers.errors import BadInput


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


def interpolate(position, anomaly, is_lead, reach=100.0, min_leads=3):
    """Fit a straight line to the leads around each echo, and read it at the echo.

    Parameters
    ----------
    position : array, shape (n,)
        Along the track, in kilometres (or seconds).
    anomaly : array, shape (n,)
        Heights over the mean sea surface in metres.
    is_lead : array of bool, shape (n,)
        Or of float: the weight with which an echo counts as a lead.
    reach : float
        How far the leads of a line may lie before and behind, in units of
        ``position``. It is the largest gap that is bridged, too.
    min_leads : int
        Leads that a line needs, at least 3.

    Returns
    -------
    level, error : array, shape (n,)
        Metres: the sea level, and its standard error if the leads err independently.
        NaN where fewer leads than ``min_leads`` are in reach, or none before or none
        behind the echo.

    Raises
    ------
    BadInput
        When the shapes differ, there is no lead, or the track is shorter than the
        window of twice ``reach``.

    Notes
    -----
    The sea level in ESA's CryoSat-2 Level-2I product is such a line through the leads
    of 15 s before and behind: so computed from the file's own heights, it agrees with
    the file's to about a millimetre, its rounding (tested).

    Examples
    --------
    >>> level, _ = interpolate(np.arange(5.0), np.arange(5.0), np.ones(5, bool), reach=2)
    >>> level.round(9).tolist()
    [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    position, anomaly, weight = (
        np.asarray(values, float) for values in (position, anomaly, is_lead)
    )
    _check_track(position, anomaly, weight, reach, min_leads)
    used = (weight > 0) & np.isfinite(anomaly) & np.isfinite(position)
    leads = np.flatnonzero(used)[np.argsort(position[used], kind="stable")]
    x = position[leads]
    before, behind = (np.searchsorted(x, position, side) for side in ("right", "left"))
    first = np.searchsorted(x, position - reach, "left")
    last = np.searchsorted(x, position + reach, "right")
    level, error = _lines(x, anomaly[leads], weight[leads], position, first, last)
    known = (last - first >= min_leads) & (before > first) & (last > behind)
    return np.where(known, level, np.nan), np.where(known, error, np.nan)


def _check_track(position, anomaly, weight, reach, min_leads):
    if not position.shape == anomaly.shape == weight.shape:
        raise BadInput(
            f"Positions, heights and leads have the shapes {position.shape}, "
            f"{anomaly.shape} and {weight.shape}: give one of each per echo."
        )
    if not reach > 0 or min_leads < 3:
        raise BadInput(
            f"reach = {reach} and min_leads = {min_leads}: give a reach above 0 and three "
            "leads or more, since a line has an error only from the third on."
        )
    if not np.any((weight > 0) & np.isfinite(anomaly)):
        raise BadInput(
            f"None of {weight.size:,} echoes is a lead with a height: without one there "
            "is no sea level; give a pass with leads, or a detection that finds them."
        )
    length = np.nanmax(position) - np.nanmin(position)
    if length < 2 * reach:
        raise BadInput(
            f"The track is {length:.0f} long, shorter than the window of the sea level, "
            f"{2 * reach:.0f} (twice the reach): give a longer pass or a smaller reach."
        )


def _lines(x, y, weight, position, first, last):
    """Least squares over the leads first … last of each echo, from running sums."""
    centre, base = np.mean(x), np.mean(y)  # running sums of large numbers lose digits
    x, y, position = x - centre, y - base, position - centre
    terms = weight * np.stack([np.ones_like(x), x, y, x * x, x * y, y * y])
    total = np.pad(np.cumsum(terms, axis=1), [(0, 0), (1, 0)])
    count, *sums = total[:, last] - total[:, first]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_x, mean_y, xx, xy, yy = (value / count for value in sums)
        spread = xx - mean_x**2
        slope = (xy - mean_x * mean_y) / spread
        offset = position - mean_x
        misfit = yy - mean_y**2 - slope**2 * spread
        variance = np.maximum(misfit, 0) / (count - 2)
        error = np.sqrt(variance * (1 + offset**2 / spread))
        return base + mean_y + slope * offset, error


def without_outliers(
    position, anomaly, is_lead, reach=100.0, deviations=3.0, n_iterations=2
):
    """Drop the leads whose height lies far from the line through those around them.

    A lead beside the track is farther away than the sea below the satellite, and so
    seems to lie lower.

    Parameters
    ----------
    position, anomaly, is_lead, reach
        As :func:`interpolate` takes them.
    deviations : float
        How far is far: this many robust standard deviations (1.4826 times the median
        absolute deviation of all leads) from the leads' median distance to the line.
    n_iterations : int
        The line is fitted anew to the leads that are left.

    Returns
    -------
    array of bool, shape (n,)
        The leads that stay; none whose height or line is missing.

    Raises
    ------
    BadInput
        As :func:`interpolate` does.
    """
    lead = np.asarray(is_lead, bool)
    for _ in range(n_iterations):
        level, _ = interpolate(position, anomaly, lead, reach)
        distance = np.where(lead, anomaly - level, np.nan)
        distance -= np.nanmedian(distance)
        scale = median_abs_deviation(distance, scale="normal", nan_policy="omit")
        lead = np.abs(distance) <= deviations * scale
    return lead
