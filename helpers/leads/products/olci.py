"""Labelled pixels of Sentinel-3's camera OLCI: an ``.npz`` of 21 bands and a label."""

from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from helpers.errors import BadInput, reading

BANDS = tuple(f"Oa{number:02}" for number in range(1, 22))
LARGEST = 10.0
"""No reflectance is so large: rows above it are faulty."""


def recognises(path: Path) -> bool:
    """Tell whether a file is such a table, by its name.

    Parameters
    ----------
    path : Path
        A table ends in ``.npz``.

    Returns
    -------
    bool
    """
    return path.suffix == ".npz"


def open(path: str | PathLike) -> xr.Dataset:
    """Read labelled pixels.

    Parameters
    ----------
    path : path-like
        A file with ``x``, shape (n, 21), and ``y``, shape (n,): 1 lead, 0 ice.

    Returns
    -------
    xarray.Dataset
        ``reflectance`` over ``pixel`` and ``band``, and ``lead`` (bool), in the file's
        order. Rows with a missing value or one above 10 are left out; the attribute
        ``faulty`` says how many.

    Raises
    ------
    BadInput
        When the file is no such table.
    """
    with (
        reading(path, "labelled pixels, an .npz with x and y"),
        np.load(path, allow_pickle=False) as archive,
    ):
        x, y = archive["x"], archive["y"]
        if x.ndim != 2 or x.shape[1] != len(BANDS) or y.shape != x.shape[:1]:
            raise BadInput(
                f"{path} has x of shape {x.shape} and y of shape {y.shape}: give rows of "
                f"{len(BANDS)} bands and one label each."
            )
        kept = (x <= LARGEST).all(1)
        return xr.Dataset(
            {"reflectance": (("pixel", "band"), x[kept]), "lead": ("pixel", y[kept] == 1)},
            coords={"band": list(BANDS)},
            attrs={"source": Path(path).name, "faulty": int((~kept).sum())},
        )
