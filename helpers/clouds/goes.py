"""Radiances of the GOES imager (ABI Level 1b) as reflectances and temperatures.

A scan is four files of one folder, a band each: C01 (blue, 0.47 µm), C02 (red, 0.64 µm),
C03 ("veggie", 0.87 µm, where plants are bright) and C13 (heat, 10.35 µm). They are opened
lazily: what is computed is read block by block.
"""

import dask.array
import numpy as np
import xarray as xr

from helpers import netcdf
from helpers.clouds import abi_layout, fixed_grid, goes_files
from helpers.clouds.goes_files import NAMES, SAME_SCAN, scans
from helpers.errors import BadInput

__all__ = ["brightness_temperature", "open", "reflectance", "scans", "subset"]
USABLE = 1
"""Quality flags up to this, good and conditionally usable, are kept."""
BLOCK = 4 * abi_layout.CHUNK
"""Kilometres along a side of what is read at a time: whole chunks of the files."""


def open(path, grid_km=1, block=BLOCK):
    """Open a scan on one grid.

    The grids of the bands lie in each other: a pixel of 1 km holds exactly four of
    0.5 km. Finer bands are averaged, as radiances, over what they have of value there;
    C13, whose pixels are 2 km wide, is repeated on a grid of 1 km.

    Parameters
    ----------
    path : path-like or dict
        One of the files, the others beside it; a folder with one scan; or one of what
        :func:`helpers.clouds.goes_files.scans` gives.
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
    BadInput
        When files are missing, are something else, are of different times or sectors, or
        hold no value at all.
    """
    if grid_km not in (1, 2) or block < 2 or block % 2:
        raise BadInput(
            f"grid_km = {grid_km}, block = {block}: choose a grid of 1 or 2 km, and an "
            "even number for the blocks."
        )
    scan = path if isinstance(path, dict) else goes_files.one_scan(path)
    bands = {band: _open_band(scan[band], band, block) for band in NAMES}
    _check_together(scan, bands)
    fields = {NAMES[band]: _calibrated(ds, band, grid_km) for band, ds in bands.items()}
    grid = fields["brightness_temperature" if grid_km == 2 else "blue"]
    placed = {name: (("y", "x"), field.data, field.attrs) for name, field in fields.items()}
    ds = xr.Dataset(placed, {"y": grid.y, "x": grid.x, "time": _time(bands[13])})
    projection = fixed_grid.Projection.of(bands[13].goes_imager_projection.attrs)
    name = abi_layout.NAME.fullmatch(scan[1].name)
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
    return dict(zip(names, fixed_grid.to_lonlat(x, y, projection), strict=True))


def _open_band(path, band, block):
    """Open one file with its angles in radians and its radiance, NaN where unusable."""
    required = ["Rad", "DQF", "goes_imager_projection", "t", "band_id"]
    required += ["planck_fk1"] if band == 13 else ["kappa0"]
    ds = netcdf.open(path, "GOES ABI Level 1b", required)
    number = int(np.ravel(ds.band_id)[0])
    if number != band:
        ds.close()
        raise BadInput(f"{path} holds band {number}, not C{band:02}: get the file again.")
    if not _has_value(ds):
        ds.close()
        raise BadInput(
            f"{path} has no usable value in its sector, only fill: choose another scan."
        )
    side = int(block / abi_layout.BANDS[band].km)
    ds = ds.assign_coords(x=ds.x.astype(float), y=ds.y.astype(float))
    ds = ds.chunk(y=side, x=side)
    return ds.assign(Rad=_usable(ds).astype("float32"))


def _has_value(ds):
    """Tell whether a file holds any usable value, reading no more of it than that takes."""
    if float(ds.get("valid_pixel_count", 1)) == 0:
        return False
    rows = range(0, ds.sizes["y"], BLOCK)
    parts = (ds[["Rad", "DQF"]].isel(y=slice(row, row + BLOCK)) for row in rows)
    return any(bool(_usable(part).notnull().any()) for part in parts)


def _usable(ds):
    return ds.Rad.where(ds.DQF <= USABLE)


def _check_together(scan, bands):
    """Refuse bands of different times or sectors, whatever their names say."""
    first = bands[1]
    for band, ds in bands.items():
        apart = abs(_time(ds) - _time(first))
        if apart > SAME_SCAN:
            raise BadInput(
                f"{scan[band]} is of {_time(ds)} and {scan[1].name} of {_time(first)}: "
                "put files of one scan together."
            )
        away = np.subtract(_edges(ds, band), _edges(first, 1))
        if np.abs(away).max() > abi_layout.STEP / 4:
            raise BadInput(
                f"{scan[band]} and {scan[1].name} are of different sectors: put files of "
                "one sector together."
            )


def _edges(ds, band):
    """Give the outer edges of a sector, radians: west, east, north, south."""
    half = abi_layout.STEP * abi_layout.BANDS[band].km / 2
    x, y = ds.x.values, ds.y.values
    return x[0] - half, x[-1] + half, y[0] + half, y[-1] - half


def _time(ds):
    return abi_layout.EPOCH + np.timedelta64(round(1000 * float(ds.t)), "ms")


def _calibrated(ds, band, grid_km):
    """Turn the radiance of one band into what it means, on the grid asked for."""
    factor = grid_km / abi_layout.BANDS[band].km
    radiance = ds.Rad.drop_vars([n for n in ds.Rad.coords if n not in ("x", "y")])
    if factor > 1:
        radiance = radiance.coarsen(y=int(factor), x=int(factor)).mean()
    if band == 13:
        field = brightness_temperature(radiance, *_planck(ds))
    else:
        field = reflectance(radiance, float(ds.kappa0))
    return field if factor >= 1 else _repeated(field, round(1 / factor))


def _planck(ds):
    return [float(ds[f"planck_{name}"]) for name in ("fk1", "fk2", "bc1", "bc2")]


def _repeated(field, times):
    field = field.drop_vars(["x", "y"])
    repeated = field.data.repeat(times, axis=0).repeat(times, axis=1)
    return xr.DataArray(repeated, dims=field.dims, attrs=field.attrs)


def reflectance(radiance, kappa0):
    """Turn the radiance of sunlight into a reflectance factor.

    Parameters
    ----------
    radiance : xarray.DataArray
        W m⁻² sr⁻¹ µm⁻¹.
    kappa0 : float
        π d² / E of the file: the distance from the sun squared (astronomical units) over
        the sunlight at 1 unit.

    Returns
    -------
    xarray.DataArray
        1 for white under an overhead sun; not divided by the cosine of the sun's zenith
        angle. The attribute ``kappa0`` keeps the factor.
    """
    field = radiance * np.float32(kappa0)
    field.attrs = {"units": "1", "kappa0": kappa0, "long_name": "reflectance factor"}
    return field


def brightness_temperature(radiance, fk1, fk2, bc1, bc2):
    """Turn the radiance of heat into the temperature of a black body that sends as much.

    Parameters
    ----------
    radiance : xarray.DataArray
        mW m⁻² sr⁻¹ cm.
    fk1, fk2, bc1, bc2 : float
        Planck's constants and the band's correction, of the file.

    Returns
    -------
    xarray.DataArray
        K; NaN where the radiance is not positive.
    """
    constants = fk1, fk2, bc1, bc2
    fk1, fk2, bc1, bc2 = (np.float32(constant) for constant in constants)
    field = (fk2 / np.log1p(fk1 / radiance.where(radiance > 0)) - bc1) / bc2
    field.attrs = {"units": "K", "long_name": "brightness temperature at 10.35 µm"}
    return field


def subset(ds, west, east, south, north):
    """Cut out the smallest part of a scan that holds a box.

    Parameters
    ----------
    ds : xarray.Dataset
        Of :func:`open`.
    west, east, south, north : float
        Degrees.

    Returns
    -------
    xarray.Dataset
        A rectangle of pixels; its corners may lie outside of the box.

    Raises
    ------
    BadInput
        When the box is no box, or the scan does not see it.
    """
    if not (west < east and -90 <= south < north <= 90):
        raise BadInput(
            f"The box from {west} to {east} east and {south} to {north} north has no "
            "area: give west < east and south < north."
        )
    places = np.meshgrid(np.linspace(west, east, 50), np.linspace(south, north, 50))
    names = fixed_grid.Projection._fields
    projection = fixed_grid.Projection(*(ds.attrs[name] for name in names))
    x, y = fixed_grid.from_lonlat(*places, projection)
    seen = np.isfinite(x)
    if seen.any():
        across = slice(x[seen].min(), x[seen].max())
        ds = ds.sel(x=across, y=slice(y[seen].max(), y[seen].min()))
    if not seen.any() or 0 in ds.sizes.values():
        raise BadInput(
            f"The scan {ds.attrs['source']} does not see the box from {west} to {east} "
            f"east and {south} to {north} north: choose another box or sector."
        )
    return ds
