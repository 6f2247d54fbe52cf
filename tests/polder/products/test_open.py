"""Products are told apart by how their names end."""

import numpy as np
import pandas as pd
import pytest
import rdata

from helpers.errors import BadInput
from helpers.polder import products


def test_a_grid_and_climate_are_told_apart(grasp_file, tmp_path):
    ds = products.open(grasp_file(tmp_path / "a.nc"))
    assert ds.NDVI.dims == ("latitude", "longitude")
    zone = pd.DataFrame({"Lat": [89.75], "Lon": [-178.25], "Cls": ["ET"]})
    rdata.write_rda(tmp_path / "a.RDA", {"zones": zone})
    assert products.open(tmp_path / "a.RDA").to_dict() == {(89.5, -178.5): "ET"}


@pytest.mark.parametrize("name", ["a.rda", "a.nc", "a"])
def test_noise_is_neither(tmp_path, name):
    (tmp_path / name).write_bytes(np.random.default_rng(0).bytes(5000))
    with pytest.raises(BadInput, match="give"):
        products.open(tmp_path / name)
