"""Simulated Worldview scenes of the four patterns, with boxes as a crowd draws them.

:mod:`helpers.clouds.simulation.cloud_patterns` draws the clouds of each pattern,
:mod:`helpers.clouds.simulation.scene_rendering` makes a picture of them, and
:mod:`helpers.clouds.simulation.annotators` draw boxes into it. The
file that is written is the table of boxes; the pictures lie beside it in folders by
region, season and satellite, as in the original. The truth, which pattern a pixel
belongs to, goes to a file of its own, which only the scoring step opens.
"""

import functools
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from PIL import Image
from scipy import ndimage
from tqdm.auto import tqdm

from helpers.clouds.products.boxes import LABELS
from helpers.clouds.products.worldview import SHAPE
from helpers.clouds.simulation import annotators, cloud_patterns, scene_rendering
from helpers.clouds.simulation.annotators import STEP
from helpers.files import replacing

SETS = (
    ("Region1_DJF", "-61--40_10-24", ("12-01", 90)),
    ("Region1_MAM", "-61--40_10-24", ("03-01", 92)),
    ("Region2_DJF", "159-180_8-22", ("12-01", 90)),
    ("Region3_DJF", "-135--114_-15--1", ("12-01", 90)),
    ("Region3_SON", "-135--114_-15--1", ("09-01", 91)),
)
"""Folder, longitudes and latitudes, and the season's first day and length, as in the
crowd's images."""

QUALITY = 75
"""Of the JPEG files; a scene comes to some 0.5 MB, a real one to 0.8 MB."""


@functools.cache
def parameters():
    """Read what the scenes are drawn from.

    Returns
    -------
    dict
        The whole of ``worldview_scenes.toml``.
    """
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def write(product_path, truth_path, seed=0, scenes=None):
    """Simulate scenes; write them, their boxes and their truth.

    Parameters
    ----------
    product_path : path-like
        CSV without header: id, region_season_satellite/file, x1, y1, x2, y2, label. A
        scene that somebody saw without finding a pattern has a row with only the first
        two. The JPEG files are written into folders beside it.
    truth_path : path-like
        NetCDF: ``pattern`` (scene, y, x), 0 where there is none, then 1 to 4 in the
        order of :data:`helpers.clouds.products.boxes.LABELS`, for every tenth pixel;
        ``file`` names the scene.
    seed : int
        The same seed gives the same scenes.
    scenes : int, optional
    """
    # the people have draws of their own: how often they err changes no cloud
    rng, eyes = np.random.default_rng(seed).spawn(2)
    count = parameters()["scenes"] if scenes is None else scenes
    files, regions = [], []
    crowd = parameters()["annotators"]
    people = [[] for _ in range(crowd["per_scene"])]
    mixes = _pattern_mixes(count, rng)
    for mix in tqdm(mixes, desc="Simulating scenes", unit="scene", delay=2):
        file, latitude, satellite = _name(rng)
        pattern, thickness = scene(mix, rng)
        picture = scene_rendering.image(thickness, latitude, satellite, parameters(), rng)
        with replacing(Path(product_path).parent / file) as beside:
            Image.fromarray(picture).save(beside, quality=QUALITY)
        files.append(file)
        regions.append(pattern[STEP // 2 :: STEP, STEP // 2 :: STEP])
        for rows, drawn in zip(
            people, annotators.annotate(pattern, crowd, eyes), strict=True
        ):
            rows += [(file, *box) for box in drawn]
    # as in the real table, the rows of one image by one person stand together
    boxes = [row for rows in people for row in rows]
    table = pd.DataFrame(boxes, index=pd.RangeIndex(1, len(boxes) + 1))
    table.to_csv(product_path, header=False)
    _truth(files, regions).to_netcdf(truth_path, engine="netcdf4")


def _pattern_mixes(count, rng):
    """Say which patterns each scene has, so that all four are about as frequent."""
    least, most = parameters()["patterns"]
    mixes, queue = [], []
    for _ in range(count):
        mix = []
        for _ in range(rng.integers(least, most + 1)):
            choice = [label for label in queue if label not in mix]
            if not choice:
                choice = [label for label in rng.permutation(LABELS) if label not in mix]
                queue += choice
            mix.append(choice[0])
            queue.remove(choice[0])
        mixes.append(mix)
    return mixes


def _name(rng):
    """Draw a scene's file name; give the latitudes of its rows and its satellite too."""
    folder, bounds, (first, days) = SETS[rng.integers(len(SETS))]
    satellite = ("Aqua", "Terra")[rng.integers(2)]
    day = np.datetime64(f"{rng.integers(2007, 2017)}-{first}") + int(rng.integers(days))
    file = f"{satellite}_CorrectedReflectance{str(day).replace('-', '')}_{bounds}.jpeg"
    top = int(bounds.split("_")[1].rsplit("-", 1)[1]) * (-1 if "--1" in bounds[-3:] else 1)
    latitude = top - (np.arange(SHAPE[0]) + 0.5) / 100
    return f"{folder}_{satellite}/{file}", latitude, satellite


def scene(mix, rng):
    """Draw the clouds of a scene.

    Parameters
    ----------
    mix : sequence of str
        The patterns that the scene has.
    rng : numpy.random.Generator

    Returns
    -------
    pattern : array of uint8, shape (1400, 2100)
    thickness : array, shape (1400, 2100)
    """
    heights = _region_heights(len(mix), rng)
    top = heights.max(axis=0)
    share = np.exp(parameters()["region_edge"] * (heights - top))
    share /= share.sum(axis=0)
    codes = np.array([LABELS.index(label) + 1 for label in mix], "uint8")
    pattern = codes[heights.argmax(axis=0)]
    above = top - np.quantile(top[::STEP, ::STEP], parameters()["clear"])
    pattern[above < 0] = 0
    thickness = sum(
        weight * cloud_patterns.draw(label, SHAPE, parameters(), rng)
        for label, weight in zip(mix, share, strict=True)
    )
    thickness += np.minimum(above, 0) * parameters()["clearing"]
    return pattern, np.maximum(thickness, 0)


def _region_heights(count, rng):
    """Draw a smooth field for each pattern; a pixel belongs to the highest."""
    step = 20
    length = parameters()["region_km"] * cloud_patterns.KM / step / 4
    spread = 0, length, length * parameters()["region_stretch"]
    noise = rng.standard_normal((count, SHAPE[0] // step, SHAPE[1] // step))
    fields = ndimage.gaussian_filter(noise, spread, mode="reflect")
    fields -= fields.mean(axis=(1, 2), keepdims=True)
    fields /= fields.std(axis=(1, 2), keepdims=True)
    return np.stack([cloud_patterns.enlarge(field, SHAPE) for field in fields])


def _truth(files, regions):
    """Gather what the scenes were drawn from."""
    place = (
        np.arange(STEP // 2, SHAPE[0], STEP),
        np.arange(STEP // 2, SHAPE[1], STEP),
    )
    pattern = xr.Variable(
        ("scene", "y", "x"),
        np.stack(regions),
        {
            "flag_values": np.arange(5, dtype="uint8"),
            "flag_meanings": " ".join(("none", *LABELS)),
        },
        {"zlib": True},
    )
    title = "What the simulated scenes were drawn from: for scoring only"
    coordinates = {"file": ("scene", files), "y": place[0], "x": place[1]}
    return xr.Dataset({"pattern": pattern}, coordinates, {"title": title})
