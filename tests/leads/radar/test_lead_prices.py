"""What a choice of leads costs."""

import numpy as np
import pytest

from helpers.leads import products
from helpers.leads.radar import lead_prices, sea_level


@pytest.fixture
def track():
    """Give floes 20 cm above a flat sea; an echo in four is a lead, one has no name."""
    kind = np.tile([1, 2, 1, 3], 250)
    height = np.select([kind == 1, kind == 2], [20.0, 0.0], 12.0)
    peakiness = 10.0 * kind + np.arange(1000) * 37 % 100 / 100
    return lead_prices.Track(np.arange(1000) * 0.5, height, kind, peakiness)


def test_the_leads_of_the_product_cost_nothing(track):
    assert track.moves(track.lead) == 0


def test_nameless_ice_as_leads_lowers_the_freeboard_by_its_share(track):
    # half of the leads are then 12 cm high
    assert track.moves(track.surface_class > 1) == pytest.approx(-6, abs=0.05)


def test_the_peakiest_others_become_leads(track):
    assert track.false_lead(0.1) == pytest.approx(-1.2, abs=0.1)
    deep = lead_prices.Track(
        track.distance_km,
        np.where(track.surface_class == 3, -50.0, track.height_cm),
        track.surface_class,
        track.peakiness,
    )
    assert deep.false_lead(0.1) == pytest.approx(5, abs=0.5)


def test_a_failure_of_the_retracker_is_no_likely_lead(track):
    failed = np.where(track.surface_class == 3, -500.0, track.height_cm)
    kept = lead_prices.Track(
        track.distance_km, failed, track.surface_class, track.peakiness
    )
    # floes take their place
    assert kept.false_lead(0.1) == pytest.approx(-2, abs=0.2)


def test_cost_of_the_real_pass(real):
    ds = products.open(real("CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"))
    height = 100 * (ds.surface_height - ds.mean_sea_surface).values
    places = sea_level.along_track_km(ds)
    track = lead_prices.Track(places, height, ds.surface_class.values, ds.peakiness.values)
    assert track.false_lead() == pytest.approx(-1.25, abs=0.01)


def test_crossings_are_where_a_curve_changes_sign():
    assert lead_prices.crossing([0, 1, 3], [1.0, -1.0, 1.0]) == [0.5, 2.0]
    assert lead_prices.crossing([0, 1], [1.0, 2.0]) == []
