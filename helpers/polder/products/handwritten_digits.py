"""Handwritten digits to try a network on: scikit-learn's own, or MNIST when asked for."""

import numpy as np
from sklearn.datasets import fetch_openml, load_digits

from helpers import downloads
from helpers.errors import BadInput

NAMES = ("small", "mnist")


def load(name: str = "small") -> tuple[np.ndarray, np.ndarray]:
    """Give pictures of handwritten digits.

    Parameters
    ----------
    name : {"small", "mnist"}
        1,797 pictures of 8 × 8, which scikit-learn ships, or the 70,000 of 28 × 28 of
        MNIST (LeCun et al. 1998), which OpenML gives (about 15 MB, kept in the cache).

    Returns
    -------
    pictures : array, shape (n, pixels)
        Ink from 0 to 1, row after row.
    labels : array of int, shape (n,)

    Raises
    ------
    BadInput
        For another name, or when MNIST can't be brought.

    Examples
    --------
    >>> load()[0].shape
    (1797, 64)
    """
    if name not in NAMES:
        raise BadInput(f"digits = {name!r}: give one of {', '.join(NAMES)}.")
    pictures, labels = load_digits(return_X_y=True) if name == "small" else _mnist()
    return np.asarray(pictures, float) / np.max(pictures), np.asarray(labels, int)


def _mnist():
    folder = downloads.cache_folder("digits")
    try:
        return fetch_openml(
            "mnist_784", version=1, as_frame=False, return_X_y=True, data_home=folder
        )
    except Exception as error:  # no network, no such data set, or half a file in the cache
        raise BadInput(
            f"MNIST could not be brought from OpenML ({type(error).__name__}): take "
            "digits = 'small', which needs no network."
        ) from None
