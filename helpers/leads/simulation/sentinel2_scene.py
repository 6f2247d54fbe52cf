"""A simulated Sentinel-2 scene of leads, and a Sentinel-3 pass over the same ice.

:mod:`helpers.leads.simulation.ice_scene` draws the ice, ``reflectance_model`` what the
camera makes of it, ``sentinel2_safe`` the product. The pass is that of
:mod:`helpers.leads.simulation.sentinel3_pass`; where it crosses the scene, its footprints
hold what the scene has there.
"""

import os
from pathlib import Path

import netCDF4
import numpy as np
import rasterio
import rasterio.shutil
import xarray as xr
from pyproj import Transformer
from rasterio.windows import Window
from tqdm import tqdm

from helpers.errors import BadInput
from helpers.leads.simulation import (
    ice_scene,
    ice_track,
    reflectance_model,
    scene_geometry,
    sentinel2_safe,
    sentinel3_pass,
)

EDGE = 0.06
"""Part of the scene beyond the slanted edge of the camera's swath (assumed)."""
BLOCK = 1024
TRUTH = {
    "surface_class": ("u1", "1 sea ice, 2 lead"),
    "pond": ("u1", "1 where there is a melt pond"),
    "lead_thickness": ("f4", "m"),
    "lead_age": ("f4", "days"),
    "cloud": ("f4", "optical thickness"),
}


def write(
    product_path,
    truth_path,
    seed=0,
    size=1536,
    baseline="05.00",
    gap_minutes=scene_geometry.GAP,
    drift=scene_geometry.DRIFT,
    **ice,
):
    """Simulate a scene; write the SAFE folder and its truth, block by block.

    Parameters
    ----------
    product_path, truth_path : path-like
        The folder, and a NetCDF file with the class, thickness and age of leads, ponds
        and cloud of every pixel, and the drift since the pass as attributes.
    seed : int
        The same seed and size give the same ice.
    size, baseline, gap_minutes, drift
        As :func:`helpers.leads.simulation.scene_geometry.locate` takes them.
    **ice
        ``lead_area``, ``ponds`` and ``cloud``, as
        :func:`helpers.leads.simulation.ice_scene.draw` takes them.

    Raises
    ------
    BadInput
        When an option is out of its range, or the folder exists already.
    """
    folder = Path(product_path)
    if folder.exists():
        raise BadInput(f"{folder} exists already: remove it, or give another name.")
    scene = ice_scene.draw(seed, size, **ice)
    where = scene_geometry.locate(size, baseline, gap_minutes, drift)
    zenith, azimuth = _sun_grid(where)
    where.product.write_metadata(folder, zenith, azimuth)
    images = {band: folder / where.product.band(band) for band in sentinel2_safe.BANDS}
    rough = {band: path.with_suffix(".tif") for band, path in images.items()}
    truth = _truth_file(truth_path, scene, where, gap_minutes)
    targets = {b: rasterio.open(p, "w", **_profile(where)) for b, p in rough.items()}
    sun = float(zenith.mean()), float(azimuth.mean())
    silent = os.environ.get("EO_BOOK") == "1"
    for block in tqdm(_blocks(size), "scene", leave=False, delay=2, disable=silent):
        _write_block(scene, where, block, sun, targets, truth, seed)
    truth.close()
    for band, target in targets.items():
        target.close()
        rasterio.shutil.copy(
            rough[band], images[band], driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES"
        )
        rough[band].unlink()


def picture(scene, where, seed=0, bands=sentinel2_safe.BANDS):
    """Give in memory what :func:`write` puts into files.

    Parameters
    ----------
    scene : helpers.leads.simulation.ice_scene.Scene
        Of up to some 4,000 pixels along a side.
    where : helpers.leads.simulation.scene_geometry.Location
    seed : int
        Of the camera's noise.
    bands : sequence of str

    Returns
    -------
    image : xarray.DataArray
        As :func:`helpers.leads.products.sentinel2.open` gives it.
    truth : xarray.Dataset
        As the truth file has it.
    """
    block, (zenith, azimuth) = Window(0, 0, scene.size, scene.size), _sun_grid(where)
    fields, sun = _fields(scene, block), (float(zenith.mean()), float(azimuth.mean()))
    stack = [_counts(scene, where, fields, b, block, sun, seed) for b in bands]
    counts = xr.DataArray(np.stack(stack), dims=("band", "y", "x"))
    values = (
        counts.astype("float32") + where.product.offset
    ) / sentinel2_safe.QUANTIFICATION
    image = values.where(counts != sentinel2_safe.NODATA)
    centres = dict(zip("yx", _centres(where), strict=True))
    inner = slice(reflectance_model.HALO, -reflectance_model.HALO)
    truth = {
        name: (("y", "x"), fields[name][inner, inner].astype(kind))
        for name, (kind, _) in TRUTH.items()
    }
    attributes = {
        "crs": where.crs,
        "drift_x": float(where.drift[0]),
        "drift_y": float(where.drift[1]),
    }
    return image.assign_coords(band=list(bands), **centres), xr.Dataset(
        truth, coords=centres, attrs=attributes
    )


def write_pass(
    product_path,
    truth_path,
    seed=0,
    size=1536,
    gap_minutes=scene_geometry.GAP,
    drift=scene_geometry.DRIFT,
    **ice,
):
    """Simulate the Sentinel-3 pass over the scene of the same seed and options.

    Parameters
    ----------
    product_path, truth_path : path-like
        NetCDF files as :func:`helpers.leads.simulation.sentinel3_pass.write` makes them;
        the truth also says which echoes are ``in_scene``.
    seed, size, gap_minutes, drift, **ice
        As :func:`write` takes them.
    """
    rng = np.random.default_rng(seed)
    surface = ice_track.along_track(scene_geometry.ECHOES, rng)
    scene = ice_scene.draw(seed, size, **ice)
    where = scene_geometry.locate(size, gap_minutes=gap_minutes, drift=drift)
    x, y = scene_geometry.track(where.crs)
    inside = scene_geometry.in_scene(where, x, y)
    under = scene_geometry.surface_under(scene, where, x, y, inside)
    for name, values in under.items():
        surface[name][inside] = values
    sentinel3_pass.fly(surface, product_path, truth_path, rng)
    here = xr.Dataset({"in_scene": ("echo", inside)})
    here.to_netcdf(truth_path, mode="a", engine="netcdf4")


def _sun_grid(where):
    """Compute the sun's angles every 5 km."""
    product = where.product
    count = int(np.ceil(product.size * product.pixel / sentinel2_safe.ANGLE_STEP)) + 1
    offset = np.arange(count) * sentinel2_safe.ANGLE_STEP
    x, y = np.meshgrid(product.left + offset, product.top - offset)
    back = Transformer.from_crs(product.epsg, 4326, always_xy=True)
    longitude, latitude = back.transform(x, y)
    return reflectance_model.sun(latitude, longitude, product.time)


def _centres(where):
    """Give y and x of the pixels' centres, in metres."""
    offset = (np.arange(where.product.size) + 0.5) * where.product.pixel
    return where.product.top - offset, where.product.left + offset


def _profile(where):
    return {
        "driver": "GTiff", "dtype": "uint16", "count": 1, "crs": where.crs,
        "height": where.product.size, "width": where.product.size,
        "transform": where.transform, "tiled": True, "blockxsize": 512, "blockysize": 512,
    }  # fmt: skip


def _blocks(size):
    starts = range(0, size, BLOCK)
    return [
        Window(column, row, min(BLOCK, size - column), min(BLOCK, size - row))
        for row in starts
        for column in starts
    ]


def _write_block(scene, where, block, sun, targets, truth, seed):
    fields = _fields(scene, block)
    for band, target in targets.items():
        counts = _counts(scene, where, fields, band, block, sun, seed)
        target.write(counts, 1, window=block)
    rows, columns = block.toslices()
    inner = slice(reflectance_model.HALO, -reflectance_model.HALO)
    for name in TRUTH:
        truth[name][rows, columns] = fields[name][inner, inner]


def _fields(scene, block):
    """Say what lies in a block and the halo around it."""
    halo = reflectance_model.HALO
    fields = scene.fields(
        block.row_off - halo,
        block.col_off - halo,
        block.height + 2 * halo,
        block.width + 2 * halo,
    )
    ridge = fields["ridge"]
    fields["sail"] = np.where(ridge >= 0, scene.sail[ridge], 0.0)
    fields["summer"] = scene.pond_share > 0
    return fields


def _counts(scene, where, fields, band, block, sun, seed):
    """Give a band's counts in a block, 0 beyond the swath."""
    number = sentinel2_safe.BANDS.index(band)
    rng = np.random.default_rng([seed, block.row_off, block.col_off, number])
    value = reflectance_model.reflectance(fields, band, *sun)
    value += reflectance_model.noise(band, sun[0], value.shape, rng)
    counts = np.rint(value * sentinel2_safe.QUANTIFICATION) - where.product.offset
    counts = np.clip(counts, 1, sentinel2_safe.SATURATED - 1)
    return np.where(_in_swath(scene.size, block), counts, 0).astype("uint16")


def _in_swath(size, block):
    """Tell which pixels the camera saw: the swath's edge runs down the left side."""
    rows = block.row_off + np.arange(block.height)[:, None]
    columns = block.col_off + np.arange(block.width)
    return columns + 0.5 > size * EDGE * 2 * (1 - rows / size)


def _truth_file(path, scene, where, gap_minutes):
    truth = netCDF4.Dataset(path, "w")
    truth.setncatts(
        {
            "title": "What the simulated scene was drawn from: for scoring only",
            "crs": where.crs,
            "drift_x": float(where.drift[0]),
            "drift_y": float(where.drift[1]),
            "gap_minutes": gap_minutes,
        }
    )
    for name, centres in zip("yx", _centres(where), strict=True):
        truth.createDimension(name, scene.size)
        truth.createVariable(name, "f8", (name,))[:] = centres
    for name, (kind, units) in TRUTH.items():
        variable = truth.createVariable(name, kind, ("y", "x"), zlib=True, complevel=1)
        variable.units = units
    return truth
