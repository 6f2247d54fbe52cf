"""The four patterns of trade-wind clouds by rule, as fields of cloud optical thickness.

Each pattern is an arrangement — streaks, rings, discs or bands — to which a turbulent
texture is added; the highest part of the sum, as much as the cover asks for, is cloud.
Lengths are in pixels of 0.01°, and every figure stands in ``worldview_scenes.toml``.
"""

import functools

import numpy as np
from PIL import Image
from scipy import fft

from helpers.clouds.products.worldview import PIXEL_KM

KM = 1 / PIXEL_KM
"""Pixels in a kilometre: 100 pixels per degree of latitude."""

COARSE = 5
"""Pixels between those at which what is smooth is drawn."""


def draw(name, shape, parameters, rng):
    """Draw a scene that is full of one pattern.

    Parameters
    ----------
    name : str
        ``"Sugar"``, ``"Gravel"``, ``"Flower"`` or ``"Fish"``.
    shape : tuple of int
        Rows and columns.
    parameters : dict
        The whole of ``worldview_scenes.toml``.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (rows, columns)
        Optical thickness, at least ``parameters["cloud"]["visible"]`` where it is cloudy.
    """
    pattern, cloud = parameters[name], parameters["cloud"]
    arrange = {"Sugar": _streaks, "Gravel": _rings, "Flower": _discs, "Fish": _bands}[name]
    height = arrange(shape, pattern, cloud, rng)
    height += pattern["texture"] * texture(shape, pattern["texture_km"] * KM, cloud, rng)
    smooth = {"spectrum": cloud["mesoscale_spectrum"], "blur": 0}
    coarse = shape[0] // COARSE, shape[1] // COARSE
    crowd = texture(coarse, pattern["mesoscale_km"] * KM / COARSE, smooth, rng)
    height += pattern["mesoscale"] * enlarge(crowd, shape)
    cover = np.exp(rng.normal(np.log(pattern["cover"]), pattern["cover_spread"]))
    base = np.quantile(height[::7, ::7], 1 - min(cover, cloud["most_cover"]))
    thickness = cloud["visible"] + pattern["thickness"] * (height - base)
    return np.maximum(thickness, 0, dtype="float32")


def texture(shape, outer, cloud, rng, stretch=1.0, angle=0.0):
    """Draw a field of variance 1 with von Kármán's spectrum, as the sensor sees it.

    Its density falls as k^−spectrum at scales below ``outer`` and is flat above. Source
    of the form: von Kármán (1948), PNAS 34, 530.

    Parameters
    ----------
    shape : tuple of int
    outer : float
        Outer scale, pixels.
    cloud : dict
        ``spectrum``, and ``blur``, the width of the sensor's point spread in pixels.
    rng : numpy.random.Generator
    stretch, angle : float
        How many times longer the features are along the direction ``angle``
        (degrees from east to south) than across it.

    Returns
    -------
    array of float32
    """
    noise = fft.rfft2(rng.standard_normal(shape, dtype="float32"))
    blurred = float(cloud["spectrum"]), cloud["blur"]
    field = fft.irfft2(noise * _spectrum(shape, outer, *blurred, stretch, angle), s=shape)
    return field / field.std()


@functools.lru_cache(maxsize=12)  # some 6 MB each; the same for every scene
def _spectrum(shape, outer, slope, blur, stretch=1.0, angle=0.0):
    """Give the amplitudes that :func:`texture` filters with."""
    down = fft.fftfreq(shape[0]).astype("float32")[:, None]
    right = fft.rfftfreq(shape[1]).astype("float32")[None]
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    along = (cosine * right + sine * down) * np.float32(stretch)
    across = cosine * down - sine * right
    waves = np.float32(outer) ** -2 + along**2 + across**2
    amplitude = np.exp(np.float32(-slope / 4) * np.log(waves))
    amplitude *= np.exp(-2 * np.float32(np.pi * blur) ** 2 * (down**2 + right**2))
    amplitude[0, 0] = 0
    return amplitude


def enlarge(field, shape):
    """Interpolate a smooth field onto a finer grid.

    Parameters
    ----------
    field : array, shape (y, x)
    shape : tuple of int
        Rows and columns of the finer grid.

    Returns
    -------
    array of float32
    """
    image = Image.fromarray(field.astype("float32"))
    return np.asarray(image.resize(shape[::-1], Image.Resampling.BICUBIC))


def _streaks(shape, pattern, cloud, rng):
    """Rows of small clouds along the wind, the weak organisation of sugar."""
    wind = pattern["wind_turn"] * rng.integers(-1, 2)
    outer = pattern["streak_km"] * KM
    field = texture(shape, outer, cloud, rng, pattern["stretch"], wind)
    return pattern["streaks"] * field


def _rings(shape, pattern, cloud, rng):
    """Arcs of clouds at the edges of cold pools."""
    pools = _scatter(shape, pattern["spacing_km"] * KM, rng)
    radii = _sizes(pattern["diameter_km"], pattern["diameter_spread"], len(pools), rng) / 2
    field = np.zeros(shape, "float32")
    for (row, column), radius in zip(pools, radii, strict=True):
        width = pattern["rim"] * radius
        window, down, right = _around(shape, row, column, radius + 2 * width)
        open_side = np.arctan2(down, right) - rng.uniform(0, 2 * np.pi)
        rim = np.exp(-(((np.hypot(down, right) - radius) / width) ** 2))
        rim *= 1 - pattern["gap"] * (1 + np.cos(open_side)) / 2
        np.maximum(field[window], rim, out=field[window])
    return field


def _discs(shape, pattern, cloud, rng):
    """Large round decks, each with a clear moat."""
    centres = _scatter(shape, pattern["spacing_km"] * KM, rng)
    wide = _sizes(pattern["diameter_km"], pattern["diameter_spread"], len(centres), rng)
    field = np.full(shape, -1, "float32")
    for (row, column), radius in zip(centres, wide / 2, strict=True):
        window, down, right = _around(shape, row, column, 1.4 * radius)
        flat = 1 + rng.uniform(-1, 1) * pattern["flattening"]
        dome = 1 - (np.hypot(down * flat, right / flat) / radius) ** 2
        np.maximum(field[window], dome, out=field[window])
    return field


def _bands(shape, pattern, cloud, rng):
    """Long zonal spines, with ribs across them and wide clear sky between."""
    lean = 90 + pattern["rib_lean"] * rng.integers(-1, 2)
    ribs = texture(shape, pattern["rib_km"] * KM, cloud, rng, pattern["stretch"], lean)
    field = np.full(shape, -pattern["depth"], "float32")
    spacing = pattern["spacing_km"] * KM
    for start in np.arange(rng.uniform(0, spacing), shape[0] + spacing / 2, spacing):
        np.maximum(field, _crest(start, shape, pattern, rng), out=field)
    fade = 1 + field / pattern["depth"]  # no ribs without a spine
    return field + pattern["ribs"] * fade * ribs


def _crest(start, shape, pattern, rng):
    """One spine: 1 along its middle, falling off across it and beyond its ends."""
    down, right = np.indices(shape, dtype="float32", sparse=True)
    right = right - shape[1] * rng.uniform(0.3, 0.7)
    slope = np.tan(np.radians(rng.normal(0, pattern["tilt"])))
    wave = np.sin(right / (pattern["wave_km"] * KM) + rng.uniform(0, 2 * np.pi))
    spine = start + slope * right + pattern["bend_km"] * KM * wave
    half = pattern["width_km"] * KM / 2 * rng.uniform(0.7, 1.3)
    length = pattern["length_km"] * KM * rng.uniform(0.7, 1)
    return 1 - np.abs(down - spine) / half - (2 * right / length) ** 4


def _scatter(shape, spacing, rng):
    """Place points on a jittered lattice: random, yet never crowded."""
    rows = np.arange(-spacing / 2, shape[0] + spacing, spacing)
    columns = np.arange(-spacing / 2, shape[1] + spacing, spacing)
    places = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
    return places + rng.uniform(-spacing / 2, spacing / 2, places.shape)


def _sizes(middle_km, spread, count, rng):
    """Draw log-normal diameters, in pixels."""
    return np.exp(rng.normal(np.log(middle_km * KM), spread, count))


def _around(shape, row, column, reach):
    """Give the window around a point, and the distances from it down and right."""
    top, left = (max(int(place - reach), 0) for place in (row, column))
    bottom, right = (max(int(place + reach) + 1, 0) for place in (row, column))
    window = slice(top, min(bottom, shape[0])), slice(left, min(right, shape[1]))
    down = np.arange(window[0].start, max(window[0].stop, top), dtype="float32") - row
    across = np.arange(window[1].start, max(window[1].stop, left), dtype="float32") - column
    return window, down[:, None], across[None]
