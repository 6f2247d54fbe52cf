"""Simulated scans of GOES-16 around Barbados, in the files that NOAA writes.

The clouds are those of the simulated Worldview scenes. Light: clouds reflect by their
optical thickness, more where the sun is high; below them lies a dark sea or green land,
above them air that scatters blue. Heat: every layer hides what is below it as far as it
absorbs, and adds what it emits itself.
"""

import functools
import tomllib
from pathlib import Path

import numpy as np
import xarray as xr
from PIL import Image, ImageDraw
from scipy import ndimage
from tqdm.auto import tqdm

from helpers.clouds.colour import sun_position
from helpers.clouds.products import worldview
from helpers.clouds.products.goes16 import bands, projection
from helpers.clouds.simulation import (
    cloud_patterns,
    goes16_writer,
    scene_rendering,
    worldview_scenes,
)

PROJECTION = projection.Projection()
"""Of GOES-16."""

FINE, COARSE = 0.5, 2
"""Kilometres of the pixels of the finest band and of the coarsest."""

COLOURS = {2: 0, 3: 1, 1: 2}
"""Where a band stands in triples of red, veggie and blue."""


@functools.cache
def parameters():
    """Read what the scans are drawn from.

    Returns
    -------
    dict
        The whole of ``goes16_scans.toml``.
    """
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def write(product_path, truth_path, seed=0, scans=None):
    """Simulate scans; write four files for each, and the truth.

    Parameters
    ----------
    product_path : path-like
        A folder, which is made.
    truth_path : path-like
        NetCDF over ``scan``, ``y`` and ``x``, in pixels of 2 km: ``thickness`` (optical,
        of low clouds), ``cirrus`` (of high ones), ``pattern`` (as in the Worldview
        scenes) and ``land``.
    seed : int
        The same seed gives the same scans.
    scans : int, optional
        The first so many only.
    """
    folder = Path(product_path)
    folder.mkdir(exist_ok=True)
    chosen = parameters()["scans"][:scans]
    streams = np.random.default_rng(seed).spawn(len(chosen))
    rows, columns = _sector()
    ground = _places(rows, columns)
    truths = []
    pairs = list(zip(chosen, streams, strict=True))
    for scan, rng in tqdm(pairs, desc="Simulating scans", unit="scan", delay=2):
        scene = _clouds(scan, ground, rng)
        for band in bands.BANDS.values():
            _write_band(folder, band, scan, scene, (rows[0], columns[0]), rng)
        truths.append(_block_mean(scene.astype("float32"), COARSE / FINE))
    title = "What the simulated scans were drawn from: for scoring only"
    truth = xr.concat(truths, "scan").assign_attrs(title=title)
    truth["pattern"] = truth.pattern.round().astype("uint8")
    packed = {name: {"zlib": True, "complevel": 1} for name in truth}
    truth.to_netcdf(truth_path, engine="netcdf4", encoding=packed)


def _sector():
    """Give the rows and columns of the full disk's 2 km grid that hold the sector."""
    box = parameters()["sector"]
    along = np.linspace(0, 1, 50)
    west_east = box["west"] + along * (box["east"] - box["west"])
    south_north = box["south"] + along * (box["north"] - box["south"])
    x, y = projection.from_lonlat(*np.meshgrid(west_east, south_north), PROJECTION)
    step = COARSE * bands.STEP
    columns = np.floor((x + bands.HALF_DISK) / step).astype(int)
    rows = np.floor((bands.HALF_DISK - y) / step).astype(int)
    return tuple(np.arange(each.min(), each.max() + 1) for each in (rows, columns))


def _places(rows, columns):
    """Say where the pixels of 0.5 km within those of 2 km lie, and which are land.

    Returns
    -------
    xarray.Dataset
        ``longitude``, ``latitude`` and ``land`` over y and x.
    """
    factor = int(COARSE / FINE)
    angles = {}
    for name, first in (("x", columns), ("y", rows)):
        index = np.arange(first[0] * factor, (first[-1] + 1) * factor)
        sign = {"x": 1, "y": -1}[name]  # rows are counted from the north
        angles[name] = xr.DataArray(sign * goes16_writer.angle(index, FINE), dims=name)
    longitude, latitude = projection.to_lonlat(angles["x"], angles["y"], PROJECTION)
    ground = xr.Dataset({"longitude": longitude, "latitude": latitude}).astype("float32")
    return ground.assign(land=(("y", "x"), _land(angles["x"].values, angles["y"].values)))


def _clouds(scan, ground, rng):
    """Draw what lies under a scan.

    Returns
    -------
    xarray.Dataset
        ``thickness`` and ``cirrus`` (optical thickness of low and of high clouds),
        ``pattern``, ``land``, and ``zenith_cosine`` of the sun; over y and x.
    """
    box, (height, width) = parameters()["sector"], worldview.SHAPE
    place = [
        height / 2 + 100 * ((box["south"] + box["north"]) / 2 - ground.latitude.values),
        width / 2 + 100 * (ground.longitude.values - (box["west"] + box["east"]) / 2),
    ]
    pattern, thickness = worldview_scenes.scene(scan["patterns"], rng)
    high = _cirrus(scan.get("cirrus", 0), thickness.shape, rng)
    drawn = {"pattern": (pattern, 0), "thickness": (thickness, 1), "cirrus": (high, 1)}
    fields = {"land": ground.land}
    for name, (field, order) in drawn.items():
        taken = ndimage.map_coordinates(field, place, order=order, mode="nearest")
        fields[name] = ("y", "x"), taken
    up = sun_position.zenith_cosine(scan["start"], ground.longitude, ground.latitude)
    return xr.Dataset(fields | {"zenith_cosine": up.astype("float32")})


def _cirrus(share, shape, rng):
    """Draw patches of high cloud that cover a share of the sky: optical thickness."""
    if not share:
        return np.zeros(shape, "float32")
    high = parameters()["cirrus"]
    coarse = tuple(size // cloud_patterns.COARSE for size in shape)
    smooth = {"spectrum": 4, "blur": 0}
    outer = high["km"] * cloud_patterns.KM / cloud_patterns.COARSE
    field = cloud_patterns.enlarge(
        cloud_patterns.texture(coarse, outer, smooth, rng), shape
    )
    above = field - np.quantile(field, 1 - share)
    return (high["thickness"] * np.clip(above / above.max(), 0, 1)).astype("float32")


def _land(x, y):
    """Tell the pixels on land: bool, (y, x)."""
    image = Image.new("1", (x.size, y.size))
    for outline in parameters()["outlines"].values():
        corner_x, corner_y = projection.from_lonlat(*np.transpose(outline), PROJECTION)
        column = (corner_x - x[0]) / (x[1] - x[0])
        row = (corner_y - y[0]) / (y[1] - y[0])
        ImageDraw.Draw(image).polygon(list(zip(column, row, strict=True)), fill=1)
    return np.asarray(image, bool)


def _write_band(folder, band, scan, scene, corner, rng):
    see = _reflected if band.irradiance else _emitted
    radiance = see(band, scene, sun_position.distance(scan["start"]))
    radiance = _block_mean(radiance, band.km / FINE)
    radiance = (radiance + _noise(band, radiance.shape, scan, rng)).values
    if band.number == 1 and "lost" in scan:
        radiance[: scan["lost"], : radiance.shape[1] // 2] = np.nan
    times = scan["start"], scan["end"]
    factor = COARSE / band.km
    goes16_writer.write(
        folder / goes16_writer.file_name(band, *times),
        band,
        radiance,
        tuple(int(first * factor) for first in corner),
        times,
        sun_position.distance(scan["start"]),
        PROJECTION,
    )


def _block_mean(field, factor):
    """Average squares of pixels, as a coarser detector does."""
    return field.coarsen(y=int(factor), x=int(factor)).mean()


def _reflected(band, scene, sun_distance):
    """Give the radiance of sunlight: W m⁻² sr⁻¹ µm⁻¹."""
    which = COLOURS[band.number]
    ground = xr.where(
        scene.land,
        parameters()["land"]["reflectance"][which],
        parameters()["sea"]["reflectance"][which],
    )
    bright = 0.0
    for thickness in (scene.thickness, scene.cirrus):
        cloud = scene_rendering.albedo(thickness)
        bright = bright + (1 - bright) ** 2 * cloud
    surface = bright + (1 - bright) ** 2 * ground
    factor = surface * scene.zenith_cosine.clip(0) + _air(band.micrometres)
    return factor * band.irradiance / (np.pi * sun_distance**2)


def _air(micrometres):
    """Give the reflectance factor of the air itself.

    Light scattered once, equally to all sides: τ / 4µ, with the optical thickness of
    Hansen & Travis (1974), Space Sci. Rev. 16, 527.
    """
    square = micrometres**-2
    depth = 0.008569 * square**2 * (1 + 0.0113 * square + 0.00013 * square**2)
    return depth / (4 * parameters()["air"]["view_cosine"])


def _emitted(band, scene, _):
    """Give the radiance of heat: mW m⁻² sr⁻¹ cm."""
    sea, cloud = parameters()["sea"], parameters()["cloud"]
    clear = sea["temperature"] - sea["vapour"]
    ground = xr.where(scene.land, parameters()["land"]["temperature"], clear)
    radiance = planck(ground, band)
    deep = cloud["deepest"] * scene.thickness / (scene.thickness + cloud["deepening"])
    low = np.minimum(sea["temperature"] - cloud["lapse"] * (cloud["base"] + deep), clear)
    layers = (scene.thickness, low), (scene.cirrus, parameters()["cirrus"]["temperature"])
    for thickness, temperature in layers:
        through = np.exp(-cloud["absorbing"] * thickness)
        radiance = through * radiance + (1 - through) * planck(temperature, band)
    return radiance


def planck(temperature, band):
    """Give the radiance that the files' constants turn into a brightness temperature.

    Parameters
    ----------
    temperature : array
        K.
    band : helpers.clouds.products.goes16.bands.Band

    Returns
    -------
    array
        mW m⁻² sr⁻¹ cm.
    """
    fk1, fk2, bc1, bc2 = band.planck
    return fk1 / np.expm1(fk2 / (bc1 + bc2 * temperature))


def _noise(band, shape, scan, rng):
    """Draw the instrument's noise, in the band's unit."""
    spread = parameters()["noise"]
    if band.irradiance:
        unit = band.irradiance / (np.pi * sun_position.distance(scan["start"]) ** 2)
        size = spread["reflectance"] * unit
    else:
        size = planck(300 + spread["temperature"], band) - planck(300, band)
    return size * rng.standard_normal(shape, dtype="float32")
