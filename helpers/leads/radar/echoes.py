"""What one echo tells about the surface: two peakinesses and the width of its stack.

Every function takes arrays (or xarray objects) with the gates or looks last and any
dimensions before them, and returns an array of those leading dimensions.
"""

import numpy as np
import pandas as pd
from numba import njit, prange

from helpers.errors import BadInput
from helpers.leads.products import altimetry
from helpers.leads.radar import stack_fit

# Only the outermost of the compiled functions are cached. A cached callee gets linked
# into callers that another process compiles at the same time, and then it crashes.

FEATURES = ("sigma0", "peakiness", "stack_std")

CROP_GATE_M = altimetry.range_resolution(320e6) / 2
"""m; the gates that the crop of :func:`peakiness` was defined on."""


def rows(power):
    """Lay echoes out as the rows of a matrix of float64, for the compiled loops.

    Parameters
    ----------
    power : array_like, shape (..., gates)

    Returns
    -------
    numpy.ndarray, shape (n, gates)
    tuple of int
        The leading shape, to give the results back in.

    Raises
    ------
    BadInput
        When there is no last dimension of gates.
    """
    power = np.asarray(power, dtype=float)
    if power.ndim == 0 or power.shape[-1] == 0:
        raise BadInput(
            f"power has the shape {power.shape}: give echoes of one gate or more."
        )
    return np.ascontiguousarray(power.reshape(-1, power.shape[-1])), power.shape[:-1]


def pulse_peakiness(power):
    """Divide the largest power by the mean power of the echo.

    This is max ÷ sum × number of gates; gates that are NaN count neither in the sum
    nor in the number. It does not change when the echo moves within its window, but
    grows with the number of gates and with zero-padding: thresholds belong to one
    product.

    Parameters
    ----------
    power : array_like, shape (..., gates)
        Echoes, in any unit of power.

    Returns
    -------
    numpy.ndarray, shape (...)
        NaN where an echo has no gate, no positive sum, or an infinite one.

    References
    ----------
    Laxon (1994), International Journal of Remote Sensing 15, 915; Peacock & Laxon
    (2004), Journal of Geophysical Research 109, C07001.

    Examples
    --------
    >>> float(pulse_peakiness([0, 1, 6, 1]))
    3.0
    """
    power = np.asarray(power, dtype=float)
    valid = ~np.isnan(power)
    total = np.sum(power, axis=-1, where=valid)
    largest = np.max(power, axis=-1, where=valid, initial=-np.inf)
    total = np.where((total > 0) & (total < np.inf), total, np.nan)
    return largest / total * np.sum(valid, axis=-1)


def peakiness(power, *, before=50, after=78, noise=(10, 20)):
    """Divide the largest power by the mean of the gates that exceed the noise.

    The echo is cropped to the gates from ``before`` gates ahead of its maximum to
    ``after`` gates behind it (that one excluded). The noise is the mean of some gates
    of the crop, and only gates above it enter the mean.
    It is the peakiness of UCL's sea-ice processor and of the course that came of it.

    Parameters
    ----------
    power : array_like, shape (..., gates)
        Echoes, in any unit of power. The defaults are meant for zero-padded gates of
        0.2342 m; halve all four numbers for gates of twice the width.
    before, after : int
        Reach of the crop in gates.
    noise : tuple of int
        First gate of the crop that the noise is taken from, and the one after the last.

    Returns
    -------
    numpy.ndarray, shape (...)
        NaN where the crop leaves the echo, or the echo has no positive power.

    Raises
    ------
    BadInput
        When the crop is too short to hold the noise gates.

    References
    ----------
    Course GEOL0069, University College London, function ``peakiness``, which however
    shortens a crop that leaves the end of the echo without a word.
    """
    if before < 0 or after < 1 or not 0 <= noise[0] < noise[1] <= before + after:
        raise BadInput(
            f"before = {before}, after = {after} and noise = {noise} don't fit: give a "
            "crop that holds the maximum and the gates of the noise."
        )
    echoes, shape = rows(power)
    return _peakiness_of_rows(echoes, before, after, *noise).reshape(shape)


def stack_std(rip):
    """Fit a Gaussian to each range-integrated power profile and give its σ in looks.

    Least squares over amplitude, centre and σ by Levenberg–Marquardt, as in
    ``scipy.optimize.curve_fit``, for all profiles at once. The fit starts from the
    largest look and the closed form of σ, and so stays with the main lobe where a
    floor or a second lobe would draw a start from the moments away.

    Parameters
    ----------
    rip : array_like, shape (..., looks)
        Range-integrated power of each look of the stack, in any unit. Looks that are
        NaN are left out.

    Returns
    -------
    numpy.ndarray, shape (...)
        σ in looks. NaN where a profile has fewer than four looks or no positive
        power, where the fit does not converge, or where σ lies outside a quarter of
        a look and the number of looks: such a spike or plain has no width to measure.

    References
    ----------
    Wingham et al. (2006), Advances in Space Research 37, 841 (stack standard
    deviation); Marquardt (1963), SIAM Journal 11, 431.

    Examples
    --------
    >>> looks = np.arange(256)
    >>> float(stack_std(5 * np.exp(-0.5 * ((looks - 130) / 20) ** 2)).round(6))
    20.0
    """
    profiles, shape = rows(rip)
    return stack_fit.widths(profiles).reshape(shape)


def features(ds, needed=FEATURES):
    """Gather the features of each echo that the study clusters on.

    Parameters
    ----------
    ds : xarray.Dataset
        From any reader of altimetry. Peakiness is computed where there are echoes and
        the width of the stack where there is its profile, and else taken from the product.
    needed : sequence of str
        The features without which there is nothing to do.

    Returns
    -------
    pandas.DataFrame
        Those of ``sigma0`` (dB), ``peakiness`` and ``stack_std`` (looks) that the product
        has, needed or not; one row per echo, NaN where a feature is undefined.

    Raises
    ------
    BadInput
        When the product lacks one that is needed, or has it in no echo, or the width of
        its gates isn't known.
    """
    columns = {name: ds[name].values for name in FEATURES if name in ds}
    if "rip" in ds:  # the product has the stack's profile, not its width
        columns["stack_std"] = stack_std(ds.rip.values)
    if "power" in ds:
        # The crop is a length: twice the gates where they are half as wide.
        scale = CROP_GATE_M / altimetry.gate_width(ds)
        crop = {"before": round(50 * scale), "after": round(78 * scale)}
        noise = round(10 * scale), round(20 * scale)
        columns["peakiness"] = peakiness(ds.power.values, **crop, noise=noise)
    found = [n for n in FEATURES if n in columns and np.isfinite(columns[n]).any()]
    missing = [name for name in needed if name not in found]
    if missing:
        raise BadInput(
            f"{ds.attrs.get('source', 'This product')} has no {' and no '.join(missing)} "
            f"in any echo, but {' and '.join(found) or 'no feature at all'}: give another "
            "product, or the chapter only the features that there are."
        )
    return pd.DataFrame({name: columns[name] for name in found})


@njit(parallel=True, cache=True)
def _peakiness_of_rows(power, before, after, first, end):
    result = np.empty(len(power))
    for n in prange(len(power)):
        result[n] = _cropped_peakiness(power[n], before, after, first, end)
    return result


@njit
def _cropped_peakiness(power, before, after, first, end):
    largest = 0
    for gate in range(power.size):
        # a NaN at the start must not win, and every comparison with it is false
        if power[gate] > power[largest] or np.isnan(power[largest]):
            largest = gate
    if not power[largest] > 0 or largest < before or largest + after > power.size:
        return np.nan
    crop = power[largest - before : largest + after]
    noise = np.nanmean(crop[first:end])
    mean = np.mean(crop[crop > noise])
    return power[largest] / mean if mean > 0 else np.nan


def centred(power, *, before=50, after=78):
    """Cut echoes around their maximum and divide by it, to compare shapes.

    Parameters
    ----------
    power : array_like, shape (n, gates)
    before, after : int
        Gates kept before the maximum, and from it on.

    Returns
    -------
    numpy.ndarray, shape (n, before + after)
        1 at index ``before``; NaN where the cut leaves the echo, and all along where
        it has no positive power.

    Examples
    --------
    >>> centred([[0.0, 2.0, 4.0, 1.0]], before=1, after=3)
    array([[0.5 , 1.  , 0.25,  nan]])
    """
    power = np.asarray(power, dtype=float)
    known = np.isfinite(power).any(axis=1)
    peak = np.argmax(np.where(np.isfinite(power), power, -np.inf), axis=1)
    columns = peak[:, None] + np.arange(-before, after)
    inside = (columns >= 0) & (columns < power.shape[1]) & known[:, None]
    cut = np.take_along_axis(power, np.where(inside, columns, 0), axis=1)
    top = np.take_along_axis(power, peak[:, None], axis=1)
    return np.where(inside & (top > 0), cut / np.where(top > 0, top, 1), np.nan)
