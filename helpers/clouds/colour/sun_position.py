"""Where the sun stands, to about a hundredth of a degree.

The Astronomical Almanac's short formulas, after Michalsky (1988), Sol. Energy 40, 227.
"""

import numpy as np


def _anomaly(time):
    """Give the days since noon of 1 January 2000, and the mean anomaly in radians."""
    days = (np.datetime64(time, "ms") - np.datetime64("2000-01-01T12:00", "ms")) / (
        np.timedelta64(1, "D")
    )
    return days, np.radians(357.528 + 0.9856003 * days)


def distance(time):
    """Give the distance from the sun, in astronomical units.

    Parameters
    ----------
    time : numpy.datetime64 or str
        UTC.

    Returns
    -------
    float

    Examples
    --------
    >>> round(float(distance("2020-01-05T08:00")), 3)
    0.983
    """
    _, anomaly = _anomaly(time)
    return 1.00014 - 0.01671 * np.cos(anomaly) - 0.00014 * np.cos(2 * anomaly)


def zenith_cosine(time, longitude, latitude):
    """Give the cosine of the sun's zenith angle.

    Parameters
    ----------
    time : numpy.datetime64 or str
        UTC.
    longitude, latitude : array
        Degrees.

    Returns
    -------
    array
        Negative where it is night.
    """
    days, anomaly = _anomaly(time)
    centre = 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly)
    ecliptic = np.radians(280.460 + 0.9856474 * days + centre)
    obliquity = np.radians(23.439 - 4e-7 * days)
    ascension = np.arctan2(np.cos(obliquity) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(obliquity) * np.sin(ecliptic))
    # Greenwich's sidereal time, whose days are four minutes shorter than the sun's
    sidereal = np.radians(15 * (18.697375 + 24.0657098242 * days))
    hour = sidereal + np.radians(longitude) - ascension
    up = np.sin(declination) * np.sin(np.radians(latitude))
    return up + np.cos(declination) * np.cos(np.radians(latitude)) * np.cos(hour)
