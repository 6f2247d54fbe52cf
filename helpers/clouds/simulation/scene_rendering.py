"""How a sea with clouds looks in a corrected-reflectance image of Worldview."""

import numpy as np

from helpers.clouds.products.worldview import STRETCH

ASYMMETRY = 0.13
"""(1 − g) √3 / 2 for droplets, g = 0.85, in the two-stream albedo of a cloud that absorbs
nothing: Lacis & Hansen (1974), J. Atmos. Sci. 31, 118."""


def albedo(thickness):
    """Give the reflectance of clouds of an optical thickness, over a black sea.

    Parameters
    ----------
    thickness : array
        Optical thickness.

    Returns
    -------
    array
        0–1.
    """
    return ASYMMETRY * thickness / (1 + ASYMMETRY * thickness)


def display(reflectance):
    """Stretch reflectances (0–1) into the brightness of an image (0–255, uint8).

    Parameters
    ----------
    reflectance : array

    Returns
    -------
    uint8 array
    """
    table = np.interp(np.arange(256), *STRETCH).round().astype("uint8")
    return table[np.clip(reflectance * 255 + 0.5, 1, 255).astype("uint8")]


def image(thickness, latitude, satellite, parameters, rng):
    """Render a scene.

    Parameters
    ----------
    thickness : array, shape (y, x)
        Optical thickness of the clouds.
    latitude : array, shape (y,)
        Degrees, from north; a pixel is 0.01° wide.
    satellite : str
        ``"Aqua"`` climbs over the scene, ``"Terra"`` comes down: their tracks lean to
        opposite sides.
    parameters : dict
        The whole of ``worldview_scenes.toml``.
    rng : numpy.random.Generator

    Returns
    -------
    array of uint8, shape (y, x, 3)
        Black where neither of two neighbouring swaths saw.
    """
    sea, swath = parameters["sea"], parameters["swath"]
    columns = np.arange(thickness.shape[1])
    middle = rng.uniform(-0.3, 0.9) * columns.size
    off = columns - _gap_middle(latitude, middle, satellite, swath)[:, None]
    off = off.astype("float32")
    cloud = albedo(thickness.astype("float32"))
    clear = (1 - cloud) ** 2
    cloud += clear * _sun_glint(off, sea, swath)
    cloud += sea["noise"] * rng.standard_normal(cloud.shape, "float32")
    seen = np.abs(off) > _gap_width(latitude, swath)[:, None] / 2
    colours = [display(cloud + clear * sea_colour) for sea_colour in sea["reflectance"]]
    return np.stack(colours, axis=-1) * seen[..., None]


def _gap_middle(latitude, start, satellite, swath):
    """Give the column of the gap's middle in each row."""
    lean = np.tan(np.radians(swath["tilt"])) * {"Aqua": 1, "Terra": -1}[satellite]
    return start + lean * 100 * (latitude.mean() - latitude)


def _gap_width(latitude, swath):
    """Give the width of the gap between two swaths, in pixels; 0 where they overlap.

    Two orbits lie as far apart as the Earth turns in one; a swath of fixed width covers
    more degrees of longitude the farther it is from the equator.
    """
    tilt = np.radians(swath["tilt"])
    covered = swath["width_km"] / (111.2 * np.cos(np.radians(latitude)) * np.cos(tilt))
    return 100 * np.maximum(swath["orbit_degrees"] - covered, 0)


def _sun_glint(off, sea, swath):
    """Give the sea's mirror image of the sun, beside the middle of each swath.

    It lies on the sunward side of the track, about a fifth of the swath from it.
    """
    orbit = swath["orbit_degrees"] * 100
    across = (off % orbit) - sea["glint_at"] * orbit
    return sea["glint"] * np.exp(-((across / (sea["glint_km"] / 1.11)) ** 2))
