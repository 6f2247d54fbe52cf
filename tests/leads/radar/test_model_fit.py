"""The fitted echo model: its closed form, what it finds again, and ESA's ranges."""

import numpy as np
import pytest
from scipy.integrate import quad

from helpers.errors import BadInput
from helpers.leads.products import sentinel3
from helpers.leads.radar import model_fit, retracking

GATE_M = 0.2342


@pytest.mark.parametrize("spread", [0.18, 0.3, 1.2])
@pytest.mark.parametrize("decay", [0.2, 3, 40])
def test_the_closed_form_is_the_integral(spread, decay):
    def integral(r):
        # r = v² takes the root out of the middle of the integral
        value, _ = quad(
            lambda v: np.exp(-v * v / decay - ((r - v * v) / spread) ** 2 / 2),
            *(0, 6),
            epsabs=1e-12,
            limit=500,
        )
        return value

    beyond = np.array([-0.5, -0.1, 0, 0.2, 1, 4])
    ours = model_fit.echo(beyond, spread, decay)
    theirs = np.array([integral(r) for r in beyond])
    np.testing.assert_allclose(ours / ours.max(), theirs / theirs.max(), atol=2e-6)


def echoes(spread, decay, gate=100.3, gates=256):
    beyond = (np.arange(gates) - gate) * GATE_M
    return np.array(
        [model_fit.echo(beyond, s, d) for s, d in zip(spread, decay, strict=True)]
    )


def test_the_model_is_found_again_whatever_its_scale_and_noise_floor():
    spread, decay = np.array([0.2, 0.25, 0.4, 0.9]), np.array([0.1, 1, 10, 40])
    clean = echoes(spread, decay)
    for power in (clean, 1e6 * clean + 3e4):
        found = model_fit.retrack(power, GATE_M)
        np.testing.assert_allclose(found.gate, 100.3, atol=0.02)
        np.testing.assert_allclose(found.spread, spread, rtol=0.02)
        np.testing.assert_allclose(found.decay, decay, rtol=0.05)
        assert (found.misfit < 1e-3).all()


def test_a_rougher_surface_moves_a_threshold_and_not_the_model():
    random = np.random.default_rng(0)
    power = echoes(np.linspace(0.2, 1.2, 60), np.full(60, 20.0))
    power = power * random.gamma(100, 1 / 100, power.shape)
    model = model_fit.retrack(power, GATE_M).gate.values
    threshold = retracking.tfmra(power)
    assert GATE_M * np.std(threshold) > 0.15
    assert GATE_M * np.std(model) < 0.06
    assert abs(GATE_M * (np.median(model) - 100.3)) < 0.02


def test_two_surfaces_leave_a_misfit():
    one = echoes([0.3], [20.0])
    two = one + 2 * echoes([0.2], [0.1], gate=115)
    alone, both = model_fit.retrack(np.vstack([one, two]), GATE_M).misfit
    assert both > 20 * alone


def test_an_echo_without_a_surface_has_no_range():
    power = echoes([0.3, 0.3], [5.0, 5.0])
    power[1] = np.nan
    found = model_fit.retrack(power, GATE_M)
    assert found.iloc[0].notna().all()
    assert found.iloc[1].isna().all()
    with pytest.raises(BadInput, match="gate_m is 0"):
        model_fit.retrack(power, 0)


def test_it_reads_what_the_fit_of_esa_reads(real):
    ds = sentinel3.open(real("s3a_hongkong_result_final_sea_ice.nc"))
    power, gate_m = ds.power.values.astype(float), ds.attrs["gate_m"]
    theirs = (ds.range_ocean - ds.tracker_range).values
    found = model_fit.retrack(power, gate_m)
    apart = {
        name: theirs - (gate - ds.attrs["reference_gate"]) * gate_m
        for name, gate in (("model", found.gate), ("tfmra", retracking.tfmra(power)))
    }
    # ESA's range of the ocean is a fit, too; a threshold hears the waves besides.
    assert np.std(apart["model"]) < 0.6 * np.std(apart["tfmra"])
    assert np.corrcoef(apart["tfmra"], found.spread)[0, 1] > 0.9
    assert abs(np.corrcoef(apart["model"], found.spread)[0, 1]) < 0.5
