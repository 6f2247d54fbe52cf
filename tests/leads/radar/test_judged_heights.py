"""What echoes are of, and heights beside the truth."""

import numpy as np
import pytest
import xarray as xr

from helpers.leads.radar import judged_heights


@pytest.fixture
def truth():
    share = [0, 0, 0, 0.05, 0.1, 0.3, 0.5, 0.9, 1]
    return xr.Dataset(
        {
            "lead_share": ("echo", share),
            "ice_share": ("echo", [1, 1, 0.2, 0.95, 0.9, 0.7, 0.5, 0.1, 0]),
            "side_distance": ("echo", [np.nan, 500, np.nan, *6 * [300.0]]),
            "freeboard": ("echo", np.full(9, 0.2)),
            "gate": ("echo", np.full(9, 100.0)),
        }
    )


def test_an_echo_is_of_one_kind_and_open_water_of_none(truth):
    found = judged_heights.kinds(truth)
    expected = [0, 1, -1, 2, 2, 3, 3, 4, 4]
    assert found.cat.codes.tolist() == expected
    assert tuple(found.cat.categories) == judged_heights.KINDS


def test_so_many_of_each_kind_are_drawn_and_no_water(truth):
    many = xr.concat(20 * [truth], "echo")
    drawn = judged_heights.draw(many, 7, seed=1)
    assert (drawn.value_counts() == 7).all()
    assert (drawn == judged_heights.kinds(many)[drawn.index]).all()
    assert not drawn.equals(judged_heights.draw(many, 7, seed=2))
    assert len(judged_heights.draw(truth, 7)) == 8


def test_the_top_of_a_floe_and_the_sea_of_a_lead_are_no_error(truth):
    width = 0.25
    of_sea = np.full(9, 100.0)
    of_floe = of_sea - 0.2 / width  # a floe is nearer
    lead = truth.lead_share.values > 0
    right = np.where(lead, of_sea, of_floe)
    np.testing.assert_allclose(judged_heights.errors(right, truth, width), 0, atol=1e-12)
    high = judged_heights.errors(right - 4, truth, width)
    np.testing.assert_allclose(high, 1)
