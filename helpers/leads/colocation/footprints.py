"""What an image shows in the footprint of each echo of an altimeter."""

import numpy as np
import pandas as pd
import xarray as xr
from pyproj import CRS, Transformer

from helpers.errors import BadInput

ALONG, ACROSS = 300.0, 1600.0
"""m; an echo of a Doppler altimeter: as long as the Doppler beam is sharp, as wide as
the first gate reaches from 815 km (Sentinel-3's nominal 300 m × 1.64 km)."""


def project(ds, crs):
    """Project echoes into the coordinates of an image.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``latitude`` and ``longitude`` over ``echo``.
    crs : anything that pyproj reads
        Of the image; projected, in metres.

    Returns
    -------
    pandas.DataFrame
        One row per echo: ``x``, ``y`` in metres, and the direction of flight as the
        unit vector ``along_x``, ``along_y``.

    Raises
    ------
    BadInput
        When the image has no such system, or there are fewer than two echoes.
    """
    to_image = Transformer.from_crs("EPSG:4326", _metric(crs), always_xy=True)
    if ds.sizes["echo"] < 2:
        raise BadInput(
            f"There are {ds.sizes['echo']} echoes: a direction of flight takes two."
        )
    x, y = to_image.transform(ds.longitude.values, ds.latitude.values)
    step = np.gradient(x) + 1j * np.gradient(y)
    step = step / np.abs(step)
    return pd.DataFrame({"x": x, "y": y, "along_x": step.real, "along_y": step.imag})


def _metric(crs):
    try:
        found = CRS.from_user_input(crs)
    except Exception as error:  # pyproj has a kind for each thing that may be wrong
        raise BadInput(
            f"The image's coordinate system, {crs!r:.60}, can't be read: give a "
            "georeferenced image."
        ) from error
    if not found.is_projected or found.axis_info[0].unit_conversion_factor != 1:
        raise BadInput(
            f"The image's coordinate system, {found.name}, isn't in metres: reproject "
            "the image, to UTM for instance."
        )
    return found


def over(image, echoes):
    """Tell which echoes lie over an image.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``y`` and ``x``: pixel centres in metres, evenly spaced.
    echoes : pandas.DataFrame
        From :func:`project`.

    Returns
    -------
    array of bool, shape (echoes,)

    Raises
    ------
    BadInput
        When none does.
    """
    inside = np.ones(len(echoes), bool)
    for name in ("x", "y"):
        first, step = _axis(image, name)
        number = (echoes[name] - first) / step
        inside &= (number >= -0.5) & (number < image.sizes[name] - 0.5)
    if not inside.any():
        raise BadInput(
            f"None of the {len(echoes)} echoes lies over the image "
            f"(x {_range(image.x)}, y {_range(image.y)}; theirs x {_range(echoes.x)}, "
            f"y {_range(echoes.y)}): give a pass that crosses it."
        )
    return inside


def _range(values):
    return f"{np.nanmin(values) / 1000:.0f} to {np.nanmax(values) / 1000:.0f} km"


def _axis(image, name):
    centres = image[name].values
    if centres.size < 2 or not np.allclose(np.diff(centres), centres[1] - centres[0]):
        raise BadInput(
            f"The image's {name} isn't an evenly spaced axis of {centres.size} pixels: "
            "give one of two or more."
        )
    return centres[0], centres[1] - centres[0]


def cut(image, echoes, along=ALONG, across=ACROSS, spacing=None):
    """Take what lies in each echo's footprint, a rectangle along the flight.

    Parameters
    ----------
    image : xarray.DataArray
        Over ``y`` and ``x`` in metres; NaN where there is nothing to see.
    echoes : pandas.DataFrame
        From :func:`project`.
    along, across : float
        Metres.
    spacing : float, optional
        Metres between samples; by default the size of a pixel.

    Returns
    -------
    array of float, shape (echoes, samples)
        The pixel under each sample, NaN outside the image.
    """
    (left, wide), (top, high) = (_axis(image, name) for name in ("x", "y"))
    u, v = _grid(along, across, spacing or abs(wide))
    x, y, a, b = (echoes[c].values[:, None] for c in ("x", "y", "along_x", "along_y"))
    column, row = (x + a * u - b * v - left) / wide, (y + b * u + a * v - top) / high
    row, column = (np.rint(np.nan_to_num(i, nan=-1)).astype(int) for i in (row, column))
    inside = (np.minimum(row, column) >= 0) & (row < image.shape[0])
    inside &= column < image.shape[1]
    seen = image.values[np.where(inside, row, 0), np.where(inside, column, 0)]
    return np.where(inside, seen, np.nan)


def _grid(along, across, spacing):
    """Lay samples over a rectangle, each in the middle of its share."""
    if not 0 < spacing <= min(along, across):
        raise BadInput(
            f"A footprint of {along:g} by {across:g} m can't be sampled every {spacing:g} "
            "m: give a footprint of a pixel or more."
        )
    sides = []
    for length in (along, across):
        count = round(length / spacing)
        sides.append((np.arange(count) + 0.5) * length / count - length / 2)
    return (side.ravel() for side in np.meshgrid(*sides))


def shares(samples, classes=2):
    """Say what share of each footprint belongs to each class.

    Parameters
    ----------
    samples : array, shape (echoes, samples)
        From :func:`cut`, of a map of classes 0, 1, …; NaN where none is known.
    classes : int

    Returns
    -------
    pandas.DataFrame
        Per echo: ``valid``, the share of the footprint with a class; ``share_0``, … of
        the classes in that, NaN where there is none; ``majority``, −1 where none.

    Raises
    ------
    BadInput
        When no echo sees anything: an image all cloud, or all without data.
    """
    counts = np.stack([(samples == k).sum(1) for k in range(classes)], axis=1)
    seen = counts.sum(1)
    if not seen.any():
        raise BadInput(
            f"The image shows nothing in the footprints of the {len(samples)} echoes: all "
            "of it is cloud or without data; give another image."
        )
    share = counts / np.where(seen, seen, np.nan)[:, None]
    table = pd.DataFrame(share, columns=[f"share_{k}" for k in range(classes)])
    table.insert(0, "valid", seen / samples.shape[1])
    return table.assign(majority=np.where(seen, counts.argmax(1), -1))


def agreement(lead, echoes, score, reach=1000.0, step=100.0, **footprint):
    """Correlate the echoes with the image at shifts of the one against the other.

    Two sensors agree best where they see the same ice, so the best shift is the drift
    between them. No label is needed.

    Parameters
    ----------
    lead : xarray.DataArray
        1 lead, 0 ice, NaN unknown, over ``y`` and ``x``.
    echoes : pandas.DataFrame
        From :func:`project`.
    score : array, shape (echoes,)
        The larger, the more like a lead.
    reach, step : float
        Metres: shifts from −reach to reach in both directions.
    **footprint
        ``along``, ``across`` and ``spacing`` of :func:`cut`.

    Returns
    -------
    xarray.DataArray
        Pearson's correlation over ``shift_y`` and ``shift_x`` (metres by which the
        echoes are moved), over the echoes of whose footprint half is seen; NaN where
        those are fewer than three.
    """
    count = int(reach // step)
    shift = np.arange(-count, count + 1) * step
    values = [
        [_correlation(lead, echoes, score, dx, dy, footprint) for dx in shift]
        for dy in shift
    ]
    return xr.DataArray(values, {"shift_y": shift, "shift_x": shift})


def _correlation(lead, echoes, score, dx, dy, footprint):
    moved = echoes.assign(x=echoes.x + dx, y=echoes.y + dy)
    samples = cut(lead, moved, **footprint)
    seen = np.isfinite(samples).sum(1)
    share = np.nansum(samples, axis=1) / np.maximum(seen, 1)
    used = (seen >= 0.5 * samples.shape[1]) & np.isfinite(score)
    if used.sum() < 3 or min(np.ptp(share[used]), np.ptp(score[used])) == 0:
        return np.nan
    return np.corrcoef(share[used], score[used])[0, 1]


def best(agreement):
    """Give the shift of the best agreement.

    Parameters
    ----------
    agreement : xarray.DataArray
        From :func:`agreement`.

    Returns
    -------
    tuple of float
        x and y in metres.

    Raises
    ------
    BadInput
        When no shift has any agreement to compare.
    """
    if not agreement.notnull().any():
        raise BadInput(
            "The echoes and the image can't be compared at any shift: there is only one "
            "class, or too little is seen; give a clearer image."
        )
    where = agreement.argmax(...)
    return tuple(float(agreement[f"shift_{n}"][where[f"shift_{n}"]]) for n in ("x", "y"))
