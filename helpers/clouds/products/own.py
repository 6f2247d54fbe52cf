"""A folder of one's own images: alone, with a table of boxes, or as Kaggle's download.

Images may have any name and size; a pixel is taken for 0.01°.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from PIL import Image
from scipy import ndimage

from helpers.clouds.products import boxes, kaggle
from helpers.clouds.products.boxes import CORNERS
from helpers.clouds.products.scenes import Scene
from helpers.errors import BadInput, reading

IMAGES = ".jpg", ".jpeg", ".png"
"""Endings of what is taken for an image."""

SMALLEST = 64
"""Least side of an image, pixels."""


def open(path: str | Path) -> list[Scene]:
    """Read the images of a folder, and boxes where a table of them lies there.

    Parameters
    ----------
    path : path-like
        A folder. Images lie in it or in folders within it. A table is one of the
        competition's masks (Image_Label, EncodedPixels), one of boxes with a header
        (filename, xmin, ymin, xmax, ymax, class), or the crowd's, without.

    Returns
    -------
    list of helpers.clouds.products.scenes.Scene
        In the order of the names; images that the table doesn't name have no box. Of a
        mask each connected part gives the box around it.

    Raises
    ------
    helpers.errors.BadInput
        When there is no image, one is too small, there are several tables, or a table
        names none of the images.
    """
    folder = Path(path)
    places = sorted(p for p in folder.rglob("*") if p.suffix.lower() in IMAGES)
    if not places:
        raise BadInput(
            f"{folder} holds no image ({', '.join(IMAGES)}) and no scan of GOES-16 (.nc): "
            "give the folder that holds some."
        )
    images = {place.name: _image(place) for place in places}
    if len(images) < len(places):
        raise BadInput(f"Two images in {folder} have the same name: rename one of them.")
    drawn = _boxes(folder, images)
    return [
        Scene(name, image, _within(drawn[drawn.file == name], image))
        for name, image in images.items()
    ]


def _image(path):
    with reading(path, "an image"), Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    if min(pixels.shape[:2]) < SMALLEST:
        raise BadInput(
            f"{path} has {pixels.shape[0]} × {pixels.shape[1]} pixels: give images of at "
            f"least {SMALLEST} × {SMALLEST}."
        )
    return xr.DataArray(pixels, dims=("y", "x", "band"), attrs={"source": path.name})


def _boxes(folder, images):
    tables = sorted(folder.glob("*.csv"))
    if len(tables) > 1:
        names = ", ".join(table.name for table in tables)
        raise BadInput(f"{folder} holds several tables, {names}: leave one of them there.")
    if not tables:
        return pd.DataFrame(columns=["file", *CORNERS, "label"])
    drawn = _table(tables[0], images)
    drawn = drawn.assign(file=drawn.file.map(lambda name: Path(name).name))
    if not drawn.file.isin(list(images)).any():
        raise BadInput(f"{tables[0]} names none of the images in {folder}: give its own.")
    return drawn


def _table(path, images):
    with reading(path, "a table"):
        columns = set(pd.read_csv(path, nrows=0).columns)
    if "EncodedPixels" in columns:
        return _around(kaggle.masks(path), images)
    return boxes.redrawn(path) if "xmin" in columns else boxes.open(path)


def _around(masks, images):
    """Give the boxes around the parts of masks, of images that are here."""
    rows = []
    for mask in masks[masks.file.isin(list(images))].itertuples():
        found = kaggle.decode(mask.runs, images[mask.file].shape[:2])
        for down, right in ndimage.find_objects(ndimage.label(found)[0]):
            corners = right.start, down.start, right.stop, down.stop
            rows.append((mask.file, *corners, mask.label))
    drawn = pd.DataFrame(rows, columns=["file", *CORNERS, "label"])
    boxes.check_labels(drawn.label, "The table of masks")
    return drawn


def _within(drawn, image):
    """Cut boxes at the image's edge, and leave out what has no area."""
    height, width = image.shape[:2]
    cut = drawn.assign(**drawn[CORNERS].clip(0, [width, height] * 2, axis=1).astype(int))
    return cut[(cut.x2 > cut.x1) & (cut.y2 > cut.y1)].reset_index(drop=True)
