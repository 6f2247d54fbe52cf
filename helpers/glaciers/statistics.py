"""Statistics of SAR amplitude over sliding windows, and the cross-polarisation ratio.

Amplitude here is linear: the square root of the backscatter's intensity, not decibels.
A window is centred on its pixel; one of even size has its pixel right below and right
of its middle. Pixels that are missing, and those beyond the image's
edge, are left out of it; a window with less than half of its pixels left is NaN.
"""

from concurrent.futures import ThreadPoolExecutor
from numbers import Integral

import numpy as np
from numba import get_num_threads, njit
from tqdm import tqdm

from helpers.errors import BadInput

MOMENTS = ("mean", "kurtosis", "variation")
RATIOS = ("slides", "code")


def log_cumulants(stack, size, orders=(1, 2, 3)):
    """Compute cumulants of the logarithm of amplitude over sliding windows.

    Unbiased estimates (k-statistics) of the mean, the variance and the third central
    moment of ln A. For fully developed speckle of L looks and mean intensity m they
    tend to (ψ(L) + ln(m / L)) / 2, ψ′(L) / 4 and ψ″(L) / 8; of intensity they would be
    2, 4 and 8 times as large.

    Parameters
    ----------
    stack : array_like, shape (..., rows, columns)
        Amplitude, positive; NaN, or masked, where it is missing.
    size : int
        Side of the window in pixels.
    orders : sequence of int
        Which cumulants, among 1, 2 and 3.

    Returns
    -------
    numpy.ndarray, shape (orders, ..., rows, columns)
        In nepers to the power of the order; single precision where the stack is.

    Raises
    ------
    BadInput
        When the stack holds a value that has no logarithm, or ``size`` or ``orders``
        does not fit.

    References
    ----------
    Nicolas and Anfinsen (2002), Traitement du Signal 19, 139.

    Examples
    --------
    >>> stack = np.exp([[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 0.0]])
    >>> log_cumulants(stack, 3)[:, 1, 1].round(6).tolist()
    [1.0, 9.0, 81.0]
    """
    orders = tuple(np.atleast_1d(orders).tolist())
    if not orders or not set(orders) <= {1, 2, 3}:
        raise BadInput(f"orders is {orders}: choose among 1, 2 and 3.")
    stack = _images(stack, size)
    _check_amplitude(stack, "stack")
    least = max(_half(size), *orders)

    def cumulants(image):
        count, mean, second, third, _ = _window_sums(np.log(image, dtype=float), size)
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = second / (count - 1)
            skew = third * count / ((count - 1) * (count - 2))
        values = {1: mean, 2: variance, 3: skew}
        return [np.where(count < least, np.nan, values[order]) for order in orders]

    return _each_image(cumulants, stack, len(orders), "log-cumulants")


def moments(stack, size):
    """Compute moments over sliding windows, of a quantity that may be negative.

    Parameters
    ----------
    stack : array_like, shape (..., rows, columns)
        Such as the :func:`ratio`; NaN, or masked, where it is missing.
    size : int
        Side of the window in pixels.

    Returns
    -------
    numpy.ndarray, shape (3, ..., rows, columns)
        The mean; the kurtosis (of the population, 0 for a normal distribution); and the
        variation, the standard deviation of the population divided by the mean, which
        has the mean's sign and no meaning near zero. Single precision where the stack
        is. The kurtosis of a window without spread, and the variation about a mean of
        zero, are NaN.

    Raises
    ------
    BadInput
        When ``size`` does not fit, or a value is infinite.

    Examples
    --------
    >>> moments([[1.0, 1.0, 1.0], [1.0, 10.0, 1.0], [1.0, 1.0, 1.0]], 3)[:, 1, 1].round(3)
    array([2.   , 4.125, 1.414])
    """
    stack = _images(stack, size)
    infinite = np.count_nonzero(np.isinf(stack))
    if infinite:
        raise BadInput(f"stack holds {infinite} infinite values: make them NaN.")

    def described(image):
        count, mean, second, _, fourth = _window_sums(image.astype(float), size)
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = second / count
            # what rounding leaves of no spread is no spread
            spread = np.where(variance > (1e-14 * mean) ** 2, variance, np.nan)
            kurtosis = fourth / count / spread**2 - 3
            variation = np.where(mean == 0, np.nan, np.sqrt(variance) / mean)
        return np.where(count < _half(size), np.nan, [mean, kurtosis, variation])

    return _each_image(described, stack, len(MOMENTS), "moments")


def ratio(hh, hv, form="slides"):
    """Compute the normalised cross-polarisation ratio in either published form.

    Both are signed, so that log-cumulants of them are undefined: take :func:`moments`.

    Parameters
    ----------
    hh, hv : array, one shape
        Amplitude, positive; NaN, or masked, where it is missing.
    form : {"slides", "code"}
        (HH − HV) / (HH · HV), as in the slides, which is 1 / HV − 1 / HH and so
        depends on the calibration; or (HH − HV) / √(HH² + HV²), as in the authors'
        code, between −1 and 1.

    Returns
    -------
    array, of that shape

    Raises
    ------
    BadInput
        When the shapes differ, a value is not positive, or for another ``form``.

    Examples
    --------
    >>> hh, hv = np.array([4.0]), np.array([3.0])
    >>> ratio(hh, hv).round(4), ratio(hh, hv, "code")
    (array([0.0833]), array([0.2]))
    """
    if form not in RATIOS:
        raise BadInput(f"form is {form!r}: give 'slides' or 'code'.")
    if np.shape(hh) != np.shape(hv):
        raise BadInput(
            f"hh and hv have the shapes {np.shape(hh)} and {np.shape(hv)}: give both at "
            "the same dates and pixels."
        )
    _check_amplitude(hh, "hh")
    _check_amplitude(hv, "hv")
    return (hh - hv) / (hh * hv if form == "slides" else np.hypot(hh, hv))


def _check_amplitude(values, name):
    # NaN is missing, and compares as neither
    values = np.ma.filled(np.ma.asanyarray(values).astype(float, copy=False), np.nan)
    unfit = np.count_nonzero((values <= 0) | np.isinf(values))
    if unfit:
        raise BadInput(
            f"{name} holds {unfit} values that are zero, negative or infinite and so no "
            "amplitude with a logarithm: make those without data NaN, turn decibels into "
            "10 ** (dB / 20), and take moments of a signed ratio."
        )


def _images(stack, size):
    """Return a stack as floating-point images in which NaN is missing."""
    masked = np.ma.asanyarray(stack)
    kind = np.float32 if masked.dtype == np.float32 else float
    stack = np.ma.filled(masked.astype(kind, copy=False), np.nan)
    if stack.ndim < 2:
        raise BadInput(f"stack has the shape {stack.shape}: give images (rows, columns).")
    check_size(size, stack.shape[-2:])
    return stack


def check_size(size, image):
    """Refuse a window that does not fit into an image (rows, columns).

    Parameters
    ----------
    size : int
    image : (int, int)
        Rows and columns.

    Raises
    ------
    BadInput
        For a size that is not whole, not positive, or larger than the image.
    """
    whole = isinstance(size, Integral) and not isinstance(size, bool)
    if not whole or not 0 < size <= min(image):
        raise BadInput(
            f"size is {size}: give a whole number of pixels, no more than the image's "
            f"{' × '.join(map(str, image))}."
        )


def _half(size):
    """Give the pixels that a window needs."""
    return (size**2 + 1) // 2


def _each_image(function, stack, count, name):
    """Gather what a function makes of each image; the images are shared by threads."""
    images = stack.reshape(-1, *stack.shape[-2:])
    result = np.empty((count, *images.shape), stack.dtype)
    with ThreadPoolExecutor(get_num_threads()) as pool:
        made = pool.map(function, images)
        shown = tqdm(made, name, total=len(images), delay=2, leave=False)
        for number, values in enumerate(shown):
            result[:, number] = values
    return result.reshape(count, *stack.shape)


def _window_sums(image, size):
    """Return the count, the mean, and the sums of the deviations' powers 2, 3 and 4."""
    present = np.pad(np.isfinite(image), size // 2).astype(float)
    values = np.pad(np.nan_to_num(image), size // 2)
    sums = np.zeros((5, *image.shape))
    _add_windows(values, present, size, sums)
    return sums


# Summed anew for each window: running sums would be faster and lose the small
# deviations of one window in the large values of another.


@njit(nogil=True, cache=True)
def _add_windows(values, present, size, sums):
    rows, columns = sums.shape[1:]
    for row in range(rows):
        count, mean = sums[0, row], sums[1, row]
        for down in range(row, row + size):
            for right in range(size):
                within = slice(right, right + columns)
                _add(values[down, within], present[down, within], count, mean)
        for column in range(columns):
            mean[column] = mean[column] / count[column] if count[column] else np.nan
        for down in range(row, row + size):
            for right in range(size):
                within = slice(right, right + columns)
                _add_powers(values[down, within], present[down, within], sums[:, row])


@njit
def _add(values, present, count, total):
    for column in range(values.size):
        count[column] += present[column]
        total[column] += values[column]


@njit
def _add_powers(values, present, sums):
    mean, second, third, fourth = sums[1], sums[2], sums[3], sums[4]
    for column in range(values.size):
        deviation = (values[column] - mean[column]) * present[column]
        square = deviation * deviation
        second[column] += square
        third[column] += square * deviation
        fourth[column] += square * square
