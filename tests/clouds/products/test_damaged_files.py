"""A file that is cut short or mangled is refused in a sentence, or read."""

import json
import shutil

import numpy as np
import pytest
import xarray as xr
from PIL import Image

from helpers.clouds import products
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import (
    goes16,
    kaggle,
    published_metrics,
    scenes,
    weather,
    worldview,
)
from helpers.errors import BadInput

NAME = "Aqua_CorrectedReflectance20080120_-61--40_10-24.jpeg"
TABLES = {
    "boxes": "1,a/{0},0,0,900,800,Fish\n2,a/{0},5,5,700,600,Sugar\n3,a/{0},,,,,\n",
    "redrawn": "filename,class,xmin,ymin,xmax,ymax\n00.jpg,Fish,1,2,300,400\n",
    "experts": "Date,Label\n20071227,Gravel\n20080120,Flowers\n",
    "detections": "Date,label,lon1,lon2,lat1,lat2\n2017-01-01,Fish,-60,-50,10,20\n",
    "masks": "Image_Label,EncodedPixels\n0011165.jpg_Fish,1 3\n0011165.jpg_Sugar,\n",
    "tiles": "\tfilename\tlabels\tclusters\tarea\n0\ta.jpg\t1\t7\t0.25\n",
    "times": "time," + ",".join(published_metrics.TWENTY.values()) + "\n"
    "2020-01-22T13:00" + ",0.5" * 20 + "\n",
}


def profiles(path):
    fields = {
        name: (("pattern", "pressure"), np.ones((4, 5))) for name in weather.VARIABLES
    }
    place = {"pattern": list(box_tables.LABELS), "pressure": np.arange(5.0)}
    xr.Dataset(fields, place).to_netcdf(path)


def written(path, kind):
    """Write a good file of a kind."""
    if kind in TABLES:
        path.write_text(TABLES[kind].format(NAME))
    elif kind == "image":
        noise = np.random.default_rng(0).integers(0, 255, (*worldview.SHAPE, 3), np.uint8)
        Image.fromarray(noise).save(path, quality=20)
    elif kind == "profiles":
        profiles(path)
    else:
        path.write_text(json.dumps({"64": 0.01, "128": 0.02}))
    return path


READERS = {
    "boxes": ("boxes.csv", box_tables.open),
    "redrawn": ("redrawn.csv", box_tables.redrawn),
    "experts": ("experts.csv", box_tables.expert_labels),
    "detections": ("detections.csv", box_tables.detections),
    "masks": ("train.csv", kaggle.masks),
    "tiles": ("tiles.tsv", published_metrics.per_tile),
    "times": ("times.csv", published_metrics.goes),
    "scores": ("scores.json", published_metrics.nmi_by_size),
    "image": (NAME, worldview.open),
    "profiles": ("profiles.nc", weather.open),
}


def damaged(content):
    """Yield what a file may become."""
    yield b""
    yield content[: len(content) // 2]
    yield b"\xff\x00\xfe" + content
    yield bytes(len(content))
    random = np.random.default_rng(0)
    for count in [3] * 15 + [max(3, len(content) // 200)] * 10:
        mangled = bytearray(content)
        for place in random.integers(len(content), size=count):
            mangled[place] = random.integers(256)
        yield bytes(mangled)


@pytest.mark.parametrize("kind", READERS)
def test_whole_files_are_read_and_damaged_ones_refused(kind, tmp_path):
    name, read = READERS[kind]
    path = written(tmp_path / name, kind)
    good, refused = read(path), 0
    for content in damaged(path.read_bytes()):
        path.write_bytes(content)
        try:
            assert type(read(path)) is type(good)
        except BadInput as error:
            refused += 1
            assert str(path) in str(error)
            assert "\n" not in str(error)
    assert refused >= 3


@pytest.mark.parametrize("band", [1, 13])
def test_damaged_scans_are_refused(own, band):
    path = next(own.glob(f"*C{band:02}_*"))
    whole = path.read_bytes()
    for number, content in enumerate(damaged(whole)):
        path.write_bytes(content)
        try:
            assert goes16.open(own).compute().red.dtype == "float32"
        except BadInput as error:
            assert path.name in str(error)
        else:
            assert number > 3


def test_a_table_without_its_images_and_an_image_in_place_of_a_table(tmp_path):
    table = written(tmp_path / "boxes.csv", "boxes")
    with pytest.raises(BadInput, match="lies beside it"):
        scenes.open(table)
    shutil.copy(written(tmp_path / NAME, "image"), table)
    with pytest.raises(BadInput, match="cannot be read as a table of boxes"):
        products.open(table)
