"""Open sky, fractal dimension, orientation, spectra and wavelets: cases known by hand."""

import json

import numpy as np
import pytest
from scipy import ndimage

from helpers.clouds.organisation import morphology, open_sky, spectra

SCENE = "worldview_gravel_crop300_256px_gt100"


def disc(radius, side):
    row, column = np.mgrid[:side, :side] - (side - 1) / 2
    return row**2 + column**2 <= radius**2


def test_open_sky_beside_a_wall():
    mask = np.zeros((10, 20), bool)
    mask[:, 5] = True  # 5 × 10 clear pixels on its left, 14 × 10 on its right
    largest, mean = open_sky.open_sky(mask)
    assert largest == pytest.approx(14 * 10 / 200)
    assert mean == pytest.approx((5 * 5 + 14 * 14) / 19 * 10 / 200)
    assert open_sky.open_sky(mask, periodic=True) == pytest.approx((0.95, 0.95))


def test_open_sky_from_each_clear_pixel_in_turn():
    mask = np.random.default_rng(0).random((17, 23)) < 0.2
    sky = []
    for r, c in np.argwhere(~mask):
        sides = mask[r, :c][::-1], mask[r, c + 1 :], mask[:r, c][::-1], mask[r + 1 :, c]
        free = [np.argmax(side) if side.any() else side.size for side in sides]
        sky.append((1 + free[0] + free[1]) * (1 + free[2] + free[3]) / mask.size)
    assert open_sky.open_sky(mask) == pytest.approx((np.max(sky), np.mean(sky)))


def test_open_sky_differs_from_cloudmetrics_by_its_pixel_at_the_edges(real):
    folder = "clouds/reference/cloudmetrics_reference_"
    expected = json.loads(real(f"{folder}values.json").read_text())["values"][SCENE]
    with np.load(real(f"{folder}masks.npz"), allow_pickle=False) as archive:
        mask = archive[SCENE]
    stretches = []
    for each in (mask, mask.T):
        length = open_sky._clear_stretch(each, periodic=False)
        starts = np.cumsum(each, axis=1) == 0
        ends = np.cumsum(each[:, ::-1], axis=1)[:, ::-1] == 0
        stretches.append(length - starts + ends)
    sky = (stretches[0] * stretches[1].T)[~mask] / mask.size
    assert sky.max() == pytest.approx(expected["open_sky_max"], rel=1e-9)
    assert sky.mean() == pytest.approx(expected["open_sky_mean"], rel=1e-9)


@pytest.mark.parametrize("shape", [(128, 128), (128, 200)])
def test_fractal_dimension_of_a_line_and_of_noise(shape):
    line = np.zeros(shape, bool)
    line[40] = True
    assert morphology.fractal_dimension(line) == pytest.approx(1, abs=0.2)
    noise = np.random.default_rng(1).random(shape) < 0.5
    assert morphology.fractal_dimension(noise) == pytest.approx(2, abs=0.2)


def test_fractal_dimension_is_exact_where_boxes_fill_the_scene():
    line = np.zeros((64, 64), bool)
    line[:, 40] = True
    assert morphology.fractal_dimension(line) == pytest.approx(1)
    checks = np.indices((64, 64)).sum(axis=0) % 2 == 0
    assert morphology.fractal_dimension(checks) == pytest.approx(2)


def test_fractal_dimension_of_a_cut_box_that_is_full():
    mask = np.zeros((36, 36), bool)
    mask[32:] = True  # whole boxes of 4, and half of one of 8: no box is mixed
    assert np.isnan(morphology.fractal_dimension(mask))


@pytest.mark.parametrize("turn", [np.asarray, np.transpose])
def test_orientation_of_a_line_and_of_a_disc(turn):
    line = np.zeros((40, 50), bool)
    line[7, 3:30] = True
    assert morphology.orientation(turn(line)) == 1
    assert morphology.orientation(turn(disc(12, 40))) == 0
    assert morphology.orientation(np.eye(20, dtype=bool)) == pytest.approx(1)


def test_orientation_of_an_ellipse():
    row, column = np.mgrid[-100:101, -100:101]
    ellipse = (row / 30) ** 2 + (column / 60) ** 2 <= 1
    assert morphology.orientation(ellipse) == pytest.approx(np.sqrt(0.75), abs=1e-3)


def test_white_noise_has_the_spectrum_of_its_formula():
    noise = np.random.default_rng(2).normal(size=(512, 512))
    ours = spectra.spectral(noise, pixel_size=2.0)
    assert ours["spectral_slope"] == pytest.approx(1, abs=0.03)
    assert ours["spectral_slope_binned"] == pytest.approx(1, abs=0.1)
    assert ours["spectral_length_median"] == pytest.approx(2 * np.sqrt(3) * 2, rel=0.02)
    assert ours["spectral_length_moment"] == pytest.approx(3 * 2, rel=0.02)


@pytest.mark.parametrize("shape", [(256, 256), (128, 256)])
def test_a_wave_has_its_own_length(shape):
    column = np.arange(shape[1])
    wave = np.broadcast_to(np.cos(2 * np.pi * column / 16), shape)
    ours = spectra.spectral(wave, pixel_size=3.0)
    after = min(shape) // 16 + 1  # the first ring with less than two thirds beyond
    assert ours["spectral_length_median"] == pytest.approx(3 * min(shape) / after)
    assert ours["spectral_length_moment"] == pytest.approx(48)
    assert ours["spectral_anisotropy"] == pytest.approx(1)


def test_the_slope_does_not_depend_on_the_unit_of_the_field():
    field = np.random.default_rng(3).normal(size=(128, 128))
    field = ndimage.gaussian_filter(field, 4, mode="wrap")
    one, other = spectra.spectral(field), spectra.spectral(1e6 * field + 300)
    for key in one:
        assert other[key] == pytest.approx(one[key], rel=1e-6), key


def test_a_constant_field_has_no_spectrum():
    ours = spectra.metrics(np.full((40, 40), 0.1))
    assert ours["scalar_mean"] == pytest.approx(0.1)
    undefined = set(ours) - {"scalar_mean", "scalar_var"}
    assert len(undefined) == 8 and all(np.isnan(ours[key]) for key in undefined)


def test_wavelet_energies_add_up_to_the_variance():
    field = np.random.default_rng(4).normal(size=(64, 128))
    energy = spectra._wavelet_energy(field)
    assert energy.sum() == pytest.approx(field.var())
    assert energy.shape == (7, 3)


def test_small_checks_have_small_scales():
    checks = np.indices((128, 128)).sum(axis=0) % 2 + 1.0
    ours = spectra.wavelet(checks)
    assert ours["woi1"] == 0
    assert ours["woi2"] == pytest.approx(checks.var() / 3 / checks.size)
