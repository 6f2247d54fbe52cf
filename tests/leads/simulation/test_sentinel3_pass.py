"""The simulated pass: Sentinel-3's variables, physics with known limits, truth apart."""

import numpy as np
import pytest
import xarray as xr

from helpers import catalog
from helpers.errors import BadInput
from helpers.leads.products import altimetry, sentinel3
from helpers.leads.radar import alignment, echoes
from helpers.leads.simulation import echo_model, sentinel3_pass


@pytest.fixture(scope="module")
def simulated_pass():
    path = catalog.find("leads/sentinel3")
    return sentinel3.open(path), xr.load_dataset(catalog.truth(path))


def test_the_product_reads_like_the_real_one(simulated_pass):
    ds, _ = simulated_pass
    assert ds.sizes["gate"] == 256
    assert 12_000 <= ds.sizes["echo"] <= 24_000
    assert ds.gate_m == pytest.approx(0.2342, abs=1e-4)
    for name in (
        "sigma0",
        "ocean_tide",
        "load_tide",
        "sigma0_c",
        "surface_class",
    ):
        assert np.isfinite(ds[name]).mean() > 0.85
    assert np.isfinite(ds.rip).any("look").mean() > 0.85
    assert set(np.unique(ds.surface_class)) == {0, 1, 2, 3}
    assert ds.altitude.min() > 800e3
    assert ds.altitude.max() < 830e3


def test_truth_is_not_in_the_product(simulated_pass):
    ds, truth = simulated_pass
    assert not set(truth.data_vars) - {"surface_class"} & set(ds.data_vars)


def test_same_seed_same_pass_and_other_seed_another(tmp_path):
    def make(name, seed):
        sentinel3_pass.write(
            tmp_path / name, tmp_path / f"{name}.truth", seed=seed, echoes=2000
        )
        return xr.load_dataset(tmp_path / name, decode_times=False)

    first, again, other = make("a", 3), make("b", 3), make("c", 4)
    assert first.identical(again)
    assert not first.waveform_20_ku.equals(other.waveform_20_ku)


def test_a_pass_that_ends_before_the_ice_is_refused(tmp_path):
    with pytest.raises(BadInput, match="echoes = 400"):
        sentinel3_pass.write(tmp_path / "a", tmp_path / "b", echoes=400)
    assert not list(tmp_path.iterdir())


def test_shift_of_the_product_is_the_shift_it_was_drawn_from(simulated_pass):
    ds, truth = simulated_pass
    shift = alignment.shift(
        ds.altitude, ds.tracker_range, alignment.corrections(ds), ds.mean_sea_surface
    )
    known = np.isfinite(shift.values)
    np.testing.assert_allclose(shift.values[known], truth["shift"].values[known], atol=2e-3)


def test_features_lie_where_real_products_have_them(simulated_pass):
    ds, _ = simulated_pass
    flag = ds.surface_class.values
    median = {c: float(ds.sigma0[flag == c].median()) for c in range(3)}
    # CryoSat-2 L2I 2015-02-14: ocean 8.1, ice 8.7, lead 20.6 dB
    assert (
        abs(median[0] - 8.1) < 2 and abs(median[1] - 8.7) < 2 and abs(median[2] - 20.6) < 3
    )
    width = {c: np.nanmedian(echoes.stack_std(ds.rip[flag == c])) for c in (1, 2)}
    # CPOM records 2022-12-14: floe 35, lead 1.8 looks
    assert 25 < width[1] < 50 and 1 < width[2] < 4


def test_the_flag_errs_and_abstains_as_a_real_one_does(simulated_pass):
    ds, truth = simulated_pass
    flag, true = ds.surface_class.values, truth.surface_class.values
    assert 0.05 < np.mean(flag == altimetry.UNCLASSIFIED) < 0.4
    lead = flag == altimetry.LEAD
    assert 0.5 < np.mean(true[lead] == altimetry.LEAD) < 0.95
    assert np.mean(lead[true == altimetry.LEAD]) < 0.9


def test_a_lead_beside_the_track_looks_too_far_away(simulated_pass):
    ds, truth = simulated_pass
    beside = (truth.side_distance.values < 900) & (truth.lead_share.values == 0)
    beside &= (truth.side_distance.values > 400) & (ds.surface_class.values != 0)
    late = ds.power.values.argmax(1)[beside] - truth.gate.values[beside]
    detour = echo_model.CURVATURE * truth.side_distance.values[beside] ** 2
    detour /= 2 * echo_model.ORBIT_HEIGHT * sentinel3_pass.GATE_M
    bright = ds.sigma0.values[beside] > 18
    assert bright.sum() > 20
    np.testing.assert_allclose(np.median(late[bright] - detour[bright]), 0, atol=1)
