"""Short passes with one constant changed."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.leads.simulation import ice_track, track_sensitivity


@pytest.fixture(scope="module")
def usual():
    return track_sensitivity.fly(ice_track.Ice(), seed=1, n_echoes=900)


def test_wide_leads_lie_at_the_sea_and_floes_above(usual):
    flag = usual.surface_class
    assert usual.height_cm[flag == 1].median() > usual.height_cm[flag == 2].median() + 10


def test_only_what_is_changed_changes():
    fewer = replace(ice_track.Ice(), refrozen=0.0)
    more = replace(ice_track.Ice(), refrozen=1.0)
    one, other = (track_sensitivity.fly(ice, 1, 900) for ice in (fewer, more))
    np.testing.assert_array_equal(one.lead, other.lead)
    # thin ice is the darker mirror
    assert one.sigma0[one.lead].median() > other.sigma0[other.lead].median() + 3


def test_no_lead_is_heard_from_farther_off_than_it_is_seen():
    near = replace(ice_track.Ice(), side_reach=150.0)
    far = replace(ice_track.Ice(), side_reach=2000.0)
    one, other = (track_sensitivity.fly(ice, 1, 900) for ice in (near, far))
    np.testing.assert_array_equal(one.lead, other.lead)
    assert other.peakiness[~other.lead].mean() > one.peakiness[~one.lead].mean()


def test_sweep_lists_the_usual_passes_under_each_constant():
    table = track_sensitivity.sweep({"young": [0.2], "refrozen": [0.8]}, 2, 700)
    assert table.groupby(["constant", "value"]).size().tolist() == [2, 2, 2, 2]
    usual = table[table.value == table.constant.map({"young": 0.55, "refrozen": 0.4})]
    same = usual.drop(columns=["constant", "value"]).values
    np.testing.assert_array_equal(same[:2], same[2:])
    assert table[["product", "K-means", "mixture"]].stack().between(0.4, 1).all()


def test_unknown_constant():
    with pytest.raises(BadInput, match="constants weather"):
        track_sensitivity.sweep({"weather": [1]})
