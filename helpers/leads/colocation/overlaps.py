"""Which products of two sensors show the same ice: overlap, gap in time, drift."""

import warnings

import antimeridian
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from helpers.errors import BadInput

EQUAL_AREA = {"north": "EPSG:6931", "south": "EPSG:6932"}
"""EASE-Grid 2.0 of either hemisphere: polar maps in metres on which areas are true."""

DRIFT_SPEED = 0.15
"""m/s; sea ice in a fresh wind (about a fiftieth of the wind's speed; assumed)."""

PAIR_COLUMNS = ["image", "radar", "overlap_km2", "overlap_share"]
PAIR_COLUMNS += ["gap_least", "gap_most", "drift_m"]

TRACK_WIDTH = 1600.0
"""m; given to a radar's footprint where a catalogue has it as a line."""


def project(footprints, hemisphere):
    """Bring footprints from degrees to an equal-area map of the pole.

    A footprint may cross the 180th meridian or hold the pole, cut there or not;
    edges are followed every half degree. One that holds the pole must be wound as
    GeoJSON has it (RFC 7946), against the clock.

    Parameters
    ----------
    footprints : sequence of shapely geometries
        Longitude and latitude in degrees; polygons, or lines.
    hemisphere : {"north", "south"}

    Returns
    -------
    array of shapely geometries, shape (n,)
        In metres.
    """
    to_map = Transformer.from_crs("EPSG:4326", EQUAL_AREA[hemisphere], always_xy=True)
    return np.array([_flat(footprint, to_map) for footprint in footprints], object)


def _flat(footprint, to_map):
    with warnings.catch_warnings():  # a footprint wound with the clock is turned
        warnings.simplefilter("ignore", antimeridian.FixWindingWarning)
        cut = shapely.geometry.shape(antimeridian.fix_shape(footprint, great_circle=False))
    parts = shapely.get_parts(shapely.segmentize(cut, 0.5))
    flat = shapely.transform(parts, lambda xy: np.column_stack(to_map.transform(*xy.T)))
    lines = shapely.get_dimensions(flat) == 1
    flat[lines] = shapely.buffer(flat[lines], TRACK_WIDTH / 2)
    return shapely.union_all(shapely.make_valid(flat))


def find(images, passes, max_hours=3.0, drift_speed=DRIFT_SPEED):
    """Pair the products of two sensors that overlap within some hours.

    Parameters
    ----------
    images, passes : pandas.DataFrame
        As :func:`helpers.leads.colocation.catalogue_search.from_stac` gives them.
    max_hours : float
        Longest gap to consider.
    drift_speed : float
        m/s, of the ice.

    Returns
    -------
    pandas.DataFrame
        The best pair first (the shortest gap, then the largest overlap): ``image`` and
        ``radar`` (names), ``overlap_km2``, ``overlap_share`` (of the image),
        ``gap_least`` and ``gap_most`` (minutes; a catalogue doesn't say when within
        its period a pass crossed the image) and ``drift_m``, how far the ice may
        have moved in the longest gap.

    Raises
    ------
    BadInput
        When no footprints overlap, or none that do are close enough in time.
    """
    table = images.merge(passes, how="cross", suffixes=("_image", "_radar"))
    table = table.rename(columns={"id_image": "image", "id_radar": "radar"})
    area, share = _overlaps(images, passes)
    table["overlap_km2"], table["overlap_share"] = area.ravel() / 1e6, share.ravel()
    touching = table[table.overlap_km2 > 0]
    if touching.empty:
        raise BadInput(
            f"None of the {len(table)} pairs of an image and a pass overlap: search for "
            "both in the same place."
        )
    near = _in_time(touching, max_hours)
    near["drift_m"] = 60 * near.gap_most * drift_speed
    order = near.sort_values(["gap_most", "overlap_km2"], ascending=[True, False])
    return order[PAIR_COLUMNS].reset_index(drop=True)


def _overlaps(images, passes):
    """Give the overlap of each image with each pass: m², and as a share of the image."""
    area = np.zeros((len(images), len(passes)))
    share = area.copy()
    middle = [footprint.centroid.y for footprint in images.footprint]
    for hemisphere, sign in (("north", 1), ("south", -1)):
        rows = np.flatnonzero(np.sign(middle) == sign)
        if rows.size and len(passes):
            ours = project(images.footprint.iloc[rows], hemisphere)
            theirs = project(passes.footprint, hemisphere)
            area[rows] = shapely.area(shapely.intersection(ours[:, None], theirs))
            share[rows] = area[rows] / shapely.area(ours)[:, None]
    return area, share


def _in_time(table, max_hours):
    """Add the least and the most minutes between two periods; keep the short gaps."""
    minute = pd.Timedelta("1min")
    before = (table.start_image - table.end_radar) / minute
    after = (table.start_radar - table.end_image) / minute
    least = np.maximum(np.maximum(before, after), 0)
    table = table.assign(gap_least=least, gap_most=-np.minimum(before, after))
    near = table[table.gap_least <= 60 * max_hours].copy()
    if near.empty:
        raise BadInput(
            f"The closest overlapping pair is {table.gap_least.min() / 60:.1f} hours "
            f"apart, more than the {max_hours:g} asked for: allow a longer gap, or "
            "search another day."
        )
    return near
