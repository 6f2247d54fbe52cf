"""Land cover of MODIS (MCD12C1) in the classes of the IGBP, the most frequent per degree.

A view of the land that was taught by examples from the ground: Friedl and Sulla-Menashe
(2022), doi:10.5067/MODIS/MCD12C1.061, as NASA Earth Observations exports it at 0.1°.
"""

import os

import numpy as np
import pandas as pd
import xarray as xr

from helpers.errors import BadInput, reading

PRODUCT = "the land cover of MODIS"
CLASSES = (
    "evergreen needleleaf forest",
    "evergreen broadleaf forest",
    "deciduous needleleaf forest",
    "deciduous broadleaf forest",
    "mixed forest",
    "closed shrubland",
    "open shrubland",
    "woody savanna",
    "savanna",
    "grassland",
    "wetland",
    "cropland",
    "city",
    "cropland and natural mosaic",
    "snow and ice",
    "barren",
)
"""The classes of the International Geosphere–Biosphere Programme, from code 1 on."""


def open(path: str | os.PathLike) -> pd.Series:
    """Read the land cover, the most frequent class of the land in each degree.

    Parameters
    ----------
    path : path-like
        A GeoTIFF of codes from 1 to 16, and 0 for water, on a grid whose cells divide a
        degree, such as ``catalog.find("polder/land-cover", "real")``.

    Returns
    -------
    pandas.Series
        Words of ``CLASSES``, indexed by ``latitude`` and ``longitude`` like
        :func:`helpers.polder.products.grasp.land_table`. Of classes that are equally
        frequent the one of the lowest code is taken; a degree of water has no row.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or is no such map.
    """
    with reading(path, PRODUCT):
        codes = xr.load_dataarray(path, engine="rasterio").squeeze("band").fillna(0)
        side = round(1 / abs(float(codes.x[1] - codes.x[0])))
        if codes.shape != (180 * side, 360 * side) or codes.max() > len(CLASSES):
            raise BadInput(
                f"{path} is no map of classes 0 to 16 of the Earth: give {PRODUCT}."
            )
        often = _most_frequent(codes.values.astype(int), side)
        centres = {"latitude": 89.5 - np.arange(180), "longitude": np.arange(360) - 179.5}
        index = pd.MultiIndex.from_product(centres.values(), names=list(centres))
        named = pd.Series(often.ravel(), index, name="land_cover")
        return named[named > 0].map(lambda code: CLASSES[code - 1])


def _most_frequent(codes, side):
    """Give the commonest code above zero in each square of ``side`` cells; 0 where none."""
    squares = codes.reshape(180, side, 360, side).swapaxes(1, 2).reshape(180, 360, -1)
    counts = np.stack([np.sum(squares == c, axis=2) for c in range(1, len(CLASSES) + 1)])
    return np.where(counts.any(axis=0), counts.argmax(axis=0) + 1, 0)
