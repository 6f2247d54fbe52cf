"""The CPAZMaL archive: X-band SAR time series of the Mont Blanc massif, in HDF5.

The archive: Gallet et al. (2025), doi:10.57967/hf/7306. Its layout is
``data/{group}/{orbit}/{polarisation}`` with ``images`` (H, W, T): calibrated
intensity, linear; ``masks``: 0 clear, 1 layover, 2 shadow, 3 both; ``timestamps``,
``passes`` (Ascending or Descending), ``angles_incidence``, ``resolution_range`` and
``resolution_azimuth``. Editions before December 2025 had ``satellites``, too; both are
read. A *group* is one labelled polygon.
"""

import contextlib
import functools
import sqlite3
from collections.abc import Sequence
from numbers import Integral, Real
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from helpers.errors import BadInput, reading
from helpers.glaciers.products import cpazmal_hdf5 as hdf5
from helpers.glaciers.products.cpazmal_acquisitions import acquisitions as acquired
from helpers.glaciers.products.cpazmal_acquisitions import dates as dates_of

FILL = -999.0
CLEAR, LAYOVER, SHADOW, BOTH = range(4)
SQL_ERRORS = pd.errors.DatabaseError, sqlite3.Error, sqlite3.Warning, TypeError


class NothingSeen(BadInput):
    """A stack has no pixel with a value, so that there is nothing to cut from it."""


def open(
    path: str | Path,
    group: str,
    orbit: str = "DSC",
    polarisation: str | Sequence[str] = "HH",
    masked: bool = True,
    satellite: str | None = None,
) -> xr.Dataset:
    """Open the stack of one group, without reading its images yet.

    Parameters
    ----------
    path : path-like
        The archive.
    group : str
        Such as ``"ABL001"``.
    orbit : str
        ``"ASC"`` or ``"DSC"``.
    polarisation : str or sequence of str
        ``"HH"``, ``"HV"``, or both: then only their common dates, cut to the
        common size, along a dimension ``polarisation``.
    masked : bool
        Whether pixels in layover or shadow become NaN, as those without data do.
    satellite : str, optional
        The one whose images stay, such as ``"PAZ"``; by default all stay.

    Returns
    -------
    xarray.Dataset
        ``intensity``: σ⁰, linear, (time, y, x), float32, NaN without data; the
        amplitude is its square root. ``mask``: as stored. Along ``time``:
        ``satellite`` (PAZ, TSX, TDX) and ``incidence_angle`` in degrees. Both
        variables are Dask arrays in blocks of rows, each with all dates. Attributes:
        ``group``, ``class``, ``orbit``, what the archive says of the polygon, and
        where it lies: ``crs`` and ``transform``, as in
        :func:`helpers.glaciers.products.cpazmal_hdf5.geography`.

    Raises
    ------
    BadInput
        When the file isn't such an archive, is cut off, or lacks the group, orbit,
        polarisation or satellite; when a stack's parts do not fit each other; when dates
        can't be read or are out of order; when polarisations have no date in common.
    """
    if isinstance(polarisation, str):
        stack = _open_one(path, group, orbit, polarisation, masked)
    elif polarisation:
        dates = _common_dates(path, group, orbit, polarisation)
        parts = [_open_one(path, group, orbit, p, masked, dates) for p in polarisation]
        stack = _together(parts, list(polarisation))
    else:
        raise BadInput("No polarisation is asked for: give HH, HV or both.")
    return stack if satellite is None else _only_by(stack, satellite)


def _common_dates(path, group, orbit, polarisations):
    with hdf5.opened(path) as file:
        dates = [dates_of(hdf5.find(file, group, orbit, p)) for p in polarisations]
    common = set(dates[0]).intersection(*dates[1:])
    if not common:
        raise BadInput(
            f"{group} {orbit} has no date with both {' and '.join(polarisations)}: open "
            "one polarisation."
        )
    return common


def _open_one(path, group, orbit, polarisation, masked, dates=None):
    with hdf5.opened(path) as file:
        place = hdf5.find(file, group, orbit, polarisation)
        known = hdf5.attributes(file["data"][group]) | hdf5.geography(place)
        acquisitions = acquired(place)
        if dates is not None:
            acquisitions = acquisitions[acquisitions.date.isin(dates)]
        kept = acquisitions.index.to_numpy()
        images, masks = (hdf5.blocks(path, place[n], kept) for n in ("images", "masks"))
        images = images.astype("float32")
        dims, degrees = ("time", "y", "x"), {"units": "degrees"}
        ds = xr.Dataset(
            {"intensity": (dims, images), "mask": (dims, masks)},
            coords={
                "time": acquisitions.date,
                "satellite": ("time", acquisitions["satellite"].to_numpy(str)),
                "incidence_angle": ("time", acquisitions.incidence_angle, degrees),
            },
            attrs=known | {"group": group, "orbit": orbit, "source": Path(path).name},
        )
        seen = ds.intensity > 0  # also where resampling has blended FILL into the edge
        ds["intensity"] = ds.intensity.where(seen & (ds.mask == CLEAR) if masked else seen)
        ds.intensity.attrs = {"units": "1", "long_name": "σ⁰, linear"}
        meanings = "clear layover shadow both"
        ds.mask.attrs = {"flag_values": range(4), "flag_meanings": meanings}
        return ds


def _together(parts, names):
    size = {dim: slice(min(part.sizes[dim] for part in parts)) for dim in ("y", "x")}
    along, how = xr.Variable("polarisation", names), {"join": "exact", "compat": "override"}
    return xr.concat([part.isel(size) for part in parts], along, coords="minimal", **how)


def _only_by(stack, satellite):
    if not (chosen := stack.satellite.values == satellite).any():
        raise BadInput(
            f"{stack.attrs['group']} {stack.attrs['orbit']} has no image by {satellite}, "
            f"only by {', '.join(np.unique(stack.satellite))}: give an archive that has."
        )
    return stack.isel(time=chosen)


def groups(path: str | Path) -> pd.DataFrame:
    """List the archive's groups: a row each, with class, position, ``elevation`` (m).

    Parameters
    ----------
    path : path-like

    Returns
    -------
    pandas.DataFrame
        Indexed by ``group``: ``class`` and the archive's own attributes.
    """
    with hdf5.opened(path) as file:
        known = hdf5.subgroups(file["data"])
        rows = {name: hdf5.attributes(group) for name, group in known.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("group")


def index(path: str | Path) -> pd.DataFrame:
    """List every acquisition of every group.

    Parameters
    ----------
    path : path-like
        The archive; it is read again only when the file has changed.

    Returns
    -------
    pandas.DataFrame
        ``class``, ``group``, ``orbit``, ``polarisation``, ``date``, ``satellite``,
        ``pass``, ``incidence_angle`` (degrees), ``resolution_range``,
        ``resolution_azimuth`` (m), ``height``, ``width`` (pixels) and ``valid_share``,
        the share of pixels with data in the first image.

    Raises
    ------
    BadInput
        As in :func:`open`.
    """
    with reading(path, "a CPAZMaL archive"):
        found = Path(path).stat()
    return _index(Path(path), (found.st_mtime_ns, found.st_size, found.st_ino)).copy()


@functools.lru_cache(maxsize=4)
def _index(path, _state):
    with hdf5.opened(path) as file:
        tables = [_indexed(file, *stack) for stack in hdf5.stacks(file)]
    if not tables:
        raise BadInput(f"{path} has no images in its groups: give a CPAZMaL archive.")
    return pd.concat(tables, ignore_index=True)


def _indexed(file, group, orbit, polarisation):
    place = hdf5.find(file, group, orbit, polarisation)
    height, width, _ = place["images"].shape
    table = acquired(place).assign(
        height=height, width=width, valid_share=np.mean(place["images"][..., 0] > 0)
    )
    label = hdf5.attributes(file["data"][group])["class"]
    names = {"class": label, "group": group, "orbit": orbit, "polarisation": polarisation}
    return pd.DataFrame(names, table.index).join(table)


def query(path: str | Path, sql: str) -> pd.DataFrame:
    """Ask the archive's index in SQL.

    Parameters
    ----------
    path, sql : path-like, str
        The archive, and one SELECT statement on the table ``acquisitions``, whose columns
        are those of :func:`index`; dates are text such as ``'2020-01-08'``.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    BadInput
        When SQLite can't run the statement, or it would write.
    """
    table = index(path)
    table["date"] = table.date.dt.strftime("%Y-%m-%d")
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        table.to_sql("acquisitions", database, index=False)
        database.set_authorizer(_only_reading)
        try:
            return pd.read_sql_query(sql, database)
        except SQL_ERRORS as error:
            reason = error.__cause__ or error
            raise BadInput(
                f"SQLite refuses {sql!r} ({reason}): give one SELECT on the table "
                f"acquisitions with the columns {', '.join(table.columns)}."
            ) from None


def _only_reading(action, *_):
    words = "SELECT", "READ", "FUNCTION", "RECURSIVE"
    allowed = action in [getattr(sqlite3, f"SQLITE_{word}") for word in words]
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def windows(stack: xr.Dataset, size: int = 7, masked_share: float = 0.0) -> xr.Dataset:
    """Cut a stack into square windows side by side.

    Parameters
    ----------
    stack : xarray.Dataset
        From :func:`open`.
    size : int
        Pixels along a side.
    masked_share : float
        A window stays while at most this share of its pixels, over all dates, is NaN.

    Returns
    -------
    xarray.Dataset
        ``intensity`` (window, …, time, window_y, window_x), read into memory. Along
        ``window``: ``group``, ``class``, and ``row`` and ``column`` of the first pixel.
        No window at all where the polygon is too narrow for one.

    Raises
    ------
    BadInput
        When the size or share is out of range; :class:`NothingSeen`, a kind of it,
        when no pixel of the stack has a value.
    """
    _check_range("size", size, Integral, 1, min(stack.sizes["y"], stack.sizes["x"]))
    _check_range("masked_share", masked_share, Real, 0, 1)
    values = stack.intensity.compute()
    if values.isnull().all():
        raise NothingSeen(
            f"{stack.attrs['group']} {stack.attrs['orbit']} has no pixel with a value, all "
            "are masked or without data: leave it out, or open it with masked=False."
        )
    grid = values.coarsen(y=size, x=size, boundary="trim").construct(
        y=("row", "window_y"), x=("column", "window_x")
    )
    cut = grid.stack(window=("row", "column")).transpose("window", ...)
    missing = cut.isnull().mean([dim for dim in cut.dims if dim != "window"])
    cut = cut[(missing <= masked_share).values]
    kept = {name: ("window", size * cut[name].values) for name in ("row", "column")}
    for name in ("group", "class"):
        kept[name] = "window", [stack.attrs[name]] * cut.sizes["window"]
    cut = cut.drop_vars(["window", "row", "column"]).assign_coords(kept)
    return cut.to_dataset(name="intensity")


def _check_range(name, value, kind, lowest, highest):
    if not isinstance(value, kind) or not lowest <= value <= highest:
        word = "a whole number" if kind is Integral else "a number"
        raise BadInput(
            f"{name} = {value!r} is out of range: give {word} from {lowest} to {highest}."
        )
