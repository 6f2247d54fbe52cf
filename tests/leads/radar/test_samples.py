"""What a clustering is given: classified echoes with every feature, and known features."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads.radar import samples


def test_ice_and_leads_are_kept_where_every_feature_is_known():
    flags = np.array([0, 1, 2, 3, 1, 2, 1, 2])
    table = pd.DataFrame({"sigma0": [1.0] * 7 + [np.nan], "peakiness": [2.0] * 8})
    ds = xr.Dataset({"surface_class": ("echo", flags)}, attrs={"source": "pass.nc"})
    kept = samples.ice_or_lead(ds, table, least=2)
    assert kept.tolist() == [False, True, True, False, True, True, True, False]
    with pytest.raises(BadInput, match=r"pass.nc has 2 usable echoes of lead: give a pass"):
        samples.ice_or_lead(ds, table, least=3)


def test_features_are_selected_by_their_names():
    table = pd.DataFrame({"sigma0": [1.0], "peakiness": [2.0], "stack_std": [3.0]})
    assert list(samples.select(table, "stack_std  sigma0")) == ["stack_std", "sigma0"]
    for features in ("sigma", "", "sigma0 width"):
        with pytest.raises(BadInput, match="is not known: give some of sigma0, peakiness"):
            samples.select(table, features)
