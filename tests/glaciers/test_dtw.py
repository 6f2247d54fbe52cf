"""Time warping against tslearn, against its own definition, and in its limits."""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
import pytest
from tslearn.barycenters import dtw_barycenter_averaging
from tslearn.metrics import cdist_dtw, dtw_path

from helpers.errors import BadInput
from helpers.glaciers import dtw
from helpers.glaciers.dtw.kernels import PIXELS

LENGTHS = [(60, 60), (1, 1), (1, 5), (5, 1), (12, 7), (7, 12), (30, 31)]
RADII = [0, 1, 3, 500, None]


def band(radius):
    if radius is None:
        return {}
    return {"global_constraint": "sakoe_chiba", "sakoe_chiba_radius": radius}


def random_series(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def inertia(series, centre, radius):
    return np.mean(cdist_dtw(series, [centre], **band(radius)) ** 2)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("radius", RADII)
def test_distances_are_those_of_tslearn(lengths, radius):
    series = random_series(20, lengths[0])
    barycentres = random_series(3, lengths[1], seed=1)
    expected = cdist_dtw(series, barycentres, **band(radius))
    ours = dtw.distances(series, barycentres, radius)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, expected, rtol=1e-4)


@pytest.mark.parametrize("radius", RADII)
def test_constant_series_lie_their_offset_from_each_other(radius):
    # the diagonal is the shortest alignment, so that every date counts once
    distance = dtw.distances(np.full((3, 16), 5.0), np.full((1, 16), 2.0), radius)
    np.testing.assert_allclose(distance, 3 * 4, rtol=1e-6)


def test_no_radius_is_euclidean_and_a_wider_one_is_never_farther():
    series, barycentres = random_series(50, 24), random_series(4, 24, seed=1)
    euclidean = np.linalg.norm(series[:, None] - barycentres, axis=-1)
    by_radius = [dtw.distances(series, barycentres, radius) for radius in range(24)]
    np.testing.assert_allclose(by_radius[0], euclidean, rtol=1e-5)
    assert np.all(np.diff(by_radius, axis=0) <= 0)
    np.testing.assert_array_equal(by_radius[-1], dtw.distances(series, barycentres, None))


def test_a_shift_within_the_radius_costs_nothing():
    pulse = np.zeros((1, 40))
    pulse[0, 15:18] = 1, 3, 2
    shifted = np.roll(pulse, 3)
    assert dtw.distances(pulse, shifted, 3) == 0
    assert dtw.distances(pulse, shifted, 2) > 0


@pytest.mark.parametrize("count", [0, 1, PIXELS - 1, PIXELS, PIXELS + 1, 5_000])
def test_a_series_has_the_same_distance_in_any_company(count):
    series, barycentres = random_series(count, 20), random_series(2, 20, seed=1)
    together = dtw.distances(series, barycentres, 3)
    assert together.shape == (count, 2)
    for n in {0, count // 2, count - 1} & set(range(count)):
        alone = dtw.distances(series[n : n + 1], barycentres, 3)
        np.testing.assert_array_equal(together[n : n + 1], alone)


def test_callers_in_many_threads_do_not_disturb_each_other():
    series, barycentres = random_series(5_000, 20), random_series(2, 20, seed=1)
    expected = dtw.distances(series, barycentres, 3)
    centre = dtw.barycentre(series, 3, 2)
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(dtw.distances, series, barycentres, 3) for _ in range(8)]
        averages = [pool.submit(dtw.barycentre, series, 3, 2) for _ in range(4)]
    for job in jobs:
        np.testing.assert_array_equal(job.result(), expected)
    for job in averages:
        np.testing.assert_array_equal(job.result(), centre)


def test_layout_precision_and_threads_do_not_matter():
    series = random_series(5_000, 20).astype(np.float32)
    barycentres = random_series(2, 20, seed=1)
    expected = dtw.distances(series, barycentres, 3)
    centre = dtw.barycentre(series, 3, 4)
    spread = np.zeros((5_000, 40), np.float32)
    spread[:, ::2] = series
    for same in (series.astype(float), np.asfortranarray(series), spread[:, ::2]):
        np.testing.assert_array_equal(dtw.distances(same, barycentres, 3), expected)
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        np.testing.assert_array_equal(dtw.distances(series, barycentres, 3), expected)
        np.testing.assert_array_equal(dtw.barycentre(series, 3, 4), centre)
    finally:
        numba.set_num_threads(threads)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("radius", RADII)
def test_a_path_costs_the_distance_to_rounding_and_is_that_of_tslearn(lengths, radius):
    a, b = (random_series(n, seed=n).astype(np.float32) for n in lengths)
    path = dtw.path(a, b, radius)
    cost = np.sum((a[path[:, 0]] - b[path[:, 1]]) ** 2, dtype=float)
    distance = dtw.distances([a], [b], radius)[0, 0]
    assert np.sqrt(cost) == pytest.approx(distance, rel=1e-6)
    expected, _ = dtw_path(a, b, **band(radius))
    np.testing.assert_array_equal(path, expected)


@pytest.mark.parametrize("radius", [0, 2, None])
def test_the_cost_matrix_ends_in_the_distance_and_is_infinite_off_the_band(radius):
    a, b = random_series(9, seed=1), random_series(9, seed=2)
    matrix = dtw.cost_matrix(a, b, radius)
    assert np.sqrt(matrix[-1, -1]) == dtw.distances([a], [b], radius)[0, 0]
    off = np.abs(np.subtract.outer(np.arange(9), np.arange(9)))
    np.testing.assert_array_equal(
        np.isfinite(matrix), off <= (9 if radius is None else radius)
    )


@pytest.mark.parametrize("samples", [40, 60])
@pytest.mark.parametrize("radius", [0, 3, 10])
@pytest.mark.parametrize("iterations", [1, 10, 30])
def test_a_barycentre_is_as_good_as_that_of_tslearn(samples, radius, iterations):
    series = np.cumsum(random_series(150, 60), axis=1)
    start = np.linspace(0, series[:, -1].mean(), samples)
    ours = dtw.barycentre(series, radius, iterations, start)
    theirs = dtw_barycenter_averaging(
        series,
        init_barycenter=start[:, None],
        max_iter=iterations,
        metric_params={"global_constraint": 2, "sakoe_chiba_radius": radius},
    )[:, 0]
    assert ours.shape == (samples,)
    assert inertia(series, ours, radius) <= 1.001 * inertia(series, theirs, radius)


def test_a_barycentre_improves_and_then_stays():
    series = np.cumsum(random_series(100, 40), axis=1)
    steps = [dtw.barycentre(series, 3, iterations) for iterations in (1, 2, 5, 20)]
    fall = [inertia(series, step, 3) for step in (series.mean(axis=0), *steps)]
    assert np.all(np.diff(fall) <= 1e-6 * fall[0])
    settled = dtw.barycentre(series, 3, 500)
    again = dtw.barycentre(series, 3, 500, start=settled)
    np.testing.assert_allclose(again, settled, rtol=1e-6)


def test_a_barycentre_without_warping_is_the_mean():
    series = random_series(700, 12)
    np.testing.assert_allclose(dtw.barycentre(series, 0), series.mean(axis=0), atol=1e-6)


def test_a_barycentre_of_one_series_is_that_series():
    series = random_series(1, 12)
    np.testing.assert_allclose(dtw.barycentre(series, 3)[None], series, rtol=1e-6)


def test_missing_values_are_refused_or_passed_on():
    series = random_series(5_000, 12).astype(np.float32)
    series[7, 3], series[4_000, 0], series[4_999, 11] = np.nan, np.inf, np.nan
    barycentres = random_series(2, 12, seed=1)
    with pytest.raises(BadInput, match="series holds 3 missing or infinite values"):
        dtw.distances(series, barycentres, 3)
    passed = dtw.distances(series, barycentres, 3, missing="nan")
    assert np.flatnonzero(np.isnan(passed).all(axis=1)).tolist() == [7, 4_000, 4_999]
    assert np.isnan(passed).sum() == 6
    masked = np.ma.masked_invalid(series)
    np.testing.assert_array_equal(dtw.distances(masked, barycentres, 3, "nan"), passed)
    with pytest.raises(BadInput, match="barycentres holds 1 missing"):
        dtw.distances(barycentres, series[7:8], 3, missing="nan")


GOOD = np.zeros((2, 5))


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: dtw.distances(GOOD, GOOD, -1), "radius is -1: give a whole number"),
        (lambda: dtw.distances(GOOD, GOOD, 1.5), "radius is 1.5: give a whole number"),
        (lambda: dtw.distances(GOOD, GOOD, "3"), "radius is '3': give a whole number"),
        (lambda: dtw.distances(GOOD[0], GOOD, 1), r"series has the shape \(5,\)"),
        (lambda: dtw.distances(GOOD[:, :0], GOOD, 1), r"series has the shape \(2, 0\)"),
        (lambda: dtw.distances(GOOD, GOOD[:0], 1), r"barycentres has the shape \(0, 5\)"),
        (lambda: dtw.distances([[1, 2], [1]], GOOD, 1), "of one length"),
        (lambda: dtw.distances(GOOD, GOOD + 1e30, 1), "too large"),
        (lambda: dtw.distances(GOOD, GOOD, 1, "drop"), "missing is 'drop'"),
        (lambda: dtw.barycentre(GOOD[:0], 1), "no series to average"),
        (lambda: dtw.barycentre(GOOD + np.nan, 1), "series holds 10 missing"),
        (lambda: dtw.barycentre(GOOD, 1, 0), "n_iterations is 0"),
        (lambda: dtw.barycentre(GOOD, 1, 1.5), "n_iterations is 1.5"),
        (lambda: dtw.barycentre(GOOD, 1, start=GOOD), r"start has the shape \(2, 5\)"),
        (lambda: dtw.path(GOOD, GOOD[0], 1), r"a has the shape \(2, 5\)"),
        (lambda: dtw.path(GOOD[0], [], 1), r"b has the shape"),
        (lambda: dtw.cost_matrix(GOOD[0], [np.nan], 1), "b holds 1 missing"),
    ],
)
def test_bad_input_is_one_clear_sentence(call, message):
    with pytest.raises(BadInput, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)
