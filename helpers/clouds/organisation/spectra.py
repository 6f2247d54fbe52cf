"""Scales and directions of a scalar field: its power spectrum, and its wavelets."""

from functools import lru_cache

import numpy as np
from scipy import fft
from scipy.optimize import curve_fit

_SECTOR = 5  # degrees

_SLOPE_BINS = 10

_LARGE_SCALES = 5  # coarsest octaves that count as large

SPECTRAL = (
    "spectral_anisotropy",
    "spectral_slope",
    "spectral_slope_binned",
    "spectral_length_median",
    "spectral_length_moment",
)
"""The metrics of the power spectrum."""

NAMES = "scalar_mean", "scalar_var", *SPECTRAL, "woi1", "woi2", "woi3"
"""All that is measured of a field."""


def metrics(field, pixel_size=1.0):
    """Mean, variance, spectral and wavelet metrics of a field.

    Where the field is constant, all but mean and variance are NaN.

    Parameters
    ----------
    field : array, shape (y, x)
    pixel_size : float
        Side of a pixel.

    Returns
    -------
    dict of str to float
    """
    field = field.astype(float)
    return {
        "scalar_mean": field.mean(),
        "scalar_var": field.var(),
        **spectral(field, pixel_size),
        **wavelet(field),
    }


def spectral(field, pixel_size=1.0):
    """Slope, lengths and anisotropy of the field's power spectrum.

    The field's two-dimensional power, without window or detrending, is averaged over
    rings of the wavenumbers k = 2π n / L, n = 1 … N/2, and multiplied by the ring's mean
    wavenumber: the spectral density E(k) of the variance. L is the shorter side, of N
    pixels.

    - slope: β of E = b k^β, by least squares on E itself, so that the large values
      count; and binned, over means in 10 bins of log k without the outer two. As in
      cloudmetrics a bin's last wavenumber is left out where there is another.
    - median length: 2π / k where two thirds of the variance lie beyond k (de Roode et
      al. 2004).
    - moment length: 2π over the mean wavenumber, ∫ k E dk / ∫ E dk (Jonker et al. 1999).
    - anisotropy: 1 − smallest / largest power in 5° sectors (Janssens et al. 2021). Few
      pixels lie in a sector, so that it is not 0 for an isotropic field.

    White noise has slope 1 and lengths of 2√3 and 3 pixels. Lengths are in the unit of
    ``pixel_size``.

    Parameters
    ----------
    field : array, shape (y, x)
    pixel_size : float
        Side of a pixel.

    Returns
    -------
    dict of str to float
        By the names in :data:`SPECTRAL`.

    References
    ----------
    Jonker, Duynkerke & Cuijpers (1999), JAS 56, 801; de Roode, Duynkerke & Jonker
    (2004), JAS 61, 403; Janssens et al. (2021), GRL 48, e2020GL091001.
    """
    wavenumber, density, sectors = power_spectrum(field)
    if not np.ptp(field) > 0 or not density.any() or not sectors.any():
        return dict.fromkeys(SPECTRAL, np.nan)
    before = np.cumsum(density) - density
    third = np.searchsorted(before, density.sum() / 3)
    median = wavenumber[min(third, wavenumber.size - 1)]
    mean = np.trapezoid(wavenumber * density, wavenumber) / np.trapezoid(
        density, wavenumber
    )
    values = (
        1 - sectors.min() / sectors.max(),
        _slope(wavenumber, density),
        _slope(*(part[1:-1] for part in _binned(wavenumber, density))),
        2 * np.pi / median * pixel_size,
        2 * np.pi / mean * pixel_size,
    )
    return dict(zip(SPECTRAL, values, strict=True))


def power_spectrum(field):
    """Give wavenumbers per pixel, spectral density there, and power by sector.

    Parameters
    ----------
    field : array, shape (y, x)

    Returns
    -------
    wavenumber, density : array, shape (rings,)
    sectors : array, shape (72,)
    """
    power = np.abs(fft.fft2(field)).ravel() ** 2
    ring, sector, radius, per_ring = _rings_and_sectors(field.shape)
    wavenumber = 2 * np.pi / min(field.shape) * np.arange(1, len(per_ring))
    mean_power = np.bincount(ring, power)[1 : len(per_ring)] / per_ring[1:]
    sectors = np.bincount(sector, power, 1 + 360 // _SECTOR)[1:]
    return wavenumber, mean_power * radius[1:], sectors


@lru_cache(maxsize=8)
def _rings_and_sectors(shape):
    """Number the wavenumbers by ring and sector; mean radius and size of the rings."""
    side = min(shape)
    down, right = (fft.fftfreq(length) * side for length in shape)
    radius = np.hypot(down[:, None], right).ravel()
    angle = np.degrees(np.arctan2(-down[:, None], right)).ravel()
    ring = np.round(radius).astype(int)
    count = np.bincount(ring)[: side // 2 + 1]
    mean_radius = np.bincount(ring, radius)[: side // 2 + 1] / count
    inside = (radius > 0) & (radius < side // 2 - 1)
    sector = np.where(inside, 1 + (angle + _SECTOR / 2) % 360 // _SECTOR, 0)
    return ring, sector.astype(int), mean_radius, count


def _slope(wavenumber, density):
    """Fit the exponent of a power law to the density itself; NaN where it won't fit."""
    relative = wavenumber / wavenumber[0], density / density.max()
    if density.size < 3:
        return np.nan
    try:
        fitted, _ = curve_fit(_power_law, *relative, p0=(-1, 1), ftol=1e-12, xtol=1e-12)
    except RuntimeError:  # it does not converge
        return np.nan
    return fitted[0]


def _power_law(wavenumber, slope, factor):
    return factor * wavenumber**slope


def _binned(wavenumber, density):
    """Average the density in logarithmic bins of the wavenumber; empty bins go."""
    edges = np.geomspace(wavenumber[0], wavenumber[-1], _SLOPE_BINS + 1)
    bounds = np.searchsorted(wavenumber, edges)
    filled = np.flatnonzero(bounds[1:] > bounds[:-1])
    means = [
        density[bounds[n] : max(bounds[n + 1] - 1, bounds[n] + 1)].mean() for n in filled
    ]
    return np.sqrt(edges[:-1] * edges[1:])[filled], np.array(means)


def wavelet(field):
    """Wavelet organisation indices of a field, with the undecimated Haar transform.

    With E_s the mean square of the coefficients at an octave of scale, in three
    directions — horizontal, vertical, diagonal —, its sum over the five coarsest octaves
    (large scales, L) and over the rest (small scales, S), averaged over direction:

    - woi1 = L / (L + S): how much of the variance is at large scales.
    - woi2 = (L + S) / number of positive pixels.
    - woi3 = ⅓ √Σ_directions [((S_d − S) / S)² + ((L_d − L) / L)²]: anisotropy. Where all
      is at small scales, or all at large ones, the other term is 0/0, and left out. So
      stripes of one pixel have the largest value that one term gives, √6 / 3 = 0.816: S_d
      is 3S in one direction and 0 in two. The package cloudmetrics gives 0 there: it
      drops the square and the root, and deviations from a mean add up to 0.

    Sides that are no power of two are filled up periodically.

    Parameters
    ----------
    field : array, shape (y, x)

    Returns
    -------
    dict of str to float

    References
    ----------
    Brune et al. (2018), QJRMS 144, doi:10.1002/qj.3409.
    """
    energy = _wavelet_energy(field)
    large, small = energy[:_LARGE_SCALES].sum(axis=0), energy[_LARGE_SCALES:].sum(axis=0)
    ratios = [part / part.mean() - 1 for part in (large, small) if part.mean() > 0]
    total, positive = large.mean() + small.mean(), np.count_nonzero(field > 0)
    if not total > 0:
        return dict.fromkeys(("woi1", "woi2", "woi3"), np.nan)
    return {
        "woi1": large.mean() / total,
        "woi2": total / positive if positive else np.nan,
        "woi3": np.sqrt(np.sum(np.square(ratios))) / 3,
    }


def _wavelet_energy(field):
    """Mean squared Haar coefficients by octave, from the coarsest, and direction."""
    octaves = [int(np.ceil(np.log2(length))) for length in field.shape]
    missing = 2 ** np.array(octaves) - field.shape
    smooth = np.pad(field, [(n // 2, n - n // 2) for n in missing], mode="wrap")
    energy = []
    for octave in range(max(octaves)):
        down, across = _halves(smooth, 2**octave, 0)
        (smooth, vertical), (horizontal, diagonal) = (
            _halves(part, 2**octave, 1) for part in (down, across)
        )
        parts = horizontal, vertical, diagonal
        energy.append([np.mean(np.square(part)) for part in parts])
    return np.array(energy[::-1])


def _halves(values, step, axis):
    """Half the sum and half the difference of values a step apart."""
    moved = np.roll(values, -step, axis)
    return (values + moved) / 2, (values - moved) / 2
