"""Gaussian noise on the grid that is alike from cell to cell."""

import numpy as np

from helpers.polder.products.grasp import LATITUDE, LONGITUDE

SHAPE = LATITUDE.size, LONGITUDE.size


def correlated_noise(count, lengths, rng, power=1.0):
    """Draw Gaussian fields of mean 0 and variance 1.

    Their correlation over d is exp(−d^power), d being cells over lengths; they are
    periodic in longitude. Source: circulant embedding, Dietrich & Newsam (1997), SIAM J.
    Sci. Comput. 18, 1088.

    Parameters
    ----------
    count : int
    lengths : (float, float)
        Cells from north to south, and from west to east.
    rng : numpy.random.Generator
    power : float
        Above 0 and below 2; the higher, the smoother.

    Returns
    -------
    array, shape (count, 180, 360)
    """
    rows, columns = 2 * SHAPE[0], SHAPE[1]  # twice the height: the poles don't meet
    across = _around(rows)[:, None] / lengths[0], _around(columns) / lengths[1]
    spectrum = np.fft.rfft2(np.exp(-(np.hypot(*across) ** power))).real.clip(min=0)
    white = np.fft.rfft2(rng.standard_normal((count, rows, columns)))
    return np.fft.irfft2(white * np.sqrt(spectrum))[:, : SHAPE[0]]


def _around(size):
    steps = np.arange(size)
    return np.minimum(steps, size - steps)


def least_squares_like(noise, terms):
    """Make noise uncorrelated with the terms and within itself, as residuals are."""
    residual = noise - terms @ np.linalg.lstsq(terms, noise, rcond=None)[0]
    factor = np.linalg.cholesky(np.cov(residual.T))
    return np.linalg.solve(factor, residual.T).T
