"""The organisation index: distances to the nearest object against random ones."""

import numpy as np
from numba import njit
from scipy.spatial import KDTree

BINS = 10_000
"""Edges of distance that the integral is summed over."""

_DISTANCES = 4_000  # random distances, at least: the index is then known to ± 0.005

_TRIES = 1_000


def metrics(objects):
    """The organisation index against points and against discs; NaN below two objects.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects

    Returns
    -------
    dict of str to float
        ``iorg`` and ``iorg_benner``.
    """
    return against_points(objects) | against_discs(objects)


def against_points(objects):
    """Give :func:`organisation_index` alone, as ``iorg``.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects

    Returns
    -------
    dict of str to float
    """
    if len(objects) < 2:
        return {"iorg": np.nan}
    distances = np.sort(nearest_distances(objects))
    return {"iorg": organisation_index(distances, objects.labels.shape)}


def against_discs(objects):
    """Give :func:`inhibited_index` alone, as ``iorg_benner``.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects

    Returns
    -------
    dict of str to float
    """
    if len(objects) < 2:
        return {"iorg_benner": np.nan}
    distances = np.sort(nearest_distances(objects))
    return {"iorg_benner": inhibited_index(distances, objects)}


def nearest_distances(objects):
    """Give the distance in pixels from each object's centroid to the nearest other.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects

    Returns
    -------
    array, shape (n,)
    """
    box = objects.labels.shape if objects.periodic else None
    tree = KDTree(objects.centroids, boxsize=box)
    return tree.query(objects.centroids, 2)[0][:, 1]


def organisation_index(distances, shape):
    """I_org = ∫ F(r) dF₀(r), F₀(r) = 1 − exp(−λπr²), λ = objects per area.

    F is the cumulated distribution of the nearest-neighbour distances and F₀ that of
    points put anywhere with the same density. 0.5 for such points, → 1 for clusters, and
    exp(−π) for a square lattice. The integral is a sum over 10,000 edges of distance up
    to the domain's diagonal, with F₀ at the middle of the bins.

    Parameters
    ----------
    distances : array, shape (n,)
        In pixels, ascending.
    shape : (int, int)
        Of the domain.

    Returns
    -------
    float
        0–1.

    References
    ----------
    Weger et al. (1992), JGR 97, doi:10.1029/92JD02038; Tompkins & Semie
    (2017), JAMES 9, 1046.
    """
    edges = np.linspace(0, np.hypot(*shape), BINS)
    observed = np.searchsorted(distances, edges[1:]) / distances.size
    middle = (edges[1:] + edges[:-1]) / 2
    density = distances.size / (shape[0] * shape[1])
    return np.trapezoid(observed, 1 - np.exp(-density * np.pi * middle**2))


def inhibited_index(distances, objects, seed=0):
    """I_org = ∫ F(r) dF₁(r), F₁ from discs that are put anywhere without overlap.

    Points may lie as close as they like, clouds may not: Benner & Curry compare with
    discs of the objects' own areas instead, put one by one from the largest on, each
    where it meets none of those before. F₁ is made of as many such scenes as give 4,000
    distances, from a fixed seed. NaN where the discs do not fit in 1,000 tries each, as
    under thick cover.

    Parameters
    ----------
    distances : array, shape (n,)
        In pixels, ascending.
    objects : helpers.clouds.organisation.objects.Objects
    seed : int
        Of the random discs.

    Returns
    -------
    float
        0–1.

    References
    ----------
    Benner & Curry (1998), JGR 103, 28753.
    """
    radii = np.sqrt(np.sort(objects.areas)[::-1] / np.pi)
    height, width = objects.labels.shape
    scenes = -(-_DISTANCES // radii.size)
    random = _random_distances(radii, height, width, objects.periodic, scenes, seed)
    if not random.size:
        return np.nan
    return np.mean(np.searchsorted(distances, random, side="right")) / distances.size


@njit(cache=True)
def _random_distances(radii, height, width, periodic, scenes, seed):
    """Nearest distances in scenes of discs put at random; none where they don't fit."""
    np.random.seed(seed)
    nearest = np.full((scenes, radii.size), np.inf)
    place = np.empty((radii.size, 2))
    for scene in range(scenes):
        for disc in range(radii.size):
            if not _put(disc, place, radii, height, width, periodic):
                return np.empty(0)
        _nearest_squares(place, height, width, periodic, nearest[scene])
    return np.sqrt(nearest.ravel())


@njit
def _put(disc, place, radii, height, width, periodic):
    for _ in range(_TRIES):
        place[disc] = np.random.random() * height, np.random.random() * width
        free = True
        for other in range(disc):
            reach = radii[disc] + radii[other]
            square = _square(place[disc], place[other], height, width, periodic)
            if square <= reach * reach:
                free = False
                break
        if free:
            return True
    return False


@njit
def _square(one, other, height, width, periodic):
    down, right = abs(one[0] - other[0]), abs(one[1] - other[1])
    if periodic:
        down, right = min(down, height - down), min(right, width - right)
    return down * down + right * right


@njit
def _nearest_squares(place, height, width, periodic, nearest):
    for one in range(len(place)):
        for other in range(one):
            square = _square(place[one], place[other], height, width, periodic)
            nearest[one] = min(nearest[one], square)
            nearest[other] = min(nearest[other], square)
