"""Leads around the track."""

import numpy as np
import pytest

from helpers.leads.simulation import echo_model, lead_lines

CELL = 30.0


def test_widths_follow_the_published_law():
    width = lead_lines.draw_widths(200_000, np.random.default_rng(0))
    assert width.min() >= 30 and width.max() <= 3000
    assert width.mean() == pytest.approx(lead_lines.mean_width(), rel=0.03)
    # Hill's estimator of the exponent
    exponent = 1 + 1 / np.mean(np.log(width / 30))
    assert exponent == pytest.approx(lead_lines.LEAD_EXPONENT, abs=0.08)


@pytest.mark.parametrize("area", [0.02, 0.08])
def test_leads_fill_their_share_of_every_distance_from_the_track(area):
    rng = np.random.default_rng(1)
    share = {"area": area, "refrozen": 0.5, "reach": 600}
    lead_of, leads = lead_lines.draw(np.ones(60_000), CELL, rng, **share)
    filled = (lead_of >= 0).reshape(60_000, -1)
    # where leads cross they fill less than the sum of their areas
    assert filled.mean() == pytest.approx(1 - np.exp(-area), rel=0.12)
    middle, side = filled[:, 15:26].mean(), filled[:, [0, 1, 2, -3, -2, -1]].mean()
    assert side == pytest.approx(middle, rel=0.2)
    assert leads["refrozen"].mean() == pytest.approx(0.5, abs=0.05)


def test_no_lead_where_the_density_is_nil():
    density = np.zeros(4000)
    density[:100] = 1
    rng = np.random.default_rng(0)
    lead_of, _ = lead_lines.draw(density, CELL, rng, area=0.9, refrozen=0.5, reach=300)
    assert (lead_of[:100] >= 0).any()
    assert not (lead_of[2000:] >= 0).any()  # beyond the longest lead that begins there


def test_a_straight_lead_is_where_its_line_is():
    # from the middle of the track at 45 degrees, 60 m wide
    lead = np.array([[1500.0, 0.0, np.pi / 4, 10_000.0, 60.0]])
    grid = lead_lines._burn(lead, (100, 21), CELL)
    rows, columns = np.nonzero(grid == 0)
    x, y = (rows + 0.5) * CELL - 1500, (columns - 10) * CELL
    assert np.abs(x - y).max() <= 30 * np.sqrt(2) + 1e-9
    # 60 m across the lead are 85 m across the track: two cells, or three
    assert set(np.sum(grid == 0, axis=0)) <= {2, 3}


def test_what_lies_under_the_track_is_the_widest_lead():
    lead_of = np.full((4, 21), -1)
    lead_of[0, 10] = 0
    lead_of[1, 9:11] = 1
    lead_of[2, 0] = 1
    leads = {
        "width": np.array([30.0, 90.0]),
        "refrozen": np.array([True, False]),
        "sigma0": np.array([20.0, 26.0]),
        "alpha": echo_model.falloff(np.array([4.0, 1.8])),
    }
    under = lead_lines.under(lead_of, leads, CELL, 2)
    assert under["lead_share"].tolist() == pytest.approx([3 / 22, 0])
    assert under["lead_width"][0] == 90 and np.isnan(under["lead_width"][1])
    beside = lead_lines.beside(lead_of, leads, CELL, 2)
    assert np.isnan(beside["side_distance"]).tolist() == [True, False]
    assert beside["side_distance"][1] == 300
    fade = echo_model.fade(leads["alpha"][1], 300.0)
    assert beside["side_sigma0"][1] == pytest.approx(26 - fade - 10 * np.log10(22))
    assert beside["side_alpha"][1] == pytest.approx(leads["alpha"][1])
