"""When and how the images of a CPAZMaL stack were taken, in every edition's words."""

import h5py
import numpy as np
import pandas as pd

from helpers.errors import BadInput
from helpers.glaciers.products.cpazmal_hdf5 import PER_IMAGE, plain

LAUNCH = "2018-02-22"
"""PAZ's; no image before it can be PAZ's."""

SATELLITES = {"PA": "PAZ", "TS": "TSX", "TE": "TSX", "TX": "TSX", "TD": "TDX", "TA": "TDX"}
"""The first two letters of any way to write a satellite's name, and its short name."""


def acquisitions(place: h5py.Group) -> pd.DataFrame:
    """Give what is stored of each image of a stack.

    Older editions name the satellite, in ``satellites``. The published one has PAZ's
    images only, and in ``passes`` the direction of flight.

    Parameters
    ----------
    place : h5py.Group
        A stack, from :func:`helpers.glaciers.products.cpazmal_hdf5.find`.

    Returns
    -------
    pandas.DataFrame
        ``date``, ``satellite``, ``pass`` (such as ``"Descending"``; empty where it isn't
        stored), ``incidence_angle`` (degrees), ``resolution_range`` and
        ``resolution_azimuth`` (m), NaN where they aren't stored, or 0, as they are
        for images that the authors' list of acquisitions lacks.

    Raises
    ------
    BadInput
        When dates can't be read, are out of order or double.
    """
    times = dates(place)
    if not times.is_monotonic_increasing or not times.is_unique:
        raise BadInput(
            f"{place.name} has dates that are out of order or double: sort its images, "
            "masks and timestamps by date."
        )
    table = pd.DataFrame({"date": times, "satellite": _satellites(place, times)})
    table["pass"] = [str(plain(name)) for name in _stored(place, "passes", b"", times)]
    for name in PER_IMAGE:
        values = np.asarray(_stored(place, name, np.nan, times))
        column = "incidence_angle" if name == "angles_incidence" else name
        table[column] = np.where(values == 0, np.nan, values)
    return table


def _stored(place, name, otherwise, times):
    return place[name][()] if name in place else [otherwise] * times.size


def _satellites(place, times):
    if "satellites" in place:
        return [_satellite(name) for name in place["satellites"][()]]
    return np.where(times < LAUNCH, "unknown", "PAZ")


def dates(place: h5py.Group) -> pd.DatetimeIndex:
    """Read the timestamps of a stack.

    They may be text, ``YYYYMMDD`` or ISO 8601, or numbers: eight digits that read as
    ``YYYYMMDD``, or else seconds since 1970. Times are in UTC.

    Raises
    ------
    BadInput
        When one of them is not a date.
    """
    stamps = place["timestamps"][()]
    try:
        if stamps.dtype.kind in "iuf":
            digits = (stamps >= 19000101) & (stamps <= 21001231)
            if not digits.all():
                return _complete(pd.to_datetime(stamps, unit="s"))
            stamps = stamps.astype(int)
        texts = [str(plain(stamp)) for stamp in stamps]
        return _complete(pd.to_datetime(texts, format="ISO8601").tz_localize(None))
    except ValueError:
        raise BadInput(
            f"{place.name} has timestamps such as {plain(stamps[0])!r}, which are not "
            "all dates: give them as YYYYMMDD."
        ) from None


def _complete(times):
    if times.hasnans:
        raise ValueError("a date is missing")
    return times


def _satellite(name):
    text = str(plain(name)).upper()
    return SATELLITES.get(text[:2], text)
