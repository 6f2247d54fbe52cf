"""Echoes with known limits."""

import numpy as np
import pytest

from helpers.leads.radar import echoes
from helpers.leads.simulation import echo_model


def test_stack_width_follows_from_the_fall_off():
    width = np.array([1.5, 6.0, 20.0])
    profile = echo_model.stack_profile(echo_model.falloff(width))
    np.testing.assert_allclose(echoes.stack_std(profile), width, rtol=1e-3)


def test_a_mirror_returns_the_point_target_response():
    table = echo_model.EchoTable.build()
    ranges = np.arange(-3, 3.01, 0.01)
    echo = table.sample(np.array([1e8]), np.array([0.02]), ranges[None])[0]
    above_half = ranges[echo > echo.max() / 2]
    assert np.ptp(above_half) == pytest.approx(0.886 * echo_model.GATE, rel=0.05)


def test_a_rough_surface_decays_as_the_inverse_root_of_range():
    table = echo_model.EchoTable.build()
    near, far = table.sample(np.array([30.0]), np.array([0.02]), np.array([[4.0, 16.0]]))[0]
    antenna = np.exp(-echo_model.ANTENNA_FALLOFF * 2 * 12 / (
        echo_model.ORBIT_HEIGHT * echo_model.CURVATURE))  # fmt: skip
    assert far / near == pytest.approx(0.5 * antenna, rel=0.02)


def test_speckle_has_the_mean_spread_and_correlation_of_its_looks():
    rng = np.random.default_rng(1)
    looks = np.full(4000, 50.0)
    noise = echo_model.speckle(np.ones((4000, 64), "float32"), looks, rng)
    assert noise.mean() == pytest.approx(1, abs=2e-3)
    assert noise.std() == pytest.approx(1 / np.sqrt(50), rel=0.02)
    centred = noise - noise.mean()
    lag = (centred[:, 1:] * centred[:, :-1]).mean() / centred.var()
    assert lag == pytest.approx(np.sinc(0.5) ** 2, abs=0.02)
