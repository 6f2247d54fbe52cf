"""Köppen–Geiger climate classes on the 1° grid of the GRASP product.

A view of the land that owes nothing to its reflectance. The scheme: Köppen (1936),
revised by Peel et al. (2007), Hydrol. Earth Syst. Sci. 11, 1633.
"""

import os

import pandas as pd

from helpers.errors import reading
from helpers.polder.products import grasp

PRODUCT = "a table with the columns row, col and koppen_mode on the grid of 1°"
TYPES = {"row": "uint8", "col": "uint16", "koppen_mode": str}


def open(path: str | os.PathLike) -> pd.Series:
    """Read a table of Köppen–Geiger classes on the 1° grid.

    Parameters
    ----------
    path : path-like
        CSV with ``row`` and ``col`` (from the northwest, from 0) and ``koppen_mode``.
        The registered one is ``catalog.optional("polder/koppen-geiger")``.

    Returns
    -------
    pandas.Series
        Class names such as ``"BWh"``, indexed by ``latitude`` and ``longitude`` like
        :func:`helpers.polder.products.grasp.land_table`:
        ``open(path).reindex(table.index)``. Cells without a class are left out.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or is no such table.
    """
    with reading(path, PRODUCT):
        table = pd.read_csv(path, usecols=list(TYPES), dtype=TYPES).dropna()
        centres = pd.MultiIndex.from_arrays(
            [grasp.LATITUDE[table["row"]], grasp.LONGITUDE[table["col"]]],
            names=["latitude", "longitude"],
        )
        return pd.Series(table["koppen_mode"].to_numpy(str), centres, name="koppen")
