"""Undo the movement of the range window: where an echo should lie, and its shift there.

The tracker keeps the surface inside the range window by moving the window, and it
moves it in steps. Neighbouring echoes of one flat surface therefore lie at different
gates. What the satellite's altitude, the tracker range, the geophysical corrections
and the mean sea surface say about that movement is a length in metres, ``shift``;
``align`` takes it out of the echoes.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads, njit
from scipy import fft

from helpers.errors import BadInput

STANDARD = (
    "dry_troposphere",
    "wet_troposphere",
    "ionosphere",
    "inverse_barometer",
    "ocean_tide",
    "solid_earth_tide",
    "pole_tide",
)
_BLOCK = 512  # echoes at a time: their spectra fit into a core's cache


def corrections(dataset, names=STANDARD, *, load_tide_twice=False):
    """Add up range corrections in metres.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds the corrections over ``echo``, as the readers give them.
    names : sequence of str
        The corrections to add. The ocean tide of Sentinel-3 contains the load tide,
        and says so in its attribute ``includes_load_tide``; where it does not, as in
        CryoSat-2, add it: ``(*STANDARD, "load_tide")``.
    load_tide_twice : bool
        Allow ``load_tide`` beside such an ocean tide: wrong, and wanted only to show
        what it does.

    Returns
    -------
    xarray.DataArray
        The sum over ``echo``; NaN where any of the corrections is.

    Raises
    ------
    BadInput
        When a correction is missing, or the load tide would be counted twice.
    """
    names = [names] if isinstance(names, str) else list(names)
    if len(set(names)) < len(names):
        raise BadInput(
            f"The corrections {', '.join(names)} name one twice: give each once."
        )
    missing = [name for name in names if name not in dataset]
    if missing or not names:
        there = ", ".join(name for name in (*STANDARD, "load_tide") if name in dataset)
        raise BadInput(
            f"The corrections {', '.join(missing) or '(none named)'} are not in the "
            f"dataset; choose among {there or 'none: it holds no correction'}."
        )
    both = {"ocean_tide", "load_tide"} <= set(names)
    included = both and dataset["ocean_tide"].attrs.get("includes_load_tide", 0)
    if included and not load_tide_twice:
        raise BadInput(
            "ocean_tide already includes the load tide: leave load_tide out, or ask "
            "for load_tide_twice=True to see what counting it twice does."
        )
    total = sum(dataset[name] for name in names)
    return total.rename("corrections").assign_attrs(units="m")


def shift(altitude, tracker_range, corrections, mean_sea_surface):
    """Give the distance of the mean sea surface beyond the reference gate.

    altitude − tracker range − corrections is the height that the surface would have
    if its echo lay at the tracker's reference gate; the mean sea surface is where it
    does lie, but for the sea's own anomaly. A positive shift means that the window
    was set too short: the echo lies that much *late*, towards later gates, and
    :func:`align` moves it forward.

    Parameters
    ----------
    altitude, tracker_range, mean_sea_surface : array, shape (n,)
        Metres; altitude and mean sea surface over the same ellipsoid.
    corrections : array, shape (n,)
        Metres, those that are added to a range: the dry troposphere is about −2.3.

    Returns
    -------
    array, shape (n,)
        Metres; NaN where any of the four is.
    """
    return altitude - tracker_range - corrections - mean_sea_surface


def align(power, shift_m, gate_m, edges="nan"):
    """Move each echo ``shift_m`` metres towards earlier gates.

    With a shift of two gate widths, what lay at gate 7 comes to lie at gate 5::

        gate    0 1 2 3 4 5 6 7 8 9
        before  . . . . . . / # - .
        after   . . . . / # - . x x      x: not measured

    The movement is a phase ramp on the echo's Fourier transform, P(f)·exp(2πi f s),
    and so goes to any fraction of a gate. It is exact where the gates sample the
    power finely enough: a zero-padded product (256 gates of 0.2342 m) does, whereas
    128 gates of twice the width sample the field but not its square, and a sharp
    echo is moved approximately. Any statistic that does not depend on where in the
    window the echo lies cannot change by this, apart from what leaves the window.

    Parameters
    ----------
    power : array_like, shape (..., gates)
        Echoes, in any unit of power.
    shift_m : array_like, shape (...)
        How far each echo lies late, in metres; see :func:`shift`.
    gate_m : float
        Width of a gate in metres.
    edges : {"nan", "wrap"}
        What to put where the window was not measured: NaN, or the gates that leave
        it at the other end.

    Returns
    -------
    numpy.ndarray, shape (..., gates)
        Never negative: band-limited movement of a sharp or noisy echo undershoots
        beside it, and power below zero has no meaning, so that it is set to zero.
        An echo is NaN at every gate where its shift is NaN, infinite or longer than
        the window, or where any of its gates is not finite.

    Raises
    ------
    BadInput
        When the shapes do not match, or ``gate_m`` or ``edges`` is out of range.

    Examples
    --------
    >>> align([0, 0, 0, 4, 0, 0], 1.0, gate_m=0.5).round(6) + 0
    array([ 0.,  4.,  0.,  0., nan, nan])
    """
    power = np.asarray(power, dtype=float)
    shift_m = np.asarray(shift_m, dtype=float)
    if power.ndim == 0 or power.shape[:-1] != shift_m.shape or power.shape[-1] < 2:
        raise BadInput(
            f"power has the shape {power.shape} and shift_m {shift_m.shape}, but there "
            "must be one shift per echo, and at least two gates in the last dimension."
        )
    if not 0 < gate_m < np.inf:
        raise BadInput(f"gate_m is {gate_m}, but must be a positive width in metres.")
    if edges not in ("nan", "wrap"):
        raise BadInput(f"edges is {edges!r}, but must be 'nan' or 'wrap'.")
    echoes = power.reshape(-1, power.shape[-1])
    shifts = shift_m.reshape(-1) / gate_m
    aligned = np.empty_like(echoes)

    def move(start):
        block = slice(start, start + _BLOCK)
        _move(echoes[block], shifts[block], edges == "nan", aligned[block])

    with ThreadPoolExecutor(get_num_threads()) as pool:
        list(pool.map(move, range(0, len(echoes), _BLOCK)))
    return aligned.reshape(power.shape)


def _move(echoes, shifts, cut, aligned):
    """Move echoes by a number of gates each; what is not finite ends as NaN."""
    gates = echoes.shape[-1]
    with np.errstate(invalid="ignore"):
        shifts = np.where(np.abs(shifts) < gates, shifts, np.nan)
        # The transform sees the last gate beside the first. A slope that makes them
        # equal is moved apart from the rest, or their step rings into the echo.
        slope = cut * (echoes[:, -1] - echoes[:, 0]) / (gates - 1)
        _take_slope(echoes, slope, aligned)
        spectrum = fft.rfft(aligned)
        _turn(spectrum, np.exp(2j * np.pi * shifts / gates))
        _finish(fft.irfft(spectrum, gates), shifts, slope, cut, aligned)


# These work in place: fresh memory would take longer than the transforms.


@njit(nogil=True, cache=True)
def _take_slope(echoes, slope, level):
    for n in range(len(echoes)):
        for gate in range(echoes.shape[1]):
            value = echoes[n, gate] - slope[n] * gate
            level[n, gate] = value if np.isfinite(value) else np.nan


@njit(nogil=True, cache=True)
def _turn(spectrum, turn):
    for n in range(len(spectrum)):
        ramp = 1.0 + 0.0j
        for frequency in range(spectrum.shape[1]):
            spectrum[n, frequency] *= ramp
            ramp *= turn[n]


@njit(nogil=True, cache=True)
def _finish(moved, shifts, slope, cut, aligned):
    """Give the slope back, cut what was not measured, and clip what undershoots."""
    gates = moved.shape[1]
    for n in range(len(moved)):
        for gate in range(gates):
            source = gate + shifts[n]
            value = moved[n, gate] + slope[n] * source
            # a thousandth of a gate forgives the rounding of metres by metres
            if cut and not -1e-3 <= source <= gates - 1 + 1e-3:
                value = np.nan
            aligned[n, gate] = 0.0 if value < 0 else value


def peak_position(power):
    """Find the gate of the largest power, to a fraction of a gate.

    The vertex of the parabola through the largest gate and its two neighbours; the
    gate itself where it lies at an end, beside a NaN, or on a flat top.

    Parameters
    ----------
    power : array_like, shape (..., gates)
        Echoes; gates that are NaN are passed over.

    Returns
    -------
    numpy.ndarray, shape (...)
        Position in gates, 0 being the first; NaN where every gate is.

    Examples
    --------
    >>> float(peak_position([0, 1, 3, 3, 1]))
    2.5
    """
    power = np.asarray(power, dtype=float)
    largest = np.argmax(np.where(np.isnan(power), -np.inf, power), axis=-1)
    padded = np.pad(power, [(0, 0)] * (power.ndim - 1) + [(1, 1)], constant_values=np.nan)
    before, top, after = (
        np.take_along_axis(padded, (largest + step)[..., None], axis=-1)[..., 0]
        for step in (0, 1, 2)
    )
    curvature = 2 * top - before - after
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = 0.5 * (after - before) / curvature
    offset = np.where(np.isfinite(offset), offset, 0)
    return np.where(np.isnan(top), np.nan, largest + offset)
