"""Corrections, shift, and the movement of echoes in the range window."""

import numpy as np
import pytest
import xarray as xr
from scipy.ndimage import fourier_shift

from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.products import altimetry
from helpers.leads.radar import alignment, echoes, retracking
from helpers.leads.simulation import sentinel3_pass

GATE_M = 0.2342


GATES = np.arange(256)


def smooth_echoes(position, gates=GATES):
    """Analytic echoes whose spectrum ends well before the highest frequency."""
    distance = gates - np.asarray(position, dtype=float)[..., None]
    peak = np.exp(-0.5 * (distance / 2.5) ** 2)
    tail = np.exp(-0.5 * ((distance - 14) / 8) ** 2)
    floor = 0.02 + 0.01 * np.cos(2 * np.pi * distance / 64)
    return floor + peak + 0.3 * tail


@pytest.fixture
def late():
    """Gates by which 500 echoes lie late."""
    return np.random.default_rng(0).normal(0, 10, 500)


@pytest.fixture
def track():
    names = (*alignment.STANDARD, "load_tide")
    values = {name: ("echo", np.full(4, 2.0**n)) for n, name in enumerate(names)}
    track = xr.Dataset(values)
    track["ocean_tide"].attrs["includes_load_tide"] = 1
    return track


def test_late_echo_is_moved_to_earlier_gates():
    aligned = alignment.align(smooth_echoes([120.0]), [20 * GATE_M], GATE_M)
    assert np.nanargmax(aligned) == 100


def test_whole_gates_are_a_roll_with_nan_at_the_edge():
    power = np.random.default_rng(1).gamma(5, size=(2, 256))
    wrapped = alignment.align(power, np.array([3, -7]) * GATE_M, GATE_M, edges="wrap")
    np.testing.assert_allclose(wrapped[0], np.roll(power[0], -3), atol=1e-12)
    np.testing.assert_allclose(wrapped[1], np.roll(power[1], 7), atol=1e-12)
    cut = alignment.align(power, np.array([3, -7]) * GATE_M, GATE_M)
    np.testing.assert_allclose(cut[0, :-3], power[0, 3:], atol=1e-12)
    np.testing.assert_allclose(cut[1, 7:], power[1, :-7], atol=1e-12)
    assert np.isnan(cut[0, -3:]).all() and np.isnan(cut[1, :7]).all()


def test_aligned_echoes_equal_the_analytic_ones(late):
    aligned = alignment.align(smooth_echoes(100 + late), late * GATE_M, GATE_M)
    truth = np.where(np.isnan(aligned), np.nan, smooth_echoes(np.full(500, 100.0)))
    np.testing.assert_allclose(aligned, truth, atol=2e-4)  # of a peak of 1
    assert np.isnan(aligned).mean() == pytest.approx(np.mean(np.abs(late)) / 256, rel=0.1)


def test_equals_scipy_fourier_shift(late):
    power = smooth_echoes(100 + late)
    ours = alignment.align(power, late * GATE_M, GATE_M, edges="wrap")
    for echo, moved, gates in zip(power[:20], ours, late, strict=False):
        spectrum = fourier_shift(np.fft.fft(echo), -gates)
        np.testing.assert_allclose(moved, np.fft.ifft(spectrum).real, atol=1e-10)


def test_there_and_back_changes_nothing(late):
    power = smooth_echoes(100 + late)
    there = alignment.align(power, late * GATE_M, GATE_M, edges="wrap")
    back = alignment.align(there, -late * GATE_M, GATE_M, edges="wrap")
    np.testing.assert_allclose(back, power, atol=1e-12)
    np.testing.assert_allclose(there.sum(-1), power.sum(-1), rtol=1e-12)


def test_zero_shift_changes_nothing():
    power = np.random.default_rng(2).gamma(5, size=(50, 256))
    np.testing.assert_allclose(
        alignment.align(power, np.zeros(50), GATE_M), power, atol=1e-12
    )


def test_step_between_the_ends_does_not_ring():
    # a tail that is still high where the window ends, as of a rough surface
    gate = GATES - 100.0
    ramp = 1 / (1 + np.exp(-gate / 2))
    aligned = alignment.align(ramp[None], [12.5 * GATE_M], GATE_M)
    truth = 1 / (1 + np.exp(-(gate + 12.5) / 2))
    np.testing.assert_allclose(aligned[0, :243], truth[:243], atol=1e-3)
    wrapped = alignment.align(ramp[None], [12.5 * GATE_M], GATE_M, edges="wrap")
    assert np.abs(wrapped[0, :243] - truth[:243]).max() > 0.05


def test_power_stays_positive_beside_a_spike():
    aligned = alignment.align(np.eye(256)[100:101], [0.5 * GATE_M], GATE_M)
    assert np.nanmin(aligned) == 0


@pytest.mark.parametrize("feature", [echoes.peakiness, echoes.pulse_peakiness])
def test_peakiness_does_not_depend_on_alignment(late, feature):
    # fault 4 of the original; a maximum between two gates is sampled lower
    power = smooth_echoes(100 + late)
    aligned = alignment.align(power, late * GATE_M, GATE_M, edges="wrap")
    np.testing.assert_allclose(feature(aligned), feature(power), rtol=0.06)
    whole = alignment.align(power, np.round(late) * GATE_M, GATE_M, edges="wrap")
    np.testing.assert_allclose(feature(whole), feature(power), rtol=1e-6)


@pytest.mark.parametrize("edges", ["nan", "wrap"])
def test_unknown_shift_or_gate_gives_nan_and_never_zero(edges):
    # fault 2 of the original: shifts without a value were taken for zero
    power = np.tile(smooth_echoes(100.0), (8, 1))
    power[5, 30], power[6, 0] = np.nan, np.inf
    shift = np.array([np.nan, np.inf, -np.inf, 256 * GATE_M, -300 * GATE_M, 0, 0, 1])
    missing = np.isnan(alignment.align(power, shift, GATE_M, edges)).all(axis=-1)
    assert missing.tolist() == [True] * 7 + [False]


def test_any_leading_dimensions_many_echoes_and_none(late):
    power = np.tile(smooth_echoes(100 + late), (5, 1))
    shift = np.tile(late, 5) * GATE_M
    whole = alignment.align(power, shift, GATE_M)
    folded = alignment.align(power.reshape(50, 50, 256), shift.reshape(50, 50), GATE_M)
    np.testing.assert_array_equal(folded.reshape(-1, 256), whole)
    single = alignment.align(power[7], shift[7], GATE_M)
    np.testing.assert_array_equal(single, whole[7])
    assert alignment.align(power[:0], shift[:0], GATE_M).shape == (0, 256)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((3, 8)), np.ones(2), 1.0), "one shift per echo"),
        ((np.ones((3, 1)), np.ones(3), 1.0), "two gates"),
        ((np.ones((3, 8)), np.ones(3), 0.0), "gate_m is 0.0"),
        ((np.ones((3, 8)), np.ones(3), np.nan), "gate_m is nan"),
        ((np.ones((3, 8)), np.ones(3), 1.0, "zero"), "edges is 'zero'"),
    ],
)
def test_wrong_input_is_refused(arguments, message):
    with pytest.raises(BadInput, match=message):
        alignment.align(*arguments)


def test_peak_position_of_a_parabola_is_exact():
    vertex = np.random.default_rng(3).uniform(40, 60, 100)
    parabola = 5 - (np.arange(100) - vertex[:, None]) ** 2
    np.testing.assert_allclose(alignment.peak_position(parabola), vertex, rtol=1e-12)


def test_peak_position_at_an_end_beside_nan_and_nowhere():
    power = [[3, 2, 1], [np.nan, 4, 1], [2, 2, 2], [np.nan] * 3]
    np.testing.assert_array_equal(alignment.peak_position(power), [0, 1, 0, np.nan])


def test_standard_corrections_are_all_but_the_load_tide(track):
    total = alignment.corrections(track)
    assert total.dims == ("echo",) and total.attrs["units"] == "m"
    np.testing.assert_array_equal(total, 2.0**7 - 1)


def test_load_tide_is_not_counted_twice(track):
    names = (*alignment.STANDARD, "load_tide")
    with pytest.raises(BadInput, match="already includes the load tide"):
        alignment.corrections(track, names)
    wrong = alignment.corrections(track, names, load_tide_twice=True)
    np.testing.assert_array_equal(wrong, 2.0**8 - 1)
    track["ocean_tide"].attrs["includes_load_tide"] = 0
    np.testing.assert_array_equal(alignment.corrections(track, names), 2.0**8 - 1)


def test_missing_correction_is_named_and_nan_is_kept(track):
    track["pole_tide"][1] = np.nan
    assert np.isnan(alignment.corrections(track)).values.tolist() == [
        False,
        True,
        False,
        False,
    ]
    with pytest.raises(BadInput, match=r"ionosphere .*choose among dry_troposphere"):
        alignment.corrections(track.drop_vars("ionosphere"))


def test_shift_takes_out_the_movement_of_the_window():
    """A flat surface, seen through a window that jumps, lies at one gate afterwards."""
    random = np.random.default_rng(4)
    altitude = 815_000 + random.normal(0, 20, 200)
    surface, correction = 25.0, random.normal(-2.4, 0.05, 200)
    reference_gate = 88
    tracker_range = altitude - correction - surface + random.normal(0, 4, 200)
    apparent = altitude - correction - surface
    position = reference_gate + (apparent - tracker_range) / GATE_M
    shift = alignment.shift(altitude, tracker_range, correction, surface)
    power = smooth_echoes(position)
    flat = alignment.peak_position(smooth_echoes(float(reference_gate)))
    before = alignment.peak_position(power)
    after = alignment.peak_position(alignment.align(power, shift, GATE_M, edges="wrap"))
    assert before.std() > 10
    np.testing.assert_allclose(after, flat, atol=0.01)
    # and the range of the echo as it was received gives the same surface
    distance = retracking.retracked_range(tracker_range, before, GATE_M, flat)
    np.testing.assert_allclose(altitude - distance - correction, surface, atol=0.01)


def published_shift(shift):
    """What the course made of a shift: zero where missing or extreme, the mean off."""
    low, high = np.nanpercentile(shift, [1, 99])
    inside = np.isfinite(shift) & (shift >= low) & (shift <= high)
    return np.where(inside, shift - shift[inside].mean(), 0)


def published_move(echo, gates, fine=24):
    """How the course moved an echo: made finer by zeros in the spectrum, then by lines."""
    spectrum = np.fft.fftshift(np.fft.fft(echo))
    padded = np.pad(spectrum, (fine - 1) * echo.size // 2)
    dense = np.fft.ifft(np.fft.ifftshift(padded)).real * fine
    places = np.arange(dense.size) / fine
    return np.interp(places + gates, places, dense)[::fine]


def test_an_echo_moves_as_the_course_moved_it(late):
    """Up to the gates that leave the window: there the course repeats the last."""
    power = smooth_echoes(120 + late[:40])
    ours = alignment.align(power, late[:40] * GATE_M, GATE_M)
    for echo, moved, gates in zip(power, ours, late, strict=False):
        known = np.isfinite(moved)
        theirs = published_move(echo, gates)[known]
        np.testing.assert_allclose(moved[known][8:-8], theirs[8:-8], atol=2e-3)


def test_zeros_for_missing_shifts_undo_most_of_an_alignment(tmp_path):
    """The course's recipe on a simulated pass, beside ours: 10.77 → 8.19 gates there."""
    sentinel3_pass.write(tmp_path / "pass.nc", tmp_path / "truth.nc", seed=2, echoes=6000)
    ds = products.open(tmp_path / "pass.nc")
    kept = np.isin(ds.surface_class, [altimetry.SEA_ICE, altimetry.LEAD])
    sums = ds.altitude, ds.tracker_range, alignment.corrections(ds), ds.mean_sea_surface
    shift, power = alignment.shift(*sums).values[kept], ds.power.values[kept]
    recipes = {
        "none": np.zeros(shift.size),
        "ours": shift,
        "zeroed": np.where(published_shift(shift) == 0, 0, shift),
        "published": published_shift(shift),
    }
    spread = {
        name: np.nanstd(alignment.peak_position(alignment.align(power, by, ds.gate_m)))
        for name, by in recipes.items()
    }
    assert spread["ours"] < 0.2 * spread["none"]
    assert 3 * spread["ours"] < spread["published"] < spread["zeroed"] < spread["none"]
