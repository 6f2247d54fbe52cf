"""The simulated archive's file: the layout that the authors' generator writes.

It is that of Matthieu-Gallet/CPAZMaL_dataset since December 2025 (commit 0618568).
"""

import json

import numpy as np
import pyproj

from helpers.glaciers.products import cpazmal_hdf5 as hdf5
from helpers.glaciers.products.cpazmal import FILL

ANGLES = {"ASC": 44.0, "DSC": 37.0}
"""Degrees of incidence (assumed)."""
PASSES = {"ASC": "Ascending", "DSC": "Descending"}
PIXEL = 3.0
"""m: both the pixel's side and the resolution (assumed equal)."""
CRS = "EPSG:32632"
SLOPE, SLOPE_SPREAD = 27, 10
"""Degrees; of the polygons, as the archive's are on average."""
EAST, NORTH = (6.76, 7.04), (45.83, 46.05)
"""Degrees; the polygons' positions are drawn from the archive's extent."""
PRECISION = np.uint32(0xFFFFF000)
"""The bits of a float32 that are kept, 1 in 2,000: speckle in full would not compress."""


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
    known = {"class": place.label, "group_num": place.group[3:], "nodata": FILL}
    known["elevation"] = place.altitude[place.surface >= 0].mean()
    known |= {"latitude": rng.uniform(*NORTH), "longitude": rng.uniform(*EAST)}
    known["slope"] = np.clip(rng.normal(SLOPE, SLOPE_SPREAD), 0, 70)
    known["orientation"] = rng.uniform(0, 360)
    group.attrs.update(known | {"id": len(file["data"])})
    return group


def store(stack, images, mask, times):
    """Write one stack.

    Parameters
    ----------
    stack : h5py.Group
        Still empty.
    images : array of float32, shape (y, x, t)
    mask : array of int8, shape (y, x)
    times : array of datetime64, shape (t,)
    """
    images = np.ascontiguousarray(images, "float32")
    images.view("uint32")[...] &= PRECISION
    masks = np.broadcast_to(mask[..., None], images.shape)
    options = {"chunks": (*mask.shape, 1), "compression": "gzip", "shuffle": True}
    stack.create_dataset("images", data=images, compression_opts=4, **options)
    stack.create_dataset("masks", data=masks, compression_opts=4, **options)
    stack["timestamps"] = np.char.replace(times.astype(str), "-", "").astype("S8")
    orbit = stack.parent.name.rpartition("/")[2]
    stack["passes"] = np.full(times.size, PASSES[orbit], "S20")
    stack["angles_incidence"] = np.full(times.size, ANGLES[orbit], "float32")
    for name in ("resolution_range", "resolution_azimuth"):
        stack[name] = np.full(times.size, PIXEL, "float32")
    seen = images[images > 0]
    names = {"mean": np.mean, "std": np.std, "min": np.min, "max": np.max}
    stack.attrs.update({f"stat_{name}": of(seen) for name, of in names.items()})
    stack.attrs.update({"geo_projection": CRS, "geo_transform": _transform(stack, mask)})
    stack.attrs.update({"shape_original": (*mask.shape, 2), "n_timestamps": times.size})


def _transform(stack, mask):
    """Give the nine numbers of the map that puts a frame's middle at its position."""
    where = stack.parent.parent.attrs
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    east, north = to_metres.transform(where["longitude"], where["latitude"])
    height, width = mask.shape
    corner = east - PIXEL * width / 2, north + PIXEL * height / 2
    return np.array([PIXEL, 0, corner[0], 0, -PIXEL, corner[1], 0, 0, 1])


def summarise(file):
    """Write the archive's own summary: its classes, and which stacks each has.

    Parameters
    ----------
    file : h5py.File
    """
    listed, ranges = {}, {}
    for stack in hdf5.stacks(file):
        path, label = "/".join(stack), file["data"][stack[0]].attrs["class"]
        stamps = [stamp.decode() for stamp in file[f"data/{path}/timestamps"][()]]
        ranges[path] = {"start": stamps[0], "end": stamps[-1], "n_samples": len(stamps)}
        entry = dict(zip(("group", "orbit", "polarisation"), stack, strict=True))
        entry |= {"path": path, "n_samples": len(stamps)}
        listed.setdefault(label, []).append(entry)
    about = {"classes": json.dumps(list(listed)), "n_total_groups": len(ranges)}
    about |= {"nodata_value": FILL, "simulated": True}
    file.create_group("metadata").attrs.update(about)
    for name, entries in listed.items():
        by_class = file.create_group(f"index/by_class/{name}")
        by_class.attrs["n_groups"] = len(entries)
        by_class.attrs["entries_json"] = json.dumps(entries)
    file.create_group("index/temporal_ranges").attrs["ranges_json"] = json.dumps(ranges)
