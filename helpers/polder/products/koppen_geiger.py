"""Köppen–Geiger climate zones on the 1° grid of the GRASP product.

A view of the land that owes nothing to its reflectance: the zones are defined by monthly
temperature and precipitation. Rubel, Brugger, Haslinger & Auer (2017), Meteorol. Z. 26,
115, as the R package kgc has them at 0.5°.
"""

import os
import warnings

import numpy as np
import pandas as pd
import rdata

from helpers.errors import BadInput, reading

PRODUCT = "the climate zones of the R package kgc"
COLUMNS = ("Lat", "Lon", "Cls")


def open(path: str | os.PathLike) -> pd.Series:
    """Read the climate zones, the most frequent one per degree.

    Parameters
    ----------
    path : path-like
        An ``.rda`` file with a table of ``Lat``, ``Lon`` (centres of cells of 0.5°) and
        ``Cls``, such as ``catalog.find("polder/climate-zones", "real")``.

    Returns
    -------
    pandas.Series
        Names such as ``"BWh"``, indexed by ``latitude`` and ``longitude`` like
        :func:`helpers.polder.products.grasp.land_table`:
        ``open(path).reindex(table.index)``. Of zones that are equally frequent the one
        that comes first in the file is taken.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or is no such table.
    """
    with reading(path, PRODUCT):
        zones = _table(path)
        cells = {
            "latitude": np.floor(zones.Lat) + 0.5,
            "longitude": np.floor(zones.Lon) + 0.5,
            "koppen": zones.Cls.astype(str),
        }
        counts = pd.DataFrame(cells).groupby(list(cells), sort=False).size()
        often = counts.sort_values(ascending=False, kind="stable").reset_index("koppen")
        return often.koppen[~often.index.duplicated()].sort_index(ascending=[False, True])


def _table(path):
    with warnings.catch_warnings():  # rdata warns of what it doesn't know, then fails
        warnings.simplefilter("ignore")
        (zones,) = rdata.read_rda(path).values()
    if not isinstance(zones, pd.DataFrame) or not set(COLUMNS) <= set(zones):
        raise BadInput(f"{path} has no table of {', '.join(COLUMNS)}: give {PRODUCT}.")
    off = (zones.Lat.abs() > 90) | (zones.Lon.abs() > 180)
    if off.any() or zones[list(COLUMNS)].isna().any(axis=None):
        raise BadInput(f"{path} has cells without a place or a class: give {PRODUCT}.")
    return zones
