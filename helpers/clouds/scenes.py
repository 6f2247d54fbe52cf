"""Scenes of NASA Worldview, and the boxes that a crowd drew into them.

A scene is a JPEG image of 1400 × 2100 pixels, 100 per degree, whose name says when and
where; the boxes of all scenes stand in one table (Rasp et al. 2020,
doi:10.1175/BAMS-D-19-0324.1).
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from PIL import Image
from scipy import ndimage

from helpers.errors import BadInput

LABELS = ("Fish", "Flower", "Gravel", "Sugar")
SHAPE = 1400, 2100
PER_DEGREE = 100
CORNERS = ["x1", "y1", "x2", "y2"]

NAME = re.compile(
    r"(?P<satellite>[A-Za-z]+)_CorrectedReflectance(?P<day>\d{8})"
    r"_(?P<west>-?\d+)-(?P<east>-?\d+)_(?P<south>-?\d+)-(?P<north>-?\d+)\.jpe?g"
)


class Scene(NamedTuple):
    """A scene and what people saw in it.

    Attributes
    ----------
    name : str
        Region_season_satellite/file, which is the group of every tile.
    image : xarray.DataArray
        uint8 over ``y``, ``x`` and ``band`` (red, green, blue), with ``latitude`` (y),
        ``longitude`` (x) and ``time`` as coordinates and ``satellite`` as attribute.
    boxes : pandas.DataFrame
        Its rows of :func:`boxes`.
    """

    name: str
    image: xr.DataArray
    boxes: pd.DataFrame


def open(path):
    """Read the scenes that lie beside a table of boxes.

    Parameters
    ----------
    path : path-like
        The table. The images lie in the folders that it names, or right beside it.

    Returns
    -------
    list of Scene
        In the order of the table; images that are not here are left out.

    Raises
    ------
    BadInput
        When there is no image at all, or an image or the table cannot be used.
    """
    table = boxes(path)
    found = {name: _place(path, name) for name in _read(path).file.unique()}
    here = {name: place for name, place in found.items() if place}
    if not here:
        raise BadInput(
            f"None of the {len(found)} images that {path} names lies beside it: put them "
            "there, in their folders or without."
        )
    return [
        Scene(name, read_image(place), table[table.file == name].reset_index(drop=True))
        for name, place in here.items()
    ]


def _place(path, name):
    folder = Path(path).parent
    places = folder / name, folder / Path(name).name
    return next((place for place in places if place.is_file()), None)


def boxes(path):
    """Read a table of boxes.

    Parameters
    ----------
    path : path-like
        CSV without header: id, region_season_satellite/file, x1, y1, x2, y2, label.
        A row without box says that somebody saw the image and marked nothing.

    Returns
    -------
    pandas.DataFrame
        ``id, file, x1, y1, x2, y2, label``, a row per box; corners in pixels from the
        upper left. Boxes drawn over the edge are cut there. The attributes ``images``,
        ``unmarked``, ``cut`` and ``empty`` give the numbers of images named, of rows
        without box, of boxes cut, and of boxes without area, which are left out.

    Raises
    ------
    BadInput
        When the file is not such a table, a label is none of the four, or a box lies
        wholly outside its image.
    """
    table = _read(path)
    marked = table.dropna(subset=[*CORNERS, "label"]).copy()
    _check_labels(marked.label, path)
    marked[CORNERS] = marked[CORNERS].astype(int)
    _check_inside(marked, path)
    limits = np.array([SHAPE[1], SHAPE[0]] * 2)
    kept = marked.assign(**marked[CORNERS].clip(0, limits, axis=1))
    cut = (kept[CORNERS] != marked[CORNERS]).any(axis=1)
    area = (kept.x2 > kept.x1) & (kept.y2 > kept.y1)
    kept = kept[area].reset_index(drop=True)
    kept.attrs = {
        "images": table.file.nunique(),
        "unmarked": len(table) - len(marked),
        "cut": int(cut.sum()),
        "empty": int((~area).sum()),
    }
    return kept


def _read(path):
    names = ["id", "file", *CORNERS, "label"]
    try:
        table = pd.read_csv(path, header=None)
        if table.shape[1] != len(names):
            raise ValueError(f"it has {table.shape[1]} columns instead of {len(names)}")
        table.columns = names
        table[CORNERS] = table[CORNERS].astype(float)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} is not a table of boxes ({error}): give one without header, of id, "
            "file, x1, y1, x2, y2 and label."
        ) from error
    return table


def _check_labels(labels, path):
    unknown = set(labels) - set(LABELS)
    if unknown:
        raise BadInput(
            f"{path} has the label {min(map(str, unknown))!r}, which is unknown: the "
            f"labels are {', '.join(LABELS)}."
        )


def _check_inside(table, path):
    rows, columns = SHAPE
    outside = (table.x1 >= columns) | (table.x2 <= 0) | (table.y1 >= rows) | (table.y2 <= 0)
    if outside.any():
        box = table[outside].iloc[0]
        raise BadInput(
            f"{path} has a box at x {box.x1} to {box.x2}, y {box.y1} to {box.y2}, outside "
            f"its image {box.file} of {rows} × {columns} pixels: correct or remove it."
        )


def read_image(path):
    """Read one scene.

    Returns
    -------
    xarray.DataArray
        See `Scene`.

    Raises
    ------
    BadInput
        When the file is not an image, of another size, or its name does not say when
        and where.
    """
    path = Path(path)
    place = NAME.fullmatch(path.name)
    if not place:
        raise BadInput(
            f"{path.name} does not say when and where: name it like "
            "Aqua_CorrectedReflectance20080120_-61--40_10-24.jpeg."
        )
    pixels = read_pixels(path)
    west, north = int(place["west"]), int(place["north"])
    coordinates = {
        "latitude": ("y", north - _middles(SHAPE[0]), {"units": "degrees_north"}),
        "longitude": ("x", west + _middles(SHAPE[1]), {"units": "degrees_east"}),
        "band": ["red", "green", "blue"],
        "time": pd.Timestamp(place["day"]),
    }
    attributes = {"satellite": place["satellite"], "source": path.name}
    return xr.DataArray(pixels, coordinates, ("y", "x", "band"), "scene", attributes)


def read_pixels(path):
    """Read an image of 1400 × 2100 pixels: uint8, (y, x, 3)."""
    try:
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB"))
    except (OSError, SyntaxError) as error:
        raise BadInput(
            f"{path} cannot be read as an image ({error}): get it again."
        ) from error
    if pixels.shape[:2] != SHAPE:
        height, width = pixels.shape[:2]
        raise BadInput(
            f"{path} has {height} × {width} pixels instead of {SHAPE[0]} × {SHAPE[1]}: "
            "give the image in its own size."
        )
    return pixels


def _middles(count):
    return (np.arange(count) + 0.5) / PER_DEGREE


def swath_gap(image):
    """Tell where no swath saw: black, and not just single dark pixels.

    JPEG leaves the black a little off 0 at its edge, which is why the mask is grown.
    """
    red, green, blue = np.moveaxis(np.asarray(image), -1, 0)
    dark = (red <= 2) & (green <= 2) & (blue <= 2)
    # a square's minima and maxima are far faster than binary morphology, and the same
    square = {"size": 9, "mode": "constant", "cval": 0}
    dark = ndimage.maximum_filter(ndimage.minimum_filter(dark, **square), **square)
    return ndimage.maximum_filter(dark, **square)


def land(image, excess=12):
    """Tell land by its hue: sea and clouds are at least as blue as green.

    Parameters
    ----------
    image : array of uint8, shape (y, x, 3)
    excess : int
        How much greener than blue a pixel must be; the compression's noise is less.
    """
    pixels = np.asarray(image).astype(np.int16)
    green = pixels[..., 1] - pixels[..., 2] > excess
    return ndimage.binary_opening(green, np.ones((3, 3), bool))


def usable(image):
    """Tell the pixels that are neither black swath nor land: bool, (y, x)."""
    return ~(swath_gap(image) | land(image))


def expert_labels(path):
    """Read a table with one expert label per image, as the ISSI team's.

    Parameters
    ----------
    path : path-like
        CSV with a column ``file`` or ``date`` and a column ``label`` (any case): one of
        the four patterns, or anything else for none of them.

    Returns
    -------
    pandas.DataFrame
        ``file`` or ``time``, and ``label``, None where it is none of the four.

    Raises
    ------
    BadInput
        When a column is missing or an image has two labels.
    """
    table = pd.read_csv(path).rename(columns=lambda name: str(name).strip().lower())
    key = next((name for name in ("file", "date") if name in table), None)
    if key is None or "label" not in table:
        raise BadInput(
            f"{path} has the columns {', '.join(table.columns)}: give one called file or "
            "date, and one called label."
        )
    if table[key].duplicated().any():
        twice = table[key][table[key].duplicated()].iloc[0]
        raise BadInput(f"{path} has {twice} twice: give one label per image.")
    label = (
        table.label.astype(str).str.strip().str.capitalize().replace("Flowers", "Flower")
    )
    table = table[[key]].assign(label=label.where(label.isin(LABELS), None))
    if key == "date":
        table = table.rename(columns={"date": "time"})
        table["time"] = pd.to_datetime(table.time.astype(str))
    return table
