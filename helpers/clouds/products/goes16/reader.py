"""Scans of GOES-16's imager on one grid, as reflectances and temperatures.

A scan is four files of one folder, a band each: C01 (blue, 0.47 µm), C02 (red, 0.64 µm),
C03 ("veggie", 0.87 µm, where plants are bright) and C13 (heat, 10.35 µm). They are opened
lazily: what is computed is read block by block.
"""

from pathlib import Path

import dask.array
import numpy as np
import xarray as xr

from helpers import netcdf
from helpers.clouds.products.goes16 import files, radiance
from helpers.clouds.products.goes16.bands import BANDS, CHUNK, EPOCH, STEP, VARIABLES
from helpers.clouds.products.goes16.projection import Projection, to_lonlat
from helpers.errors import BadInput, reading

PRODUCT = "GOES ABI Level 1b"
"""What is read, in messages."""
USABLE = 1
"""Quality flags up to this, good and conditionally usable, are kept."""
BLOCK = 4 * CHUNK
"""Kilometres along a side of what is read at a time: whole chunks of the files."""
_EMPTY = np.empty((0, 0), "float32")
_PLANCK = [f"planck_{name}" for name in ("fk1", "fk2", "bc1", "bc2")]


def open(
    path: str | Path | dict[int, Path], grid_km: int = 1, block: int = BLOCK
) -> xr.Dataset:
    """Open a scan on one grid.

    The grids of the bands lie in each other: a pixel of 1 km holds exactly four of
    0.5 km. Finer bands are averaged, as radiances, over what they have of value there;
    C13, whose pixels are 2 km wide, is repeated on a grid of 1 km.

    Parameters
    ----------
    path : path-like or dict
        One of the files, the others beside it; a folder with one scan; or one of what
        :func:`helpers.clouds.products.goes16.files.scans` gives.
    grid_km : {1, 2}
    block : int
        Kilometres, straight below the satellite, along a side of what is read at a time;
        even.

    Returns
    -------
    xarray.Dataset
        ``red``, ``veggie``, ``blue`` (reflectance factor, 1: the radiance over that of a
        white surface under an overhead sun) and ``brightness_temperature`` (K) over
        ``y`` and ``x`` (scan angles, radians), NaN where the quality flag says so;
        coordinates ``longitude``, ``latitude`` and ``time``, the middle of the scan.

    Raises
    ------
    helpers.errors.BadInput
        When files are missing, damaged or something else, are of different times or
        sectors, or hold no value at all. A block that is damaged is refused when it is
        computed.
    """
    if grid_km not in (1, 2) or block < 2 or block % 2:
        raise BadInput(
            f"grid_km = {grid_km}, block = {block}: choose a grid of 1 or 2 km, and an "
            "even number for the blocks."
        )
    scan = path if isinstance(path, dict) else files.one_scan(path)
    bands = {band: _open_band(scan[band], band, block) for band in VARIABLES}
    _check_together(scan, bands)
    fields = {VARIABLES[band]: _calibrated(ds, band, grid_km) for band, ds in bands.items()}
    grid = fields["brightness_temperature" if grid_km == 2 else "blue"]
    placed = {name: (("y", "x"), field.data, field.attrs) for name, field in fields.items()}
    ds = xr.Dataset(placed, {"y": grid.y, "x": grid.x, "time": _time(bands[13])})
    projection = Projection.of(bands[13].goes_imager_projection.attrs)
    name = files.NAME.fullmatch(scan[1].name)
    return ds.assign_coords(_places(ds, projection)).assign_attrs(
        source=scan[1].name,
        platform=f"GOES-{name['satellite']}",
        sector=name["sector"],
        **projection._asdict(),
    )


def _places(ds, projection):
    """Give the longitudes and latitudes of the grid, lazily as its fields."""
    x, y = (
        xr.DataArray(dask.array.from_array(ds[name].values, ds.chunks[name]), dims=name)
        for name in ("x", "y")
    )
    names = "longitude", "latitude"
    return dict(zip(names, to_lonlat(x, y, projection), strict=True))


class _Radiance:
    """The radiance of a file, NaN where unusable, read piece by piece and guarded."""

    dtype, ndim = np.dtype("float32"), 2

    def __init__(self, ds, path):
        self.pixels, self.path, self.shape = ds[["Rad", "DQF"]], path, ds.Rad.shape

    def __getitem__(self, window):
        with reading(self.path, f"a {PRODUCT} product"):
            part = self.pixels.isel(dict(zip(("y", "x"), window, strict=True)))
            return part.Rad.where(part.DQF <= USABLE).values.astype("float32")


def _open_band(path, band, block):
    """Open one file with its angles in radians and its radiance, NaN where unusable."""
    constants = _PLANCK if band == 13 else ["kappa0"]
    with reading(path, f"a {PRODUCT} product"):
        required = ["Rad", "DQF", "goes_imager_projection", "t", "band_id", "x", "y"]
        ds = netcdf.open(path, PRODUCT, required + constants)
        try:
            kept = ds[["goes_imager_projection", "t", *constants]].load()
            number = int(np.ravel(ds.band_id)[0])
            if number != band:
                raise BadInput(
                    f"{path} holds band {number}, not C{band:02}: get the file again."
                )
            values = _Radiance(ds, path)
            _check_value(values, ds)
        except Exception:
            ds.close()
            raise
        side = int(block / BANDS[band].km)
        angles = {name: ds[name].values.astype(float) for name in ("x", "y")}
    lazy = dask.array.from_array(values, chunks=side, name=False, meta=_EMPTY)
    return kept.assign(Rad=(("y", "x"), lazy)).assign_coords(angles)


def _check_value(values, ds):
    """Refuse a file without any usable value, reading no more of it than that takes."""
    rows = range(0, ds.sizes["y"], BLOCK) if float(ds.get("valid_pixel_count", 1)) else ()
    whole = slice(None)
    if not any(np.isfinite(values[row : row + BLOCK, whole]).any() for row in rows):
        raise BadInput(
            f"{values.path} has no usable value in its sector, only fill: choose another "
            "scan."
        )


def _check_together(scan, bands):
    """Refuse bands of different times or sectors, whatever their names say."""
    first = bands[1]
    for band, ds in bands.items():
        apart = abs(_time(ds) - _time(first))
        if apart > files.SAME_SCAN:
            raise BadInput(
                f"{scan[band]} is of {_time(ds)} and {scan[1].name} of {_time(first)}: "
                "put files of one scan together."
            )
        away = np.subtract(_edges(ds, band), _edges(first, 1))
        if np.abs(away).max() > STEP / 4:
            raise BadInput(
                f"{scan[band]} and {scan[1].name} are of different sectors: put files of "
                "one sector together."
            )


def _edges(ds, band):
    """Give the outer edges of a sector, radians: west, east, north, south."""
    half = STEP * BANDS[band].km / 2
    x, y = ds.x.values, ds.y.values
    return x[0] - half, x[-1] + half, y[0] + half, y[-1] - half


def _time(ds):
    return EPOCH + np.timedelta64(round(1000 * float(ds.t)), "ms")


def _calibrated(ds, band, grid_km):
    """Turn the radiance of one band into what it means, on the grid asked for."""
    factor = grid_km / BANDS[band].km
    seen = ds.Rad.drop_vars([name for name in ds.Rad.coords if name not in ("x", "y")])
    if factor > 1:
        seen = seen.coarsen(y=int(factor), x=int(factor)).mean()
    if band == 13:
        field = radiance.brightness_temperature(seen, *(float(ds[n]) for n in _PLANCK))
    else:
        field = radiance.reflectance(seen, float(ds.kappa0))
    return field if factor >= 1 else _repeated(field, round(1 / factor))


def _repeated(field, times):
    field = field.drop_vars(["x", "y"])
    repeated = field.data.repeat(times, axis=0).repeat(times, axis=1)
    return xr.DataArray(repeated, dims=field.dims, attrs=field.attrs)
