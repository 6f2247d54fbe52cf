"""Labelled series, laid out alike: of windows of an archive, or of a glacier's elevations.

Each sample has one series per feature, a class, and the *group* that must not be split
between training and test.
"""

import warnings

import numpy as np
import xarray as xr

from helpers.errors import BadInput
from helpers.glaciers import cpazmal, sentinel1
from helpers.glaciers.statistics import log_cumulants, moments, ratio

GLACIER = ("ABL", "ACC", "HAG", "ICA")
"""The classes of glacier surfaces, in the order of the archive's authors."""
CUMULANTS = ("k1", "k2", "k3")
MOMENTS = ("mean", "kurtosis", "variation")


def of_paz(path, group, polarisation, masked=True):
    """Open what PAZ saw of a group in descending orbit, as :func:`cpazmal.open` does.

    Raises
    ------
    BadInput
        As there, and when no image is by PAZ.
    """
    stack = cpazmal.open(path, group, polarisation=polarisation, masked=masked)
    by_paz = stack.satellite.values == "PAZ"
    if not by_paz.any():
        raise BadInput(
            f"{group} DSC has no image by PAZ, only by "
            f"{', '.join(np.unique(stack.satellite))}: give an archive that has."
        )
    return stack.isel(time=by_paz)


def of_windows(
    path,
    size=7,
    polarisations=("HH", "HV"),
    classes=GLACIER,
    form="code",
    most=None,
    masked_share=0.0,
    seed=0,
):
    """Compute the series of features of the windows of an archive.

    The windows lie side by side in the polygons of some classes, in descending orbit,
    at the dates on which PAZ saw all of them in all of the polarisations. A polygon that
    is masked as a whole is left out, with a warning.

    Parameters
    ----------
    path : path-like
        The archive.
    size : int
        Pixels along a side of a window, odd.
    polarisations : sequence of str
        ``"HH"``, ``"HV"`` or both; only with both there is a ratio.
    classes : sequence of str
    form : {"code", "slides"}
        Of the cross-polarisation ratio, as in :func:`statistics.ratio`.
    most : int, optional
        Windows to draw at random from each polygon, at most; by default all stay.
    masked_share : float
        Of a window's pixels that may be masked, as in :func:`cpazmal.windows`.
    seed : int
        Of the random draw.

    Returns
    -------
    xarray.Dataset
        ``series`` (window, feature, time), float32. The features: the log-cumulants of
        amplitude ``"HH_k1"`` to ``"HV_k3"`` (nepers to their power), and of the ratio
        ``"ratio_mean"``, ``"ratio_kurtosis"`` and ``"ratio_variation"``. Along
        ``window``: ``label``, the class; ``group``, the polygon; ``row`` and ``column``.

    Raises
    ------
    BadInput
        When a class has no group or no window, the groups have no date in common, or as
        in :func:`cpazmal.open` and :func:`cpazmal.windows`.
    """
    names = cpazmal.groups(path)["class"]
    for name in sorted(set(classes) - set(names)):
        raise BadInput(f"{path} has no group of class {name}: leave the class out.")
    rng = np.random.default_rng(seed)
    both = np.atleast_1d(polarisations).tolist()
    parts = []
    for group in names.index[names.isin(classes)]:
        cut = _cut(of_paz(path, group, both), size, masked_share)
        if cut is not None:
            parts.append(features(np.sqrt(_draw(cut, most, rng)), form))
    lacking = set(classes) - {part["class"].values[0] for part in parts}
    if lacking or not parts:
        lacking = ", ".join(sorted(lacking)) or "any kind"
        raise BadInput(
            f"{path} has no window of {size} × {size} pixels of class {lacking}: leave the "
            "class out, take smaller windows, or let more of them be masked."
        )
    series = xr.concat(parts, "window", join="inner", coords="minimal", compat="override")
    if not series.sizes["time"]:
        raise BadInput(f"The groups of {path} have no date in common: leave some out.")
    return series.rename({"class": "label"}).to_dataset(name="series")


def _cut(stack, size, masked_share):
    """Cut windows; None, and a warning where all is masked, when there are none."""
    try:
        cut = cpazmal.windows(stack, size, masked_share).intensity
    except cpazmal.NothingSeen as refusal:
        warnings.warn(f"Left out: {refusal}", stacklevel=3)
        return None
    return cut if cut.sizes["window"] else None


def _draw(windows, most, rng):
    count = windows.sizes["window"]
    if most is None or count <= most:
        return windows
    return windows[np.sort(rng.choice(count, most, replace=False))]


def features(amplitude, form="code"):
    """Describe the amplitude in windows: log-cumulants, and moments of the ratio.

    Parameters
    ----------
    amplitude : xarray.DataArray
        (window, polarisation, time, window_y, window_x), positive, NaN where missing.
    form : {"code", "slides"}

    Returns
    -------
    xarray.DataArray
        (window, feature, time), as :func:`of_windows` names them.
    """
    size = amplitude.sizes["window_x"]
    strips = _side_by_side(amplitude)
    found = {}
    for pol, strip in zip(amplitude.polarisation.values, strips, strict=True):
        cumulants = _at_centres(log_cumulants(strip, size), size)
        found |= {f"{pol}_{name}": c for name, c in zip(CUMULANTS, cumulants, strict=True)}
    if len(strips) == 2:
        signed = moments(ratio(*strips, form), size, MOMENTS)
        cut = _at_centres(signed, size)
        found |= {f"ratio_{name}": m for name, m in zip(MOMENTS, cut, strict=True)}
    kept = ("window", "time", "group", "class", "row", "column", "satellite")
    coords = {name: c for name, c in amplitude.coords.items() if name in kept}
    values = np.stack(list(found.values())).transpose(2, 0, 1).astype("float32")
    return xr.DataArray(
        values, coords | {"feature": list(found)}, ("window", "feature", "time")
    )


def _side_by_side(amplitude):
    """Lay the windows into one strip, so that statistics of sliding windows fit."""
    order = ("polarisation", "time", "window_y", "window", "window_x")
    values = amplitude.transpose(*order).values
    return values.reshape(*values.shape[:3], -1)


def _at_centres(statistics, size):
    return statistics[..., size // 2, size // 2 :: size]


def of_elevations(path):
    """Arrange the Sentinel-1 glacier's labelled years, one series per elevation bin.

    Parameters
    ----------
    path : path-like
        As in :func:`sentinel1.open_glacier`.

    Returns
    -------
    xarray.Dataset
        ``series`` (window, feature, time): VH in dB, the only feature, named ``"VH"``,
        with ``time`` the day of the year. Along ``window``: ``label``
        (``"accumulation"`` or ``"ablation"``, from the optical snow index), ``group``
        (aspect and elevation), ``aspect``, ``elevation`` (m) and ``year``.
    """
    found = sentinel1.annual_series(sentinel1.open_glacier(path))
    found = found.isel(bin_year=(found.label != "").values)
    groups = [
        f"{aspect} {elevation:.0f} m"
        for aspect, elevation in zip(
            found.aspect.values, found.elevation.values, strict=True
        )
    ]
    series = found.vh.expand_dims(feature=["VH"]).rename(bin_year="window", day="time")
    series = series.transpose("window", "feature", "time").astype("float32")
    coords = {"group": ("window", groups), "label": ("window", found.label.values)}
    return series.assign_coords(coords).to_dataset(name="series")


def thin(values, times, dropped, rng):
    """Take some dates out of each series, and fill them again along a straight line.

    Parameters
    ----------
    values : array, shape (n, dates)
    times : array, shape (dates,)
        In days, rising.
    dropped : int
        Dates that each series loses, drawn anew for each; its first and last stay.
    rng : numpy.random.Generator

    Returns
    -------
    short : numpy.ndarray, shape (n, dates − dropped)
    filled : numpy.ndarray, shape (n, dates)

    Raises
    ------
    BadInput
        When so many can't be dropped.
    """
    n, dates = np.shape(values)
    if dropped not in range(dates - 1):
        raise BadInput(f"dropped is {dropped}: give 0 to {dates - 2}, as the ends stay.")
    inner = rng.permuted(np.tile(np.arange(1, dates - 1), (n, 1)), axis=1)[:, dropped:]
    ends = np.tile([0, dates - 1], (n, 1))
    kept = np.sort(np.hstack([inner, ends]), axis=1)
    short = np.take_along_axis(np.asarray(values), kept, axis=1)
    rows = zip(kept, short, strict=True)
    return short, np.array([np.interp(times, times[k], row) for k, row in rows])
