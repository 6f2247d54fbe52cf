"""A range from the whole echo: a model of its shape, fitted by least squares."""

from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.special import ive, kve

from helpers.errors import BadInput
from helpers.leads.products import sentinel3
from helpers.leads.radar import retracking
from helpers.leads.radar.echoes import rows

POINT = 0.376 * sentinel3.RESOLUTION
"""m; standard deviation of the Gaussian that is as wide at half its height as the echo of
a point, a squared sinc of a chirp of 320 MHz (Sentinel-3 and CryoSat-2)."""
AHEAD, BEHIND = 10.0, 25.0
"""m; the part of an echo that is fitted, around where TFMRA puts the surface."""
FAINTEST, LONGEST = 0.02, 200.0
"""m; bounds of the decay: a mirror's is much shorter than the pulse, and no surface's is
as long as the window."""


def echo(beyond, spread, decay):
    """Give the mean echo of a rough surface that a Doppler altimeter hears.

    The rings of a flat surface return r^(−1/2)·exp(−r/ℓ) at the range r beyond the
    surface, in a strip as narrow as the Doppler beam; heights and the radar's pulse
    blur that by a Gaussian of standard deviation σ. The integral of the two has a closed
    form in Bessel functions of the order ¼.

    Parameters
    ----------
    beyond : array
        Range beyond the mean surface in metres.
    spread : float
        σ in metres, of heights and pulse together.
    decay : float
        ℓ in metres: small over a mirror, large over rough ice.

    Returns
    -------
    array
        Power, up to a factor.

    References
    ----------
    Ray et al. (2015), IEEE Transactions on Geoscience and Remote Sensing 53, 911, of which
    this is the term of the lowest order.

    Examples
    --------
    Over a mirror it is the pulse itself:

    >>> mirror = echo(np.array([0.0, 0.2]), 0.2, 1e-4)
    >>> round(float(mirror[1] / mirror[0]), 3)
    0.607
    """
    beyond = np.asarray(beyond, float)
    z = spread / decay - beyond / spread
    # Either side of z = 0 has an exponential that doesn't overflow.
    gauss = -((beyond / spread) ** 2) / 2
    tail = np.minimum((spread / decay) ** 2 / 2 - beyond / decay, 0)
    return np.interp(z, *_shape()) * np.exp(np.where(z > 0, gauss, tail)) / np.sqrt(spread)


@cache
def _shape():
    """Tabulate exp(z²/4)·D(z), of the parabolic cylinder function of order −½, over z.

    For negative z without the factor exp(z²/2). One table serves all echoes: they differ
    in z alone, and the Bessel functions are slow.
    """
    z = np.linspace(-160.0, 260.0, 168_001)
    half = np.maximum(np.abs(z), 1e-6)
    x = half**2 / 4
    fourth = np.sqrt(half / 2 / np.pi) * kve(0.25, x)
    other = np.sqrt(np.pi * half) * ive(0.25, x) + fourth * np.exp(-2 * x)
    return z, np.where(z > 0, fourth, other)


def retrack(power, gate_m):
    """Fit the model to echoes, each on its own; the surface lies where the model's does.

    The power ahead of the echo is taken off, its factor follows from the other three
    numbers, and these (the place, σ and ℓ) are found by least squares, starting from
    TFMRA.

    Parameters
    ----------
    power : array, shape (n, gates)
    gate_m : float
        Width of a gate in metres.

    Returns
    -------
    pandas.DataFrame
        Per echo: ``gate``, where the surface lies; ``spread`` and ``decay`` in metres;
        ``misfit``, the root mean square of what the model leaves, as a share of the
        echo's maximum. NaN where TFMRA finds no surface.

    Raises
    ------
    BadInput
        When the gates are no echoes, or their width isn't positive.
    """
    if not gate_m > 0:
        raise BadInput(f"gate_m is {gate_m}: give the width of a gate in metres.")
    echoes, _ = rows(power)
    start = retracking.tfmra(echoes, 0.5)
    noise = echoes[:, : retracking.NOISE_GATES].mean(1, keepdims=True)
    found = [_fit(*each, gate_m) for each in zip(echoes - noise, start, strict=True)]
    return pd.DataFrame(found, columns=["gate", "spread", "decay", "misfit"])


def _fit(echo_power, start, gate_m):
    if not np.isfinite(start):
        return [np.nan] * 4
    first = max(int(start - AHEAD / gate_m), 0)
    used = slice(first, int(start + BEHIND / gate_m) + 1)
    seen = echo_power[used] / echo_power[used].max()
    gates = np.arange(first, first + seen.size)

    def shape(guess):
        spread, decay = np.hypot(POINT, guess[1]), np.exp(guess[2])
        return guess[0], spread, np.clip(decay, FAINTEST, LONGEST)

    def left(guess):
        place, spread, decay = shape(guess)
        model = echo((gates - place) * gate_m, spread, decay)
        return (model @ seen) / (model @ model) * model - seen

    wide = np.log(np.clip(seen.sum() * gate_m, 0.1, 50.0))
    best = least_squares(
        left, [start + 0.2 / gate_m, 0.2, wide], method="lm", xtol=1e-3, ftol=1e-5
    )
    return [*shape(best.x), np.sqrt(np.mean(best.fun**2))]
