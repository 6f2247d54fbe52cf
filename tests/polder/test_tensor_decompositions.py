"""Decompositions of a cube with gaps: what was planted comes back, limits are PCA's."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from helpers.errors import BadInput
from helpers.polder import tensor_decompositions


@pytest.fixture
def planted():
    """Give a cube of CP rank 2, so of tensor-train ranks (2, 2), whole and with gaps."""
    rng = np.random.default_rng(0)
    profiles = [rng.normal(size=(n, 2)) for n in (20, 25, 7)]
    cube = np.einsum("ir,jr,kr->ijk", *profiles)
    return cube, np.where(rng.random(cube.shape) < 0.3, np.nan, cube)


@pytest.fixture
def noisy():
    """Give a cube without structure and with a third of its cells missing."""
    rng = np.random.default_rng(1)
    cube = rng.normal(size=(12, 15, 6))
    return np.where(rng.random(cube.shape) < 0.3, np.nan, cube)


@pytest.mark.parametrize(
    ("method", "rank"),
    [(tensor_decompositions.tensor_train, (2, 2)), (tensor_decompositions.cp, 2)],
)
def test_a_planted_cube_comes_back_from_seven_tenths_of_it(planted, method, rank):
    cube, gaps = planted
    np.testing.assert_allclose(method(gaps, rank, n_iterations=500), cube, atol=1e-4)


def test_without_gaps_and_a_second_place_axis_it_is_pca():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(80, 7)) @ rng.normal(size=(7, 7))
    X -= X.mean(0)
    pca = PCA(3).fit(X)
    expected = pca.inverse_transform(pca.transform(X))
    train = tensor_decompositions.tensor_train(X[:, None], (3, 3), n_iterations=1)
    np.testing.assert_allclose(train[:, 0], expected, atol=1e-10)
    parallel = tensor_decompositions.cp(X[:, None], 3, n_iterations=400)
    np.testing.assert_allclose(parallel[:, 0], expected, atol=1e-4)


def test_a_train_is_its_maps_times_their_spectra(noisy):
    cube = np.nan_to_num(noisy)
    maps, spectra = tensor_decompositions.train_parts(cube, (4, 3), n_iterations=1)
    train = tensor_decompositions.tensor_train(cube, (4, 3), n_iterations=1)
    np.testing.assert_allclose(np.tensordot(maps, spectra, (0, 0)), train, atol=1e-10)
    np.testing.assert_allclose(spectra @ spectra.T, np.eye(3), atol=1e-10)
    assert [np.linalg.matrix_rank(each, tol=1e-8) for each in maps] == [4, 4, 4]


def error(cube, reconstruction):
    return np.nanmean((cube - reconstruction) ** 2)


def test_error_falls_with_rank_to_nothing_at_full_rank(noisy):
    ranks = [(1, 1), (3, 3), (6, 5), (12, 6)]
    errors = [error(noisy, tensor_decompositions.tensor_train(noisy, r)) for r in ranks]
    assert np.all(np.diff(errors) < 0)
    assert errors[-1] < 1e-20
    errors = [error(noisy, tensor_decompositions.cp(noisy, r)) for r in (1, 4, 16)]
    assert np.all(np.diff(errors) < 0)


def test_no_round_makes_the_fit_worse(noisy):
    matrix = noisy.reshape(-1, 1, 6)
    errors = [
        error(matrix, tensor_decompositions.tensor_train(matrix, (2, 2), n_iterations))
        for n_iterations in (1, 2, 5, 20)
    ]
    assert np.all(np.diff(errors) < 0)


def test_nothing_is_missing_afterwards_even_where_a_whole_row_was(noisy):
    noisy[4] = np.nan
    assert np.isfinite(tensor_decompositions.tensor_train(noisy, (3, 3))).all()
    assert np.isfinite(tensor_decompositions.cp(noisy, 3)).all()


def test_gaps_start_from_the_mean_of_their_variable():
    cube = np.arange(12.0).reshape(2, 3, 2)
    cube[0, 0] = np.nan
    filled = tensor_decompositions.impute(cube, lambda guess: guess, n_iterations=1)
    np.testing.assert_allclose(filled[0, 0], np.nanmean(cube, (0, 1)))
    np.testing.assert_array_equal(filled[1], cube[1])


@pytest.mark.parametrize(
    ("method", "ranks"),
    [
        (tensor_decompositions.tensor_train, [(0, 1), (13, 1), (3, 0), (3, 7)]),
        (tensor_decompositions.cp, [0, 73]),
    ],
)
def test_bad_input_is_told_in_a_sentence(noisy, method, ranks):
    for rank in ranks:
        with pytest.raises(BadInput, match=r"rank is .* give one from 1 to"):
            method(noisy, rank)
    with pytest.raises(BadInput, match="n_iterations = 0"):
        method(
            noisy,
            (2, 2) if method is tensor_decompositions.tensor_train else 2,
            n_iterations=0,
        )
    with pytest.raises(BadInput, match="without any value"):
        method(np.full_like(noisy, np.nan), (2, 2) if len(ranks) == 4 else 2)
