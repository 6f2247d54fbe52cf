"""A simulated CPAZMaL archive: 68 polygons of eight classes, and a scene of glaciers.

:mod:`helpers.glaciers.simulation.scene_model` draws what lies where,
:mod:`helpers.glaciers.simulation.surface_model` what the radar makes of it over the year.
Descending orbit has the archive's own dates; the few stacks in ascending orbit have
assumed ones. The truth goes to a file of its own, for scoring only.
"""

import json

import h5py
import numpy as np
import xarray as xr

from helpers.glaciers.products.cpazmal import BOTH, FILL, LAYOVER, SHADOW
from helpers.glaciers.simulation import scene_model, surface_model
from helpers.glaciers.simulation.surface_model import CLASSES, POLARISATIONS

ASCENDING = ("ABL001", "ACC001", "HAG001", "ICA001")
"""The groups that also have a stack in ascending orbit; in the archive all have."""
ANGLES = {"ASC": 44.0, "DSC": 37.0}
"""Degrees of incidence (assumed)."""
GAP = 1 / 768
"""Chance that a stack misses a date: one of the 768 digitised is missing."""
LAYOVER_GAIN = 4.0
"""dB that the folded slopes add (assumed)."""
SHADOW_LEVEL = -23.0
"""dB; there is the receiver's noise only (assumed)."""
TANDEM = "2011-02-07", "2011-08-02"
"""TanDEM-X's dates (assumed)."""
EAST, NORTH = (6.76, 7.04), (45.83, 46.05)
"""Degrees; the polygons' positions are drawn from the archive's extent."""
PRECISION = np.uint32(0xFFFFF000)
"""The bits of a float32 that are kept, 1 in 2,000: speckle in full would not compress."""


def write(product_path, truth_path, seed=0):
    """Simulate the archive; write the product and its truth.

    Parameters
    ----------
    product_path, truth_path : path-like
        HDF5 in the archive's layout; and NetCDF, with what it was drawn from: per
        group class, altitude, melt delay, offsets and levels, and the scene's surfaces.
    seed : int
        The same seed gives the same archive.
    """
    rng = np.random.default_rng(seed)
    places = scene_model.places(rng)
    times = {orbit: acquired(orbit) for orbit in ("ASC", "DSC")}
    weather = {orbit: surface_model.weather(times[orbit], rng) for orbit in times}
    departures = {}
    with h5py.File(product_path, "w") as file:
        for place in places:
            group = describe(file, place, rng)
            for orbit in ("DSC", "ASC") if place.group in ASCENDING else ("DSC",):
                departures[place.group, orbit] = record(
                    group.create_group(orbit), place, times[orbit], weather[orbit], rng
                )
        summarise(file)
    truth(places, times["DSC"], departures).to_netcdf(truth_path, engine="netcdf4")


def acquired(orbit):
    """Give the dates of an orbit, by polarisation.

    In ascending orbit, where none is digitised, TerraSAR-X, TanDEM-X and PAZ follow each
    other; only PAZ has HV (assumed).

    Parameters
    ----------
    orbit : {"DSC", "ASC"}

    Returns
    -------
    dict of array of datetime64[D]
    """
    if orbit == "DSC":
        return {pol: surface_model.dates(pol) for pol in POLARISATIONS}
    paz = np.datetime64("2020-01-03") + 33 * np.arange(11)
    before = np.array(["2009-01-14", "2009-08-12", "2009-11-08", *TANDEM], "datetime64[D]")
    return {"HH": np.concatenate([before, paz]), "HV": paz[::2]}


def satellites(times):
    """Name the satellite of each date."""
    names = np.where(times < np.datetime64("2018-02-22"), "TSX", "PAZ")  # PAZ's launch
    return np.where(np.isin(times, np.array(TANDEM, "datetime64[D]")), "TDX", names)


def describe(file, place, rng):
    """Make the HDF5 group of a place, with what the archive says of it.

    Parameters
    ----------
    file : h5py.File
    place : helpers.glaciers.simulation.scene_model.Place
    rng : numpy.random.Generator

    Returns
    -------
    h5py.Group
    """
    group = file.create_group(f"data/{place.group}")
    group.attrs["class"] = place.label
    group.attrs["elevation"] = place.altitude[place.surface >= 0].mean()
    group.attrs["latitude"] = rng.uniform(*NORTH)
    group.attrs["longitude"] = rng.uniform(*EAST)
    group.attrs["nodata"] = FILL
    return group


def record(orbit, place, times, weather, rng):
    """Write the stacks of a place in one orbit.

    Parameters
    ----------
    orbit : h5py.Group
    place : helpers.glaciers.simulation.scene_model.Place
    times, weather : dict of array
        Dates, and from :func:`helpers.glaciers.simulation.surface_model.weather`, by
        polarisation.
    rng : numpy.random.Generator

    Returns
    -------
    dict of array, shape (8, t)
        By polarisation: dB by which each class departs from its season.
    """
    departures = surface_model.fluctuations(times, weather, rng)
    mask = scene_model.masks(place.surface >= 0, rng)
    gains = lasting_gains(place, mask, rng)
    for pol, days in times.items():
        images = reflectivity(place, pol, days, departures[pol]) * gains[pol][..., None]
        images[mask == SHADOW] = 10 ** (SHADOW_LEVEL / 10)
        images *= surface_model.speckle(images.shape, rng)
        images[mask < 0] = FILL
        kept = (rng.random(days.size) >= GAP) | (place.label == "STUDY")
        _store(orbit.create_group(pol), images[..., kept], mask, days[kept])
    return departures


def reflectivity(place, polarisation, times, departures):
    """Compute the mean intensity of each pixel before what lasts over the dates.

    Parameters
    ----------
    place : helpers.glaciers.simulation.scene_model.Place
    polarisation : str
    times : array of datetime64, shape (t,)
    departures : array, shape (8, t)
        dB, from :func:`helpers.glaciers.simulation.surface_model.fluctuations`.

    Returns
    -------
    array, shape (y, x, t)
        Linear, float32.
    """
    images = np.zeros((*place.surface.shape, times.size), "float32")
    for i in np.unique(place.surface[place.surface >= 0]):
        inside = place.surface == i
        days, back = np.unique(melt_delay(place, i)[inside].round(), return_inverse=True)
        level = surface_model.seasonal_level(CLASSES[i], polarisation, times, days)
        images[inside] = (10 ** ((level + departures[i]) / 10)).astype("float32")[back]
    return images


def melt_delay(place, i):
    """Give the days by which melt is later in each pixel than in the table of class i.

    Parameters
    ----------
    place : helpers.glaciers.simulation.scene_model.Place
    i : int
        Position in ``CLASSES``.

    Returns
    -------
    array, of the place's shape
    """
    return surface_model.melt_delay(CLASSES[i], place.altitude) + place.phase


def lasting_gains(place, mask, rng):
    """Draw what differs between pixels on all dates: linear (y, x), by polarisation.

    Parameters
    ----------
    place : helpers.glaciers.simulation.scene_model.Place
    mask : array of int, shape (y, x)
        From :func:`helpers.glaciers.simulation.scene_model.masks`.
    rng : numpy.random.Generator

    Returns
    -------
    dict of array of float32, shape (y, x)
    """
    smooth = surface_model.smooth_field
    draws = [smooth(mask.shape, surface_model.TEXTURE_LENGTH, rng) for _ in range(2)]
    fields = surface_model.polarised(draws)
    folded = np.where(np.isin(mask, (LAYOVER, BOTH)), LAYOVER_GAIN, 0)
    gains = {}
    for pol, field in fields.items():
        gain = 10 ** ((place.offset[pol] + folded) / 10)
        for i in np.unique(place.surface[place.surface >= 0]):
            inside = place.surface == i
            shape = surface_model.texture_shape(CLASSES[i], pol)
            gain[inside] *= surface_model.texture(field[inside], shape)
        gains[pol] = gain.astype("float32")
    return gains


def _store(stack, images, mask, times):
    images = np.ascontiguousarray(images, "float32")
    images.view("uint32")[...] &= PRECISION
    masks = np.broadcast_to(mask[..., None], images.shape)
    options = {"chunks": (*mask.shape, 1), "compression": "gzip", "shuffle": True}
    stack.create_dataset("images", data=images, compression_opts=4, **options)
    stack.create_dataset("masks", data=masks, compression_opts=4, **options)
    stack["timestamps"] = np.char.replace(times.astype(str), "-", "").astype("S8")
    stack["satellites"] = satellites(times).astype("S3")
    orbit = stack.parent.name.rpartition("/")[2]
    stack["angles_incidence"] = np.full(times.size, ANGLES[orbit], "float32")


def summarise(file):
    """Write the archive's own summary: its classes, and which stacks each has."""
    stacks, ranges = {}, {}
    for group, orbits in file["data"].items():
        for path in [f"{group}/{o}/{p}" for o, stored in orbits.items() for p in stored]:
            stamps = [stamp.decode() for stamp in file[f"data/{path}/timestamps"][()]]
            stacks.setdefault(orbits.attrs["class"], []).append({"path": path})
            ranges[path] = {"start": stamps[0], "end": stamps[-1], "n_samples": len(stamps)}
    file.create_group("metadata").attrs.update(
        {"classes": json.dumps(list(stacks)), "nodata_value": FILL, "simulated": True}
    )
    for name, entries in stacks.items():
        by_class = file.create_group(f"index/by_class/{name}")
        by_class.attrs["entries_json"] = json.dumps(entries)
    file.create_group("index/temporal_ranges").attrs["ranges_json"] = json.dumps(ranges)


def truth(places, times, departures):
    """Gather what the archive was drawn from.

    Parameters
    ----------
    places : list of helpers.glaciers.simulation.scene_model.Place
        The scene last.
    times : dict of array
        Dates by polarisation.
    departures : dict of dict
        From :func:`record`, by group and orbit.

    Returns
    -------
    xarray.Dataset
        Over ``group``, the polygons: ``class``, ``altitude`` (m), ``delay`` (days),
        ``offset_HH``, ``offset_HV`` and ``level_HH``, ``level_HV`` (dB, over time, with
        the offset, in descending orbit). Over ``y``, ``x``: the scene's ``surface``,
        a position in the attribute ``classes``, −1 outside, and ``scene_altitude``.
    """
    *polygons, scene = places
    title = "What the simulated archive was drawn from: for scoring only"
    groups = {"group": [place.group for place in polygons]}
    ds = xr.Dataset(coords=groups, attrs={"title": title, "classes": " ".join(CLASSES)})
    ds["class"] = "group", [place.label for place in polygons]
    ds["altitude"] = "group", [place.altitude[0, 0] for place in polygons]
    ds["delay"] = "group", [_delay(place) for place in polygons]
    ds["surface"] = ("y", "x"), scene.surface
    ds["scene_altitude"] = ("y", "x"), scene.altitude
    for pol, days in times.items():
        levels = [_level(place, pol, days, departures) for place in polygons]
        ds[f"offset_{pol}"] = "group", [place.offset[pol].item() for place in polygons]
        ds[f"level_{pol}"] = ("group", f"time_{pol}"), levels
        ds[f"time_{pol}"] = days.astype("datetime64[ns]")
    return ds


def _delay(place):
    return melt_delay(place, CLASSES.index(place.label))[0, 0]


def _level(place, polarisation, times, departures):
    level = surface_model.seasonal_level(place.label, polarisation, times, _delay(place))
    departure = departures[place.group, "DSC"][polarisation][CLASSES.index(place.label)]
    return level + departure + place.offset[polarisation].item()
