"""Scenes: images of Worldview, and the boxes that a crowd drew into them.

The images lie in the folders that the table of boxes names, or right beside it (Rasp et
al. 2020, doi:10.1175/BAMS-D-19-0324.1).
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import xarray as xr

from helpers.clouds.products import boxes, worldview
from helpers.errors import BadInput


class Scene(NamedTuple):
    """A scene and what people saw in it.

    Attributes
    ----------
    name : str
        Region_season_satellite/file, which is the group of every tile.
    image : xarray.DataArray
        As from :func:`helpers.clouds.products.worldview.open`.
    boxes : pandas.DataFrame
        Its rows of :func:`helpers.clouds.products.boxes.open`.
    """

    name: str
    image: xr.DataArray
    boxes: pd.DataFrame


def open(path: str | Path) -> list[Scene]:
    """Read the scenes that lie beside a table of boxes.

    Parameters
    ----------
    path : path-like
        The table.

    Returns
    -------
    list of Scene
        In the order of the table; images that are not here are left out.

    Raises
    ------
    helpers.errors.BadInput
        When there is no image at all, or an image or the table cannot be used.
    """
    table = boxes.open(path)
    named = boxes.image_names(path)
    here = {name: place for name in named if (place := _place(path, name))}
    if not here:
        raise BadInput(
            f"None of the {len(named)} images that {path} names lies beside it: put them "
            "there, in their folders or without."
        )
    return [
        Scene(name, worldview.open(place), table[table.file == name].reset_index(drop=True))
        for name, place in here.items()
    ]


def _place(path, name):
    folder = Path(path).parent
    places = folder / name, folder / Path(name).name
    return next((place for place in places if place.is_file()), None)
