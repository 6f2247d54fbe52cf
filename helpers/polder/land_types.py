"""Land types, the clusters of the land's pixels: their order and colours."""

import numpy as np

from helpers.errors import BadInput
from helpers.plotting import COLOURS

PALETTE = [
    *(COLOURS[name] for name in ("yellow", "orange", "vermilion", "purple")),
    "#9FD8A8",  # light green
    COLOURS["green"],
    "#00382A",  # dark green
    COLOURS["grey"],
]
"""A colour per type, from bare to green; no blue, which would be the sea's.

Readers with any kind of colour vision tell the first seven apart.
"""


def by_greenness(labels, ndvi):
    """Number clusters by their mean NDVI, so that 0 is the barest in every run.

    Parameters
    ----------
    labels, ndvi : array, shape (n,)

    Returns
    -------
    array of int, shape (n,)

    Raises
    ------
    BadInput
        When there is not one NDVI per label.

    Examples
    --------
    >>> by_greenness([5, 5, 2], [0.7, 0.9, 0.1]).tolist()
    [1, 1, 0]
    """
    labels, ndvi = np.asarray(labels), np.asarray(ndvi, float)
    if labels.shape != ndvi.shape:
        raise BadInput(
            f"labels have shape {labels.shape} and ndvi {ndvi.shape}: give one of each "
            "per pixel."
        )
    clusters, index = np.unique(labels, return_inverse=True)
    mean = [ndvi[index == cluster].mean() for cluster in range(clusters.size)]
    return np.argsort(np.argsort(mean))[index]
