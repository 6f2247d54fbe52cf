"""Labelled series, laid out alike: of windows or pixels of an archive, or of elevations.

Each sample has one series per feature, a class, and the *group* that must not be split
between training and test.
"""

import warnings

import numpy as np
import xarray as xr

from helpers.errors import BadInput
from helpers.glaciers import window_features
from helpers.glaciers.products import cpazmal

GLACIER = ("ABL", "ACC", "HAG", "ICA")
"""The classes of glacier surfaces, in the order of the archive's authors."""
KEEPS_SNOW, LOSES_SNOW = 0.7, 0.5
"""Mean NDSI of August and September above which a bin keeps its snow, and below which
it does not."""
STEP = 12
"""Days between the passes of one Sentinel-1 satellite over the same track."""


def of_windows(path, size=7, classes=GLACIER, ratio_form="code", masked_share=0.0, **drawn):
    """Compute the series of features of the windows of an archive.

    The windows lie side by side in the polygons of some classes, in descending orbit,
    at the dates on which PAZ saw all of them in HH and in HV. A polygon that is masked
    as a whole is left out, with a warning.

    Parameters
    ----------
    path : path-like
        The archive.
    size : int
        Pixels along a side of a window.
    classes : sequence of str
    ratio_form : {"code", "slides"}
        Of the cross-polarisation ratio, as in :func:`helpers.glaciers.statistics.ratio`.
    masked_share : float
        Of a window's pixels that may be masked, as in
        :func:`helpers.glaciers.products.cpazmal.windows`. A window that lacks half of
        its pixels at some date is left out in any case.
    **drawn
        ``max_windows``, how many to draw at random from each polygon, at most, and the
        ``seed`` of the draw; by default all stay.

    Returns
    -------
    xarray.Dataset
        ``series`` (window, feature, time), float32; the features are those of
        :func:`helpers.glaciers.window_features.of_windows`. Along ``window``:
        ``label``, the class; ``group``, the polygon; ``row`` and ``column``.

    Raises
    ------
    BadInput
        When a class has no group or no window, the groups have no date in common, or as
        :func:`helpers.glaciers.products.cpazmal.open` and ``windows`` there do.
    """
    names = cpazmal.groups(path)["class"]
    for name in sorted(set(classes) - set(names)):
        raise BadInput(f"{path} has no group of class {name}: leave the class out.")
    draw, parts = _draw(**drawn), []
    for group in names.index[names.isin(classes)]:
        stack = cpazmal.open(path, group, polarisation=["HH", "HV"], satellite="PAZ")
        try:
            cut = cpazmal.windows(stack, size, masked_share).intensity
        except cpazmal.NothingSeen as refusal:
            warnings.warn(f"Left out: {refusal}", stacklevel=2)
            continue
        if cut.sizes["window"]:
            part = window_features.of_windows(np.sqrt(draw(cut)), ratio_form)
            parts.append(part.dropna("window"))
    parts = [part for part in parts if part.sizes["window"]]
    lacking = set(classes) - {part["class"].values[0] for part in parts}
    if lacking or not parts:
        lacking = ", ".join(sorted(lacking)) or "any kind"
        raise BadInput(
            f"{path} has no window of {size} × {size} pixels of class {lacking}: leave the "
            "class out, or take smaller windows."
        )
    series = xr.concat(parts, "window", join="inner", coords="minimal", compat="override")
    if not series.sizes["time"]:
        raise BadInput(f"The groups of {path} have no date in common: leave some out.")
    return series.rename({"class": "label"}).to_dataset(name="series")


def _draw(max_windows=None, seed=0):
    rng = np.random.default_rng(seed)

    def drawn(windows):
        count = windows.sizes["window"]
        if max_windows is None or count <= max_windows:
            return windows
        return windows[np.sort(rng.choice(count, max_windows, replace=False))]

    return drawn


def of_pixels(path, groups, dates, size, names=window_features.FEATURES):
    """Describe the window around every clear pixel of some polygons of an archive.

    Parameters
    ----------
    path : path-like
    groups : sequence of str
    dates : array of datetime64
        Dates that all of them have in both polarisations.
    size, names
        As in :func:`helpers.glaciers.window_features.sliding`.

    Returns
    -------
    xarray.Dataset
        ``series`` (pixel, feature, time); along ``pixel``: ``label``, ``group``,
        ``row`` and ``column``. Pixels with too few neighbours are left out.

    Raises
    ------
    BadInput
        When a group lacks a date, or as :func:`helpers.glaciers.products.cpazmal.open`.
    """
    parts = []
    for group in groups:
        stack = cpazmal.open(path, group, polarisation=["HH", "HV"])
        lacking = np.setdiff1d(dates, stack.time)
        if lacking.size:
            raise BadInput(
                f"{group} DSC has no images in HH and HV of {lacking[0]:.10}: give dates "
                "that all groups have."
            )
        stack = stack.sel(time=dates)
        amplitude = np.sqrt(stack.intensity.values)
        found = window_features.sliding(amplitude, size, names)
        usable = np.isfinite(found).all((0, 1)) & np.isfinite(amplitude).all((0, 1))
        row, column = np.nonzero(usable)
        kept = {"label": stack.attrs["class"], "group": group, "row": row, "column": column}
        coords = {n: ("pixel", np.broadcast_to(v, row.shape)) for n, v in kept.items()}
        coords |= {"feature": list(names), "time": dates}
        values = found[:, :, usable].transpose(2, 0, 1)
        parts.append(xr.DataArray(values, coords, ("pixel", "feature", "time")))
    return xr.concat(parts, "pixel").to_dataset(name="series")


def annual_series(glacier):
    """List one series per elevation bin and year, with its label.

    Parameters
    ----------
    glacier : xarray.Dataset
        From :func:`helpers.glaciers.products.sentinel1_glacier.open`.

    Returns
    -------
    xarray.Dataset
        Over ``bin_year`` (124: 31 bins, 4 years): ``vh`` (bin_year, day), dB, on days
        1, 13, … of the year, linear between that year's own dates and held beyond
        its first and last, so that no year takes from its neighbours; ``ndsi``, the
        mean of August and September; ``label``: ``"accumulation"`` where that is above
        0.7, ``"ablation"`` below 0.5, ``""`` between. Coordinates: ``aspect``,
        ``elevation``, ``year``.

    Raises
    ------
    BadInput
        When no snow index is of August or September.
    """
    late = glacier.ndsi.sel(week=glacier.week.dt.month.isin([8, 9]))
    if not late.week.size:
        raise BadInput(
            f"{glacier.attrs['source']} has no snow index of August or September beside "
            "it: give tables that cover a late summer."
        )
    summer = late.groupby("week.year").mean()
    vh = glacier.vh.groupby("time.year").map(_over_the_year)
    vh = vh.stack(bin_year=["aspect", "elevation", "year"])
    vh = vh.transpose("bin_year", "day").dropna("bin_year")
    ndsi = summer.stack(bin_year=["aspect", "elevation", "year"]).sel(bin_year=vh.bin_year)
    ds = xr.Dataset({"vh": vh, "ndsi": ndsi}).reset_index("bin_year")
    kinds = {"accumulation": ds.ndsi > KEEPS_SNOW, "ablation": ds.ndsi < LOSES_SNOW}
    ds["label"] = "bin_year", np.select([*kinds.values()], [*kinds], "")
    return ds.assign_coords(aspect=ds.aspect.astype(object).astype(str))


def _over_the_year(vh):
    """Interpolate one year's backscatter to days every ``STEP`` from the first."""
    days = np.arange(1, 366, STEP)
    dated = vh.assign_coords(time=vh.time.dt.dayofyear.values).rename(time="day")
    return dated.interp(day=np.clip(days, *dated.day.values[[0, -1]])).assign_coords(
        day=days
    )


def of_elevations(glacier):
    """Arrange the Sentinel-1 glacier's labelled years, one series per elevation bin.

    Parameters
    ----------
    glacier : xarray.Dataset
        From :func:`helpers.glaciers.products.sentinel1_glacier.open`.

    Returns
    -------
    xarray.Dataset
        ``series`` (window, feature, time): VH in dB, the only feature, named ``"VH"``,
        with ``time`` the day of the year. Along ``window``: ``label``
        (``"accumulation"`` or ``"ablation"``, from the optical snow index), ``group``
        (aspect and elevation), ``aspect``, ``elevation`` (m) and ``year``.
    """
    found = annual_series(glacier)
    found = found.isel(bin_year=(found.label != "").values)
    places = zip(found.aspect.values, found.elevation.values, strict=True)
    groups = [f"{aspect} {elevation:.0f} m" for aspect, elevation in places]
    series = found.vh.expand_dims(feature=["VH"]).rename(bin_year="window", day="time")
    series = series.transpose("window", "feature", "time").astype("float32")
    coords = {"group": ("window", groups), "label": ("window", found.label.values)}
    return series.assign_coords(coords).to_dataset(name="series")


def of_places(samples, bands=("ndvi", "mir")):
    """Arrange MODIS samples, whose group is the place that they were taken at.

    Parameters
    ----------
    samples : xarray.Dataset
        From :func:`helpers.glaciers.products.modis.open`.
    bands : sequence of str
        Those to take, where the samples have them.

    Returns
    -------
    xarray.Dataset
        ``series`` (window, feature, time), with ``time`` in days from the first date of
        the first sample; along ``window``: ``label`` and ``group``.
    """
    chosen = samples.sel(band=[band for band in bands if band in samples.band])
    days = (samples.date[0] - samples.date[0, 0]).dt.days.values
    places = zip(samples.longitude.values, samples.latitude.values, strict=True)
    groups = [f"{longitude:.5f} {latitude:.5f}" for longitude, latitude in places]
    found = chosen.series.rename(sample="window", band="feature")
    found = found.transpose("window", "feature", "time").drop_vars(
        ["longitude", "latitude"]
    )
    coords = {
        "time": days,
        "group": ("window", groups),
        "label": ("window", samples.label.values),
    }
    return found.assign_coords(coords).to_dataset(name="series")


def without_level(features, axis=1):
    """Subtract from each series its mean over the dates; what is left is its shape.

    Parameters
    ----------
    features : array
    axis : int
        That of the dates.

    Returns
    -------
    array, of that shape
    """
    return features - features.mean(axis=axis, keepdims=True)


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
