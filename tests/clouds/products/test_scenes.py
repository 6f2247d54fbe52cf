"""Scenes are images with their boxes."""

import numpy as np
import pytest
from PIL import Image

from helpers.clouds.products import scenes, worldview
from helpers.clouds.tiles import masking
from helpers.errors import BadInput

BOXES = "clouds/worldview/annotations_fulldataset_IRchecked_285.csv"
FILE = "Region1_DJF_Aqua/Aqua_CorrectedReflectance20080120_-61--40_10-24.jpeg"


def table_of(tmp_path, *rows):
    path = tmp_path / "boxes.csv"
    path.write_text("".join(f"{i},{FILE},{row}\n" for i, row in enumerate(rows)))
    return path


def test_the_three_real_scenes(real):
    found = scenes.open(real(BOXES))
    assert sorted(len(scene.boxes) for scene in found) == [3, 4, 6]
    for scene in found:
        image = scene.image
        assert image.shape == (1400, 2100, 3)
        assert image.dtype == np.uint8
        assert float(image.latitude[0]) == pytest.approx(23.995)
        assert float(image.longitude[-1]) == pytest.approx(-40.005)
        black = (image.data == 0).all(axis=-1).mean()
        assert black < masking.swath_gap(image).mean() < black + 0.02
        assert masking.land(image).mean() < 0.001
    assert str(found[1].image.time.values)[:10] == "2008-01-20"


def test_southern_and_eastern_bounds():
    south = worldview.NAME.search(
        "Terra_CorrectedReflectance20121001_-135--114_-15--1.jpeg"
    )
    assert south.group("west", "east", "south", "north") == ("-135", "-114", "-15", "-1")
    east = worldview.NAME.search("Aqua_CorrectedReflectance20121001_159-180_8-22.jpeg")
    assert east.group("west", "east", "south", "north") == ("159", "180", "8", "22")


def test_bad_images_are_refused(tmp_path):
    path = tmp_path / FILE
    table = table_of(tmp_path, "0,0,90,90,Fish")
    with pytest.raises(BadInput, match="None of the 1 images"):
        scenes.open(table)
    path.parent.mkdir()
    path.write_bytes(b"\xff\xd8 not a picture")
    with pytest.raises(BadInput, match="cannot be read as an image"):
        scenes.open(table)
    Image.new("RGB", (100, 80)).save(path)
    with pytest.raises(BadInput, match="80 × 100 pixels instead of 1400 × 2100"):
        scenes.open(table)
    with pytest.raises(BadInput, match="does not say when and where"):
        worldview.open(path.rename(tmp_path / "scene.jpeg"))
