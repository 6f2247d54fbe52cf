"""What a camera above the atmosphere sees of pack ice, in four bands of Sentinel-2.

Albedo of the surface, cloud over it, air over both. The surface is taken to scatter
alike in all directions, and what the air sends down again to come from it alike.
"""

import tomllib
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

from helpers.leads.simulation.ice_scene import PIXEL

TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""What is known of the camera's bands, and of the albedo of thin ice."""
SNOW, BARE, POND = 0.81, 0.65, 0.25
"""Albedo of first-year ice under snow (Brandt et al. 2005), of bare ice in summer and
of melt ponds (Perovich et al. 2002, JGR 107:8044; ponds range from 0.1 to 0.4)."""
SNOW_SPREAD, ICE_SPREAD = 0.03, 0.06
"""Spread of the ice's albedo from place to place, and of thin ice's as a part of what
it has over water's (assumed)."""
SUNNY, SHADED = 1.12, 0.25
"""Brightness of a ridge's sunny side, and of its shadow, over level snow (assumed)."""
ASYMMETRY = 0.85
"""Mean cosine of the angle by which cloud droplets scatter (a usual value)."""
BLUR = 0.5
"""Pixels; spread of the camera's point response (assumed)."""
HALO = 4
"""Pixels around a window that blur and shadows reach in from."""


def reflectance(fields, band, zenith, azimuth):
    """Give the top-of-atmosphere reflectance of a window, with a halo around it.

    Parameters
    ----------
    fields : dict of array, shape (height + 2 HALO, width + 2 HALO)
        From :meth:`helpers.leads.simulation.ice_scene.Scene.fields`, with ``sail`` (m)
        of the ridge in each pixel and whether there are ponds anywhere, ``summer``.
    band : {"B02", "B03", "B04", "B08"}
    zenith, azimuth : float
        Of the sun, in degrees.

    Returns
    -------
    array, shape (height, width)
        Without noise.
    """
    surface = albedo(fields, band) * _relief(fields["sail"], zenith, azimuth)
    cloudy = under_cloud(surface, fields["cloud"])
    cosine = np.cos(np.deg2rad(zenith))
    depth = rayleigh_depth(TABLES["bands"][band]["wavelength"])
    path = depth * (0.75 * (1 + cosine**2)) / (4 * cosine)
    passed = np.exp(-depth / 2 * (1 / cosine + 1))  # half of what is scattered goes on
    seen = path + passed * cloudy / (1 - _back(depth) * cloudy)
    return gaussian_filter(seen, BLUR)[HALO:-HALO, HALO:-HALO]


def albedo(fields, band):
    """Give each pixel's albedo in a band.

    Parameters
    ----------
    fields : dict of array
        From :meth:`helpers.leads.simulation.ice_scene.Scene.fields`, with ``summer``.
    band : {"B02", "B03", "B04", "B08"}

    Returns
    -------
    array
        As the fields are.

    Examples
    --------
    >>> lead = {"surface_class": np.array([2]), "lead_thickness": np.array([0.0]),
    ...         "pond": np.array([False]), "snow": np.array([0.0]), "summer": False}
    >>> albedo(lead, "B04").round(3).tolist()
    [0.07]
    """
    colour, thin = TABLES["bands"][band], TABLES["thin_ice"]
    level = (BARE if fields["summer"] else SNOW) + SNOW_SPREAD * fields["snow"]
    ice = np.clip(level * colour["snow"], 0, 0.97)
    ice = np.where(fields["pond"], POND * colour["pond"], ice)
    broad = np.interp(
        np.nan_to_num(fields["lead_thickness"]), thin["thickness"], thin["albedo"]
    )
    water = thin["albedo"][0]
    patchy = np.maximum(1 + ICE_SPREAD * fields["snow"], 0)
    lead = water + (broad - water) * colour["ice"] * patchy
    return np.where(fields["surface_class"] == 2, lead, ice)


def _relief(sail, zenith, azimuth):
    """Brighten ridges' sunny sides and darken the pixel behind them, by shadow length."""
    away = np.deg2rad(azimuth)
    step = round(np.cos(away)), round(-np.sin(away))
    shadow = np.minimum(np.tan(np.deg2rad(zenith)) * sail / PIXEL, 1)
    behind = np.roll(shadow, step, (0, 1)) * (sail == 0)
    return np.where(sail > 0, SUNNY, 1 - (1 - SHADED) * behind)


def under_cloud(surface, depth):
    """Put a cloud that absorbs nothing over a surface (two-stream, Bohren 1987).

    Parameters
    ----------
    surface : array
        Albedo.
    depth : array
        Optical thickness.

    Returns
    -------
    array
        Albedo of the two, light going back and forth between them included.

    Examples
    --------
    >>> under_cloud(np.array([0.07, 0.8]), 0.0).tolist()
    [0.07, 0.8]
    """
    cloud = _back((1 - ASYMMETRY) * np.asarray(depth))
    return cloud + (1 - cloud) ** 2 * surface / (1 - cloud * surface)


def _back(depth):
    """Share of light that a layer sends back, which scatters alike in all directions."""
    return depth / (2 + depth)


def rayleigh_depth(wavelength):
    """Give the optical thickness of clear air (Hansen & Travis 1974).

    Parameters
    ----------
    wavelength : array_like
        µm.

    Returns
    -------
    array

    Examples
    --------
    >>> round(float(rayleigh_depth(0.55)), 3)
    0.097
    """
    inverse = np.asarray(wavelength) ** -2.0
    return 0.008569 * inverse**2 * (1 + 0.0113 * inverse + 0.00013 * inverse**2)


def noise(band, zenith, shape, rng):
    """Draw the camera's noise, in reflectance; the lower the sun, the more of it.

    Parameters
    ----------
    band : {"B02", "B03", "B04", "B08"}
    zenith : float
        Of the sun, in degrees.
    shape : tuple of int
    rng : numpy.random.Generator

    Returns
    -------
    array
        Of that shape.
    """
    camera = TABLES["bands"][band]
    sun = camera["irradiance"] * np.cos(np.deg2rad(zenith))
    spread = np.pi * camera["radiance"] / camera["signal_to_noise"] / sun
    return rng.normal(0, spread, shape)


def sun(latitude, longitude, time):
    """Give the sun's zenith and azimuth, to about half a degree.

    Declination and equation of time from the day of the year, as textbooks have them.

    Parameters
    ----------
    latitude, longitude : array
        Degrees.
    time : datetime64
        UTC.

    Returns
    -------
    tuple of array
        Degrees; the azimuth clockwise from north.

    Examples
    --------
    >>> noon = np.datetime64("2019-03-20T12:07:30")
    >>> [round(float(angle)) for angle in sun(60.0, 0.0, noon)]
    [60, 180]
    """
    day = (time - time.astype("datetime64[Y]")) / np.timedelta64(1, "D")
    year = 2 * np.pi * (day + 10) / 365.24
    tilt = np.deg2rad(-23.44) * np.cos(year + 0.0334 * np.sin(year - 0.21))
    late = 9.87 * np.sin(4 * np.pi * (day - 81) / 365) - 7.6 * np.sin(year - 0.21)
    hour = 24 * (day % 1) - 12 + (late / 60) + np.asarray(longitude) / 15
    angle, north = np.deg2rad(15 * hour), np.deg2rad(latitude)
    height = np.sin(north) * np.sin(tilt) + np.cos(north) * np.cos(tilt) * np.cos(angle)
    east = -np.cos(tilt) * np.sin(angle)
    up = np.cos(north) * np.sin(tilt) - np.sin(north) * np.cos(tilt) * np.cos(angle)
    return np.rad2deg(np.arccos(height)), np.rad2deg(np.arctan2(east, up)) % 360
