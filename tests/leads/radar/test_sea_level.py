"""The sea level between leads is a line of least squares, and ESA's own."""

import numpy as np
import pytest
import xarray as xr

from helpers.leads import products
from helpers.leads.products import altimetry
from helpers.leads.radar import sea_level

COUNT, GATE_M, FREEBOARD = 900, 0.2342, 0.2


POSITION = np.arange(COUNT) * 0.3365


LEAD = np.arange(COUNT) % 7 == 0


def test_along_track_distance_of_one_degree_of_latitude():
    ds = xr.Dataset(
        {"latitude": ("echo", [70.0, 71.0]), "longitude": ("echo", [10.0, 10.0])}
    )
    # a degree of the WGS84 meridian at 70.5° N
    assert sea_level.along_track_km(ds)[-1] == pytest.approx(111.57, abs=0.01)


def test_along_track_distance_bridges_a_missing_place():
    latitude = [70.0, np.nan, 71.0]
    ds = xr.Dataset({"latitude": ("echo", latitude), "longitude": ("echo", [10.0] * 3)})
    distance = sea_level.along_track_km(ds)
    assert np.isnan(distance[1])
    assert distance[2] == pytest.approx(111.57, abs=0.01)


def test_level_and_error_are_those_of_least_squares():
    rng = np.random.default_rng(1)
    heights = rng.normal(size=COUNT)
    level, error = sea_level.interpolate(POSITION, heights, LEAD, reach=30)
    for echo in (60, 301, 640):
        near = LEAD & (np.abs(POSITION - POSITION[echo]) <= 30)
        x, y = POSITION[near] - POSITION[echo], heights[near]
        design = np.column_stack([np.ones_like(x), x])
        (at_echo, _), (squares,), *_ = np.linalg.lstsq(design, y, rcond=None)
        variance = squares / (x.size - 2) * np.linalg.inv(design.T @ design)[0, 0]
        assert level[echo] == pytest.approx(at_echo, abs=1e-11)
        assert error[echo] == pytest.approx(np.sqrt(variance), rel=1e-8)


def test_order_of_the_echoes_does_not_matter():
    rng = np.random.default_rng(2)
    heights, order = rng.normal(size=COUNT), rng.permutation(COUNT)
    level, _ = sea_level.interpolate(POSITION, heights, LEAD, reach=30)
    shuffled, _ = sea_level.interpolate(
        POSITION[order], heights[order], LEAD[order], reach=30
    )
    np.testing.assert_allclose(shuffled, level[order], atol=1e-10)


def test_a_weight_counts_as_that_many_leads():
    heights = np.random.default_rng(3).normal(size=COUNT)
    twice = np.concatenate([np.flatnonzero(LEAD), np.arange(COUNT)])
    doubled, _ = sea_level.interpolate(POSITION[twice], heights[twice], LEAD[twice], 30)
    weighted, _ = sea_level.interpolate(POSITION, heights, 2.0 * LEAD, 30)
    np.testing.assert_allclose(weighted, doubled[LEAD.sum() :], atol=1e-10)


def test_no_level_at_the_ends_or_in_a_gap_wider_than_the_reach():
    x, gap = POSITION, (POSITION > 100) & (POSITION < 180)
    few = LEAD & (x > 20) & (x < 280) & ~gap
    level, error = sea_level.interpolate(x, np.zeros(COUNT), few, reach=50)
    first, last = np.flatnonzero(few)[[0, -1]]
    assert np.isnan(level[:first]).all() and np.isnan(level[last + 1 :]).all()
    assert np.isnan(level[gap & (x > 100 + 50)]).all()
    assert np.isnan(level[gap & (x < 180 - 50)]).all()
    assert np.isfinite(level[(x > 134) & (x < 146)]).all()
    np.testing.assert_array_equal(np.isnan(level), np.isnan(error))


def test_missing_heights_are_no_leads():
    heights = np.where(np.arange(COUNT) % 14 == 0, np.nan, 0.1)
    level, _ = sea_level.interpolate(POSITION, heights, LEAD, reach=40)
    fewer, _ = sea_level.interpolate(
        POSITION, np.full(COUNT, 0.1), LEAD & np.isfinite(heights), reach=40
    )
    np.testing.assert_allclose(level, fewer)


def test_outlying_leads_are_dropped_and_ordinary_ones_stay():
    rng = np.random.default_rng(4)
    heights = rng.normal(0, 0.03, COUNT)
    beside = LEAD & (rng.random(COUNT) < 0.1)
    kept = sea_level.without_outliers(POSITION, heights - 0.7 * beside, LEAD, reach=40)
    assert not (kept & beside).any()
    assert (kept & LEAD).sum() > 0.95 * (LEAD & ~beside).sum()


def test_cryosat_sea_level_is_ours(real):
    ds = products.open(real("CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"))
    seconds = (ds.time.values - ds.time.values[0]) / np.timedelta64(1, "s")
    anomaly = (ds.surface_height - ds.mean_sea_surface).values
    lead = ds.surface_class.values == altimetry.LEAD
    level, _ = sea_level.interpolate(seconds, anomaly, lead, reach=15)
    theirs = ds.sea_level_anomaly.where(np.isfinite(ds.freeboard)).values
    both = np.isfinite(theirs)
    assert both.sum() == 589 and np.isfinite(level[both]).all()
    assert np.abs(level - theirs)[both].max() < 0.0015  # the file rounds to 1 mm
