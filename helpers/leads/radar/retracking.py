"""Where the surface lies in an echo: the threshold first-maximum retracker (TFMRA)."""

import numpy as np
from numba import njit, prange

from helpers.errors import BadInput
from helpers.leads.radar.echoes import rows

OVERSAMPLE, NOISE_GATES = 10, 6
"""Samples per gate; gates at the start of the echo whose mean is the noise."""


def tfmra(power, threshold=0.5, *, smooth=11, first_peak=0.15):
    """Retrack echoes with the threshold first-maximum retracker algorithm.

    The echo is oversampled linearly, smoothed with a box filter and normalised to
    its largest sample. Its first maximum is the first local maximum that exceeds
    the noise by ``first_peak``, or the largest sample where there is none before
    it. The surface lies where the power first crosses ``threshold`` times that
    maximum, interpolated linearly. At the ends of the echo the box holds the
    samples that there are, so that an echo which is already above the threshold at
    its first gate has no crossing there.

    Oversampling is linear on purpose: Fourier oversampling can ring ahead of the
    leading edge, and the ringing is then taken for the first maximum.

    Parameters
    ----------
    power : array_like, shape (..., gates)
        Echoes, in any unit of power.
    threshold : float or array_like, shape (...)
        Share of the first maximum at which the surface is put, between 0 and 1.
    smooth : int
        Length of the box filter in samples, ten to a gate; odd. The Alfred Wegener
        Institute takes 11 for SAR and 21 for interferometric echoes.
    first_peak : float
        Height above the noise, which is the mean of the echo's first six gates, as a
        share of the largest sample, from which a local maximum counts; 0.15 for SAR,
        0.45 for interferometric echoes.

    Returns
    -------
    numpy.ndarray, shape (...)
        Position of the surface in gates, 0 being the first; NaN where the echo has
        no crossing, no positive power, or a gate that is not finite.

    Raises
    ------
    BadInput
        When a parameter lies outside its range.

    References
    ----------
    Helm, Humbert & Miller (2014), The Cryosphere 8, 1539; Ricker et al. (2014),
    The Cryosphere 8, 1607; settings as in AWI's public processor, pysiral, which
    however takes the noise from one gate less.

    Examples
    --------
    >>> float(tfmra([0, 0, 0, 0, 0, 0, 0, 2, 4, 2, 1, 0], smooth=1))
    7.0
    """
    echoes, shape = rows(power)
    gates = echoes.shape[-1]
    if np.ndim(threshold) and np.shape(threshold) != shape:
        raise BadInput(
            f"threshold has the shape {np.shape(threshold)}: give one, or one per echo of "
            f"the shape {shape}."
        )
    if not np.all((np.asarray(threshold) > 0) & (np.asarray(threshold) < 1)):
        raise BadInput(f"threshold is {threshold}, but must lie between 0 and 1.")
    if not 0 <= first_peak < 1:
        raise BadInput(f"first_peak is {first_peak}, but must lie between 0 and 1.")
    if smooth % 2 == 0 or not 0 < smooth < gates * OVERSAMPLE:
        raise BadInput(
            f"smooth is {smooth}, but must be odd and shorter than the echo of "
            f"{gates} gates times {OVERSAMPLE} samples."
        )
    if gates <= NOISE_GATES:
        raise BadInput(
            f"Echoes of {gates} gates are too short: give {NOISE_GATES + 1} or more."
        )
    each = np.broadcast_to(np.asarray(threshold, float), shape).reshape(-1)
    gate = _retrack_rows(echoes, each, smooth, first_peak)
    return gate.reshape(shape)


def leading_edge_width(power, *, start=0.05, end=0.95, **settings):
    """Measure the width of the leading edge in gates; a narrow one marks a lead.

    Parameters
    ----------
    power : array_like, shape (..., gates)
    start, end : float
        Fractions of the first maximum between which the edge is measured.
    **settings
        Passed to :func:`tfmra`, which finds both places.

    Returns
    -------
    numpy.ndarray, shape (...)
        Gates; multiply by the gate width for metres. NaN where an end is not found.

    References
    ----------
    AWI's public processor, pysiral.
    """
    if not start < end:
        raise BadInput(f"start = {start} and end = {end}: give a start below the end.")
    return tfmra(power, end, **settings) - tfmra(power, start, **settings)


def retracked_range(tracker_range, gate, gate_m, reference_gate):
    """Give the range to the surface, without instrumental corrections.

    Parameters
    ----------
    tracker_range : array, shape (n,)
        Metres to the reference gate.
    gate : array, shape (n,)
        Where the surface lies, as :func:`tfmra` gives it.
    gate_m : float
        Width of a gate in metres.
    reference_gate : float

    Returns
    -------
    array, shape (n,)
        Metres.
    """
    return tracker_range + (gate - reference_gate) * gate_m


@njit
def _running_total(power):
    """Sum up the linearly oversampled echo; its entry n holds the first n samples."""
    total = np.empty((power.size - 1) * OVERSAMPLE + 2)
    start = 0.0
    for gate in range(power.size - 1):
        step = (power[gate + 1] - power[gate]) / OVERSAMPLE
        for part in range(OVERSAMPLE):
            # the sum of an arithmetic series: no need to oversample the echo itself
            added = part * (power[gate] + 0.5 * (part - 1) * step)
            total[gate * OVERSAMPLE + part] = start + added
        start += OVERSAMPLE * (power[gate] + 0.5 * (OVERSAMPLE - 1) * step)
    total[-2] = start
    total[-1] = start + power[-1]
    return total


@njit
def _box_filter(total, length):
    samples, reach = total.size - 1, length // 2
    smooth = np.empty(samples)
    smooth[reach : samples - reach] = (total[length:] - total[:-length]) * (1 / length)
    for sample in range(reach):
        held = sample + reach + 1
        smooth[sample] = total[held] / held
        smooth[-1 - sample] = (total[-1] - total[-1 - held]) / held
    return smooth


@njit
def _largest(fine):
    # np.argmax looks for NaN at every sample and takes twice as long
    largest = 0
    for sample in range(fine.size):
        if fine[sample] > fine[largest]:
            largest = sample
    return largest


@njit
def _first_maximum(fine, largest, least):
    for sample in range(1, largest):
        here = fine[sample]
        if here >= least and here > fine[sample - 1] and here > fine[sample + 1]:
            return sample
    return largest


@njit
def _crossing(fine, level):
    for sample in range(fine.size):
        if fine[sample] >= level:
            break
    if sample == 0:
        return np.nan
    below = fine[sample - 1]
    return sample - 1 + (level - below) / (fine[sample] - below)


@njit(parallel=True, cache=True)
def _retrack_rows(power, threshold, smooth, first_peak):
    gate = np.empty(len(power))
    for n in prange(len(power)):
        gate[n] = _retrack(power[n], threshold[n], smooth, first_peak)
    return gate


@njit
def _retrack(power, threshold, smooth, first_peak):
    total = _running_total(power)
    if not np.isfinite(total[-1]):
        return np.nan
    fine = _box_filter(total, smooth)
    largest = _largest(fine)
    if fine[largest] <= 0:
        return np.nan
    noise = np.mean(fine[: NOISE_GATES * OVERSAMPLE])
    least = noise + first_peak * fine[largest]
    level = threshold * fine[_first_maximum(fine, largest, least)]
    return _crossing(fine, level) / OVERSAMPLE
