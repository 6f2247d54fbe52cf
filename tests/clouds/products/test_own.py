"""A folder of one's own images, with boxes, with masks, or with neither."""

import numpy as np
import pytest
from PIL import Image

from helpers.clouds import products
from helpers.clouds.products import kaggle, own
from helpers.clouds.tiles import named_or_not
from helpers.errors import BadInput


@pytest.fixture
def folder(tmp_path):
    """Two images of noise, of two sizes, one of them in a folder within."""
    random = np.random.default_rng(0)
    (tmp_path / "train_images").mkdir()
    for name, shape in (("a.png", (200, 300, 3)), ("train_images/b.png", (150, 260, 3))):
        pixels = random.integers(60, 250, shape, dtype=np.uint8)
        pixels[..., 2] = 250  # bluer than green: no land
        Image.fromarray(pixels).save(tmp_path / name)
    return tmp_path


def test_images_alone_have_no_boxes(folder):
    found = products.open(folder)
    assert [scene.name for scene in found] == ["a.png", "b.png"]
    assert [scene.image.shape for scene in found] == [(200, 300, 3), (150, 260, 3)]
    assert all(scene.boxes.empty for scene in found)
    tiles = named_or_not.in_boxes_or_free(found, 64)
    assert len(tiles) > 6 and set(tiles.label) == {named_or_not.UNNAMED}


def test_boxes_are_cut_at_their_image_s_edge(folder):
    header = "filename,xmin,ymin,xmax,ymax,class"
    rows = "a.png,10,20,400,190,Fish\nb.png,-5,0,80,90,Sugar\nc.png,0,0,9,9,Sugar"
    (folder / "boxes.csv").write_text(f"{header}\n{rows}\n")
    first, second = own.open(folder)
    assert first.boxes[["x1", "y1", "x2", "y2"]].to_numpy().tolist() == [[10, 20, 300, 190]]
    assert second.boxes[["x1", "y1", "x2", "y2"]].to_numpy().tolist() == [[0, 0, 80, 90]]
    assert set(named_or_not.in_boxes_or_free([first, second], 64).label) == {
        "Fish",
        "Sugar",
    }


def test_kaggle_s_masks_become_the_boxes_around_their_parts(folder):
    mask = np.zeros((200, 300), bool)
    mask[10:60, 20:90] = mask[100:180, 150:290] = True
    rows = f"a.png_Flower,{kaggle.encode(mask)}\na.png_Fish,\nelsewhere.png_Fish,1 3"
    (folder / "train.csv").write_text(f"Image_Label,EncodedPixels\n{rows}\n")
    first, second = products.open(folder)
    assert first.boxes[["x1", "y1", "x2", "y2"]].to_numpy().tolist() == [
        [20, 10, 90, 60],
        [150, 100, 290, 180],
    ]
    assert set(first.boxes.label) == {"Flower"} and second.boxes.empty


def test_the_crowd_s_table_is_read_in_a_folder_too(folder):
    (folder / "boxes.csv").write_text(
        "1,region/b.png,10,10,100,100,Gravel\n2,x/a.png,,,,\n"
    )
    first, second = own.open(folder)
    assert first.boxes.empty and list(second.boxes.label) == ["Gravel"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.csv": "x\n", "b.csv": "x\n"}, "several tables, a.csv, b.csv"),
        ({"a.csv": "filename,xmin,ymin,xmax,ymax,class\nz.png,0,0,9,9,Fish\n"}, "none of"),
        ({"a.csv": "Image_Label,EncodedPixels\na.png_Cirrus,1 3\n"}, "'Cirrus'"),
        ({"small.png": None}, "8 × 9 pixels"),
        ({"train_images/a.png": None}, "same name|8 × 9"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(folder, files, words):
    for name, text in files.items():
        if text is None:
            Image.new("RGB", (9, 8)).save(folder / name)
        else:
            (folder / name).write_text(text)
    with pytest.raises(BadInput, match=words):
        own.open(folder)


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(BadInput, match="no image"):
        products.open(tmp_path)
