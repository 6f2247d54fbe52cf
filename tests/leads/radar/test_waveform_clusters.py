"""Shapes of echoes don't depend on place and size, and clusters of them are told apart."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.leads.radar import model_fit, waveform_clusters

GATE_M = 0.2342


def echoes(gate, decay):
    beyond = np.arange(256) - np.asarray(gate)[:, None]
    return np.array(
        [model_fit.echo(b * GATE_M, 0.3, d) for b, d in zip(beyond, decay, strict=True)]
    )


def test_a_shape_has_neither_place_nor_size():
    gate = np.array([60.0, 75.5, 90.25])
    power = echoes(gate, [5.0] * 3) * np.array([[1.0], [1e5], [1e-3]])
    found = waveform_clusters.shapes(power, GATE_M)
    np.testing.assert_allclose(found, np.tile(found[0], (3, 1)), atol=0.05)
    np.testing.assert_allclose(found.max(axis=1), 1)
    # whole gates are moved without any loss
    moved = waveform_clusters.shapes(np.roll(power[:1], 20, axis=1), GATE_M)
    np.testing.assert_allclose(moved, found[:1], atol=1e-9)
    edge = round(waveform_clusters.AHEAD / GATE_M)
    assert found[0, edge] == pytest.approx(0.5, abs=0.05)


def test_an_echo_that_leaves_the_window_is_missing():
    power = echoes([10.0, 100.0, 200.0], [5.0] * 3)
    power[1, 7] = np.nan
    power = np.vstack([power, echoes([100.0], [5.0])])
    found = waveform_clusters.shapes(power, GATE_M)
    assert np.isnan(found[:3]).all()
    assert np.isfinite(found[3]).all()


def test_short_and_long_echoes_are_two_clusters():
    random = np.random.default_rng(0)
    mirror = np.arange(300) % 3 == 0
    decay = np.where(mirror, 0.1, 20) * random.uniform(0.7, 1.4, 300)
    power = echoes(random.uniform(60, 110, 300), decay)
    power = power * random.gamma(60, 1 / 60, power.shape)
    shapes = waveform_clusters.shapes(power, GATE_M)
    labels = waveform_clusters.model(2, 3, seed=0).fit_predict(shapes)
    agree = np.mean(labels == mirror)
    assert max(agree, 1 - agree) == 1


def test_a_window_shorter_than_a_shape_is_refused():
    with pytest.raises(BadInput, match="Echoes of 64 gates"):
        waveform_clusters.shapes(np.ones((2, 64)), GATE_M)
