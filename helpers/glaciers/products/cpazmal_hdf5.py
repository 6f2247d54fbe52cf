"""What lies where in a CPAZMaL archive's HDF5 file, and how its editions differ."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import dask.array
import h5py
import numpy as np

from helpers.errors import BadInput, reading

ORBITS = ("ASC", "DSC")
NEEDED = ("images", "masks", "timestamps")
PER_IMAGE = ("angles_incidence", "resolution_range", "resolution_azimuth")
PER_DATE = ("timestamps", "satellites", "passes", *PER_IMAGE)
BLOCK_BYTES = 256 * 2**20
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
    known = {key: plain(value) for key, value in group.attrs.items()}
    return {"class": group.name.rpartition("/")[2][:3]} | known


def geography(place: h5py.Group) -> dict:
    """Say where a stack lies, as far as the archive does.

    Parameters
    ----------
    place : h5py.Group
        A stack, from :func:`find`.

    Returns
    -------
    dict
        ``crs``, such as ``"EPSG:32632"``, and ``transform``: the six numbers that
        take (column, row) to (x, y), in the order of rasterio. Empty where either is
        missing or isn't finite.
    """
    crs, transform = (place.attrs.get(f"geo_{n}") for n in ("projection", "transform"))
    transform = np.ravel(transform if transform is not None else [])[:6]
    if crs is None or transform.dtype.kind not in "iuf" or transform.size < 6:
        return {}
    if not np.isfinite(transform).all():
        return {}
    return {"crs": str(plain(crs)), "transform": transform.astype(float).tolist()}


def blocks(
    path: str | Path, dataset: h5py.Dataset, kept: np.ndarray | None = None
) -> dask.array.Array:
    """Give a stored stack (H, W, T) as a Dask array (T, H, W) in blocks of rows.

    Parameters
    ----------
    path : path-like
        The archive's, which is opened anew for each block.
    dataset : h5py.Dataset
        Shape (H, W, T).
    kept : array of int, optional
        Positions of the dates to read, rising; by default all.

    Returns
    -------
    dask.array.Array, shape (T, H, W)
        Each block has all dates.
    """
    stored = _Stored(path, dataset, np.arange(dataset.shape[2]) if kept is None else kept)
    height, width, depth = stored.shape
    rows = max(1, BLOCK_BYTES // max(1, width * depth * dataset.dtype.itemsize))
    array = dask.array.from_array(stored, (min(rows, height), width, depth), name=False)
    return dask.array.moveaxis(array, -1, 0)


class _Stored:
    """A stored array that opens its file for each read, so that it can travel."""

    def __init__(self, path, dataset, kept):
        self.path, self.name, self.kept = Path(path).absolute(), dataset.name, kept
        self.shape, self.dtype = (*dataset.shape[:2], kept.size), dataset.dtype
        self.ndim = 3

    def __getitem__(self, key):
        rows, columns, dates = key
        with opened(self.path) as file:
            stored, kept = file[self.name], self.kept[dates]
            if kept.size == stored.shape[2]:
                return stored[rows, columns, :]
            return stored[rows, columns, kept]


def plain(value):
    """Turn what h5py gives for text and numbers into Python's own.

    Parameters
    ----------
    value : bytes, numpy scalar or other

    Returns
    -------
    str, number or other
    """
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value.item() if isinstance(value, np.generic) else value
