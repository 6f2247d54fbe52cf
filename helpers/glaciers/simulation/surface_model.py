"""What the radar sees of a glacier over the year: level, texture, speckle.

The levels, their spread and the texture are those of one polygon per class in the
CPAZMaL archive (doi:10.57967/hf/7306, descending orbit, 2020–2022), read off its
published plots; ``tools/derive/glacier_levels.py`` derived the table ``levels.toml`` from
them.
What no plot tells is assumed, and said to be.
"""

import functools
import tomllib
from pathlib import Path

import numpy as np
from scipy import ndimage, optimize, special

LEVELS = Path(__file__).with_name("levels.toml")
CLASSES = ("ABL", "ACC", "FOR", "HAG", "ICA", "LAC", "PLA", "ROC")
GLACIER = ("ABL", "ACC", "HAG", "ICA")
POLARISATIONS = ("HH", "HV")

MID_MONTH = 365.25 / 12 * (np.arange(12) + 0.5)
HEIGHT_OF_SUMMER = 215
"""Day of the year about which melt and frost lie (assumed: early August)."""
MELT_DELAY = 0.05
"""Days per metre: 6.5 K of lapse rate per km over 0.13 K of warming a day (assumed)."""
LARGEST_DELAY = 45
"""Days; beyond, a class would hardly be one (assumed)."""
SWING, WAVES, HARMONICS = 0.15, 0.25, 3
"""How polygons of a class differ over the year, where the plots show one of each: by the
standard deviation of the logarithm of their seasons' swing, and of what else differs,
as a share of the season's own, in as many harmonics of the year (assumed)."""
TOUCHING = 0.2
"""Weight that the speckle of each neighbour has in a pixel's, so that it is correlated by
0.37 between neighbours, as of an image that is sampled finer than it resolves (assumed)."""
TEXTURE_LENGTH = 4
"""Pixels of 3 m over which the texture is correlated: crevasses, hummocks (assumed)."""


@functools.cache
def table():
    """Read the derived figures: ``acquisitions``, and a table per class."""
    return tomllib.loads(LEVELS.read_text(encoding="utf-8"))


def dates(polarisation):
    """Give the archive's PAZ dates in descending orbit: 66 in HH, 30 in HV."""
    return np.array(table()["acquisitions"][polarisation], "datetime64[D]")


def seasonal_level(name, polarisation, times, delay=0.0):
    """Compute the level of a class over the year.

    Parameters
    ----------
    name : str
        A class.
    polarisation : str
    times : array of datetime64, shape (t,)
    delay : array, shape (…)
        Days by which melt sets in later, and by which frost comes back earlier.

    Returns
    -------
    array, shape (…, t)
        dB; linear between the middles of the months.
    """
    day = (times - times.astype("datetime64[Y]")).astype(float) + 0.5
    spring = -np.sin(2 * np.pi * (day - HEIGHT_OF_SUMMER) / 365.25)
    shifted = day - np.asarray(delay)[..., None] * spring
    levels = table()[name][polarisation]
    return np.interp(shifted, MID_MONTH, levels, period=365.25)


def melt_delay(name, altitude):
    """Give the days by which melt at an altitude (m) is later than in the table.

    Parameters
    ----------
    name : str
        The class.
    altitude : array
        m.

    Returns
    -------
    array, of that shape
    """
    days = MELT_DELAY * (np.asarray(altitude) - table()[name]["level_altitude"])
    return np.clip(days, -LARGEST_DELAY, LARGEST_DELAY)


def weather(times, rng):
    """Draw what the weather of each date adds everywhere, whatever the surface.

    Parameters
    ----------
    times : dict of array
        Dates by polarisation.
    rng : numpy.random.Generator

    Returns
    -------
    dict of array, shape (t,)
        By polarisation, of variance 1; HH and HV of a date are correlated as in the
        archive.
    """
    every = np.unique(np.concatenate(list(times.values())))
    drawn = polarised(rng.standard_normal((2, every.size)))
    return {pol: drawn[pol][np.searchsorted(every, times[pol])] for pol in times}


def fluctuations(times, common, rng, variety=1.0):
    """Draw how the levels of a place's classes depart from the season's, date by date.

    Of the weather's variance as much is common to all places and classes as the archive's
    polygons of glacier classes, or of others, share of theirs; the rest is each place's
    and class's own, and so is :func:`own_season`.

    Parameters
    ----------
    times : dict of array
        Dates by polarisation.
    common : dict of array
        From :func:`weather`.
    rng : numpy.random.Generator
    variety : float
        How many times as much as assumed the seasons of places differ.

    Returns
    -------
    dict of array, shape (8, t)
        dB, by polarisation.
    """
    own = [weather(times, rng) for _ in CLASSES]
    seasons = [own_season(name, times, rng) for name in CLASSES]
    departures = {}
    for pol in times:
        share, spread = _weather_of_classes(pol)
        alone = np.array([each[pol] for each in own])
        departures[pol] = spread * (
            np.sqrt(share) * common[pol] + np.sqrt(1 - share) * alone
        ) + variety * np.array([each[pol] for each in seasons])
    return departures


def _weather_of_classes(polarisation):
    """Give the share of weather that is common, and its spread in dB: (8, 1) each."""
    about, kinds = table()["acquisitions"], ("other", "glacier")
    share = [about[f"shared_{kinds[name in GLACIER]}_{polarisation}"] for name in CLASSES]
    spread = [table()[name][f"{polarisation}_spread"] for name in CLASSES]
    return np.array(share)[:, None], np.array(spread)[:, None]


def own_season(name, times, rng):
    """Draw how the season of one place departs from that of its class.

    Parameters
    ----------
    name : str
        The class.
    times : dict of array
        Dates by polarisation.
    rng : numpy.random.Generator

    Returns
    -------
    dict of array, shape (t,)
        dB, by polarisation: a larger or smaller swing, and slow waves.
    """
    swing = polarised(rng.standard_normal(2))
    waves = polarised(rng.standard_normal((2, 2 * HARMONICS)))
    number = np.arange(1, HARMONICS + 1)[:, None]
    drawn = {}
    for pol, days in times.items():
        angle = 2 * np.pi * number * (days - days[0]).astype(float) / 365.25
        level = seasonal_level(name, pol, days)
        level = level - level.mean()
        wave = waves[pol] @ np.concatenate([np.cos(angle), np.sin(angle)])
        wave *= WAVES * level.std() / np.sqrt(HARMONICS)
        drawn[pol] = np.expm1(SWING * swing[pol]) * level + wave
    return drawn


def polarised(draws):
    """Turn two independent Gaussian draws into HH and HV, correlated as in the archive.

    The correlation is that of the levels' departures from the season; the texture's and
    the polygons' offsets are taken to have it, too.
    """
    alike = table()["acquisitions"]["correlation"]
    return {"HH": draws[0], "HV": alike * draws[0] + np.sqrt(1 - alike**2) * draws[1]}


def texture_shape(name, polarisation):
    """Give the shape ν of a class's gamma texture; infinite where there is none.

    Speckle of L looks times texture of shape ν: the variance of ln amplitude is
    (ψ′(L) + ψ′(ν)) / 4, Nicolas and Anfinsen (2002), Traitement du signal 19, 139.

    Parameters
    ----------
    name : str
        The class.
    polarisation : str

    Returns
    -------
    float
    """
    kappa2 = table()[name][f"{polarisation}_kappa2"]
    rest = 4 * kappa2 - special.polygamma(1, looks())
    if rest < 0.01:
        return np.inf
    return optimize.brentq(lambda shape: special.polygamma(1, shape) - rest, 0.1, 200)


def looks():
    """Give the number of looks: the archive's least textured class is taken for bare."""
    return table()["acquisitions"]["looks"]


def texture(field, shape):
    """Turn a standard Gaussian field into one of gamma marginals and mean 1.

    Parameters
    ----------
    field : array
        As of :func:`smooth_field`.
    shape : float
        From :func:`texture_shape`.

    Returns
    -------
    array, of the field's shape
    """
    if np.isinf(shape):
        return np.ones_like(field)
    return special.gammaincinv(shape, special.ndtr(field)) / shape


def speckle(shape, rng):
    """Draw speckle of mean 1, correlated between neighbours and not between dates.

    Parameters
    ----------
    shape : (int, int, int)
        Rows, columns and dates.
    rng : numpy.random.Generator

    Returns
    -------
    array of float32, of that shape
    """
    field = rng.standard_normal(shape, dtype="float32")
    weights = np.array([TOUCHING, 1, TOUCHING]) / np.sqrt(1 + 2 * TOUCHING**2)
    for axis in (0, 1):
        field = ndimage.correlate1d(field, weights, axis, mode="wrap")
    return np.interp(field, *_quantiles()).astype("float32")


@functools.cache
def _quantiles():
    """Give what a Gaussian draw becomes as speckle, finely enough to look it up."""
    draws = np.linspace(-6, 6, 4001)
    return draws, special.gammaincinv(looks(), special.ndtr(draws)) / looks()


def smooth_field(shape, length, rng):
    """Draw a Gaussian field of mean 0 and variance 1.

    Its correlation over d pixels is exp(−d² / 4 length²), for lengths of 1 and more.

    Parameters
    ----------
    shape : (int, int)
    length : float
        Pixels.
    rng : numpy.random.Generator

    Returns
    -------
    array, of that shape
    """
    margin = int(4 * length)
    white = rng.standard_normal([side + 2 * margin for side in shape])
    inner = tuple(slice(margin, margin + side) for side in shape)
    return 2 * np.sqrt(np.pi) * length * ndimage.gaussian_filter(white, length)[inner]
