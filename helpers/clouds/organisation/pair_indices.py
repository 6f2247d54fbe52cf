"""Indices over all pairs of objects: SCAI, COP, ROME and OIDRA."""

import numpy as np
from numba import njit

from helpers.clouds.organisation import edge_distances

REFERENCE_LENGTH = 1000.0
"""Of SCAI, in the unit of the pixel size."""


def metrics(objects, pixel_size=1.0):
    """The four pair indices.

    With N objects of areas A and pairs (i, j), d the distance of their centroids and
    e the shortest distance between their edges:

    - SCAI = 1000 · (N / N_max) · (D₀ / L), D₀ = geometric mean of d, L = 1000 in the unit
      of the pixel size, N_max = half of the domain's pixels (Tobin et al. 2012). Large
      where many objects lie far apart; in proportion to the pixel size. In a periodic
      domain the package cloudmetrics gives a quarter, as it doubles the sides first.
    - COP = mean of (√A_i + √A_j) / (√π d) (White et al. 2018).
    - ROME = mean of A_a + min(1, A_b / e²) A_b, A_a ≥ A_b: an area, in the square of the
      pixel size's unit, at least that of the larger and at most that of both objects
      (Retsch, Jakob & Singh 2020). Of a single object it is the area.
    - OIDRA = Σ_i Σ_j A_i A_j w(e_ij) / (Σ A)², w = 1 − √(√2 e / √domain), e_ii = 0: the
      Organization Index based on Distance and Relative Area. 1 where the clouds are one,
      towards 0 where they are far apart; not below 0 in a square periodic domain, where
      e is at most √(domain/2), but down to 1 − √2 across an open one.

    SCAI, COP and OIDRA are NaN with fewer than two objects, ROME without any. SCAI and
    COP are NaN where two centroids coincide, as a ring's with a disc's in it.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects
    pixel_size : float
        Side of a pixel.

    Returns
    -------
    dict of str to float
        ``scai``, ``cop``, ``rome`` and ``oidra``.

    References
    ----------
    Tobin, Bony & Roca (2012), J. Climate 25, 6885; White et al. (2018), JAS 75, 425;
    Retsch, Jakob & Singh (2020), JGR Atmospheres 125, e2019JD031801; Mandorli &
    Stubenrauch (2024), Geosci. Model Dev. 17, 7795, and the first author's public code,
    which takes objects that touch at a corner for one and fills their holes; here they
    are those of all other indices.
    """
    return distances(objects, pixel_size) | edges(objects, pixel_size)


def distances(objects, pixel_size=1.0):
    """SCAI and COP alone, which ask for the distances of centroids only.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects
    pixel_size : float
        Side of a pixel.

    Returns
    -------
    dict of str to float
        ``scai`` and ``cop``, see :func:`metrics`.
    """
    number = len(objects)
    if number < 2:
        return {"scai": np.nan, "cop": np.nan}
    domain = *objects.labels.shape, objects.periodic
    sums = _sum_distances(objects.centroids, np.sqrt(objects.areas), *domain)
    logarithm, cop = sums / (number * (number - 1) / 2)
    share = number / (objects.labels.size / 2)
    distance = np.exp(logarithm) * pixel_size
    return {"scai": 1000 * share * distance / REFERENCE_LENGTH, "cop": cop}


def edges(objects, pixel_size=1.0):
    """ROME and OIDRA alone, which ask for the distances of edges.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects
    pixel_size : float
        Side of a pixel.

    Returns
    -------
    dict of str to float
        ``rome`` and ``oidra``, see :func:`metrics`.
    """
    number, area = len(objects), objects.areas.sum()
    if number < 2:
        return {"rome": area * pixel_size**2 if number else np.nan, "oidra": np.nan}
    outlines = edge_distances.outlines(objects)
    rome, near = edge_distances.pair_sums(outlines, objects.areas)
    alone = (objects.areas**2).sum()
    return {
        "rome": rome / (number * (number - 1) / 2) * pixel_size**2,
        "oidra": (alone + 2 * near) / area**2,
    }


@njit(cache=True)
def _sum_distances(centroids, roots, height, width, periodic):
    """Sum the logarithms of the pairs' distances, and their part of COP.

    Squares are multiplied, and a logarithm taken before the product leaves the range.
    """
    logarithm = cop = 0.0
    product = 1.0
    for i in range(roots.size):
        for j in range(i):
            down = _apart(centroids[i, 0] - centroids[j, 0], height, periodic)
            right = _apart(centroids[i, 1] - centroids[j, 1], width, periodic)
            square = down * down + right * right
            if square == 0:
                return np.array([np.nan, np.nan])
            product *= square
            if not 1e-200 < product < 1e200:
                logarithm += np.log(product)
                product = 1.0
            cop += (roots[i] + roots[j]) / np.sqrt(square)
    logarithm += np.log(product)
    return np.array([logarithm / 2, cop / np.sqrt(np.pi)])


@njit
def _apart(difference, length, periodic):
    apart = abs(difference)
    return min(apart, length - apart) if periodic else apart
