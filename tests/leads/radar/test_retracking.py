"""The threshold first-maximum retracker against a plain one, and against ESA's ranges."""

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads.radar import retracking


def plain(echo, threshold=0.5, smooth=11, first_peak=0.15):
    """TFMRA of one echo, as it is described, with NumPy."""
    oversample, noise_gates = 10, 6
    gates = np.arange(echo.size)
    fine = np.interp(np.arange((echo.size - 1) * oversample + 1) / oversample, gates, echo)
    box = np.ones(smooth)
    fine = np.convolve(fine, box, "same") / np.convolve(np.ones_like(fine), box, "same")
    fine /= fine.max()
    noise = fine[: noise_gates * oversample].mean()
    top = fine.argmax()
    inner = fine[1:-1]
    peaks = 1 + np.nonzero((inner > fine[:-2]) & (inner > fine[2:]))[0]
    peaks = peaks[(peaks <= top) & (fine[peaks] >= noise + first_peak)]
    level = threshold * fine[peaks[0] if peaks.size else top]
    if fine[0] >= level:
        return np.nan
    after = np.nonzero(fine >= level)[0][0]
    return np.interp(level, fine[after - 1 : after + 1], [after - 1, after]) / oversample


@pytest.fixture
def power():
    random = np.random.default_rng(0)
    gate = np.arange(256) - random.uniform(60, 130, (500, 1))
    clean = np.where(gate < 0, np.exp(-0.5 * (gate / 1.5) ** 2), np.exp(-gate / 15))
    side = 0.5 * np.exp(-0.5 * ((gate + random.uniform(10, 30, (500, 1))) / 2) ** 2)
    side[::2] = 0
    return (clean + side) * random.gamma(30, 1 / 30, clean.shape) + 0.01


@pytest.fixture(scope="module")
def coast(real):
    with xr.open_dataset(
        real("s3a_hongkong_result_final_sea_ice.nc"), decode_times=False
    ) as raw:
        return raw.load()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"threshold": 0.8},
        {"smooth": 21, "first_peak": 0.45},
        {"smooth": 1},
    ],
)
def test_equals_the_plain_retracker(power, settings):
    expected = [plain(echo, **settings) for echo in power]
    np.testing.assert_allclose(retracking.tfmra(power, **settings), expected, atol=1e-6)


def test_straight_edge_is_crossed_at_half_its_height():
    edge = np.interp(np.arange(128), [40, 60, 127], [0, 1, 0])
    assert retracking.tfmra(edge, smooth=1) == pytest.approx(50, abs=1e-9)
    assert retracking.tfmra(edge, 0.25, smooth=1) == pytest.approx(45, abs=1e-9)


def test_first_of_two_maxima_is_retracked():
    echo = np.interp(np.arange(128), [30, 40, 45, 80, 90, 127], [0, 0.4, 0.1, 0.1, 1, 0])
    assert retracking.tfmra(echo, smooth=1) == pytest.approx(35, abs=1e-6)
    assert retracking.tfmra(echo, smooth=1, first_peak=0.45) == pytest.approx(
        84.444, abs=1e-3
    )


def test_position_follows_the_echo_and_not_its_scale(power):
    gate = retracking.tfmra(power)
    np.testing.assert_allclose(retracking.tfmra(1e-14 * power), gate, atol=1e-9)
    np.testing.assert_allclose(
        retracking.tfmra(np.roll(power, 7, axis=1)), gate + 7, atol=1e-9
    )


@pytest.mark.parametrize(
    "echo",
    [
        np.zeros(128),
        -np.ones(128),
        np.exp(-np.arange(128) / 20),
        np.where(np.arange(128) == 9, np.nan, 1.0),
        np.where(np.arange(128) == 60, np.inf, 1.0),
    ],
    ids=["zero", "negative", "high from the start", "nan", "infinite"],
)
def test_echo_without_a_crossing_is_nan(echo):
    assert np.isnan(retracking.tfmra(echo))
    assert np.isnan(retracking.leading_edge_width(echo))


def test_any_leading_dimensions_and_a_threshold_per_echo(power):
    whole = retracking.tfmra(power[:6])
    folded = retracking.tfmra(power[:6].reshape(2, 3, 256).astype("float32"))
    np.testing.assert_allclose(folded, whole.reshape(2, 3), atol=1e-4)
    thresholds = np.linspace(0.3, 0.8, 6)
    each = [retracking.tfmra(*pair) for pair in zip(power, thresholds, strict=False)]
    np.testing.assert_array_equal(retracking.tfmra(power[:6], thresholds), each)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"threshold": 0.0}, "threshold is 0.0"),
        ({"threshold": 1.0}, "threshold is 1.0"),
        ({"threshold": np.nan}, "threshold is nan"),
        ({"smooth": 10}, "smooth is 10"),
        ({"smooth": 1281}, "smooth is 1281"),
        ({"power": np.ones(6)}, "Echoes of 6 gates are too short: give 7 or more"),
    ],
)
def test_setting_out_of_range_is_refused(settings, message):
    with pytest.raises(BadInput, match=message):
        retracking.tfmra(**{"power": np.ones(128)} | settings)


def test_leading_edge_width_of_a_straight_edge():
    edge = np.interp(np.arange(128), [40, 60, 127], [0, 1, 0])
    assert retracking.leading_edge_width(edge, smooth=1) == pytest.approx(18, abs=1e-6)


def test_no_zero_padded_echo_has_an_edge_below_one_gate():
    # why AWI's limit of 0.75 can only be metres
    position = np.random.default_rng(5).uniform(90, 110, (200, 1))
    target = np.sinc((np.arange(256) - position) / 2) ** 2
    width = retracking.leading_edge_width(target)
    assert width.min() > 1.5 and width.max() < 0.75 / 0.2342


def test_later_gate_is_a_longer_range():
    ranges = retracking.retracked_range(800_000.0, np.array([43.0, 44.0]), 0.4684, 43)
    np.testing.assert_allclose(ranges, [800_000, 800_000.4684])


def test_gate_of_the_real_echoes_follows_esa_range(coast):
    gate = retracking.tfmra(coast.waveform_20_ku)
    beyond = (coast.range_ocog_20_ku - coast.tracker_range_20_ku).values
    assert np.isfinite(gate).all() and gate.size == 50
    assert np.corrcoef(gate, beyond)[0, 1] > 0.9998
    assert np.polyfit(gate, beyond, 1)[0] == pytest.approx(0.476, abs=0.003)
    ours = retracking.retracked_range(coast.tracker_range_20_ku.values, gate, 0.4684, 43)
    rest = coast.range_ocog_20_ku.values - ours
    assert rest.std() < 0.04 and rest.mean() == pytest.approx(0.65, abs=0.02)


def test_esa_peakiness_is_85_times_the_share_of_the_maximum(coast):
    power = coast.waveform_20_ku
    share = power.max("echo_sample_ind") / power.sum("echo_sample_ind")
    np.testing.assert_allclose(85 * share, coast.peakiness_2_20_ku, atol=0.01)
