"""From distances to a class: probabilities per feature, and a vote over the features.

The rule of the slides (Lin-Kwong-Chon and Gallet 2024, equation 3): every feature of a
pixel is compared with the barycentres that the classes have of that feature, and what
the features say is summed up. The slides don't say how a distance becomes a
probability; here it is a power of the distance's inverse, which needs no scale, so that
features in different units have an equal say.
"""

import numpy as np

from helpers.errors import BadInput
from helpers.glaciers import dtw

_PIXELS = 65_536  # at a time: what is kept between the steps stays small


def probabilities(distances, sharpness=1.0):
    """Turn the distances to all classes into probabilities.

    Parameters
    ----------
    distances : array_like, shape (..., classes)
        Not negative; NaN where they are missing.
    sharpness : float
        The probability of class c is in proportion to d_c ** −sharpness: 1 for the
        inverse distance; the greater, the surer of the nearest.

    Returns
    -------
    numpy.ndarray, shape (..., classes)
        Adds up to 1 over the classes; NaN where a distance is. Where distances are 0,
        their classes share the whole.

    Raises
    ------
    BadInput
        When ``sharpness`` is not positive, or a distance is negative.

    Examples
    --------
    >>> probabilities([[1, 2, 2], [0, 5, 5]]).tolist()
    [[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]]
    """
    if not 0 < sharpness < np.inf:
        raise BadInput(f"sharpness is {sharpness}: give a positive number.")
    distances = np.asarray(distances)
    if not distances.shape or not distances.shape[-1] or (distances < 0).any():
        raise BadInput(
            f"distances, of the shape {distances.shape}, have no class or a negative "
            "value: give one distance from 0 on per class, in the last dimension."
        )
    least = distances.min(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        nearness = np.where(distances == least, 1, least / distances) ** sharpness
    return nearness / nearness.sum(axis=-1, keepdims=True)


def combine(votes, rule="mean"):
    """Combine what the features say.

    Parameters
    ----------
    votes : array_like, shape (features, ..., classes)
        Probabilities.
    rule : {"mean", "majority"}
        The mean probability, equation 3 of the slides divided by the number of
        features; or the share of features that find a class the most probable. There,
        the mean counts for a thousandth, which decides between equal shares.

    Returns
    -------
    numpy.ndarray, shape (..., classes)
        Adds up to 1 over the classes.

    Raises
    ------
    BadInput
        For another ``rule``.

    Examples
    --------
    >>> votes = [[0.9, 0.1], [0.4, 0.6], [0.4, 0.6]]
    >>> combine(votes).round(3).tolist()
    [0.567, 0.433]
    >>> combine(votes, "majority").round(3).tolist()
    [0.334, 0.666]
    """
    votes = np.asarray(votes)
    mean = votes.mean(axis=0)
    if rule == "mean":
        return mean
    if rule != "majority":
        raise BadInput(f"rule is {rule!r}: give 'mean' or 'majority'.")
    classes = np.arange(votes.shape[-1])
    share = (votes.argmax(axis=-1)[..., None] == classes).mean(axis=0, dtype=votes.dtype)
    return (1000 * share + mean) / 1001


def classify(features, barycentres, radius, rule="mean", sharpness=1.0):
    """Give every pixel of a scene the probability of each class.

    Works on a whole scene, or on blocks of one that Dask hands over::

        features.map_blocks(
            classify, barycentres, radius, dtype="float32", drop_axis=(0, 1),
            new_axis=0, chunks=((classes,), *features.chunks[2:]),
        )

    Parameters
    ----------
    features : array_like, shape (features, dates, ...)
        Series of every pixel, as :func:`helpers.glaciers.statistics.log_cumulants`
        lays them out.
    barycentres : array_like, shape (features, classes, samples)
    radius : int or None
        As in :func:`helpers.glaciers.dtw.distances`.
    rule, sharpness
        As in :func:`combine` and :func:`probabilities`.

    Returns
    -------
    numpy.ndarray of float32, shape (classes, ...)
        NaN in a pixel that misses any feature at any date.

    Raises
    ------
    BadInput
        When there is not one set of barycentres per feature, or as in the functions
        that it calls.
    """
    barycentres = np.asarray(barycentres, np.float32)
    if np.ndim(features) < 3 or not len(features) or barycentres.ndim != 3:
        raise BadInput(
            f"features and barycentres have the shapes {np.shape(features)} and "
            f"{barycentres.shape}: give (features, dates, …) and (features, classes, "
            "samples)."
        )
    if len(features) != len(barycentres):
        raise BadInput(
            f"There are {len(features)} features and barycentres of {len(barycentres)}: "
            "give the barycentres of each feature."
        )
    places = np.shape(features)[2:]
    series = [np.reshape(feature, (len(feature), -1)).T for feature in features]
    result = np.empty((barycentres.shape[1], len(series[0])), np.float32)
    for start in range(0, len(series[0]), _PIXELS):
        pixels = slice(start, start + _PIXELS)
        votes = [
            probabilities(dtw.distances(one[pixels], centres, radius, "nan"), sharpness)
            for one, centres in zip(series, barycentres, strict=True)
        ]
        result[:, pixels] = combine(votes, rule).T
    return result.reshape(len(result), *places)


def labels(probabilities):
    """Name each pixel's most probable class by its number.

    Parameters
    ----------
    probabilities : array_like, shape (classes, ...)
        From :func:`classify`.

    Returns
    -------
    numpy.ndarray of int, shape (...)
        −1 where the probabilities are missing.

    Examples
    --------
    >>> labels([[0.2, 0.6, np.nan], [0.8, 0.4, np.nan]]).tolist()
    [1, 0, -1]
    """
    probabilities = np.asarray(probabilities)
    missing = np.isnan(probabilities).any(axis=0)
    return np.where(missing, -1, probabilities.argmax(axis=0))
