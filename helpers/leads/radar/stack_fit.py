"""The Gaussian that fits a stack's profile: Levenberg–Marquardt for all profiles at once.

Amplitude is solved for in closed form, so that each step searches for centre and
width only. Only the outermost loop is cached on disk, for the reason
that :mod:`helpers.leads.radar.echoes` gives.
"""

import numpy as np
from numba import njit, prange


@njit(parallel=True, cache=True)
def widths(power):
    """Fit each row of looks and give the widths, NaN where there is none to give.

    Parameters
    ----------
    power : array of float64, shape (n, looks)

    Returns
    -------
    array, shape (n,)
        As :func:`helpers.leads.radar.echoes.stack_std` says.
    """
    result = np.empty(len(power))
    for n in prange(len(power)):
        result[n] = _fitted_std(power[n])
    return result


@njit
def _moments(power, centre, width):
    """Sum g²dᵏ (k = 0…4) and y·g·dᵏ (k = 0…2) over the looks of a profile y.

    d is the distance from the centre in units of the width, g = exp(-d²/2).
    """
    m0 = m1 = m2 = m3 = m4 = y0 = y1 = y2 = 0.0
    # beyond eight widths g is too small to count
    first = min(max(int(centre - 8 * width), 0), power.size)
    end = max(min(int(centre + 8 * width) + 2, power.size), first)
    step = 1 / width
    d = (first - centre) * step
    # on an even grid the Gaussian is a product: three exponentials serve all looks
    g = np.exp(-0.5 * d * d)
    ratio = np.exp(-(d + 0.5 * step) * step)
    shrink = np.exp(-step * step)
    for look in range(first, end):
        if not np.isnan(power[look]):
            y = power[look] * g
            y0 += y
            y1 += y * d
            y2 += y * d * d
            m = g * g
            m0 += m
            m1 += m * d
            m *= d * d
            m2 += m
            m3 += m * d
            m4 += m * d * d
        g *= ratio
        ratio *= shrink
        d += step
    return m0, m1, m2, m3, m4, y0, y1, y2


@njit
def _step(moments, damping):
    """Solve the damped normal equations for the steps in centre and width.

    The amplitude enters linearly: it is y0 / m0 for any centre and width, and is
    eliminated from the equations, so that two unknowns remain (in units of the width).
    """
    m0, m1, m2, m3, m4, y0, y1, y2 = moments
    amplitude = y0 / m0
    a = (m2 - m1 * m1 / m0) * (1 + damping)
    b = m3 - m1 * m2 / m0
    c = (m4 - m2 * m2 / m0) * (1 + damping)
    p = y1 / amplitude - m1
    q = y2 / amplitude - m2
    determinant = a * c - b * b
    return (c * p - b * q) / determinant, (a * q - b * p) / determinant


@njit
def _start(power):
    """Position of the largest power, the closed form of the width, and valid looks."""
    largest = looks = 0
    squared = fourth = 0.0
    for look in range(power.size):
        if not np.isnan(power[look]):
            looks += 1
            squared += power[look] ** 2
            fourth += power[look] ** 4
            if np.isnan(power[largest]) or power[look] > power[largest]:
                largest = look
    if looks < 4 or not (0 < power[largest] < np.inf):
        return 0.0, 0.0
    return float(largest), squared**2 / fourth / np.sqrt(2 * np.pi)


@njit
def _fitted_std(power):
    centre, width = _start(power)
    if width == 0:
        return np.nan
    moments = _moments(power, centre, width)
    damping = 1e-3
    for _ in range(200):
        along, wider = _step(moments, damping)
        wider = min(max(wider, -1.0), 1.0)
        new_centre, new_width = centre + along * width, width * np.exp(wider)
        if not (np.isfinite(new_centre) and np.isfinite(new_width)):
            return np.nan
        new = _moments(power, new_centre, new_width)
        # y0²/m0 is what the best amplitude explains of the summed squares
        if new[5] > 0 and new[5] ** 2 / new[0] >= moments[5] ** 2 / moments[0]:
            centre, width, moments = new_centre, new_width, new
            damping = max(0.1 * damping, 1e-3)
        else:
            damping *= 10
        if max(abs(along), abs(wider)) < 1e-5:
            measured = damping < 1 and 0.25 <= width <= power.size
            return width if measured else np.nan
    return np.nan
