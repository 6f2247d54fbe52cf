"""Readers of the cloud study's products: Worldview scenes, boxes, GOES-16 scans, tables.

:func:`open` tells the products apart; each format has a module of its own.
"""

from pathlib import Path

from helpers import catalog
from helpers.clouds.products import goes16, kaggle, own, scenes

__all__ = ["open"]


def open(source: str | Path = "simulated", labelled: bool = False):
    """Read all scenes of a source, or the scan that a path leads to.

    Parameters
    ----------
    source : str or path-like
        As for :func:`helpers.catalog.find`. The real scenes are those of Worldview, with
        the crowd's boxes, and those of the Kaggle competition that are public, with boxes
        where their table is found and none elsewhere. A path is that of a table of boxes
        that names images of Worldview, of files of GOES-16 (a folder of them, or one),
        or of a folder of one's own images, see :func:`helpers.clouds.products.own.open`.
    labelled : bool
        Refuse real scenes where the boxes of most of them are not here: three are too
        few to learn from some and ask about others.

    Returns
    -------
    list of helpers.clouds.products.scenes.Scene or xarray.Dataset
        The Dataset, for files of GOES-16, is that of
        :func:`helpers.clouds.products.goes16.reader.open`.

    Raises
    ------
    helpers.errors.BadInput
        When the product cannot be read.
    helpers.catalog.AccountNeeded
        For ``labelled`` real scenes whose boxes are not here.
    """
    if source == "real":
        if labelled and kaggle.boxes().empty:
            raise catalog.AccountNeeded(
                f"The boxes of the competition's images ({kaggle.BOXES}) have no public "
                "address, and three scenes are too few to learn from some and ask about "
                "others: put the table into a folder that EO_DATA names."
            )
        return scenes.open(catalog.find("clouds/scenes", source)) + kaggle.open()
    path = catalog.find("clouds/scenes", source)
    if path.suffix == ".nc" or (path.is_dir() and any(path.glob("*.nc"))):
        return goes16.open(path)
    return own.open(path) if path.is_dir() else scenes.open(path)
