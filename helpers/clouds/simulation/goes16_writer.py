"""Write files of GOES-R ABI Level 1b in the layout that NOAA gives them.

After the GOES-R Product Definition and Users' Guide, volume 3, and the headers of
GOES-16's files.
"""

import numpy as np
import xarray as xr

from helpers.clouds.products.goes16 import bands

_MEANINGS = (
    "good_pixel_qf conditionally_usable_pixel_qf out_of_range_pixel_qf no_value_pixel_qf"
)

_NO_VALUE = 3


def file_name(band, start, end):
    """Name a file as NOAA does: days of the year, tenths of seconds, all in UTC.

    Parameters
    ----------
    band : helpers.clouds.products.goes16.bands.Band
    start, end : str or numpy.datetime64
        UTC.

    Returns
    -------
    str

    Examples
    --------
    >>> file_name(bands.BANDS[13], "2020-01-22T13:00:17.8", "2020-01-22T13:09:48.6")
    'OR_ABI-L1b-RadF-M6C13_G16_s20200221300178_e20200221309486_c20200221309486.nc'
    """
    first, last = _stamp(start), _stamp(end)
    return f"OR_ABI-L1b-RadF-M6C{band.number:02}_G16_s{first}_e{last}_c{last}.nc"


def _stamp(time):
    """Write a time as file names have it."""
    time = np.datetime64(time, "ms").item()
    return f"{time:%Y%j%H%M%S}{time.microsecond // 100_000}"


def angle(index, km):
    """Give the scan angle of a pixel's middle from its place in the full disk's grid.

    Parameters
    ----------
    index : int array
        From the west; for rows, from the north, where the angle's sign is the other.
    km : float
        Of a pixel.

    Returns
    -------
    array
        Radians.

    Examples
    --------
    >>> round(float(angle(0, 2)), 6)
    -0.151844
    """
    return (index + 0.5) * bands.STEP * km - bands.HALF_DISK


def write(path, band, radiance, corner, times, sun_distance, projection):
    """Write a band of a part of the full disk.

    Parameters
    ----------
    path : path
    band : Band
    radiance : float array, shape (y, x)
        In the band's unit; NaN where there is no value.
    corner : tuple of int
        Row and column of the first pixel in the full disk's grid of this band.
    times : tuple of str
        Start and end of the scan, UTC.
    sun_distance : float
        Astronomical units.
    projection : helpers.clouds.products.goes16.projection.Projection
    """
    rows, columns = (
        np.arange(first, first + size, dtype="int16")
        for first, size in zip(corner, radiance.shape, strict=True)
    )
    variables = (
        _pixels(band, radiance)
        | _angles(band.km, rows, columns)
        | _constants(band, sun_distance)
        | _place(projection, radiance)
        | _time(times)
    )
    packed = {"zlib": True, "complevel": 1}
    packed["chunksizes"] = tuple(min(bands.CHUNK, size) for size in radiance.shape)
    encoding = {name: packed for name in ("Rad", "DQF")}
    encoding |= {name: {"_FillValue": None} for name in ("x", "y", "t")}
    attributes = _attributes(path, band, times)
    xr.Dataset(variables, attrs=attributes).to_netcdf(
        path, engine="netcdf4", encoding=encoding
    )


def _pixels(band, radiance):
    missing = np.isnan(radiance)
    counts = (np.where(missing, 0, radiance) - band.offset) / band.scale
    counts = np.where(missing, band.fill, counts.round().clip(0, band.fill - 1))
    per = "wavelength" if band.irradiance else "wavenumber"
    described = {
        "_FillValue": np.int16(band.fill),
        "long_name": "ABI L1b Radiances",
        "standard_name": f"toa_outgoing_radiance_per_unit_{per}",
        "_Unsigned": "true",
        "sensor_band_bit_depth": np.int8(band.bits),
        "valid_range": np.array([0, band.fill - 1], "int16"),
        "scale_factor": np.float32(band.scale),
        "add_offset": np.float32(band.offset),
        "units": "W m-2 sr-1 um-1" if band.irradiance else "mW m-2 sr-1 (cm-1)-1",
        "coordinates": "band_id band_wavelength t y x",
        "grid_mapping": "goes_imager_projection",
        "ancillary_variables": "DQF",
    }
    return {
        "Rad": (("y", "x"), counts.astype("int16"), described),
        "DQF": (("y", "x"), np.where(missing, _NO_VALUE, 0).astype("int8"), _flags()),
        "valid_pixel_count": ((), np.int32((~missing).sum())),
    }


def _flags():
    return {
        "_FillValue": np.int8(-1),
        "_Unsigned": "true",
        "long_name": "ABI L1b Radiances data quality flags",
        "standard_name": "status_flag",
        "valid_range": np.array([0, 3], "int8"),
        "flag_values": np.arange(4, dtype="int8"),
        "flag_meanings": _MEANINGS,
    }


def _angles(km, rows, columns):
    described = {
        name: {
            "scale_factor": np.float32(sign * bands.STEP * km),
            "add_offset": np.float32(sign * angle(0, km)),
            "units": "rad",
            "axis": name.upper(),
            "long_name": f"GOES fixed grid projection {name}-coordinate",
            "standard_name": f"projection_{name}_coordinate",
        }
        for name, sign in (("x", 1), ("y", -1))
    }
    middle = angle(columns.mean(), km), -angle(rows.mean(), km)
    return {
        "x": ("x", columns, described["x"]),
        "y": ("y", rows, described["y"]),
        "x_image": ((), np.float32(middle[0]), {"units": "rad"}),
        "y_image": ((), np.float32(middle[1]), {"units": "rad"}),
    }


def _constants(band, sun_distance):
    kappa = np.pi * sun_distance**2 / band.irradiance if band.irradiance else -999
    values = {
        "band_wavelength": band.micrometres,
        "earth_sun_distance_anomaly_in_AU": sun_distance,
        "esun": band.irradiance or -999,
        "kappa0": kappa,
    }
    names = ("planck_fk1", "planck_fk2", "planck_bc1", "planck_bc2")
    values |= dict(zip(names, band.planck or [-999] * 4, strict=True))
    fill = {"_FillValue": np.float32(-999)}
    constants = {name: ((), np.float32(value), fill) for name, value in values.items()}
    wavelength = ("band", np.float32([band.micrometres]), {"units": "um"})
    number = ("band", np.int8([band.number]), {"units": "1"})
    return constants | {"band_wavelength": wavelength, "band_id": number}


def _place(projection, radiance):
    described = {
        "grid_mapping_name": "geostationary",
        "perspective_point_height": projection.height,
        "semi_major_axis": projection.equator,
        "semi_minor_axis": projection.pole,
        "inverse_flattening": 298.2572221,
        "latitude_of_projection_origin": 0.0,
        "longitude_of_projection_origin": projection.longitude,
        "sweep_angle_axis": "x",
    }
    return {
        "goes_imager_projection": ((), np.int32(-2147483647), described),
        "nominal_satellite_subpoint_lat": ((), np.float32(0)),
        "nominal_satellite_subpoint_lon": ((), np.float32(-75.2)),
        "nominal_satellite_height": ((), np.float32(projection.height / 1000)),
        "yaw_flip_flag": ((), np.int8(0)),
    }


def _time(times):
    seconds = [
        (np.datetime64(t, "ms") - bands.EPOCH) / np.timedelta64(1, "s") for t in times
    ]
    described = {
        "standard_name": "time",
        "units": "seconds since 2000-01-01 12:00:00",
        "bounds": "time_bounds",
    }
    bounds = ("number_of_time_bounds", seconds)
    return {"t": ((), np.mean(seconds), described), "time_bounds": bounds}


def _attributes(path, band, times):
    first, last = (f"{np.datetime64(t, 'ms').astype(str)[:-2]}Z" for t in times)
    return {
        "Conventions": "CF-1.7",
        "title": "ABI L1b Radiances",
        "dataset_name": path.name,
        "platform_ID": "G16",
        "orbital_slot": "GOES-East",
        "instrument_type": "GOES R Series Advanced Baseline Imager",
        "scene_id": "Full Disk",
        "spatial_resolution": f"{band.km:g}km at nadir",
        "time_coverage_start": first,
        "time_coverage_end": last,
        "summary": "Simulated: a part of the full disk, written in the product's layout.",
    }
