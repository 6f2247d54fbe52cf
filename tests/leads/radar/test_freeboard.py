"""Heights, radar freeboard and what false leads do to it."""

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.products import altimetry
from helpers.leads.radar import alignment, freeboard, retracking, sea_level
from helpers.leads.simulation import sentinel3_pass

COUNT, GATE_M, FREEBOARD = 900, 0.2342, 0.2


POSITION = np.arange(COUNT) * 0.3365


LEAD = np.arange(COUNT) % 7 == 0


FLOE = ~LEAD


@pytest.fixture
def product():
    """A pass over a flat sea with floes of one freeboard; its gates are exact."""
    rng = np.random.default_rng(0)
    series = {
        name: ("echo", rng.normal(size=COUNT))
        for name in (*alignment.STANDARD, "load_tide", "mean_sea_surface")
    }
    series["altitude"] = "echo", rng.normal(814_500, 2000, COUNT)
    ds = xr.Dataset(series, attrs={"gate_m": GATE_M, "reference_gate": 86.0})
    ds.ocean_tide.attrs["includes_load_tide"] = 1
    height = ds.mean_sea_surface + np.where(FLOE, FREEBOARD, 0)
    span = ds.altitude - height - alignment.corrections(ds)
    ds["tracker_range"] = span + rng.normal(0, 5, COUNT)
    return ds, 86.0 + (span - ds.tracker_range).values / GATE_M


def measured(anomaly, lead=LEAD, floe=FLOE, **settings):
    return freeboard.radar(POSITION, anomaly, lead, floe, **settings)


def test_flat_sea_gives_the_known_freeboard(product):
    height = measured(freeboard.height_anomaly(*product))
    known = np.isfinite(height)
    assert known.sum() > 0.99 * FLOE.sum()
    np.testing.assert_allclose(height[known], FREEBOARD, atol=1e-7)


def test_a_higher_orbit_raises_the_anomaly_and_no_freeboard(product):
    ds, gate = product
    low = freeboard.height_anomaly(ds, gate)
    high = freeboard.height_anomaly(ds.assign(altitude=ds.altitude + 3), gate)
    np.testing.assert_allclose(high - low, 3, atol=1e-7)
    np.testing.assert_allclose(measured(high), measured(low), atol=1e-7)


def test_an_ocean_tide_without_load_tide_gets_it_added_once(product):
    ds, gate = product
    with_load = freeboard.height_anomaly(ds, gate)
    ds.ocean_tide.attrs["includes_load_tide"] = 0
    without = freeboard.height_anomaly(ds, gate)
    np.testing.assert_allclose(with_load - without, ds.load_tide, atol=1e-7)


def test_sloping_sea_is_taken_out_exactly():
    tilted = 0.1 + 0.003 * POSITION
    level, error = sea_level.interpolate(POSITION, tilted, LEAD, reach=40)
    known = np.isfinite(level)
    np.testing.assert_allclose(level[known], tilted[known], atol=1e-11)
    assert np.nanmax(error) < 1e-6
    np.testing.assert_allclose(
        measured(tilted + FREEBOARD * FLOE, reach=40)[known & FLOE], FREEBOARD, atol=1e-11
    )


def test_false_leads_lower_constant_freeboard_by_their_share():
    # every second lead is a floe; leads lie alike on both sides of the middle one
    anomaly = np.where(FLOE, FREEBOARD, 0.0)
    middle = 448  # a lead
    false = np.zeros(COUNT, bool)
    false[middle + 7 * np.arange(1, 20, 2) + 1] = True
    false[middle - 7 * np.arange(1, 20, 2) - 1] = True
    called = (LEAD & (np.abs(POSITION - POSITION[middle]) < 40)) | false
    level, _ = sea_level.interpolate(POSITION, anomaly, called, reach=60)
    share = np.mean(FLOE[called])
    assert level[middle] == pytest.approx(share * FREEBOARD, abs=1e-12)
    height = measured(anomaly, called, reach=60)[middle + 1]
    assert height - FREEBOARD == pytest.approx(-share * FREEBOARD, abs=1e-3)


def test_detection_is_spoilt_by_the_shares_asked_for():
    rng = np.random.default_rng(5)
    spoilt = freeboard.degrade(LEAD, FLOE, rng, false_share=0.2, missed_share=0.3)
    assert np.mean(FLOE[spoilt]) == pytest.approx(0.2, abs=0.01)
    assert 1 - np.sum(spoilt & LEAD) / LEAD.sum() == pytest.approx(0.3, abs=0.01)
    np.testing.assert_array_equal(freeboard.degrade(LEAD, FLOE, rng), LEAD)


def test_likeness_chooses_the_floes_most_like_leads():
    likeness = np.where(LEAD, 2.0, 0.0) + np.linspace(0, 1, COUNT)
    spoilt = freeboard.degrade(
        LEAD, FLOE, None, false_share=0.1, missed_share=0.5, likeness=likeness
    )
    true, false = spoilt & LEAD, spoilt & FLOE
    assert likeness[true].min() > likeness[LEAD & ~spoilt].max()
    assert likeness[false].min() > likeness[FLOE & ~spoilt].max()


def test_price_of_each_mistake_is_measured_for_each_draw():
    likeness = np.linspace(0, 1, COUNT)
    pools = {"random": (FLOE, None), "like a lead": (FLOE, likeness)}
    rng, n_repeats = np.random.default_rng(0), 3
    curves = freeboard.prices(np.sum, LEAD, pools, rng, n_repeats, shares=[0, 0.5])
    draws = curves.groupby(["mistake", "how", "share"]).size().unstack("how")
    assert (draws["random"] == n_repeats).all() and (draws["like a lead"] == 1).all()
    leads = curves.groupby(["mistake", "share"]).change.unique().explode()
    assert leads["false", 0] == leads["missed", 0] == LEAD.sum()
    assert leads["false", 0.5] == 2 * LEAD.sum()
    assert leads["missed", 0.5] == pytest.approx(LEAD.sum() / 2, abs=1)


def test_offset_comes_from_other_segments_only():
    segment = np.repeat(np.arange(3), 20)
    error = np.array([0.01, 0.02, 0.06])[segment]
    offset = freeboard.held_out_offset(error, segment, n_folds=3)
    np.testing.assert_allclose(offset, np.array([0.04, 0.035, 0.015])[segment])


def test_no_known_error_gives_no_offset():
    unknown = np.full(9, np.nan)
    assert np.isnan(freeboard.held_out_offset(unknown, np.arange(9))).all()


def test_snow_slows_the_pulse():
    assert freeboard.snow_delay(0.0, 300) == 0 and freeboard.snow_delay(0.3, 0) == 0
    speed = 1 / (1 + freeboard.snow_delay(1.0, 320.0))
    assert speed == pytest.approx((1 + 0.51 * 0.32) ** -1.5)


def test_simulated_freeboard_comes_back_within_three_centimetres(tmp_path):
    product, answer = tmp_path / "pass.nc", tmp_path / "truth.nc"
    sentinel3_pass.write(product, answer, seed=3, echoes=5000)
    ds, truth = products.open(product), xr.load_dataset(answer)
    anomaly = freeboard.height_anomaly(ds, retracking.tfmra(ds.power.values))
    distance = sea_level.along_track_km(ds)
    lead = truth.surface_class.values == altimetry.LEAD
    floe = ds.surface_class.values == altimetry.SEA_ICE
    height = freeboard.radar(distance, anomaly, lead, floe)
    error = height - truth.freeboard.values
    error -= freeboard.held_out_offset(error, distance // 200)
    assert np.isfinite(error).sum() > 1000
    assert abs(np.nanmean(error)) < 0.03
    assert np.sqrt(np.nanmean(error**2)) < 0.12  # of a single echo over rough ice


def test_offset_is_positive_where_the_floes_err_upwards_more_than_the_leads():
    error = np.array([5.0, 5, 7, 9, np.nan])
    lead = np.array([True, True, False, False, True])
    assert freeboard.lead_floe_offset(error, lead, ~lead) == 3
    assert np.isnan(freeboard.lead_floe_offset(error, np.zeros(5, bool), ~lead))


def test_ranges_and_freeboards_agree_on_the_offset_of_wide_leads(tmp_path):
    """Over narrow leads it is less: the floes in their echo pull its edge forward."""
    product, answer = tmp_path / "pass.nc", tmp_path / "truth.nc"
    sentinel3_pass.write(product, answer, seed=1)
    ds, truth = products.open(product), xr.load_dataset(answer)
    gate, share = retracking.tfmra(ds.power.values), truth.lead_share.values
    alone = np.isnan(truth.side_distance.values)
    floe = alone & (share == 0) & (truth.ice_share.values == 1)
    above = truth.freeboard.where(floe, 0).values
    height = freeboard.height_anomaly(ds, gate)
    of_gates = -((gate - truth.gate.values) * ds.gate_m + above)
    of_heights = height - truth.sea_level_anomaly.values - above
    wide, narrow = share > 0.5, (share > 0) & (share <= 0.1)
    for error in (of_gates, of_heights):
        offset = freeboard.lead_floe_offset(error, wide, floe)
        assert 0.02 < offset < 0.15
        assert freeboard.lead_floe_offset(error, narrow, floe) < offset - 0.01
    seen = freeboard.radar(sea_level.along_track_km(ds), height, wide, floe)
    assert 0.02 < np.nanmedian(seen - truth.freeboard.values) < 0.15


def test_cryosat_freeboard_is_height_less_level_less_mean_sea_surface(real):
    ds = products.open(real("CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"))
    again = ds.surface_height - ds.mean_sea_surface - ds.sea_level_anomaly
    known = np.isfinite(ds.freeboard)
    np.testing.assert_allclose(again[known], ds.freeboard[known], atol=1e-9)


def test_bad_input_is_named(product):
    ds, gate = product
    flat = np.zeros(COUNT)
    with pytest.raises(BadInput, match="None of 900 echoes is a lead with a height"):
        measured(flat, np.zeros(COUNT, bool))
    with pytest.raises(BadInput, match="None of 900 echoes is a floe and not a lead"):
        measured(flat, np.ones(COUNT, bool))
    with pytest.raises(BadInput, match=r"303 long, shorter than the window .* 400"):
        measured(flat, reach=200)
    with pytest.raises(BadInput, match="wet_troposphere are not in the dataset"):
        freeboard.height_anomaly(ds.drop_vars("wet_troposphere"), gate)
    with pytest.raises(BadInput, match="no tracker_range"):
        freeboard.height_anomaly(ds.drop_vars("tracker_range"), gate)
    with pytest.raises(BadInput, match="load_tide are not in the dataset"):
        ds.ocean_tide.attrs["includes_load_tide"] = 0
        freeboard.height_anomaly(ds.drop_vars("load_tide"), gate)
    with pytest.raises(BadInput, match="reach = 0"):
        sea_level.interpolate(POSITION, flat, LEAD, reach=0)
    with pytest.raises(BadInput, match="shapes"):
        sea_level.interpolate(POSITION, flat[1:], LEAD)
    with pytest.raises(BadInput, match="false_share is 1"):
        freeboard.degrade(LEAD, FLOE, None, false_share=1)
    with pytest.raises(BadInput, match=r"takes 2,451 floes and there are 771"):
        freeboard.degrade(LEAD, FLOE, np.random.default_rng(0), false_share=0.95)
    with pytest.raises(BadInput, match="in 1 segments, too few for 5 folds"):
        freeboard.held_out_offset(np.zeros(9), np.zeros(9))
