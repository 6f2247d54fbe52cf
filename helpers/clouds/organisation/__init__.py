"""How the clouds of a scene are organised, in every measure that is in use.

One call gives them all; the modules beside say what each is and where it comes from:
``open_sky`` and ``morphology`` for the whole mask, ``objects`` for its clouds,
``nearest_neighbours`` and ``pair_indices`` for how they lie to each other, ``spectra``
for the field that the mask was made of.
"""

import numpy as np

from helpers.clouds.organisation import (
    morphology,
    nearest_neighbours,
    objects,
    open_sky,
    pair_indices,
    spectra,
)
from helpers.errors import BadInput


def measure(mask, pixel_size=1.0, periodic=False, field=None):
    """Compute every organisation metric of a cloud mask.

    Parameters
    ----------
    mask : array_like, shape (rows, columns)
        True or 1 where it is cloudy, False or 0 where it is clear.
    pixel_size : float
        Side of a pixel; lengths are in its unit.
    periodic : bool
        Whether the domain continues at its opposite side, as in a large-eddy
        simulation.
    field : array_like, shape (rows, columns), optional
        What the mask was made of — brightness, liquid water — for the spectral metrics.

    Returns
    -------
    dict of str to float
        What is undefined is NaN. See the functions named for formula and source.

        - ``cloud_fraction``; ``open_sky_max``, ``open_sky_mean``:
          :mod:`helpers.clouds.organisation.open_sky`.
        - ``fractal_dimension``, ``orientation`` (NaN in a periodic domain):
          :mod:`helpers.clouds.organisation.morphology`.
        - ``num`` (also ``num_objects``), ``mean_object_length_scale`` = √(mean area),
          ``max_object_length_scale`` = √(largest area),
          ``mean_object_perimeter_length``, ``total_object_perimeter_length``,
          ``mean_object_eccentricity`` (weighted with area), ``size_exponent``:
          :mod:`helpers.clouds.organisation.objects`.
        - ``iorg``, ``iorg_benner``: :mod:`helpers.clouds.organisation.nearest_neighbours`.
        - ``scai``, ``cop``, ``rome``, ``oidra``:
          :mod:`helpers.clouds.organisation.pair_indices`.
        - with ``field``: ``scalar_mean``, ``scalar_var``, ``spectral_anisotropy``,
          ``spectral_slope``, ``spectral_slope_binned``, ``spectral_length_median``,
          ``spectral_length_moment``, ``woi1``, ``woi2``, ``woi3``:
          :mod:`helpers.clouds.organisation.spectra`.

        A mask without clouds has 0 objects, fraction and total perimeter, open sky 1,
        and NaN for the rest; a full one is a single object, with open sky 0.

    Raises
    ------
    helpers.errors.BadInput
        When the mask is not two-dimensional or not binary, the field has another shape
        or is not finite, or the pixel size is not positive.

    Examples
    --------
    >>> mask = np.zeros((20, 20), bool)
    >>> for row in (5, 14):
    ...     for column in (5, 14):
    ...         mask[row - 1 : row + 2, column - 1 : column + 2] = True
    >>> metrics = measure(mask, pixel_size=55)
    >>> metrics["num"], round(metrics["cop"], 6), round(metrics["scai"], 4)
    (4.0, 0.339405, 11.1124)
    """
    mask = _checked_mask(mask)
    pixel_size = _checked_size(pixel_size)
    largest_sky, mean_sky = open_sky.open_sky(mask, periodic)
    found = objects.find(mask, periodic)
    metrics = {
        "cloud_fraction": mask.mean(),
        "open_sky_max": largest_sky,
        "open_sky_mean": mean_sky,
        "fractal_dimension": morphology.fractal_dimension(mask),
        "orientation": np.nan if periodic else morphology.orientation(mask),
        **objects.metrics(found, pixel_size),
        **nearest_neighbours.metrics(found),
        **pair_indices.metrics(found, pixel_size),
    }
    if field is not None:
        metrics |= spectra.metrics(_checked_field(field, mask.shape), pixel_size)
    return {name: float(value) for name, value in metrics.items()}


def _checked_mask(mask):
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.size == 0:
        raise BadInput(
            f"mask has the shape {mask.shape}, but must have rows and columns: give one "
            "two-dimensional mask."
        )
    if mask.dtype.kind not in "biuf":
        raise BadInput(f"mask is of the type {mask.dtype}, but must be of True and False.")
    odd = mask[(mask != 0) & (mask != 1)]
    if odd.size:
        raise BadInput(
            f"mask holds {odd[0]}, but must hold only True and False, or 1 and 0: compare "
            "the field with a threshold first."
        )
    return mask.astype(bool)


def _checked_size(pixel_size):
    try:
        good = 0 < float(pixel_size) < np.inf
    except (TypeError, ValueError):
        good = False
    if not good:
        raise BadInput(f"pixel_size is {pixel_size!r}, but must be a positive length.")
    return float(pixel_size)


def _checked_field(field, shape):
    field = np.asarray(field)
    if field.shape != shape:
        raise BadInput(
            f"field has the shape {field.shape}, but the mask {shape}: give the field "
            "that the mask was made of."
        )
    if field.dtype.kind not in "biuf" or not np.isfinite(field).all():
        raise BadInput(
            "field holds values that are not finite numbers: fill or cut them out first."
        )
    return field
