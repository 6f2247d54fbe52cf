"""A simulated CPAZMaL archive: 68 polygons of eight classes, and two scenes of glaciers.

The file is laid out as the authors' generator does since December 2025
(Matthieu-Gallet/CPAZMaL_dataset, commit 0618568): all images are PAZ's.
:mod:`helpers.glaciers.simulation.scene_model` draws what lies where,
:mod:`helpers.glaciers.simulation.surface_model` what the radar makes of it over the year.
Descending orbit has the archive's own dates; the few stacks in ascending orbit have
assumed ones. The truth goes to a file of its own, for scoring only.
"""

import h5py
import numpy as np
import xarray as xr

from helpers.glaciers.products.cpazmal import BOTH, FILL, LAYOVER, SHADOW
from helpers.glaciers.simulation import archive_file, scene_model, surface_model
from helpers.glaciers.simulation.surface_model import CLASSES, POLARISATIONS

ASCENDING = ("ABL001", "ACC001", "HAG001", "ICA001")
"""The groups that also have a stack in ascending orbit; in the archive all have."""
GAP = 1 / 768
"""Chance that a stack misses a date: one of the 768 digitised is missing."""
LAYOVER_GAIN = 4.0
"""dB that the folded slopes add (assumed)."""
SHADOW_LEVEL = -23.0
"""dB; there is the receiver's noise only (assumed)."""


def write(product_path, truth_path, seed=0, variety=1.0, glacier_only=False):
    """Simulate the archive; write the product and its truth.

    Parameters
    ----------
    product_path, truth_path : path-like
        HDF5 in the archive's layout; and NetCDF, with what it was drawn from: per
        group class, altitude, melt delay, offsets and levels, and the scenes' surfaces.
    seed : int
        The same seed gives the same archive.
    variety : float
        As in :func:`helpers.glaciers.simulation.surface_model.fluctuations`.
    glacier_only : bool
        Whether polygons of other classes, and the scenes, are left out: a sweep's archive.
    """
    rng = np.random.default_rng(seed)
    places = scene_model.places(rng)
    if glacier_only:
        places = [place for place in places if place.label in surface_model.GLACIER]
    times = {orbit: acquired(orbit) for orbit in ("ASC", "DSC")}
    weather = {orbit: surface_model.weather(times[orbit], rng) for orbit in times}
    departures = {}
    with h5py.File(product_path, "w") as file:
        for place in places:
            group = archive_file.describe(file, place, rng)
            for orbit in ("DSC", "ASC") if place.group in ASCENDING else ("DSC",):
                departures[place.group, orbit] = record(
                    group.create_group(orbit),
                    place,
                    times[orbit],
                    weather[orbit],
                    rng,
                    variety,
                )
        archive_file.summarise(file)
    truth(places, times["DSC"], departures).to_netcdf(truth_path, engine="netcdf4")


def acquired(orbit):
    """Give the dates of an orbit, by polarisation.

    In ascending orbit, where none is digitised, they are assumed.

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
    return {"HH": paz, "HV": paz[::2]}


def record(orbit, place, times, weather, rng, variety=1.0):
    """Write the stacks of a place in one orbit.

    Parameters
    ----------
    orbit : h5py.Group
    place : helpers.glaciers.simulation.scene_model.Place
    times, weather : dict of array
        Dates, and from :func:`helpers.glaciers.simulation.surface_model.weather`, by
        polarisation.
    rng : numpy.random.Generator
    variety : float
        As in :func:`write`.

    Returns
    -------
    dict of array, shape (8, t)
        By polarisation: dB by which each class departs from its season.
    """
    departures = surface_model.fluctuations(times, weather, rng, variety)
    mask = scene_model.masks(place.surface >= 0, rng)
    gains = lasting_gains(place, mask, rng)
    for pol, days in times.items():
        images = reflectivity(place, pol, days, departures[pol]) * gains[pol][..., None]
        images[mask == SHADOW] = 10 ** (SHADOW_LEVEL / 10)
        images *= surface_model.speckle(images.shape, rng)
        images[mask < 0] = FILL
        kept = (rng.random(days.size) >= GAP) | (place.label == "STUDY")
        archive_file.store(orbit.create_group(pol), images[..., kept], mask, days[kept])
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


def truth(places, times, departures):
    """Gather what the archive was drawn from.

    Parameters
    ----------
    places : list of helpers.glaciers.simulation.scene_model.Place
        The scenes among them.
    times : dict of array
        Dates by polarisation.
    departures : dict of dict
        From :func:`record`, by group and orbit.

    Returns
    -------
    xarray.Dataset
        Over ``group``, the polygons: ``class``, ``altitude`` (m), ``delay`` (days),
        ``offset_HH``, ``offset_HV`` and ``level_HH``, ``level_HV`` (dB, over time, with
        the offset, in descending orbit). Of each scene, such as ``ALLGLA``:
        ``surface_ALLGLA``, a position in the attribute ``classes``, −1 outside, and
        ``altitude_ALLGLA``, over ``y_ALLGLA`` and ``x_ALLGLA``.
    """
    polygons = [place for place in places if place.label != "STUDY"]
    title = "What the simulated archive was drawn from: for scoring only"
    groups = {"group": [place.group for place in polygons]}
    ds = xr.Dataset(coords=groups, attrs={"title": title, "classes": " ".join(CLASSES)})
    ds["class"] = "group", [place.label for place in polygons]
    ds["altitude"] = "group", [place.altitude[0, 0] for place in polygons]
    ds["delay"] = "group", [_delay(place) for place in polygons]
    for scene in (place for place in places if place.label == "STUDY"):
        dims = f"y_{scene.group}", f"x_{scene.group}"
        ds[f"surface_{scene.group}"] = dims, scene.surface
        ds[f"altitude_{scene.group}"] = dims, scene.altitude
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
