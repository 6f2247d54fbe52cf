"""Köppen–Geiger climate classes on the 1° grid of the GRASP product.

A view of the land that owes nothing to its reflectance. The scheme: Köppen (1936),
revised by Peel et al. (2007), Hydrol. Earth Syst. Sci. 11, 1633.
"""

import pandas as pd

from helpers import downloads
from helpers.errors import BadInput
from helpers.polder import grasp

FILE = {
    "name": "koppen_geiger_1degree_mode.csv",
    "bytes": 311511,
    "sha256": "7d0106d7d41271f51dedc5008804f678db2c69c4f42e08dfbb7784e7f445d21d",
}
"""The table that figures are compared on; it has no open home known to us."""


def find():
    """Give the path of the table in ``EO_DATA``, or None where it isn't there."""
    return downloads.in_data(FILE)


def open(path):
    """Read a table of Köppen–Geiger classes on the 1° grid.

    Parameters
    ----------
    path : path-like
        CSV with ``row`` and ``col`` (from the northwest, from 0) and ``koppen_mode``.

    Returns
    -------
    pandas.Series
        Class names such as ``"BWh"``, indexed by ``latitude`` and ``longitude`` like
        :func:`helpers.polder.grasp.land_table`: ``open(path).reindex(table.index)``.

    Raises
    ------
    BadInput
        When it is no such table.
    """
    try:
        table = pd.read_csv(path)
        centres = {
            "latitude": grasp.LATITUDE[table.row],
            "longitude": grasp.LONGITUDE[table["col"]],
        }
        classes = table.koppen_mode.to_numpy(str)
    except (OSError, ValueError, AttributeError, LookupError):
        raise BadInput(
            f"{path} is not a table with the columns row, col and koppen_mode on the "
            "grid of 1°: give one."
        ) from None
    return pd.Series(
        classes, pd.MultiIndex.from_frame(pd.DataFrame(centres)), name="koppen"
    )
