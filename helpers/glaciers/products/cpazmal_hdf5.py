"""What lies where in a CPAZMaL archive's HDF5 file, and how its editions differ."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import dask.array
import h5py
import numpy as np
import pandas as pd

from helpers.errors import BadInput, reading

ORBITS = ("ASC", "DSC")
NEEDED = ("images", "masks", "timestamps")
PER_DATE = ("timestamps", "satellites", "passes", "angles_incidence")

SATELLITES = {"PA": "PAZ", "TS": "TSX", "TE": "TSX", "TX": "TSX", "TD": "TDX", "TA": "TDX"}
"""The first two letters of any way to write a satellite's name, and its short name."""

BLOCK_BYTES = 128 * 2**20
"""What one block of a lazily opened stack may take. The archive compresses each date's
image as a whole, so that every block unpacks all of it: blocks must be few."""


FAULTS = {"truncated": "is cut off", "signature": "is not an HDF5 file"}
"""What HDF5's own words mean, where a file can't be read."""


@contextlib.contextmanager
def opened(path: str | Path) -> Iterator[h5py.File]:
    """Open an archive to read it; refuse in one sentence what isn't one, or is damaged.

    Parameters
    ----------
    path : path-like

    Yields
    ------
    h5py.File

    Raises
    ------
    BadInput
        When the file isn't such an archive, or can't be read in whatever way.
    """
    with reading(path, "a CPAZMaL archive"):
        try:
            with h5py.File(path, "r") as file:
                if not isinstance(file.get("data"), h5py.Group) or not len(file["data"]):
                    raise BadInput(
                        f"{path} has no groups in 'data': give a CPAZMaL archive."
                    )
                yield file
        except OSError as error:
            for word, what in FAULTS.items():
                if word in str(error):
                    again = "download the CPAZMaL archive again"
                    raise BadInput(f"{path} {what}: {again}.") from None
            raise


def find(file: h5py.File, group: str, orbit: str, polarisation: str) -> h5py.Group:
    """Give the HDF5 group that holds one stack.

    Parameters
    ----------
    file : h5py.File
    group, orbit, polarisation : str
        Such as ``"ABL001"``, ``"DSC"`` and ``"HH"``.

    Returns
    -------
    h5py.Group
        With ``images``, ``masks`` and ``timestamps`` that fit each other.

    Raises
    ------
    BadInput
        When there is no such stack, or its parts do not fit each other.
    """
    if orbit not in ORBITS:
        raise BadInput(f"orbit = {orbit!r} is unknown: give one of {', '.join(ORBITS)}.")
    place = file["data"]
    for kind, name in (("group", group), ("orbit", orbit), ("polarisation", polarisation)):
        known = subgroups(place)
        if name not in known:
            where = place.name.removeprefix("/data").strip("/") or "the archive"
            instead = f"give one of {', '.join(known)}" if known else "it is empty"
            raise BadInput(f"{where} has no {kind} {name!r}: {instead}.")
        place = known[name]
    _check_stack(place)
    return place


def subgroups(place: h5py.Group) -> dict[str, h5py.Group]:
    """Give the HDF5 groups in a group by name, whatever else lies there."""
    return {name: item for name, item in place.items() if isinstance(item, h5py.Group)}


def stacks(file: h5py.File) -> list[tuple[str, str, str]]:
    """List what :func:`find` finds: (group, orbit, polarisation)."""
    return [
        (group, orbit, polarisation)
        for group, orbits in subgroups(file["data"]).items()
        for orbit, stored in subgroups(orbits).items()
        for polarisation in subgroups(stored)
    ]


def _check_stack(place):
    shapes = {name: getattr(item, "shape", None) for name, item in place.items()}
    for name in NEEDED:
        if shapes.get(name) is None:
            raise BadInput(f"{place.name} has no {name}: it is not of a CPAZMaL archive.")
    images, masks = shapes["images"], shapes["masks"]
    if len(images) != 3 or not all(images) or masks != images:
        raise BadInput(
            f"{place.name} has images of shape {images} and masks of shape {masks}: both "
            "must be (rows, columns, dates), and not empty."
        )
    if any(place[name].dtype.kind not in "iuf" for name in ("images", "masks")):
        raise BadInput(
            f"{place.name} has images or masks that are not real numbers: store such."
        )
    _check_dates(place, images)


def _check_dates(place, images):
    shapes = {name: place[name].shape for name in PER_DATE if name in place}
    for name, shape in shapes.items():
        if shape != images[-1:]:
            raise BadInput(
                f"{place.name} has {name} of shape {shape} for images of shape "
                f"{images}: give one for each date, the images' last dimension."
            )


def attributes(group: h5py.Group) -> dict:
    """Give what the archive says of a group, with its class (its name's first letters)."""
    plain = {key: _plain(value) for key, value in group.attrs.items()}
    return {"class": group.name.rpartition("/")[2][:3]} | plain


def acquisitions(place: h5py.Group) -> pd.DataFrame:
    """Give dates, satellites and incidence angles (degrees) of a stack.

    Parameters
    ----------
    place : h5py.Group
        A stack, from :func:`find`.

    Returns
    -------
    pandas.DataFrame
        ``date``, ``satellite`` and ``incidence_angle``, NaN where it isn't stored.

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
    names = next((place[n][()] for n in ("satellites", "passes") if n in place), None)
    names = [b"unknown"] * times.size if names is None else names
    angles = place.get("angles_incidence")
    table = pd.DataFrame({"date": times, "satellite": [_satellite(name) for name in names]})
    return table.assign(incidence_angle=np.nan if angles is None else angles[()])


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
        texts = [str(_plain(stamp)) for stamp in stamps]
        return _complete(pd.to_datetime(texts, format="ISO8601").tz_localize(None))
    except ValueError:
        raise BadInput(
            f"{place.name} has timestamps such as {_plain(stamps[0])!r}, which are not "
            "all dates: give them as YYYYMMDD."
        ) from None


def _complete(times):
    if times.hasnans:
        raise ValueError("a date is missing")
    return times


def blocks(path: str | Path, dataset: h5py.Dataset) -> dask.array.Array:
    """Give a stored stack (H, W, T) as a Dask array (T, H, W) in blocks of rows.

    Parameters
    ----------
    path : path-like
        The archive's, which is opened anew for each block.
    dataset : h5py.Dataset
        Shape (H, W, T).

    Returns
    -------
    dask.array.Array, shape (T, H, W)
        Each block has all dates.
    """
    height, width, depth = dataset.shape
    rows = max(1, BLOCK_BYTES // max(1, width * depth * dataset.dtype.itemsize))
    stored = _Stored(path, dataset)
    array = dask.array.from_array(stored, (min(rows, height), width, depth), name=False)
    return dask.array.moveaxis(array, -1, 0)


class _Stored:
    """A stored array that opens its file for each read, so that it can travel."""

    def __init__(self, path, dataset):
        self.path, self.name = Path(path).absolute(), dataset.name
        self.shape, self.dtype, self.ndim = dataset.shape, dataset.dtype, dataset.ndim

    def __getitem__(self, key):
        with opened(self.path) as file:
            return file[self.name][key]


def _plain(value):
    """Turn what h5py gives for text and numbers into Python's own."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value.item() if isinstance(value, np.generic) else value


def _satellite(name):
    text = str(_plain(name)).upper()
    return SATELLITES.get(text[:2], text)
