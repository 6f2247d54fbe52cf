"""A simulated Sentinel-2 scene of leads, and a Sentinel-3 pass over the same ice.

:mod:`helpers.leads.simulation.ice_scene` draws the ice, ``reflectance_model`` what the
camera makes of it, ``sentinel2_safe`` the product. The pass is that of
:mod:`helpers.leads.simulation.sentinel3_pass`; where it crosses the scene, its footprints
hold what the scene has there.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import netCDF4
import numpy as np
import rasterio
import xarray as xr
from pyproj import Transformer
from rasterio.windows import Window
from tqdm import tqdm

from helpers.errors import BadInput
from helpers.leads.products.sentinel2 import BANDS
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


def write(product_path, truth_path, seed=0, size=1536, baseline="05.00", **ice):
    """Simulate a scene; write the SAFE folder and its truth, block by block.

    Parameters
    ----------
    product_path, truth_path : path-like
        The folder, and a NetCDF file with the class, thickness and age of leads, ponds
        and cloud of every pixel, and the drift since the pass as attributes.
    seed : int
        The same seed and size give the same ice.
    size, baseline
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
    scene, where = ice_scene.draw(seed, size, **ice), scene_geometry.locate(size, baseline)
    where.product.write_metadata(folder, *_sun_grid(where))
    silent = os.environ.get("EO_BOOK") == "1"
    with ExitStack() as files:
        truth = files.enter_context(_truth_file(truth_path, where))
        paths = [folder / where.product.band(band) for band in BANDS]
        images = [files.enter_context(_image_file(path, where)) for path in paths]
        for block in tqdm(_blocks(size), "scene", leave=False, delay=2, disable=silent):
            counts, fields = _seen(scene, where, block, seed, BANDS)
            for image, values in zip(images, counts, strict=True):
                image.write(values, 1, window=block)
            for name, values in fields.items():
                truth[name][block.toslices()] = values


def picture(scene, where, seed=0, bands=BANDS):
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
    block = Window(0, 0, scene.size, scene.size)
    counts, fields = _seen(scene, where, block, seed, bands)
    centres = dict(zip("yx", _centres(where), strict=True))
    counts = xr.DataArray(counts, centres | {"band": list(bands)}, ("band", "y", "x"))
    values = counts.astype("float32") + where.product.offset
    image = (values / sentinel2_safe.QUANTIFICATION).where(counts != sentinel2_safe.NODATA)
    truth = {name: (("y", "x"), values) for name, values in fields.items()}
    return image, xr.Dataset(truth, centres, _attributes(where))


def write_pass(product_path, truth_path, seed=0, size=1536, **ice):
    """Simulate the Sentinel-3 pass over the scene of the same seed and options.

    Parameters
    ----------
    product_path, truth_path : path-like
        NetCDF files as :func:`helpers.leads.simulation.sentinel3_pass.write` makes them;
        the truth also says which echoes are ``in_scene``.
    seed, size, **ice
        As :func:`write` takes them.
    """
    rng = np.random.default_rng(seed)
    surface = ice_track.along_track(scene_geometry.ECHOES, rng)
    scene, where = ice_scene.draw(seed, size, **ice), scene_geometry.locate(size)
    x, y = scene_geometry.track(where.crs)[["x", "y"]].values.T
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


def _image_file(path, where):
    """Open a band's image to write it without loss; closing it compresses it."""
    size = where.product.size
    shape = {"count": 1, "height": size, "width": size, "dtype": "uint16"}
    place = {"crs": where.crs, "transform": where.transform}
    lossless = {"driver": "JP2OpenJPEG", "QUALITY": "100", "REVERSIBLE": "YES"}
    return rasterio.open(path, "w", **shape, **place, **lossless)


def _blocks(size):
    starts = range(0, size, BLOCK)
    return [
        Window(column, row, min(BLOCK, size - column), min(BLOCK, size - row))
        for row in starts
        for column in starts
    ]


def _seen(scene, where, block, seed, bands):
    """Give a block's counts by band, and what the truth says of its pixels."""
    halo = reflectance_model.HALO
    corner = block.row_off - halo, block.col_off - halo
    fields = scene.fields(*corner, block.height + 2 * halo, block.width + 2 * halo)
    ridge = fields["ridge"]
    fields["sail"] = np.where(ridge >= 0, scene.sail[ridge], 0.0)
    fields["summer"] = scene.pond_share > 0
    sun = [float(angle.mean()) for angle in _sun_grid(where)]
    counts = np.stack([_counts(where, fields, band, block, sun, seed) for band in bands])
    inner = slice(halo, -halo)
    truth = {
        name: fields[name][inner, inner].astype(kind) for name, (kind, _) in TRUTH.items()
    }
    return counts, truth


def _counts(where, fields, band, block, sun, seed):
    """Give a band's counts in a block, 0 beyond the swath."""
    rng = np.random.default_rng([seed, block.row_off, block.col_off, BANDS.index(band)])
    value = reflectance_model.reflectance(fields, band, *sun)
    value += reflectance_model.noise(band, sun[0], value.shape, rng)
    counts = np.rint(value * sentinel2_safe.QUANTIFICATION) - where.product.offset
    counts = np.clip(counts, 1, sentinel2_safe.SATURATED - 1)
    return np.where(_in_swath(where.product.size, block), counts, 0).astype("uint16")


def _in_swath(size, block):
    """Tell which pixels the camera saw: the swath's edge runs down the left side."""
    rows = block.row_off + np.arange(block.height)[:, None]
    columns = block.col_off + np.arange(block.width)
    return columns + 0.5 > size * EDGE * 2 * (1 - rows / size)


def _attributes(where):
    """Say of the truth what it is, where it lies, and how the ice moved."""
    return {
        "title": "What the simulated scene was drawn from: for scoring only",
        "crs": where.crs,
        "drift_x": float(where.drift[0]),
        "drift_y": float(where.drift[1]),
        "gap_minutes": scene_geometry.GAP,
    }


def _truth_file(path, where):
    truth = netCDF4.Dataset(path, "w")
    truth.setncatts(_attributes(where))
    for name, centres in zip("yx", _centres(where), strict=True):
        truth.createDimension(name, centres.size)
        truth.createVariable(name, "f8", (name,))[:] = centres
    for name, (kind, units) in TRUTH.items():
        variable = truth.createVariable(name, kind, ("y", "x"), zlib=True, complevel=1)
        variable.units = units
    return truth
