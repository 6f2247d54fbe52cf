"""Window statistics against direct computation and known distributions."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma, polygamma

from helpers.errors import BadInput
from helpers.glaciers import statistics


def speckle(*shape, looks=1, mean=1.0, seed=0):
    """Amplitude of fully developed speckle."""
    random = np.random.default_rng(seed)
    return np.sqrt(random.gamma(looks, mean / looks, shape))


def windows(image, size):
    """Every whole window, flattened, for the centres away from the edge."""
    cut = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(-2, -1))
    return cut.reshape(*cut.shape[:-2], size**2)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_log_cumulants_equal_a_direct_computation(size):
    stack = speckle(2, 12, 15) * [[[1e-3]], [[1e3]]]
    ours = statistics.log_cumulants(stack, size)
    inner = slice(size // 2, -(size // 2))
    for order in (1, 2, 3):
        expected = stats.kstat(np.log(windows(stack, size)), order, axis=-1)
        np.testing.assert_allclose(
            ours[order - 1][:, inner, inner], expected, rtol=1e-9, atol=1e-12
        )


@pytest.mark.parametrize("looks, mean", [(1, 1.0), (3, 0.2), (12, 50.0)])
def test_speckle_has_the_log_cumulants_of_the_gamma_distribution(looks, mean):
    amplitude = speckle(700, 700, looks=looks, mean=mean)
    ours = statistics.log_cumulants(amplitude, 7)[:, 3::7, 3::7].reshape(3, -1)
    known = [
        (digamma(looks) + np.log(mean / looks)) / 2,
        polygamma(1, looks) / 4,
        polygamma(2, looks) / 8,
    ]
    # windows that share no pixel: their mean is known to its standard error
    error = ours.std(axis=1) / np.sqrt(ours.shape[1])
    assert np.all(np.abs(ours.mean(axis=1) - known) < 4 * error)
    assert np.all(error[:2] < 0.02 * np.sqrt(known[1]))


def test_lognormal_amplitude_has_only_two_log_cumulants():
    random = np.random.default_rng(1)
    amplitude = random.lognormal(-1.5, 0.4, (700, 700))
    ours = statistics.log_cumulants(amplitude, 7)[:, 3::7, 3::7].reshape(3, -1)
    error = ours.std(axis=1) / np.sqrt(ours.shape[1])
    assert np.all(np.abs(ours.mean(axis=1) - [-1.5, 0.16, 0]) < 4 * error)


def test_a_factor_moves_the_first_log_cumulant_alone():
    stack = speckle(15, 15)
    first, second = (statistics.log_cumulants(one, 5) for one in (stack, 20 * stack))
    np.testing.assert_allclose(second[0], first[0] + np.log(20))
    np.testing.assert_allclose(second[1:], first[1:], atol=1e-12)


@pytest.mark.parametrize("masked", [False, True])
def test_missing_pixels_are_left_out_down_to_half_a_window(masked):
    image = speckle(9, 9)
    missing = np.random.default_rng(2).random((9, 9)) < 0.4
    given = np.ma.masked_array(image, missing) if masked else image.copy()
    given[missing] = np.ma.masked if masked else np.nan
    ours = statistics.log_cumulants(given, 3)
    for row in range(9):
        for column in range(9):
            around = (
                slice(max(0, row - 1), row + 2),
                slice(max(0, column - 1), column + 2),
            )
            there = np.log(image[around][~missing[around]])
            here = ours[:, row, column]
            if there.size < 5:
                assert np.isnan(here).all()
            else:
                expected = [stats.kstat(there, order) for order in (1, 2, 3)]
                np.testing.assert_allclose(here, expected, atol=1e-12)


def test_a_wholly_missing_image_is_nan():
    assert np.isnan(statistics.log_cumulants(np.full((7, 7), np.nan), 3)).all()
    assert np.isnan(statistics.moments(np.full((7, 7), np.nan), 3)).all()


def test_half_a_window_is_needed():
    image = speckle(20, 20)
    halved = statistics.log_cumulants(image, 7, 1)
    assert np.isnan(halved[0, 0, 0]) and np.isfinite(halved[0, 0, 10])


def test_a_window_of_one_pixel_has_a_level_and_no_variance():
    assert np.isfinite(statistics.log_cumulants(speckle(5, 5), 1, 1)).all()
    assert np.isnan(statistics.log_cumulants(speckle(5, 5), 1, 2)).all()


def test_orders_come_first_and_as_asked():
    stack = speckle(2, 4, 9, 9).astype(np.float32)
    three = statistics.log_cumulants(stack, 3)
    assert three.shape == (3, 2, 4, 9, 9) and three.dtype == np.float32
    np.testing.assert_array_equal(statistics.log_cumulants(stack, 3, (3, 1)), three[[2, 0]])


def test_small_deviations_beside_large_values_are_kept():
    # a bright target in the image must not drown the spread of the windows beyond it
    image = np.exp(1e-4 * np.random.default_rng(0).normal(size=(9, 40)))
    image[4, 0] = 1e30
    variance = statistics.log_cumulants(image, 3, 2)[0]
    expected = np.log(windows(image, 3)).var(axis=-1, ddof=1)
    np.testing.assert_allclose(variance[1:-1, 1:-1], expected, rtol=1e-6)


def test_moments_equal_those_of_scipy():
    signed = np.random.default_rng(3).normal(0.3, 1, (2, 10, 11))
    mean, kurtosis, variation = statistics.moments(signed, 5)[..., 2:-2, 2:-2]
    cut = windows(signed, 5)
    np.testing.assert_allclose(mean, cut.mean(axis=-1))
    np.testing.assert_allclose(kurtosis, stats.kurtosis(cut, axis=-1))
    np.testing.assert_allclose(variation, stats.variation(cut, axis=-1))


def test_a_window_without_spread_has_no_kurtosis():
    mean, kurtosis, variation = statistics.moments(np.full((5, 5), 0.1), 3)[:, 2, 2]
    assert mean == pytest.approx(0.1) and np.isnan(kurtosis)
    assert variation == pytest.approx(0, abs=1e-12)
    assert np.isnan(statistics.moments(np.zeros((5, 5)), 3)[2, 2, 2])


def test_the_ratio_in_both_forms():
    hh, hv = speckle(6, 6), speckle(6, 6, seed=1)
    slides, code = statistics.ratio(hh, hv), statistics.ratio(hh, hv, "code")
    np.testing.assert_allclose(slides, 1 / hv - 1 / hh)
    # as an angle: HH = cos, HV = sin
    angle = np.arctan2(hv, hh)
    np.testing.assert_allclose(code, np.cos(angle) - np.sin(angle), atol=1e-12)
    np.testing.assert_allclose(statistics.ratio(9 * hh, 9 * hv, "code"), code)
    np.testing.assert_allclose(statistics.ratio(9 * hh, 9 * hv), slides / 9)
    hh[0, 0] = np.nan
    assert np.isnan(statistics.ratio(hh, hv)[0, 0])


GOOD = np.ones((9, 9))
CUMULANTS, MOMENTS, RATIO = (statistics.log_cumulants, statistics.moments, statistics.ratio)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: CUMULANTS(-GOOD, 3), "81 values that are zero, negative or infinite"),
        (lambda: CUMULANTS(0 * GOOD, 3), "take moments of a signed ratio"),
        (lambda: CUMULANTS(GOOD / 0.0, 3), "81 values"),
        (lambda: CUMULANTS(GOOD, 4.0), "size is 4.0: give a whole number"),
        (lambda: CUMULANTS(GOOD, 0), "size is 0"),
        (lambda: CUMULANTS(GOOD, 3.0), "size is 3.0"),
        (lambda: CUMULANTS(GOOD, 11), "no more than the image's 9 × 9"),
        (lambda: CUMULANTS(GOOD[0], 3), r"stack has the shape \(9,\)"),
        (lambda: CUMULANTS(GOOD, 3, (1, 4)), r"orders is \(1, 4\)"),
        (lambda: CUMULANTS(GOOD, 3, ()), r"orders is \(\)"),
        (lambda: MOMENTS(GOOD * np.inf, 3), "81 infinite values"),
        (lambda: RATIO(GOOD, GOOD[1:]), r"shapes \(9, 9\) and \(8, 9\)"),
        (lambda: RATIO(GOOD, GOOD, "sum"), "form is 'sum'"),
        (lambda: RATIO(GOOD, -GOOD), "hv holds 81 values"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_bad_input_is_one_clear_sentence(call, message):
    with pytest.raises(BadInput, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)
