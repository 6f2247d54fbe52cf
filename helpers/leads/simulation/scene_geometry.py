"""Where and when the simulated scene lies, and what the radar's footprints hold of it."""

from dataclasses import dataclass

import numpy as np
from affine import Affine
from pyproj import Transformer
from rasterio.transform import from_origin

from helpers.leads.colocation import footprints
from helpers.leads.simulation import (
    ice_scene,
    ice_track,
    lead_lines,
    sentinel2_safe,
    sentinel3_file,
)

ECHOES, CENTRE = 2600, 2250
"""Length of the pass, and the echo above the middle of the scene, well in the pack."""
GAP = 43.0
"""Minutes from the radar to the image, as in the course."""
DRIFT = (0.07, -0.04)
"""m/s to the east and north; typical of pack ice (assumed)."""


@dataclass(frozen=True)
class Location:
    """Where and when a scene lies: the middle under the pass, its time after it."""

    product: sentinel2_safe.SafeProduct
    transform: Affine
    drift: tuple  # m that the ice moved from the pass to the image

    @property
    def crs(self):
        """The scene's coordinate system, such as ``"EPSG:32603"``."""
        return f"EPSG:{self.product.epsg}"


def locate(size=1536, baseline="05.00", drift=DRIFT):
    """Place a scene under the pass.

    Parameters
    ----------
    size : int
        Pixels along a side.
    baseline : str
        Processing baseline; from 04.00 on counts carry an offset.
    drift : tuple of float
        Velocity of the ice to the east and north of the grid, m/s.

    Returns
    -------
    Location
    """
    track = sentinel3_file.ground_track(ECHOES).isel(time_20_ku=CENTRE)
    longitude, latitude = float(track.lon_20_ku), float(track.lat_20_ku)
    epsg = 32_601 + int((longitude + 180) // 6)
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(longitude, latitude)
    half = size * ice_scene.PIXEL / 2
    left, top = np.round((x - half) / 60) * 60, np.round((y + half) / 60) * 60
    seconds = CENTRE / sentinel3_file.RATE + 60 * GAP
    time = sentinel3_file.START.astype("datetime64[ms]") + int(1000 * seconds)
    tile = sentinel2_safe.tile_name(epsg, latitude, x, y)
    product = sentinel2_safe.SafeProduct(time, baseline, tile, epsg, left, top, size)
    shift = tuple(60 * GAP * np.asarray(drift, float))
    return Location(product, from_origin(left, top, product.pixel, product.pixel), shift)


def track(crs):
    """Give where the echoes of the pass lie in a coordinate system.

    Parameters
    ----------
    crs : anything that pyproj reads

    Returns
    -------
    pandas.DataFrame
        As :func:`helpers.leads.colocation.footprints.project` gives it.
    """
    names = {"time_20_ku": "echo", "lon_20_ku": "longitude", "lat_20_ku": "latitude"}
    return footprints.project(sentinel3_file.ground_track(ECHOES).rename(names), crs)


def in_scene(where, x, y):
    """Tell which points lie in a scene, after the ice has drifted to the image's time.

    Parameters
    ----------
    where : Location
    x, y : array
        Metres in the scene's coordinate system, at the time of the pass.

    Returns
    -------
    array of bool
        As x and y are.
    """
    product = where.product
    column = (x + where.drift[0] - product.left) / product.pixel
    row = (product.top - y - where.drift[1]) / product.pixel
    return (np.minimum(column, row) >= 0) & (np.maximum(column, row) < product.size)


def surface_under(scene, where, x, y, inside):
    """Say what the footprints of the pass hold.

    Parameters
    ----------
    scene : helpers.leads.simulation.ice_scene.Scene
    where : Location
    x, y : array, shape (echoes,)
        The track in the scene's coordinate system, m.
    inside : array of bool, shape (echoes,)
        The echoes wanted.

    Returns
    -------
    dict of str to array, shape (inside.sum(),)
        Under keys of :func:`helpers.leads.simulation.ice_track.along_track`: a lead
        under the track is the one that fills most of 300 m across. Those beyond count
        by what arrives of them: each pixel by its lead's own σ0, less its fall-off.
    """
    heading = np.arctan2(np.gradient(y), np.gradient(x))[inside]
    east = (x + where.drift[0])[inside] - where.product.left
    north = (y + where.drift[1])[inside] - where.product.top
    found = [_footprint(scene, *one) for one in zip(east, north, heading, strict=True)]
    main, share, side, side_sigma0, side_alpha = np.array(found).T
    lead = {name: values[main.astype(int)] for name, values in scene.lead.items()}
    return {
        "ice_share": np.ones(main.size),
        "lead_share": share,
        "lead_alpha": lead["alpha"],
        "lead_sigma0": lead["sigma0"],
        "lead_width": np.where(main >= 0, lead["width"], np.nan),
        "lead_refrozen": lead["refrozen"] & (main >= 0),
        "side_distance": side,
        "side_sigma0": side_sigma0,
        "side_alpha": side_alpha,
    }


def _footprint(scene, east, north, heading):
    """Give the main lead (−1: none), its share; distance (m), σ0 and α of those beside."""
    reach, pixel = lead_lines.SIDE_REACH[1] + ice_track.SPACING, ice_scene.PIXEL
    count = int(2 * reach / pixel)
    window = east - reach, north + reach, east + reach, north - reach
    lead = scene.leads.burn(window, (count, count))
    offset = (np.arange(count) + 0.5) * pixel - reach
    right, up = np.meshgrid(offset, -offset)
    along = right * np.cos(heading) + up * np.sin(heading)
    across = np.abs(up * np.cos(heading) - right * np.sin(heading))
    strip = np.abs(along) <= ice_track.SPACING / 2
    under = lead[strip & (across <= lead_lines.NADIR)]
    present = under[under >= 0]
    main = np.bincount(present).argmax() if present.size else -1
    beside = (
        strip
        & (lead >= 0)
        & (across > lead_lines.NADIR)
        & (across <= lead_lines.SIDE_REACH[1])
    )
    side = _beside(scene.lead, lead[beside], across[beside], under.size)
    return main, present.size / under.size, *side


def _beside(leads, owner, across, count):
    """Give the mean distance, the σ0 and the α of what arrives from the pixels beside."""
    one = np.zeros(owner.size, int)
    found = lead_lines.arrivals(leads, owner, across, one, 1, count)
    return found["side_distance"][0], found["side_sigma0"][0], found["side_alpha"][0]
