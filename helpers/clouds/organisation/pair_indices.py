"""Indices over all pairs of objects: SCAI, COP, ROME and OIDRA."""

import numpy as np
from numba import njit

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
    number = len(objects)
    if number < 2:
        rome = objects.areas.sum() * pixel_size**2 if number else np.nan
        return {"scai": np.nan, "cop": np.nan, "rome": rome, "oidra": np.nan}
    logarithm, cop, rome, near = _means(objects)
    area = objects.areas.sum()
    alone = (objects.areas**2).sum() / area**2
    share = number / (objects.labels.size / 2)
    distance = np.exp(logarithm) * pixel_size
    return {
        "scai": 1000 * share * distance / REFERENCE_LENGTH,
        "cop": cop,
        "rome": rome * pixel_size**2,
        "oidra": alone + number * (number - 1) * near / area**2,
    }


def _means(objects):
    """Means over pairs: log distance, COP, ROME, and areas weighed by nearness."""
    sums = _sum_pairs(
        objects.centroids,
        objects.areas,
        *_stretches(objects),
        *objects.labels.shape,
        objects.periodic,
    )
    return sums / (len(objects) * (len(objects) - 1) / 2)


def _stretches(objects):
    """Cut each object into cloudy stretches of rows: row, first and last column.

    Also gives where the stretches of each object begin and end. There are far fewer
    stretches than pixels, and the gap between two is as easily found.
    """
    labels = np.pad(objects.labels, ((0, 0), (1, 1)))
    changes = labels[:, 1:] != labels[:, :-1]
    row, first = np.nonzero(changes & (labels[:, 1:] > 0))
    last = np.nonzero(changes & (labels[:, :-1] > 0))[1] - 1
    owner = objects.labels[row, first]
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(1, len(objects) + 2))
    return row[order], first[order], last[order], bounds


@njit(cache=True)
def _sum_pairs(centroids, areas, row, first, last, bounds, height, width, periodic):
    roots, domain = np.sqrt(areas), np.sqrt(height * width)
    logarithm = cop = rome = near = 0.0
    for i in range(areas.size):
        for j in range(i):
            down = _apart(centroids[i, 0] - centroids[j, 0], height, periodic)
            right = _apart(centroids[i, 1] - centroids[j, 1], width, periodic)
            distance = np.sqrt(down * down + right * right)
            if distance == 0:
                distance = np.nan
            logarithm += np.log(distance)
            cop += (roots[i] + roots[j]) / distance
            square = _edge_square(row, first, last, bounds, i, j, height, width, periodic)
            large, small = max(areas[i], areas[j]), min(areas[i], areas[j])
            rome += large + (small if square <= small else small * small / square)
            near += large * small * (1 - np.sqrt(np.sqrt(2.0 * square) / domain))
    return np.array([logarithm, cop / np.sqrt(np.pi), rome, near])


@njit
def _edge_square(row, first, last, bounds, i, j, height, width, periodic):
    """Square of the shortest distance between the edges of two objects' pixels."""
    best = height * height + width * width
    for m in range(bounds[i], bounds[i + 1]):
        for n in range(bounds[j], bounds[j + 1]):
            down = max(_apart(row[m] - row[n], height, periodic) - 1, 0)
            if down * down < best:
                right = max(first[m] - last[n], first[n] - last[m])
                if periodic:  # or the other way around
                    span = max(last[m], last[n]) - min(first[m], first[n])
                    right = min(right, width - span)
                right = max(right - 1, 0)
                best = min(best, down * down + right * right)
    return best


@njit
def _apart(difference, length, periodic):
    apart = abs(difference)
    return min(apart, length - apart) if periodic else apart
