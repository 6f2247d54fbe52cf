"""Land types, the clusters of the land's pixels: names by their spectra, and colours."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from helpers.errors import BadInput
from helpers.plotting import COLOURS
from helpers.polder.products.grasp import VARIABLES

PALETTE = {
    "bright sand": COLOURS["yellow"],
    "sand": COLOURS["orange"],
    "bare ground": COLOURS["vermilion"],
    "steppe": COLOURS["purple"],
    "dry grass": "#9FD8A8",
    "shrubs": COLOURS["green"],
    "forest": "#00382A",
    "snow": "#A0A0A0",
}
"""A colour per type, by its name; no blue, which would be the sea's.

Readers with any kind of colour vision tell the first seven apart.
"""

SPECTRA = pd.DataFrame(
    {
        "bright sand": [0.07, 0.14, 0.19, 0.33, 0.47, 0.55, 0.58],
        "sand": [0.09, 0.11, 0.16, 0.26, 0.37, 0.44, 0.48],
        "bare ground": [0.12, 0.08, 0.14, 0.20, 0.26, 0.33, 0.36],
        "steppe": [0.15, 0.08, 0.14, 0.17, 0.20, 0.26, 0.27],
        "dry grass": [0.22, 0.03, 0.08, 0.12, 0.15, 0.24, 0.27],
        "shrubs": [0.44, 0.02, 0.05, 0.08, 0.08, 0.22, 0.25],
        "forest": [0.74, 0.01, 0.04, 0.06, 0.04, 0.29, 0.31],
        "snow": [0.14, 0.16, 0.22, 0.24, 0.24, 0.32, 0.30],
    },
    list(VARIABLES),
).T
"""What each name stands for: eight clusters of K-means on the digitised land."""


def by_spectrum(labels, table):
    """Name clusters by the spectra that they are most like, each name once.

    Parameters
    ----------
    labels : array, shape (n,)
        Of at most eight clusters.
    table : pandas.DataFrame, n rows
        The land's seven variables.

    Returns
    -------
    array of str, shape (n,)

    Raises
    ------
    BadInput
        For more clusters than names, or when there is not one label per row.

    Examples
    --------
    >>> by_spectrum([5, 2, 2], SPECTRA.loc[["snow", "forest", "forest"]]).tolist()
    ['snow', 'forest', 'forest']
    """
    labels = np.asarray(labels)
    if labels.shape != (len(table),):
        raise BadInput(
            f"labels have shape {labels.shape} and the table {len(table)} rows: give one "
            "label per row."
        )
    means = table[list(VARIABLES)].groupby(labels).mean()
    if len(means) > len(SPECTRA):
        raise BadInput(
            f"There are {len(means)} clusters and {len(SPECTRA)} names: make fewer."
        )
    spread = SPECTRA.std()
    _, chosen = linear_sum_assignment(cdist(means / spread, SPECTRA / spread))
    return pd.Series(SPECTRA.index[chosen], means.index)[labels].to_numpy()


def ordered(names):
    """List the types that occur, from sand to forest and snow.

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> ordered(["snow", "forest", "snow", "sand"])
    ['sand', 'forest', 'snow']
    """
    present = set(np.ravel(names))
    return [name for name in PALETTE if name in present]
