"""People who draw boxes around the regions of a simulated scene."""

import numpy as np
from scipy import ndimage

from helpers.clouds.products.boxes import LABELS
from helpers.clouds.products.worldview import SHAPE
from helpers.clouds.simulation import cloud_patterns

STEP = 10
"""Pixels between those that are looked at, and those of the truth."""


def annotate(pattern, crowd, rng):
    """Draw the boxes that people draw around the regions of a scene.

    Parameters
    ----------
    pattern : array of uint8, shape (1400, 2100)
        0 where there is none, then 1 to 4.
    crowd : dict
        The part ``annotators`` of ``worldview_scenes.toml``.
    rng : numpy.random.Generator

    Returns
    -------
    list of list of tuple
        For each person, x1, y1, x2, y2 and label of every box; one row, all missing, for
        somebody who finds no pattern.
    """
    regions, people = _regions(pattern, crowd), []
    for _ in range(crowd["per_scene"]):
        kept = [region for region in regions if rng.random() > crowd["miss"]]
        people.append([_sketch(*region, crowd, rng) for region in kept] or [(None,) * 5])
    return people


def _regions(pattern, crowd):
    """List the connected regions that are large enough, as (code, box)."""
    coarse = pattern[::STEP, ::STEP]
    neck = np.ones((round(crowd["neck_km"] * cloud_patterns.KM / STEP),) * 2, bool)
    found = []
    for code in range(1, len(LABELS) + 1):
        labels, _ = ndimage.label(ndimage.binary_opening(coarse == code, neck))
        sizes = np.bincount(labels.ravel())[1:]
        for box, size in zip(ndimage.find_objects(labels), sizes, strict=True):
            if size > crowd["least"] * coarse.size:
                found.append((code, box))
    return found


def _sketch(code, box, crowd, rng):
    """Draw one box by a hand that is not exact and an eye that may be wrong."""
    ends = np.array([[s.start, s.stop] for s in box[::-1]], float) * STEP
    ends += rng.normal(0, crowd["edge"], (2, 2)) * np.diff(ends)
    ends.sort(axis=1)
    (x1, x2), (y1, y2) = ends.round().astype(int)
    others = [i for i in range(1, len(LABELS) + 1) if i != code]
    seen = rng.choice(others) if rng.random() < crowd["confuse"] else code
    right, bottom = SHAPE[1] - 1, SHAPE[0] - 1
    x1, y1 = min(max(x1, 0), right - 50), min(max(y1, 0), bottom - 50)
    return (
        x1,
        y1,
        max(min(x2, right), x1 + 50),
        max(min(y2, bottom), y1 + 50),
        LABELS[seen - 1],
    )
