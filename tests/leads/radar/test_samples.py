"""What a clustering is given: classified echoes with every feature, and known features."""

import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.products import altimetry
from helpers.leads.radar import echoes, retracking, samples

PASS = "CS_OFFL_SIR_SIN_1B_20221214T015253_20221214T015406_E001"


def test_ice_and_leads_are_kept_where_every_feature_is_known():
    flags = np.array([0, 1, 2, 3, 1, 2, 1, 2])
    table = pd.DataFrame({"sigma0": [1.0] * 7 + [np.nan], "peakiness": [2.0] * 8})
    ds = xr.Dataset({"surface_class": ("echo", flags)}, attrs={"source": "pass.nc"})
    kept = samples.ice_or_lead(ds, table, least=2)
    assert kept.tolist() == [False, True, True, False, True, True, True, False]
    with pytest.raises(BadInput, match=r"pass.nc has 2 usable echoes of lead: give a pass"):
        samples.ice_or_lead(ds, table, least=3)


def test_features_are_taken_apart_and_known():
    assert samples.select("stack_std  sigma0 sigma0") == ["stack_std", "sigma0"]
    for features in ("sigma", "", "sigma0 width"):
        with pytest.raises(BadInput, match="is not known: give some of sigma0, peakiness"):
            samples.select(features)


def test_what_a_product_lacks_has_no_value_and_is_named(capsys):
    given = xr.Dataset({"power": (("echo", "gate"), np.ones((2, 8)))})
    given.attrs["source"] = "echoes.wfm"
    ds = samples.completed(given, ["power", "altitude", "surface_class"])
    assert ds.altitude.isnull().all()
    assert (ds.surface_class == altimetry.UNCLASSIFIED).all()
    np.testing.assert_array_equal(ds.power, given.power)
    assert "altitude" not in given
    said = capsys.readouterr().out
    assert said.startswith("echoes.wfm has no altitude, surface_class: ")
    samples.completed(ds, ["altitude"])
    assert not capsys.readouterr().out


def test_a_file_of_features_gives_those_that_it_has(real):
    ds = products.open(real("CS_OFFL_SIR_SAR_1B_20221214T001528_20221214T002325_E001.elev"))
    with pytest.raises(BadInput, match="has no sigma0 in any echo, but peakiness and"):
        echoes.features(ds)
    two = echoes.features(ds, samples.select("peakiness stack_std"))
    assert samples.ice_or_lead(ds, two).sum() > 1000


def test_a_file_of_echoes_alone_is_retracked(real, tmp_path):
    shutil.copy(real(f"{PASS}.wfm"), tmp_path)  # away from the .elev beside it
    ds = samples.completed(products.open(tmp_path / f"{PASS}.wfm"), ["altitude"])
    assert set(ds.data_vars) == {"power", "altitude"}
    gate = retracking.tfmra(ds.power.values)
    assert np.isfinite(gate).all()
    assert (gate <= 50).all()  # where each of these echoes has its maximum
