"""What a delay-Doppler altimeter records over a surface: echo, stack profile, speckle.

The mean echo is the flat-surface response convolved with the surface's height
distribution and the radar's point target response (Brown 1977), for a nadir
strip as long as the Doppler resolution (Wingham et al. 2004, IEEE TGRS 42:2305;
Ray et al. 2015, IEEE TGRS 53:911). How fast the backscatter falls off with the angle
θ from nadir, seen at the satellite, as exp(−α θ²), separates mirrors from rough
surfaces (Kurtz et al. 2014, The Cryosphere 8:1217): the same α narrows the echo and
the stack.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import erf

from helpers.leads.products import sentinel3

EARTH_RADIUS = 6_371_000.0
ORBIT_HEIGHT = 814_500.0
"""m; Sentinel-3 (ESA mission page)."""
BEAM_WIDTH = np.deg2rad(1.28)
"""Half-power width of SRAL's Ku-band antenna, one way: ESA's nominal value; the
SAMOSA retracker is run with 1.338°."""
LOOK_SPACING = 1.17e-4
"""rad between the looks of a stack: a burst every 12.734 ms at 7.45 km/s."""
LOOKS_KEPT, LOOKS = 180, 256
"""Looks that are summed (170–180 in real files) and that the product has room for."""
GATE = sentinel3.RESOLUTION
"""m; resolution of the 320 MHz chirp."""

CURVATURE = 1 + ORBIT_HEIGHT / EARTH_RADIUS
ANTENNA_FALLOFF = 8 * np.log(2) / BEAM_WIDTH**2
"""α of the two-way antenna pattern, written as exp(−α θ²)."""


def _look_angles():
    """Give the angles of the looks in radians, shape (256,)."""
    return (np.arange(LOOKS) - (LOOKS - 1) / 2) * LOOK_SPACING


def falloff(stack_std):
    """Give the backscatter fall-off α of a surface whose stack is so wide.

    The stack profile is the product of the backscatter's fall-off and the
    antenna's, both Gaussian: 1/(2σ²) = α + α_antenna, σ in radians.

    Parameters
    ----------
    stack_std : array
        Standard deviation of the stack profile in looks; the antenna alone
        gives 57 looks.

    Returns
    -------
    array
        α in rad⁻², never negative.

    Examples
    --------
    >>> round(float(falloff(2.0)) / 1e6, 1)
    9.1
    """
    total = 1 / (2 * (np.asarray(stack_std) * LOOK_SPACING) ** 2)
    return np.maximum(total - ANTENNA_FALLOFF, 0.0)


def fade(alpha, distance):
    """Give how much fainter a mirror is beside the track than under it, in dB.

    Parameters
    ----------
    alpha : array
        Its fall-off in rad⁻².
    distance : array
        Metres across the track.

    Examples
    --------
    >>> float(fade(1e6, 0.0))
    0.0
    """
    return 10 / np.log(10) * alpha * (distance / ORBIT_HEIGHT) ** 2


def stack_profile(alpha):
    """Give the mean range-integrated power of each look.

    Parameters
    ----------
    alpha : array, shape (n,)
        Backscatter fall-off in rad⁻².

    Returns
    -------
    array, shape (n, 256)
        1 at nadir; NaN for the looks that no stack has.
    """
    angles = _look_angles()
    profile = np.exp(-(np.asarray(alpha)[:, None] + ANTENNA_FALLOFF) * angles**2)
    profile[:, np.abs(angles) > LOOKS_KEPT / 2 * LOOK_SPACING] = np.nan
    return profile


def effective_looks(alpha):
    """Give the number of independent looks in an echo: (Σw)²/Σw² over the stack.

    Parameters
    ----------
    alpha
        As :func:`stack_profile` takes it.

    Returns
    -------
    array, shape (n,)
    """
    profile = stack_profile(alpha)
    return np.nansum(profile, 1) ** 2 / np.nansum(profile**2, 1)


@dataclass(frozen=True)
class EchoTable:
    """Mean echoes on a fine range grid, for a ladder of α and of height spreads."""

    log_alpha: np.ndarray
    spread: np.ndarray
    start: float
    step: float
    echoes: np.ndarray  # (alpha, spread, range)

    @classmethod
    @cache
    def build(cls):
        """Compute the ladder once: α from 30 to 10⁸ rad⁻², heights in metres."""
        spreads, step = np.array([0.02, 0.1, 0.2, 0.35, 0.55, 0.8]), GATE / 16
        log_alpha = np.linspace(np.log(30), np.log(1e8), 40)
        ranges = np.arange(-64.0, 128.0, step)
        response = np.stack([_flat_response(ranges, a) for a in np.exp(log_alpha)])
        blurs = np.stack([_blur(ranges, s) for s in spreads])
        spectra = np.fft.rfft(response)[:, None] * np.fft.rfft(blurs)[None]
        echoes = np.maximum(np.fft.irfft(spectra, ranges.size), 0).astype("float32")
        return cls(log_alpha, spreads, ranges[0], step, echoes)

    def sample(self, alpha, spread, ranges):
        """Read mean echoes off the ladder, linearly in range.

        Parameters
        ----------
        alpha, spread : array, shape (n,)
            Fall-off (rad⁻²) and standard deviation of height (m): the nearest rungs.
        ranges : array, shape (n, gates)
            Range beyond the surface, in metres.

        Returns
        -------
        array, shape (n, gates)
            Power, in units of a surface with σ0 = 1 at nadir.
        """
        row = self._row(alpha, spread)
        position = (np.asarray(ranges, "float32") - self.start) / self.step
        position = np.clip(position, 0, self.echoes.shape[2] - 2)
        left = position.astype("int32")
        base = (row * self.echoes.shape[2])[:, None]
        flat = self.echoes.reshape(-1)
        low = flat[base + left]
        return low + (position - left) * (flat[base + left + 1] - low)

    def peak(self, alpha, spread):
        """Give the largest power of these mean echoes, shape (n,)."""
        return self.echoes.max(2).reshape(-1)[self._row(alpha, spread)]

    def _row(self, alpha, spread):
        rung = np.log(np.clip(alpha, 30, 1e8)) - self.log_alpha[0]
        a = np.rint(rung / np.diff(self.log_alpha[:2])).astype(int)
        s = np.abs(self.spread - np.asarray(spread)[:, None]).argmin(1)
        return a * self.spread.size + s


def independent_cells(echo):
    """Give the number of independent range cells in an echo: half the gates it fills.

    Parameters
    ----------
    echo : array, shape (n, gates)

    Returns
    -------
    array, shape (n,)
    """
    return 0.5 * echo.sum(1) ** 2 / (echo**2).sum(1)


def _flat_response(ranges, alpha):
    """Integrate r^(−1/2)·exp(−r/ℓ) over each cell, times the stack's sum.

    A ring at range r beyond nadir is at θ² = 2r/(κ h), and the strip's area per
    metre of range falls as r^(−1/2); the integral is exact, so that even a
    mirror, far narrower than a cell, keeps its energy.
    """
    decay = ORBIT_HEIGHT * CURVATURE / (2 * (alpha + ANTENNA_FALLOFF))
    step = ranges[1] - ranges[0]
    edges = np.maximum(np.append(ranges, ranges[-1] + step) - step / 2, 0)
    energy = np.sqrt(np.pi * decay) * erf(np.sqrt(edges / decay))
    looks = np.nansum(stack_profile([alpha])) / LOOKS_KEPT
    return np.diff(energy) * looks


def _blur(ranges, spread):
    """Surface heights (Gaussian) and point target (sinc²) in one kernel, zero lag first."""
    lag = np.roll(ranges, -int(np.argmin(np.abs(ranges))))
    heights = np.exp(-0.5 * (lag / spread) ** 2)
    target = np.sinc(lag / GATE) ** 2
    product = np.fft.rfft(heights / heights.sum()) * np.fft.rfft(target / target.sum())
    return np.fft.irfft(product, ranges.size)


def speckle(mean, looks, rng):
    """Multiply mean echoes by speckle, correlated between gates as zero padding makes it.

    Zero-padded gates are half a resolution cell apart, where the power of a
    band-limited field has the correlation sinc²(½) = 0.405; three weights give
    just that.

    Parameters
    ----------
    mean : array, shape (n, gates)
    looks : array, shape (n,)
        Independent looks: the relative standard deviation is 1/√looks.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (n, gates)
        float32.
    """
    side = 0.222
    weights = np.array([side, 1, side]) / (1 + 2 * side)
    shape = np.asarray(looks, "float32")[:, None] * np.float32(np.sum(weights**2))
    gates = mean.shape[1]
    noise = rng.standard_gamma(shape, (len(mean), gates + 2), dtype="float32") / shape
    smooth = sum(
        w * noise[:, k : k + gates] for k, w in enumerate(weights.astype("float32"))
    )
    return mean * smooth
