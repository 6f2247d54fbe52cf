"""What a catalogue would answer of the simulated products and of others around them.

Names, times and footprints are those of the two products; the others are the same
products moved as orbits move them. Only the two exist as files.
"""

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer

from helpers.leads.colocation import catalogue_search, overlaps
from helpers.leads.simulation import sentinel3_file

IMAGE_REVOLUTION = pd.Timedelta("10D") / 143
"""Sentinel-2 repeats its ground track after 143 revolutions in ten days (ESA)."""
RADAR_REVOLUTION = pd.Timedelta(sentinel3_file.PERIOD, "s")
TURN = 360 * sentinel3_file.PERIOD / 86_164
"""Degrees that the earth turns to the east in one of Sentinel-3's revolutions."""
SIDES = {"east": (1, 0), "north": (0, 1), "west": (-1, 0), "south": (0, -1)}


def answer(kind, items):
    """Write a page of a STAC catalogue.

    Parameters
    ----------
    kind : {"image", "radar"}
    items : pandas.DataFrame
        ``id``, ``start``, ``end`` and ``footprint``.

    Returns
    -------
    dict
        A GeoJSON FeatureCollection, which
        :func:`helpers.leads.colocation.catalogue_search.from_stac` reads.
    """
    collection = catalogue_search.COLLECTIONS["copernicus"][kind]
    features = [_feature(item, collection) for item in items.itertuples()]
    return {"type": "FeatureCollection", "features": features, "links": []}


def _feature(item, collection):
    times = {"datetime": item.start, "start_datetime": item.start, "end_datetime": item.end}
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "id": item.id,
        "collection": collection,
        "bbox": list(item.footprint.bounds),
        "geometry": shapely.geometry.mapping(item.footprint),
        "properties": {name: time.isoformat() for name, time in times.items()},
        "assets": {},
        "links": [],
    }


def images(scene, name):
    """List a scene, its four neighbours, and its place on the day before and after.

    Parameters
    ----------
    scene : xarray.Dataset
        Over ``y`` and ``x`` (m), with the attributes ``crs`` and ``time`` (UTC).
    name : str
        Of the product.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``start``, ``end`` and ``footprint``.
    """
    time = pd.Timestamp(scene.attrs["time"])
    time = time.tz_localize("UTC") if time.tzinfo is None else time
    day = 14 * IMAGE_REVOLUTION  # a whole number of revolutions, and nearly a day
    rows = [(name, time, time, _outline(scene, (0, 0)))]
    for side, step in SIDES.items():
        rows.append((f"{side} of {name}", time, time, _outline(scene, step)))
    for word, moved in (("before", time - day), ("after", time + day)):
        rows.append((f"{word} {name}", moved, moved, rows[0][3]))
    return pd.DataFrame(rows, columns=catalogue_search.COLUMNS[:4])


def _outline(scene, step):
    """Give the corners of the scene, moved by its own size, in degrees."""
    to_degrees = Transformer.from_crs(scene.attrs["crs"], "EPSG:4326", always_xy=True)
    edges = []
    for name, count in zip("xy", step, strict=True):
        low, high = np.sort(scene[name].values[[0, -1]])
        pixel = (high - low) / (scene.sizes[name] - 1)
        length = high - low + pixel
        edges.append(np.array([low - pixel / 2, high + pixel / 2]) + count * length)
    corners = shapely.box(edges[0][0], edges[1][0], edges[0][1], edges[1][1])
    return shapely.transform(
        corners, lambda xy: np.column_stack(to_degrees.transform(*xy.T))
    )


def passes(ds, name, revolutions=2):
    """List a pass, and those of some revolutions before and after.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``latitude``, ``longitude`` and ``time`` over ``echo``.
    name : str
        Of the product.
    revolutions : int

    Returns
    -------
    pandas.DataFrame
        ``id``, ``start``, ``end`` and ``footprint``.
    """
    start, end = (pd.Timestamp(ds.time.values[i], tz="UTC") for i in (0, -1))
    strip = _strip(ds)
    rows = []
    for number in sorted(range(-revolutions, revolutions + 1), key=abs):
        moved = shapely.transform(strip, lambda xy, n=number: xy - [n * TURN, 0])
        later = number * RADAR_REVOLUTION
        label = f"revolution {number:+d} of {name}" if number else name
        rows.append((label, start + later, end + later, moved))
    return pd.DataFrame(rows, columns=catalogue_search.COLUMNS[:4])


def _strip(ds, every=100):
    """Give the strip that the radar's footprint sweeps, in degrees."""
    rows = np.unique(np.append(np.arange(0, ds.sizes["echo"], every), ds.sizes["echo"] - 1))
    longitude = np.unwrap(ds.longitude.values[rows], period=360)
    latitude = ds.latitude.values[rows]
    geod, half = Geod(ellps="WGS84"), overlaps.TRACK_WIDTH / 2
    ahead, _, _ = geod.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
    ahead = np.append(ahead, ahead[-1])
    sides = []
    for turn in (-90, 90):
        x, y, _ = geod.fwd(longitude, latitude, ahead + turn, np.full(len(rows), half))
        sides.append(np.column_stack([x, y]))
    return shapely.Polygon(np.concatenate([sides[0], sides[1][::-1]]))
