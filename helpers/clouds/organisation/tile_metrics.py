"""Organisation metrics of many tiles."""

import os

import pandas as pd
from tqdm.auto import tqdm

from helpers.clouds import organisation
from helpers.clouds.products.published_metrics import TWENTY
from helpers.clouds.products.worldview import PIXEL_KM


def measure_tiles(fields, threshold=127, spectral=True):
    """Measure every tile.

    Parameters
    ----------
    fields : array of uint8, shape (n, y, x)
        Brightness of each tile, from :func:`helpers.clouds.tiles.brightness.greyscale`.
    threshold : int or callable
        Cloudy is what is brighter; a callable finds it from a tile, as Otsu's rule does.
    spectral : bool
        Whether the metrics of the brightness are measured, too.

    Returns
    -------
    pandas.DataFrame
        The metrics of :func:`helpers.clouds.organisation.measure`, lengths in km, in the
        order of the tiles.
    """
    rows, silent = [], os.environ.get("EO_BOOK") == "1"
    for field in tqdm(fields, "Measuring", leave=False, delay=2, disable=silent):
        level = threshold(field) if callable(threshold) else threshold
        own = field if spectral else None
        rows.append(organisation.measure(field > level, PIXEL_KM, field=own))
    return pd.DataFrame(rows)


def twenty(metrics):
    """Choose the twenty metrics of the GOES-16 tables, under their names.

    Parameters
    ----------
    metrics : pandas.DataFrame
        From :func:`measure_tiles`, with the spectral ones.

    Returns
    -------
    pandas.DataFrame, shape (n, 20)
    """
    return metrics[list(TWENTY)].rename(columns=TWENTY)


def standardised(fields, threshold=127):
    """Measure tiles, and standardise: a representation that nobody trained.

    Parameters
    ----------
    fields : array of uint8, shape (n, y, x)
        Brightness.
    threshold : int

    Returns
    -------
    array, shape (n, metrics)
        The metrics of the cloud mask that vary, of mean 0 and variance 1; what isn't
        defined of a tile is put at the mean.
    """
    metrics = measure_tiles(fields, threshold, spectral=False)
    metrics = metrics.loc[:, metrics.std() > 0]
    return ((metrics - metrics.mean()) / metrics.std(ddof=0)).fillna(0).to_numpy()
