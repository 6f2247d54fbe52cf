"""What a window of radar images is described by: log-cumulants, and moments of a ratio."""

import numpy as np
import xarray as xr

from helpers.errors import BadInput
from helpers.glaciers.statistics import MOMENTS, check_size, log_cumulants, moments, ratio

CUMULANTS = ("k1", "k2", "k3")
FEATURES = (
    *(f"{pol}_{name}" for pol in ("HH", "HV") for name in CUMULANTS),
    *(f"ratio_{name}" for name in MOMENTS),
)
"""Names of the nine features: the log-cumulants of amplitude in HH and in HV (nepers to
their power), and the moments of the cross-polarisation ratio."""


def of_windows(amplitude, ratio_form="code"):
    """Describe windows that lie apart.

    Parameters
    ----------
    amplitude : xarray.DataArray
        (window, polarisation, time, window_y, window_x), positive, NaN where missing;
        HH and HV.
    ratio_form : {"code", "slides"}
        As in :func:`helpers.glaciers.statistics.ratio`.

    Returns
    -------
    xarray.DataArray
        (window, feature, time), named as in ``FEATURES``.
    """
    size = amplitude.sizes["window_x"]
    found = _described(_side_by_side(amplitude), size, ("HH", "HV", "ratio"), ratio_form)
    values = np.stack([found[name][:, size // 2, size // 2 :: size] for name in FEATURES])
    kept = ("window", "time", "group", "class", "row", "column", "satellite")
    coords = {name: c for name, c in amplitude.coords.items() if name in kept}
    coords["feature"] = list(FEATURES)
    values = values.transpose(2, 0, 1).astype("float32")
    return xr.DataArray(values, coords, ("window", "feature", "time"))


def sliding(amplitude, size, names=FEATURES):
    """Describe the window around each pixel at each date.

    Parameters
    ----------
    amplitude : array, shape (2, dates, rows, columns)
        HH and HV, positive, NaN where missing.
    size : int
        Side of the window in pixels.
    names : sequence of str
        Among ``FEATURES``.

    Returns
    -------
    numpy.ndarray, shape (features, dates, rows, columns)
        In the order of ``names``; NaN where less than half of the window has a value.

    Raises
    ------
    BadInput
        When the shape, ``size`` or a name does not fit, or a value is not positive.
    """
    amplitude = np.asarray(amplitude)
    check(amplitude, size, names)
    kinds = dict.fromkeys(name.partition("_")[0] for name in names)
    found = _described(amplitude, size, kinds)
    return np.stack([found[name] for name in names])


def check(amplitude, size, names):
    """Refuse what :func:`sliding` can't describe.

    Parameters
    ----------
    amplitude, size, names
        As there.

    Raises
    ------
    BadInput
        As there, apart from values.
    """
    unknown = sorted(set(names) - set(FEATURES))
    if unknown or not len(names):
        raise BadInput(
            f"There is no feature {', '.join(unknown) or 'asked for'}: give some of "
            f"{', '.join(FEATURES)}."
        )
    if amplitude.ndim != 4 or len(amplitude) != 2:
        raise BadInput(
            f"amplitude has the shape {amplitude.shape}: give HH and HV, that is (2, "
            "dates, rows, columns)."
        )
    check_size(size, amplitude.shape[-2:])


def _side_by_side(amplitude):
    """Lay the windows into one strip, so that statistics of sliding windows fit."""
    order = ("polarisation", "time", "window_y", "window", "window_x")
    values = amplitude.transpose(*order).values
    return values.reshape(*values.shape[:3], -1)


def _described(amplitude, size, kinds, ratio_form="code"):
    """Compute the features of some kinds, polarisations or ``"ratio"``, by name."""
    found, images = {}, dict(zip(("HH", "HV"), amplitude, strict=True))
    for kind in kinds:
        if kind == "ratio":
            names, values = MOMENTS, moments(ratio(*amplitude, ratio_form), size)
        else:
            names, values = CUMULANTS, log_cumulants(images[kind], size)
        found |= {f"{kind}_{name}": one for name, one in zip(names, values, strict=True)}
    return found
