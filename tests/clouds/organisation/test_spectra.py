"""Spectra and wavelets: cases known by hand."""

import numpy as np
import pytest
from scipy import ndimage

from helpers.clouds.organisation import spectra


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


def test_stripes_at_small_scales_are_as_anisotropic_as_one_term_can_be():
    stripes = np.broadcast_to(np.arange(128) % 2 + 1.0, (128, 128))
    ours = spectra.wavelet(stripes)
    assert ours["woi1"] == 0
    assert ours["woi3"] == pytest.approx(np.sqrt(6) / 3)  # 2, −1 and −1 from the mean
    assert spectra.wavelet(stripes.T)["woi3"] == pytest.approx(ours["woi3"])
