"""Numba kernels of time warping: one recurrence for many pixels abreast.

The recurrence of one pair of series can't be vectorised, each cell waiting for its
neighbour; that of many pixels can. Series are taken in blocks laid out (date, pixel),
and every step is made for all pixels of a block at once, in single precision. Only the
band of the cost matrix is kept, by its diagonals: cell ``c`` of date ``i`` is the
barycentre's sample ``i - below + c``, so that the predecessors of a cell are the old
values of itself and of the next, and the new value of the one before. The cells lie
one after the other, padded by an infinite one at each end.
"""

import numpy as np
from numba import njit

# Abreast: a band and a date's values stay in a core's nearest cache. As a constant it
# tells the compiler that the cells don't overlap.
PIXELS = 256


@njit
def _cells(date, below, width, samples):
    """Return the first of a date's cells that lie on the barycentre, and their end."""
    return max(0, below - date), min(width, samples + below - date)


@njit
def _start(band, below):
    band[:] = np.inf
    _cell(band, below)[:] = 0  # what comes before the first cell of the first date


@njit
def _cell(band, cell):
    return band[(cell + 1) * PIXELS : (cell + 2) * PIXELS]


@njit
def _step(band, values, date, barycentre, below):
    """Bring a band from the date before to this one."""
    first, end = _cells(date, below, band.size // PIXELS - 2, barycentre.size)
    samples = barycentre[date - below + first : date - below + end]
    # in pairs, as half of what a cell takes is to load and to store it
    for n in range(0, samples.size - 1, 2):
        around = band[(first + n) * PIXELS : (first + n + 4) * PIXELS]
        _step_two(around, values, samples[n], samples[n + 1])
    if samples.size % 2:
        _step_one(band[(end - 1) * PIXELS : (end + 2) * PIXELS], values, samples[-1])


@njit
def _step_one(around, values, sample):
    for pixel in range(PIXELS):
        left, here = around[pixel], around[PIXELS + pixel]
        up = around[2 * PIXELS + pixel]
        around[PIXELS + pixel] = _accumulated(values[pixel] - sample, left, here, up)


@njit
def _step_two(around, values, sample, next_sample):
    for pixel in range(PIXELS):
        value, left, here = values[pixel], around[pixel], around[PIXELS + pixel]
        after, up = around[2 * PIXELS + pixel], around[3 * PIXELS + pixel]
        left = _accumulated(value - sample, left, here, after)
        around[PIXELS + pixel] = left
        around[2 * PIXELS + pixel] = _accumulated(value - next_sample, left, after, up)


@njit(fastmath={"contract"})  # may multiply and add at once, which rounds less
def _accumulated(difference, left, diagonal, up):
    least = up if up < diagonal else diagonal
    least = left if left < least else least
    return difference * difference + least


@njit
def _load(series, first, block):
    """Lay a block of series out (date, pixel); return how many there are."""
    loaded = series[first : first + PIXELS]
    for date in range(series.shape[1]):
        values, row = loaded[:, date], block[date]
        for pixel in range(len(loaded)):
            row[pixel] = values[pixel]
    return len(loaded)


@njit(nogil=True, cache=True)
def measure(series, barycentres, below, width, result):
    """Write the distance of every series to every barycentre into ``result``.

    Parameters
    ----------
    series : array of float32, shape (n, dates)
    barycentres : array of float32, shape (k, samples)
    below, width : int
        How far the band reaches below the diagonal, and its width, in samples.
    result : array of float32, shape (n, k)
        Is written to.
    """
    dates, samples = series.shape[1], barycentres.shape[1]
    block = np.zeros((dates, PIXELS), np.float32)
    band = np.empty((width + 2) * PIXELS, np.float32)
    last = _cell(band, samples - dates + below)
    for first in range(0, len(series), PIXELS):
        pixels = _load(series, first, block)
        for k in range(len(barycentres)):
            _start(band, below)
            for date in range(dates):
                _step(band, block[date], date, barycentres[k], below)
            for pixel in range(pixels):
                result[first + pixel, k] = np.sqrt(last[pixel])


@njit(nogil=True, cache=True)
def accumulate(series, barycentre, below, width):
    """Return the cost matrix of one series, infinite off the band.

    Parameters
    ----------
    series : array of float32, shape (1, dates)
    barycentre : array of float32, shape (samples,)
    below, width : int
        How far the band reaches below the diagonal, and its width, in samples.

    Returns
    -------
    numpy.ndarray of float32, shape (dates, samples)
    """
    dates, samples = series.shape[1], barycentre.size
    matrix = np.full((dates, samples), np.inf, np.float32)
    block = np.zeros((dates, PIXELS), np.float32)
    band = np.empty((width + 2) * PIXELS, np.float32)
    _load(series, 0, block)
    _start(band, below)
    for date in range(dates):
        _step(band, block[date], date, barycentre, below)
        for cell in range(*_cells(date, below, width, samples)):
            matrix[date, date - below + cell] = _cell(band, cell)[0]
    return matrix


@njit(nogil=True, cache=True)
def align(series, barycentre, below, width):
    """Align every series with a barycentre, and sum what lies at each of its samples.

    Parameters
    ----------
    series : array of float32, shape (n, dates)
    barycentre : array of float32, shape (samples,)
    below, width : int
        How far the band reaches below the diagonal, and its width, in samples.

    Returns
    -------
    cost : float
        The sum of the squared distances.
    total, count : numpy.ndarray, shape (samples,)
        The sum of the values aligned with each sample, and their number.
    """
    dates, samples = series.shape[1], barycentre.size
    block = np.zeros((dates, PIXELS), np.float32)
    bands = np.empty((dates + 1, (width + 2) * PIXELS), np.float32)
    last = _cell(bands[dates], samples - dates + below)
    cost, total, count = 0.0, np.zeros(samples), np.zeros(samples)
    for first in range(0, len(series), PIXELS):
        pixels = _load(series, first, block)
        _start(bands[0], below)
        for date in range(dates):
            bands[date + 1] = bands[date]
            _step(bands[date + 1], block[date], date, barycentre, below)
        for pixel in range(pixels):
            cost += last[pixel]
            _gather(block[:, pixel], bands[:, pixel::PIXELS], below, total, count)
    return cost, total, count


@njit
def _gather(values, bands, below, total, count):
    """Follow a series' path from its end, adding its values to what they lie at.

    Of equally good steps a path takes the diagonal one first, then the barycentre's.
    """
    date, sample = values.size - 1, total.size - 1
    while date >= 0:
        total[sample] += values[date]
        count[sample] += 1
        cell = sample - date + below + 1
        left, up = bands[date + 1, cell - 1], bands[date, cell + 1]
        diagonal = bands[date, cell]
        if diagonal <= left and diagonal <= up:
            date, sample = date - 1, sample - 1
        elif left <= up:
            sample -= 1
        else:
            date -= 1
