"""Ice that is drawn once and seen from anywhere."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.leads.products import altimetry
from helpers.leads.simulation import (
    ice_scene,
)

SCENE = ice_scene.draw(0, 512)


def lead(thickness):
    shape = (11, 11)
    return {
        "surface_class": np.full(shape, altimetry.LEAD),
        "lead_thickness": np.full(shape, thickness),
        "pond": np.zeros(shape, bool),
        "snow": np.zeros(shape),
        "cloud": np.zeros(shape),
        "sail": np.zeros(shape),
        "summer": False,
    }


def test_window_is_a_part_of_the_whole():
    whole = SCENE.fields(-8, -8, 528, 528)
    part = SCENE.fields(100, 37, 64, 200)
    for name, values in part.items():
        np.testing.assert_array_equal(values, whole[name][108:172, 45:245], name)


def test_seed_alone_decides_the_ice():
    here = {"row": 0, "column": 0, "height": 512, "width": 512}
    again = ice_scene.draw(0, 512, ponds=0.3, cloud=4.0).fields(**here)
    np.testing.assert_array_equal(SCENE.fields(**here)["lead"], again["lead"])
    other = ice_scene.draw(1, 512).fields(**here)
    assert (SCENE.fields(**here)["lead"] != other["lead"]).mean() > 0.01


def test_shares_are_as_asked_for():
    scenes = [ice_scene.draw(seed, 600, 0.1, 0.3, 2.0) for seed in range(8)]
    fields = [scene.fields(0, 0, 600, 600) for scene in scenes]
    leads = [np.mean(f["surface_class"] == altimetry.LEAD) for f in fields]
    assert np.mean(leads) == pytest.approx(0.1, abs=0.04)
    ponds = [f["pond"][f["surface_class"] == altimetry.SEA_ICE].mean() for f in fields]
    assert np.mean(ponds) == pytest.approx(0.3, abs=0.03)
    assert np.mean([f["cloud"] for f in fields]) == pytest.approx(2, rel=0.15)


def test_refrozen_leads_follow_the_law_of_frost():
    lead = SCENE.lead
    assert 0 < lead["refrozen"].mean() < 0.8
    assert (lead["thickness"][~lead["refrozen"]] == 0).all()
    np.testing.assert_allclose(lead["thickness"], ice_scene.thickness(lead["age"]))
    assert ice_scene.thickness(1.0) == pytest.approx(0.0133 * 23.2**0.58)


@pytest.mark.parametrize(
    "option",
    [{"size": 32}, {"size": 10_981}, {"lead_area": 0}, {"ponds": 0.7}, {"cloud": -1}],
)
def test_options_out_of_range(option):
    (name, value) = next(iter(option.items()))
    with pytest.raises(BadInput, match=f"{name} = {value} is out of range"):
        ice_scene.draw(**option)
