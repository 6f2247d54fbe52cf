"""Köppen–Geiger climate classes on the 1° grid of the GRASP product.

A view of the land that owes nothing to its reflectance. The scheme: Köppen (1936),
revised by Peel et al. (2007), Hydrol. Earth Syst. Sci. 11, 1633.
"""

import os

import pandas as pd

from helpers.errors import BadInput, reading
from helpers.polder.products import grasp

COLUMNS = "row", "col", "koppen_mode"


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
        ``open(path).reindex(table.index)``.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or is no such table.
    """
    with reading(path, "a table of Köppen–Geiger classes"):
        table = pd.read_csv(path)
        _check(table, path)
        centres = pd.MultiIndex.from_arrays(
            [grasp.LATITUDE[table["row"]], grasp.LONGITUDE[table["col"]]],
            names=["latitude", "longitude"],
        )
        return pd.Series(table["koppen_mode"].to_numpy(str), centres, name="koppen")


def _check(table, path):
    """Refuse other tables, and cells that lie off the grid."""
    whole = set(COLUMNS) <= set(table) and not table[list(COLUMNS)].isna().any(axis=None)
    if not whole or not (
        table["row"].isin(range(grasp.LATITUDE.size)).all()
        and table["col"].isin(range(grasp.LONGITUDE.size)).all()
    ):
        raise BadInput(
            f"{path} is not a table with the columns {', '.join(COLUMNS)} on the grid of "
            "1°: give one."
        )
