"""What the tests of the cloud study may ask for."""

import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.clouds.products.goes16 import files
from helpers.clouds.products.scenes import Scene
from helpers.clouds.simulation import goes16_scans

BOXES = [(100, 50, 500, 350, "Fish"), (560, 300, 900, 480, "Sugar")]
OVERLAPPING = [(0, 0, 300, 300, "Fish"), (200, 0, 500, 300, "Sugar")]


def _scene(name, pixels, boxes):
    table = pd.DataFrame(boxes, columns=["x1", "y1", "x2", "y2", "label"])
    image = xr.DataArray(pixels, dims=("y", "x", "band"))
    return Scene(name, image, table.assign(file=name))


@pytest.fixture(scope="session")
def scene():
    """Make scenes of noise over sea, with a black swath at x 450 to 530."""

    def make(name, boxes=BOXES, seed=0):
        noise = np.random.default_rng(seed).integers(60, 250, (500, 1000, 1))
        pixels = np.repeat(noise.astype("uint8"), 3, axis=2)
        pixels[:, 450:530] = 0
        return _scene(name, pixels, boxes)

    return make


@pytest.fixture
def pair(scene):
    """Two scenes of noise, with the same boxes."""
    return [scene("a"), scene("b", seed=1)]


@pytest.fixture(scope="session")
def side_by_side():
    """Make scenes of noise, the boxes of which lie side by side."""

    def make(name, labels=("Fish", "Sugar")):
        random = np.random.default_rng(len(name))
        pixels = random.integers(20, 250, (600, 900, 3), dtype=np.uint8)
        pixels[..., 2] = 250  # bluer than green: no land
        boxes = [(440 * i, 0, 440 * i + 440, 600, label) for i, label in enumerate(labels)]
        return _scene(name, pixels, boxes)

    return make


@pytest.fixture(scope="session")
def half_cloudy():
    """Make scenes of which half is cloudy, in columns from 300 on."""

    def make(name, boxes=OVERLAPPING):
        pixels = np.full((500, 600, 3), 60, "uint8")
        pixels[:, 300:] = 200
        return _scene(name, pixels, boxes)

    return make


@pytest.fixture(scope="session")
def everywhere():
    """Give a function that calls every pixel of some scenes usable."""
    return lambda found: [np.ones(each.image.shape[:2], bool) for each in found]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Two simulated scans of GOES-16."""
    place = tmp_path_factory.mktemp("abi")
    goes16_scans.write(place / "scans", place / "truth.nc", scans=2)
    return place / "scans"


@pytest.fixture(scope="session")
def scan(folder):
    """Its first scan, from bands to files."""
    return files.scans(folder)[0]


@pytest.fixture
def own(scan, tmp_path):
    """A copy of the scan that a test may spoil."""
    for path in scan.values():
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def small_scan():
    """Make small scans of given reflectances, as they are when they were read."""

    def make(red, veggie=None, blue=None, temperature=295.0, time="2020-01-22T13:05"):
        red = np.asarray(red, "float32")
        veggie, blue = (
            red if each is None else np.asarray(each) for each in (veggie, blue)
        )
        fields = {"red": red, "veggie": veggie, "blue": blue}
        heat = np.broadcast_to(np.float32(temperature), red.shape)
        fields = {name: (("y", "x"), field) for name, field in fields.items()}
        y, x = (np.linspace(0, 1, size) for size in red.shape)
        longitude = np.broadcast_to(-62 + 10 * x, red.shape)
        latitude = np.broadcast_to(18 - 10 * y[:, None], red.shape)
        place = {"longitude": (("y", "x"), longitude), "latitude": (("y", "x"), latitude)}
        place |= {"y": y, "x": x, "time": np.datetime64(time, "ms")}
        fields["brightness_temperature"] = ("y", "x"), heat
        ds = xr.Dataset(fields, place)
        for name in ("red", "veggie", "blue"):
            ds[name].attrs["kappa0"] = 0.002
        return ds

    return make


@pytest.fixture
def random(small_scan):
    """A scan of noise, 96 × 128."""
    rng = np.random.default_rng(0)
    fields = rng.uniform(0, 1, (3, 96, 128)).astype("float32")
    return small_scan(*fields, temperature=rng.uniform(280, 300, (96, 128)))
