"""How far apart the edges of two objects are, fast enough to ask it of every pair.

The distance is exact. Of two objects of which one lies wholly to the south-east of the
other, only the pixels that no other of the object surpasses in both directions can be
the nearest: a staircase of a few pixels. The rest, objects side by side or around each
other, is searched by rows, from the nearest on.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

_NEITHER = 2**62


class Outlines(NamedTuple):
    """Objects as stretches of rows, and what is known of them beforehand.

    Attributes
    ----------
    row, first, last : array, shape (stretches,)
        Row, first and last column, by object and then by row.
    bounds : array, shape (n + 1,)
        Where the stretches of each object begin, and the last ends.
    boxes : array, shape (n, 4)
        First and last row, first and last column.
    south, east : array, shape (steps,)
        Where the steps of the staircases lie: rows and columns, counted towards the
        corner, so that those of two objects that face each other add up to the pixels
        between them.
    steps : array, shape (4, n + 1)
        Where the staircase of each object begins, and the last ends: north-west,
        north-east, south-west, south-east.
    height, width : int
    periodic : bool
    """

    row: np.ndarray
    first: np.ndarray
    last: np.ndarray
    bounds: np.ndarray
    boxes: np.ndarray
    south: np.ndarray
    east: np.ndarray
    steps: np.ndarray
    height: int
    width: int
    periodic: bool


def outlines(objects):
    """Cut objects into stretches of rows, and find their staircases.

    Parameters
    ----------
    objects : helpers.clouds.organisation.objects.Objects

    Returns
    -------
    Outlines
    """
    labels = np.pad(objects.labels, ((0, 0), (1, 1)))
    changes = labels[:, 1:] != labels[:, :-1]
    row, first = np.nonzero(changes & (labels[:, 1:] > 0))
    last = np.nonzero(changes & (labels[:, :-1] > 0))[1] - 1
    owner = objects.labels[row, first]
    order = np.argsort(owner, kind="stable")
    row, first, last = row[order], first[order], last[order]
    bounds = np.searchsorted(owner[order], np.arange(1, len(objects) + 2))
    starts = bounds[:-1]
    sides = (np.minimum, row), (np.maximum, row), (np.minimum, first), (np.maximum, last)
    boxes = np.column_stack([side.reduceat(ends, starts) for side, ends in sides])
    known = row, first, last, bounds
    domain = *objects.labels.shape, objects.periodic
    return Outlines(*known, boxes, *_staircases(*known), *domain)


@njit(cache=True)
def _staircases(row, first, last, bounds):
    count = bounds.size - 1
    south, east = np.empty((2, 4 * row.size))
    steps = np.empty((4, count + 1), np.int64)
    end = 0
    for corner in range(4):
        for one in range(count):
            steps[corner, one] = end
            begin, stop = bounds[one], bounds[one + 1]
            end = _climb(row, first, last, begin, stop, corner, south, east, end)
        steps[corner, count] = end
    return south[:end].copy(), east[:end].copy(), steps


@njit
def _climb(row, first, last, begin, stop, corner, south, east, end):
    """Write the staircase of one object at one corner; give where it ends."""
    start = end
    for step in range(stop - begin):
        at = stop - 1 - step if corner >= 2 else begin + step
        down = 0.5 + (row[at] if corner >= 2 else -row[at])
        right = 0.5 + (last[at] if corner % 2 else -first[at])
        if end > start:
            if right <= east[end - 1]:  # surpassed in both directions
                continue
            if down == south[end - 1]:  # further out in the same row
                end -= 1
        south[end], east[end] = down, right
        end += 1
    return end


@njit(cache=True)
def pair_sums(known, areas):
    """Sum the pairs' ROME, and the products of their areas weighed by nearness.

    Parameters
    ----------
    known : Outlines
    areas : array, shape (n,)

    Returns
    -------
    rome, near : float
        See :func:`helpers.clouds.organisation.pair_indices.metrics`.
    """
    boxes, south, east, steps = known.boxes, known.south, known.east, known.steps
    height, width, periodic = known.height, known.width, known.periodic
    domain = np.sqrt(height * width)
    rome = near = 0.0
    for i in range(areas.size):
        for j in range(i):
            down = _turn(boxes, i, j, 0, height, periodic)
            right = _turn(boxes, i, j, 2, width, periodic)
            if down == _NEITHER or right == _NEITHER:
                square = _search(known, i, j)
            else:
                square = _across(south, east, steps, boxes, i, j, down, right)
            large, small = max(areas[i], areas[j]), min(areas[i], areas[j])
            rome += large + (small if square <= small else small * small / square)
            near += large * small * (1 - np.sqrt(np.sqrt(2.0 * square) / domain))
    return rome, near


@njit
def _turn(boxes, one, other, axis, length, periodic):
    """Say how far an object has to be moved to lie wholly on one side of another.

    0 in an open domain; in a periodic one, in which no pixel may be nearer the other way
    around, it may be the length. ``_NEITHER`` where they lie side by side.
    """
    begin, end = boxes[one, axis], boxes[one, axis + 1]
    start, stop = boxes[other, axis], boxes[other, axis + 1]
    if start <= end and stop >= begin:
        return _NEITHER
    if not periodic or 2 * max(stop - begin, end - start) <= length:
        return 0
    move = -length if start > begin else length
    apart = start + move > end or stop + move < begin
    near = 2 * max(stop + move - begin, end - start - move) <= length
    return move if apart and near else _NEITHER


@njit
def _across(south, east, steps, boxes, one, other, down, right):
    """Square of the distance between the staircases that face each other."""
    corner = 0
    if boxes[other, 0] + down > boxes[one, 0]:
        corner, down = 2, -down
    if boxes[other, 2] + right > boxes[one, 2]:
        corner, right = corner + 1, -right
    best = np.inf
    for m in range(steps[corner, one], steps[corner, one + 1]):
        y, x = south[m] + down, east[m] + right
        for n in range(steps[3 - corner, other], steps[3 - corner, other + 1]):
            square = (y + south[n]) ** 2 + (x + east[n]) ** 2
            best = min(best, square)
    return best


@njit
def _search(known, one, other):
    """Search row by row, from the stretches of the object that has fewer."""
    bounds = known.bounds
    if bounds[one + 1] - bounds[one] > bounds[other + 1] - bounds[other]:
        one, other = other, one
    best = float(known.height**2 + known.width**2)
    for m in range(bounds[one], bounds[one + 1]):
        if _to_box(known, m, other) < best:
            best = _walk(known, m, other, 0, best)
            if known.periodic:
                best = _walk(known, m, other, known.height, best)
                best = _walk(known, m, other, -known.height, best)
    return best


@njit
def _to_box(known, m, other):
    """Square of a distance that no pixel of the other object is nearer than."""
    box, row, periodic = known.boxes, known.row[m], known.periodic
    down = _gap(row, row, box[other, 0], box[other, 1], known.height, periodic)
    first, last = known.first[m], known.last[m]
    across = _gap(first, last, box[other, 2], box[other, 3], known.width, periodic)
    return down * down + across * across


@njit
def _walk(known, m, other, turn, best):
    """Go through the other's rows from this one's on, up and down, while it helps."""
    begin, end = known.bounds[other], known.bounds[other + 1]
    row = known.row[m] + turn
    middle = begin + np.searchsorted(known.row[begin:end], row)
    for start, stop, step in ((middle, end, 1), (middle - 1, begin - 1, -1)):
        for n in range(start, stop, step):
            down = max(abs(known.row[n] - row) - 1, 0)
            if down * down >= best:
                break
            stretch = known.first[m], known.last[m], known.first[n], known.last[n]
            across = _gap(*stretch, known.width, known.periodic)
            best = min(best, float(down * down + across * across))
    return best


@njit
def _gap(begin, end, start, stop, length, periodic):
    """Pixels between two stretches of a line: 0 where they touch or overlap."""
    gap = max(start - end, begin - stop)
    if periodic:  # or the other way around
        gap = min(gap, length - (max(end, stop) - min(begin, start)))
    return max(gap - 1, 0)
