"""All the scenes that a page may look at, whatever they come from."""

import pandas as pd
import xarray as xr

from helpers import catalog, downloads
from helpers.clouds import labels, scenes
from helpers.clouds.scenes import CORNERS, Scene

REDRAWN = {
    "name": "train_labels.csv",
    "bytes": 24350,
    "sha256": "078988885adab99203d5da6e9b5a4a89cf3c2f98c960a96dc052152a54162860",
}
"""Boxes that a third party drew around the masks of the competition's images; without a
stable address, they are looked for in the folders that ``EO_DATA`` names."""


def open(source="simulated"):
    """Read all scenes of a source.

    Parameters
    ----------
    source : str
        As for `helpers.catalog.find`. The real ones are those of Worldview, with the
        crowd's boxes, and those of the Kaggle competition that are public, with boxes
        where their table is found and none elsewhere.

    Returns
    -------
    list of helpers.clouds.scenes.Scene
        Images of the competition say neither when nor where: they lack coordinates.
    """
    found = scenes.open(catalog.find("clouds/scenes", source))
    return found + competition() if source == "real" else found


def to_learn_from(source="simulated"):
    """Read all scenes of a source, as `open` does, where they are enough to learn from.

    Raises
    ------
    catalog.AccountNeeded
        For real scenes, when the boxes of most of them are not here.
    """
    if source == "real" and drawn().empty:
        raise catalog.AccountNeeded(
            f"The boxes of the competition's images ({REDRAWN['name']}) have no public "
            "address, and three scenes are too few to learn from some and ask about "
            "others: put the table into a folder that EO_DATA names."
        )
    return open(source)


def competition():
    """Read the images of the Kaggle competition, in the order of their names."""
    folder = catalog.find("clouds/kaggle-sample", "real").parent
    names = [file["name"] for file in catalog.files("clouds/kaggle-sample")]
    boxes = drawn()
    return [_scene(folder / name, boxes) for name in sorted(names)]


def drawn():
    """Read the boxes around the competition's masks; no row where they aren't found."""
    path = downloads.in_data(REDRAWN)
    if path is None:
        return pd.DataFrame(columns=["file", *CORNERS, "label"])
    return labels.redrawn(path)


def _scene(path, boxes):
    own = boxes[boxes.file == path.name].reset_index(drop=True)
    pixels = scenes.read_pixels(path)
    image = xr.DataArray(pixels, dims=("y", "x", "band"), attrs={"source": path.name})
    return Scene(path.name, image, own)
