"""Leads as objects: the stretches between the junctions of their network."""

import numpy as np
import pandas as pd
from scipy.ndimage import convolve, distance_transform_edt
from skimage.measure import label, regionprops_table
from skimage.morphology import skeletonize

from helpers.errors import BadInput


def measure(mask, pixel, min_lead_m=300.0, smallest=20):
    """Measure the leads of a class map.

    The network is thinned to lines one pixel wide; a lead is a stretch of line between
    two junctions. Its width is twice the mean distance from the line to the ice, its
    orientation that of the stretch's largest spread.

    Parameters
    ----------
    mask : array of bool, shape (height, width)
        True on leads; rows run from north to south.
    pixel : float
        Metres along a pixel's side.
    min_lead_m : float
        Shorter stretches are left out, most of them spurs of the thinning.
    smallest : int
        Pixels; smaller patches are taken for noise.

    Returns
    -------
    pandas.DataFrame
        ``length`` and ``width`` in metres, ``orientation`` in degrees from the rows'
        direction (east) to the north, from −90 to 90, ``row`` and ``column`` of the
        middle.

    Raises
    ------
    BadInput
        When the mask is not a map, or the pixel has no size.
    """
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.dtype != bool:
        raise BadInput(
            f"The mask has shape {mask.shape} and type {mask.dtype}: give a map of "
            "booleans."
        )
    if not pixel > 0:
        raise BadInput(f"pixel = {pixel}: give the size of a pixel in metres.")
    stretches, distance = _stretches(mask, smallest)
    names = ("area", "orientation", "centroid", "intensity_mean")
    found = regionprops_table(stretches, distance, properties=names)
    angle = found["orientation"] - np.pi / 2  # scikit-image counts from south to east
    angle = (angle + np.pi / 2) % np.pi - np.pi / 2
    longest_step = np.maximum(np.abs(np.cos(angle)), np.abs(np.sin(angle)))
    table = pd.DataFrame(
        {
            "length": found["area"] * pixel / longest_step,
            "width": (2 * found["intensity_mean"] - 1) * pixel,
            "orientation": np.rad2deg(angle),
            "row": found["centroid-0"],
            "column": found["centroid-1"],
        }
    )
    return table[table.length >= min_lead_m].reset_index(drop=True)


def _stretches(mask, smallest):
    """Number the stretches of the thinned map; give the distance to the ice, too."""
    patches = label(mask, connectivity=2)
    large = np.bincount(patches.ravel()) >= smallest
    large[0] = False  # the ice
    clean = large[patches]
    line = skeletonize(clean)
    neighbours = convolve(line.astype("uint8"), np.ones((3, 3), "uint8"), mode="constant")
    apart = line & (neighbours <= 3)  # itself and two beside it
    return label(apart, connectivity=2), distance_transform_edt(clean)
