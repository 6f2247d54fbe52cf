"""What a partition of the land tells about another map of it: climate, land cover."""

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from helpers import partitions
from helpers.polder import pixel_table

ANGLES = range(60, 301, 30)
"""Degrees by which a map is turned: far enough that no continent meets itself."""


def told(labels, classes, n_resamples=100, seed=0):
    """Say how much partitions tell about the classes of another map.

    Parameters
    ----------
    labels : pandas.DataFrame
        A partition per column, over latitude and longitude.
    classes : array, shape (n,)
        Of the other map, for each row.
    n_resamples, seed : int
        Draws of blocks of ten degrees for the interval.

    Returns
    -------
    pandas.DataFrame
        By partition: ``AMI``, the adjusted mutual information (zero for chance, one for
        all; Vinh, Epps & Bailey 2010), ``low`` and ``high`` of its 95 % interval.
    """
    score, blocks = adjusted_mutual_info_score, pixel_table.blocks(labels.index)
    table = pd.DataFrame({"AMI": labels.apply(lambda column: score(classes, column))})
    table[["low", "high"]] = [
        partitions.segment_bootstrap(
            score, blocks, classes, labels[name], n_resamples=n_resamples, seed=seed
        )
        for name in labels
    ]
    return table


def turned(labels, classes, ds):
    """Say how much a partition tells when its map is turned around the Earth's axis.

    The turned map keeps its form and its belts; only the tie to the place is broken.

    Parameters
    ----------
    labels : pandas.Series
        Over latitude and longitude.
    classes : array, shape (n,)
        Of the other map, for each row.
    ds : xarray.Dataset
        The grid, with a cell per degree of longitude, all around.

    Returns
    -------
    float
        Mean adjusted mutual information over `ANGLES`, where both maps have a value.
    """
    codes, classes, found = pd.factorize(labels)[0], np.asarray(classes), []
    for angle in ANGLES:
        other = pixel_table.turned(codes, labels.to_frame(), ds, angle).to_numpy()
        known = ~np.isnan(other)
        found.append(adjusted_mutual_info_score(classes[known], other[known]))
    return float(np.mean(found))
