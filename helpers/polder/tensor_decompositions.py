"""Low-rank descriptions of a latitude × longitude × variable cube with gaps.

Canonical polyadic (CP) decomposition: a sum of products of a profile per axis
(Kolda & Bader 2009, doi:10.1137/07070111X). Tensor train: a core per axis, chained
(Oseledets 2011, doi:10.1137/090752286). Both by tensorly, which knows no NaN.
"""

import numpy as np
import tensorly.decomposition as tensorly

from helpers.errors import BadInput


def impute(cube, decompose, n_iterations=30):
    """Describe a cube with gaps by a method that can't take gaps.

    The gaps are filled with the mean of their variable, then, again and again, with
    what the method makes of the filled cube. The error on the observed cells falls
    with every iteration where ``decompose`` gives the best fit of its rank.

    Parameters
    ----------
    cube : array, shape (..., variables)
        NaN where missing.
    decompose : callable
        Takes a cube without gaps, gives its low-rank reconstruction.
    n_iterations : int

    Returns
    -------
    array, shape of ``cube``
        The last reconstruction, without gaps.

    Raises
    ------
    BadInput
        When a variable has no value at all, or for less than one iteration.
    """
    cube, axes = np.asarray(cube, float), tuple(range(np.ndim(cube) - 1))
    observed = _observed(cube, n_iterations)
    guess = np.broadcast_to(np.nanmean(cube, axes), cube.shape)
    for _ in range(n_iterations):
        guess = decompose(np.where(observed, cube, guess))
    return guess


def tensor_train(cube, ranks, n_iterations=30):
    """Reconstruct a cube with gaps from a tensor train.

    Parameters
    ----------
    cube : array, shape (latitude, longitude, variable)
        NaN where missing.
    ranks : tuple of int
        Of the two bonds: between latitude and longitude, and before the variables.
    n_iterations : int
        Of :func:`impute`.

    Returns
    -------
    array, shape of ``cube``

    Raises
    ------
    BadInput
        When a variable is wholly missing, or a rank is none the cube can have.
    """
    cube = np.asarray(cube, float)
    rows, columns, variables = cube.shape
    _check_rank("The first rank", ranks[0], min(rows, columns * variables))
    _check_rank("The second rank", ranks[1], min(ranks[0] * columns, variables))

    def decompose(filled):
        return tensorly.tensor_train(filled, (1, *ranks, 1)).to_tensor()

    return impute(cube, decompose, n_iterations)


def train_parts(cube, ranks, n_iterations=30):
    """Give what a tensor train of a cube consists of: maps, and their spectra.

    Parameters
    ----------
    cube, ranks, n_iterations
        As :func:`tensor_train` takes them.

    Returns
    -------
    maps : array, shape (second rank, latitude, longitude)
        Each of the first rank, by latitude and longitude.
    spectra : array, shape (second rank, variable)
        Orthogonal, as principal components are; the sign of a map and of its spectrum is
        arbitrary.
    """
    filled = np.where(np.isnan(cube), tensor_train(cube, ranks, n_iterations), cube)
    first, second, last = tensorly.tensor_train(filled, (1, *ranks, 1)).factors
    # The last core holds the scales; give them to the maps.
    turned, scales, spectra = np.linalg.svd(last[..., 0], full_matrices=False)
    maps = np.tensordot(first[0], second, 1) @ (turned * scales)
    return np.moveaxis(maps, 2, 0), spectra


def cp(cube, rank, n_iterations=30, seed=0):
    """Reconstruct a cube with gaps from a CP decomposition of its observed cells.

    Parameters
    ----------
    cube : array, shape (latitude, longitude, variable)
        NaN where missing.
    rank : int
        Number of products.
    n_iterations : int
        Of alternating least squares.
    seed : int
        Of the random start.

    Returns
    -------
    array, shape of ``cube``

    Raises
    ------
    BadInput
        When a variable is wholly missing, or the rank is none the cube can need.
    """
    cube = np.asarray(cube, float)
    observed = _observed(cube, n_iterations)
    _check_rank("The rank", rank, cube.size // max(cube.shape))
    settings = {"init": "random", "random_state": seed, "tol": 0}
    zeros = np.where(observed, cube, 0)
    found = tensorly.parafac(zeros, rank, n_iterations, mask=observed, **settings)
    return found.to_tensor()


def _observed(cube, n_iterations):
    """Tell which cells have a value; refuse what can't be decomposed."""
    if n_iterations < 1:
        raise BadInput(f"n_iterations = {n_iterations}: give at least one.")
    observed = ~np.isnan(cube)
    if not observed.any(tuple(range(cube.ndim - 1))).all():
        raise BadInput("The cube has a variable without any value: drop that variable.")
    return observed


def _check_rank(name, rank, most):
    if not 1 <= rank <= most:
        raise BadInput(f"{name} is {rank}: give one from 1 to {most}.")


def tensor_train_size(shape, ranks):
    """Count the numbers that a tensor train stores.

    Parameters
    ----------
    shape : tuple of int
        Of the cube.
    ranks : tuple of int
        Of the two bonds.

    Returns
    -------
    int

    Examples
    --------
    >>> tensor_train_size((117, 293, 7), (5, 3))
    5001
    """
    bonds = (1, *ranks, 1)
    return sum(a * n * b for a, n, b in zip(bonds, shape, bonds[1:], strict=False))


def cp_size(shape, rank):
    """Count the numbers that a CP decomposition stores.

    Parameters
    ----------
    shape : tuple of int
        Of the cube.
    rank : int

    Returns
    -------
    int

    Examples
    --------
    >>> cp_size((117, 293, 7), 5)
    2085
    """
    return rank * sum(shape)
