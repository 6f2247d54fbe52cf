"""Organisation metrics of tiles that a crowd gave a label."""

import os

import numpy as np
import pandas as pd
from PIL import Image
from tqdm.auto import tqdm

from helpers.clouds import organisation

KM = 1.11
"""Side of a pixel of 0.01° of latitude, in km."""

TWENTY = {
    "cloud_fraction": "cloud_fraction",
    "fractal_dimension": "fractal_dimension",
    "open_sky_max": "open_sky",
    "cop": "cop",
    "iorg": "iorg",
    "scai": "scai",
    "max_object_length_scale": "max_length_scale",
    "mean_object_eccentricity": "mean_eccentricity",
    "mean_object_length_scale": "mean_length_scale",
    "mean_object_perimeter_length": "mean_perimeter_length",
    "num_objects": "num_objects",
    "orientation": "orientation",
    "spectral_length_moment": "spectral_length_moment",
    "spectral_anisotropy": "spectral_anisotropy",
    "spectral_slope": "spectral_slope",
    "woi1": "woi1",
    "woi2": "woi2",
    "woi3": "woi3",
    "scalar_mean": "mean",
    "scalar_var": "var",
}
"""Our name of each metric of the GOES-16 tables, and theirs."""


def brightness(image):
    """Give pictures of red, green and blue, 0–255, in grey: 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    image : array of uint8, shape (..., y, x, 3)

    Returns
    -------
    array of uint8, shape (..., y, x)
    """
    image = np.ascontiguousarray(image)
    flat = Image.fromarray(image.reshape(-1, *image.shape[-2:]))
    return np.asarray(flat.convert("L")).reshape(image.shape[:-1])


def measure(fields, threshold=127, spectral=True):
    """Measure every tile.

    Parameters
    ----------
    fields : array of uint8, shape (n, y, x)
        Brightness of each tile, from :func:`brightness`.
    threshold : int or callable
        Cloudy is what is brighter; a callable finds it from a tile, as Otsu's rule does.
    spectral : bool
        Whether the metrics of the brightness are measured, too.

    Returns
    -------
    DataFrame
        The metrics of :func:`organisation.measure`, lengths in km, in the order of the
        tiles.
    """
    rows, silent = [], os.environ.get("EO_BOOK") == "1"
    for field in tqdm(fields, "Measuring", leave=False, delay=2, disable=silent):
        level = threshold(field) if callable(threshold) else threshold
        own = field if spectral else None
        rows.append(organisation.measure(field > level, KM, field=own))
    return pd.DataFrame(rows)


def twenty(metrics):
    """Choose the twenty metrics of the GOES-16 tables, under their names."""
    return metrics[list(TWENTY)].rename(columns=TWENTY)
