"""How the clouds of a scene are organised, in every measure that is in use.

One call gives them all; the modules beside say what each is and where it comes from:
``open_sky`` and ``morphology`` for the whole mask, ``objects`` for its clouds,
``nearest_neighbours``, ``all_neighbours`` and ``pair_indices`` for how they lie to each
other, ``spectra`` for the field that the mask was made of.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers.clouds.organisation import (
    all_neighbours,
    morphology,
    nearest_neighbours,
    objects,
    open_sky,
    pair_indices,
    spectra,
)
from helpers.errors import BadInput


def measure(mask, pixel_size=1.0, periodic=False, field=None, names=None):
    """Compute organisation metrics of a cloud mask: every one, or those asked for.

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
    names : sequence of str, optional
        The metrics wanted, in their order. What only others need is not computed: on a
        scene of thousands of objects ``rome`` and ``oidra`` take most of the time.

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
        - ``lorg``, ``lorg_significance``:
          :mod:`helpers.clouds.organisation.all_neighbours`.
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
        or is not finite, the pixel size is not positive, or a name is no metric's.

    Examples
    --------
    >>> mask = np.zeros((20, 20), bool)
    >>> for row in (5, 14):
    ...     for column in (5, 14):
    ...         mask[row - 1 : row + 2, column - 1 : column + 2] = True
    >>> metrics = measure(mask, pixel_size=55)
    >>> metrics["num"], round(metrics["cop"], 6), round(metrics["scai"], 4)
    (4.0, 0.339405, 11.1124)
    >>> measure(mask, names=["num", "lorg"]).keys()
    dict_keys(['num', 'lorg'])
    """
    mask, pixel_size = _checked_mask(mask), _checked_size(pixel_size)
    if field is not None:
        field = _checked_field(field, mask.shape)
    scene = _Scene(mask, pixel_size, periodic, field)
    names = _checked_names(names, field)
    metrics = {}
    for own, part in _PARTS.items():
        if not set(own).isdisjoint(names):
            metrics |= part(scene)
    return {name: float(metrics[name]) for name in names}


@dataclass(frozen=True)
class _Scene:
    """A mask, and its objects once they are asked for."""

    mask: np.ndarray
    pixel_size: float
    periodic: bool
    field: np.ndarray | None

    @cached_property
    def objects(self):
        return objects.find(self.mask, self.periodic)


def _sky(scene):
    return dict(zip(_SKY, open_sky.open_sky(scene.mask, scene.periodic), strict=True))


def _orientation(scene):
    value = np.nan if scene.periodic else morphology.orientation(scene.mask)
    return {"orientation": value}


_SKY = "open_sky_max", "open_sky_mean"

# What is computed together, by the names of what comes out.
_PARTS = {
    ("cloud_fraction",): lambda s: {"cloud_fraction": s.mask.mean()},
    _SKY: _sky,
    ("fractal_dimension",): lambda s: {
        "fractal_dimension": morphology.fractal_dimension(s.mask)
    },
    ("orientation",): _orientation,
    objects.NAMES: lambda s: objects.metrics(s.objects, s.pixel_size),
    ("iorg",): lambda s: nearest_neighbours.against_points(s.objects),
    ("iorg_benner",): lambda s: nearest_neighbours.against_discs(s.objects),
    ("lorg", "lorg_significance"): lambda s: all_neighbours.metrics(s.objects),
    ("scai", "cop"): lambda s: pair_indices.distances(s.objects, s.pixel_size),
    ("rome", "oidra"): lambda s: pair_indices.edges(s.objects, s.pixel_size),
    spectra.NAMES: lambda s: spectra.metrics(s.field, s.pixel_size),
}


def _checked_names(names, field):
    known = [name for own in _PARTS for name in own]
    if field is None:
        known = [name for name in known if name not in spectra.NAMES]
    names = known if names is None else list(names)
    for name in names:
        if name in spectra.NAMES and field is None:
            raise BadInput(f"names holds {name!r}, which is of a field: give field, too.")
        if name not in known:
            raise BadInput(f"names holds {name!r}, but must be of {', '.join(known)}.")
    return names


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
