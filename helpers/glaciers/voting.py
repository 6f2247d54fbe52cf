"""From distances to a class: probabilities per feature, and a vote over the features.

The rule of the slides (Lin-Kwong-Chon and Gallet 2024, equation 3): every feature of a
pixel is compared with the barycentres that the classes have of that feature, and what
the features say is summed up. The slides don't say how a distance becomes a
probability; here it is in proportion to the distance's inverse, which needs no scale, so
that features in different units have an equal say.
"""

import numpy as np

from helpers.errors import BadInput


def probabilities(distances):
    """Turn the distances to all classes into probabilities.

    Parameters
    ----------
    distances : array_like, shape (..., classes)
        Not negative; NaN where they are missing.

    Returns
    -------
    numpy.ndarray, shape (..., classes)
        In proportion to 1 / d_c for class c, and adds up to 1 over the classes; NaN
        where a distance is. Where distances are 0, their classes share the whole.

    Raises
    ------
    BadInput
        When a distance is negative, or there is no class.

    Examples
    --------
    >>> probabilities([[1, 2, 2], [0, 5, 5]]).tolist()
    [[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]]
    """
    distances = np.asarray(distances)
    if not distances.shape or not distances.shape[-1] or (distances < 0).any():
        raise BadInput(
            f"distances, of the shape {distances.shape}, have no class or a negative "
            "value: give one distance from 0 on per class, in the last dimension."
        )
    least = distances.min(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        nearness = np.where(distances == least, 1, least / distances)
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
