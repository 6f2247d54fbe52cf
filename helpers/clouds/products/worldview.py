"""Images of NASA Worldview: MODIS corrected reflectance, 0.01° a pixel.

An image is a JPEG file of 1400 × 2100 pixels, 100 per degree, whose name says when and
where.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from PIL import Image

from helpers.errors import BadInput, reading

SHAPE = 1400, 2100
"""Rows and columns of an image."""
PER_DEGREE = 100
"""Pixels of a degree."""
PIXEL_KM = 1.11
"""Side of a pixel of 0.01° of latitude, in km."""
STRETCH = (0, 30, 60, 120, 190, 255), (0, 110, 160, 210, 240, 255)
"""Reflectance × 255 to brightness in the images: Gumley et al. (2010), Creating
reprojected true color MODIS images, University of Wisconsin-Madison."""

NAME = re.compile(
    r"(?P<satellite>[A-Za-z]+)_CorrectedReflectance(?P<day>\d{8})"
    r"_(?P<west>-?\d+)-(?P<east>-?\d+)_(?P<south>-?\d+)-(?P<north>-?\d+)\.jpe?g"
)
"""What the name of an image says."""


def open(path: str | Path) -> xr.DataArray:
    """Read one image.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    xarray.DataArray
        uint8 over ``y``, ``x`` and ``band`` (red, green, blue), with ``latitude`` (y),
        ``longitude`` (x) and ``time`` as coordinates and ``satellite`` as attribute.

    Raises
    ------
    helpers.errors.BadInput
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
    image = read_pixels(path)
    west, north = int(place["west"]), int(place["north"])
    coordinates = {
        "latitude": ("y", north - _middles(SHAPE[0]), {"units": "degrees_north"}),
        "longitude": ("x", west + _middles(SHAPE[1]), {"units": "degrees_east"}),
        "band": ["red", "green", "blue"],
        "time": pd.Timestamp(place["day"]),
    }
    return image.assign_coords(coordinates).assign_attrs(satellite=place["satellite"])


def read_pixels(path: str | Path) -> xr.DataArray:
    """Read an image whose name need not say when and where.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    xarray.DataArray
        As from :func:`open`, without coordinates.

    Raises
    ------
    helpers.errors.BadInput
        When the file is not an image, or of another size.
    """
    path = Path(path)
    with reading(path, "an image"), Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    if pixels.shape[:2] != SHAPE:
        height, width = pixels.shape[:2]
        raise BadInput(
            f"{path} has {height} × {width} pixels instead of {SHAPE[0]} × {SHAPE[1]}: "
            "give the image in its own size."
        )
    return xr.DataArray(pixels, dims=("y", "x", "band"), attrs={"source": path.name})


def _middles(count):
    return (np.arange(count) + 0.5) / PER_DEGREE
