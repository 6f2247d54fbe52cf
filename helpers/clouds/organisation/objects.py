"""The cloud objects of a mask: where they lie, how large and how long they are.

An object is a set of cloudy pixels connected through their sides (4-connected). In a
periodic domain an object may leave through one side and come back through the other;
its pieces are then laid side by side before it is measured.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

_SIDES = ((0, 1), (1, 0), (1, 2), (2, 1))

_CORNERS = ((0, 0), (0, 2), (2, 0), (2, 2))


# Benkrid & Crookes: what a border pixel adds to the perimeter, by the sum of 2 for each
# border pixel at its sides and 10 for each at its corners, plus 1 for itself.
_LENGTHS = np.zeros(50)
_LENGTHS[[5, 7, 15, 17, 25, 27]] = 1
_LENGTHS[[21, 33]] = np.sqrt(2)
_LENGTHS[[13, 23]] = (1 + np.sqrt(2)) / 2


NAMES = (
    "num",
    "num_objects",
    "mean_object_length_scale",
    "max_object_length_scale",
    "mean_object_perimeter_length",
    "total_object_perimeter_length",
    "mean_object_eccentricity",
    "size_exponent",
)
"""All that is measured of the objects one by one."""


@dataclass(frozen=True)
class Objects:
    """The objects of a mask, in pixels.

    Attributes
    ----------
    labels : array, shape (rows, columns)
        Number of the object that a pixel belongs to, from 1; 0 where it is clear.
    areas, eccentricities, perimeters : array, shape (n,)
    centroids : array, shape (n, 2)
        Row and column; inside the domain also where an object crosses its edge.
    periodic : bool
    """

    labels: np.ndarray
    areas: np.ndarray
    centroids: np.ndarray
    eccentricities: np.ndarray
    perimeters: np.ndarray
    periodic: bool

    def __len__(self):
        return len(self.areas)


def find(mask, periodic=False):
    """Label the objects of a mask and measure each.

    Parameters
    ----------
    mask : array of bool, shape (rows, columns)
    periodic : bool
        Whether the domain continues at its opposite side.

    Returns
    -------
    Objects
        Eccentricity and perimeter are those of ``skimage.measure.regionprops``: the
        eccentricity of the ellipse with the object's second moments, and Benkrid &
        Crookes' estimate of the line through the centres of its border pixels.

    Notes
    -----
    The package cloudmetrics lays a piece at most one domain further on, so that it
    counts an object that needs more as several.
    """
    pieces, count = ndimage.label(mask)
    owner, turns = np.arange(count + 1), np.zeros((count + 1, 2), int)
    if periodic:
        owner, turns = _join(pieces, count)
    labels = owner[pieces]
    places = np.argwhere(mask) + turns[pieces[mask]] * mask.shape
    areas, centroids, covariances = _moments(labels[mask], places, owner.max())
    return Objects(
        labels=labels,
        areas=areas,
        centroids=centroids % mask.shape if periodic else centroids,
        eccentricities=elongation(*covariances),
        perimeters=_perimeters(_identities(labels, turns[pieces], periodic), labels),
        periodic=periodic,
    )


def metrics(objects, pixel_size=1.0):
    """Number, lengths, perimeters, eccentricity and size exponent of the objects.

    Of a mask without objects there are 0, their total perimeter is 0, and the rest is
    NaN. Lengths are in the unit of ``pixel_size``.

    Parameters
    ----------
    objects : Objects
    pixel_size : float
        Side of a pixel.

    Returns
    -------
    dict of str to float
    """
    some = len(objects) > 0
    mean_area = objects.areas.mean() if some else np.nan
    total = objects.perimeters.sum()
    weighted = (objects.areas * objects.eccentricities).sum()
    return {
        "num": len(objects),
        "num_objects": len(objects),  # as the GOES-16 tables call it
        "mean_object_length_scale": np.sqrt(mean_area) * pixel_size,
        "max_object_length_scale": np.sqrt(objects.areas.max(initial=0)) * pixel_size
        if some
        else np.nan,
        "mean_object_perimeter_length": total / len(objects) * pixel_size
        if some
        else np.nan,
        "total_object_perimeter_length": total * pixel_size,
        "mean_object_eccentricity": weighted / objects.areas.sum() if some else np.nan,
        "size_exponent": size_exponent(objects.areas),
    }


def size_exponent(areas):
    """Fit a power law to the density of object lengths, n(l) ∝ l^exponent.

    The length l is √area in pixels. Its bins are octaves of the area — [1, 2), [2, 4),
    [4, 8), … pixels, so that the edges of l grow by √2 — because each then holds as many
    whole areas as it is wide, and a bin's density is its count over its width in l. A
    line is fitted by least squares to the logarithms of the density and of the bin's
    geometric middle, over the bins that hold an object; NaN with fewer than three.

    The exponent that cloudmetrics fitted until version 0.1, which the published tables
    hold, is of counts instead of densities in bins that widen by a fifth from 2 pixels.

    Parameters
    ----------
    areas : array, shape (n,)
        Pixels.

    Returns
    -------
    float
    """
    octave = np.bincount(np.log2(areas).astype(int))
    filled = np.flatnonzero(octave)
    if filled.size < 3:
        return np.nan
    width = np.sqrt(2.0) ** filled  # times a constant, which leaves the slope alone
    return np.polyfit(np.log(width), np.log(octave[filled] / width), 1)[0]


def elongation(rows, columns, mixed):
    """Give √(1 − λmin/λmax) of covariance matrices; 0 for a single pixel.

    Parameters
    ----------
    rows, columns, mixed : array_like
        Variances along both axes, and the covariance, up to a common factor.

    Returns
    -------
    array
        0–1.
    """
    spread = np.hypot(rows - columns, 2 * mixed)
    largest = rows + columns + spread
    return np.sqrt(2 * spread / np.where(largest > 0, largest, 1))


def covariance(number, rows, columns):
    """Give the variances and the covariance of places, times the square of the number.

    From sums, which are whole numbers: what is symmetric comes out exactly so.

    Parameters
    ----------
    number : array
        How many places.
    rows : tuple of array
        Sums of the rows, of their squares, and of their products with the columns.
    columns : tuple of array
        Sums of the columns, and of their squares.

    Returns
    -------
    rows, columns, mixed : array
    """
    (r, c), (rr, cc, rc) = (rows[0], columns[0]), (rows[1], columns[1], rows[2])
    return number * rr - r**2, number * cc - c**2, number * rc - r * c


def _moments(labels, places, count):
    """Area, centroid and covariance (times area²) of each object from its pixels."""
    r, c = places.T.astype(float)
    first = [np.bincount(labels, weights, count + 1)[1:] for weights in (r, c)]
    second = [np.bincount(labels, w, count + 1)[1:] for w in (r * r, c * c, r * c)]
    areas = np.bincount(labels, minlength=count + 1)[1:].astype(float)
    rows, columns = (first[0], second[0], second[2]), (first[1], second[1])
    return areas, np.transpose(first) / areas[:, None], covariance(areas, rows, columns)


def _join(pieces, count):
    """Number the objects that pieces make up across the seams of a periodic domain.

    Returns the object of each piece, and how many domains further down and right the
    piece has to be laid to continue the object's first piece. An object that goes all
    around the domain can't be laid flat: it is cut somewhere.
    """
    links = _links(pieces)
    owner, turns = np.zeros(count + 1, int), np.zeros((count + 1, 2), int)
    number = 0
    for first in range(1, count + 1):
        if owner[first]:
            continue
        number += 1
        owner[first], waiting = number, [first]
        while waiting:
            piece = waiting.pop()
            for other, turn in links.get(piece, ()):
                if not owner[other]:
                    owner[other], turns[other] = number, turns[piece] + turn
                    waiting.append(other)
    return owner, turns


def _links(pieces):
    """List, for each piece at a seam, its neighbours beyond it and where they lie."""
    links = {}
    seams = (pieces[-1], pieces[0], (1, 0)), (pieces[:, -1], pieces[:, 0], (0, 1))
    for ends, starts, turn in seams:
        meet = (ends > 0) & (starts > 0)
        for end, start in np.unique(np.stack([ends, starts])[:, meet], axis=1).T.tolist():
            links.setdefault(end, []).append((start, np.array(turn)))
            links.setdefault(start, []).append((end, -np.array(turn)))
    return links


def _identities(labels, turns, periodic):
    """Number pixels so that neighbours are equal where one object continues.

    Two pixels wider on each side: what lies beyond a seam, or nothing.
    """
    if not periodic:
        return np.pad(labels, 2)
    laid = np.pad(turns, ((2, 2), (2, 2), (0, 0)), mode="wrap")
    laid[:2, :, 0] += 1
    laid[-2:, :, 0] -= 1
    laid[:, :2, 1] += 1
    laid[:, -2:, 1] -= 1
    labels = np.pad(labels, 2, mode="wrap")
    base = 2 * np.abs(laid).max() + 1
    return np.where(labels, (labels * base + laid[..., 0]) * base + laid[..., 1], 0)


def _perimeters(identities, labels):
    inner = identities[1:-1, 1:-1]
    clear = [_shifted(identities, step) != inner for step in _SIDES]
    border = np.logical_or.reduce(clear) & (inner > 0)
    here = inner[1:-1, 1:-1]
    pattern = np.ones(here.shape, np.uint8)
    for steps, weight in ((_SIDES, 2), (_CORNERS, 10)):
        for step in steps:
            same = _shifted(inner, step) == here
            pattern += np.uint8(weight) * (same & _shifted(border, step))
    lengths = np.where(border[1:-1, 1:-1], _LENGTHS[np.minimum(pattern, 49)], 0)
    return np.bincount(labels.ravel(), lengths.ravel(), labels.max() + 1)[1:]


def _shifted(image, step):
    row, column = step
    height, width = image.shape
    return image[row : height - 2 + row, column : width - 2 + column]
