"""MODIS albedo: months in their order, values in their places."""

import numpy as np
import pandas as pd
import pytest

from helpers.errors import BadInput
from helpers.polder import products
from helpers.polder.products import albedo

LATITUDE, LONGITUDE = 89.5 - np.arange(180), np.arange(360) - 179.5


@pytest.fixture
def write(tmp_path):
    """Give a function that writes a month of one value, missing at the north pole."""

    def write(month, value, name="MCD43C3_M_BSA_2023-{:02d}-01_rgb_360x180.SS.CSV"):
        table = pd.DataFrame(value, LATITUDE, LONGITUDE).rename_axis("lat/lon")
        table.iloc[0] = albedo.FILL
        path = tmp_path / name.format(month)
        table.to_csv(path)
        return path

    return write


def test_months_are_in_order_and_a_gap_is_one(write):
    path = write(9, 0.25)
    write(3, 0.5)
    found = products.open(path)
    assert found.month.values.tolist() == [3, 9]
    assert found.sel(month=9, latitude=-0.5, longitude=179.5) == 0.25
    assert found.isnull().sum() == 2 * 360 and found.isel(latitude=0).isnull().all()


def test_real_snow_is_white_and_the_forest_dark(real):
    path = real("polder/mcd43c3/MCD43C3_M_BSA_2023-03-01_rgb_360x180.SS.CSV")
    found = albedo.open(path)
    assert found.month.values.tolist() == [3, 6, 9, 12]
    assert found.sel(month=3, latitude=72.5, longitude=-40.5) > 0.7  # Greenland
    assert (found.sel(latitude=-3.5, longitude=-65.5) < 0.15).all()  # the Amazon


@pytest.mark.parametrize(
    ("value", "name", "said"),
    [
        (2.0, "MCD43C3_M_BSA_2023-03-01_a.CSV", "beyond 0 to 1"),
        (0.5, "albedo.csv", "names no month"),
    ],
)
def test_what_is_no_albedo_is_refused(write, value, name, said):
    with pytest.raises(BadInput, match=said):
        albedo.open(write(3, value, name))


def test_a_damaged_file_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "MCD43C3_M_BSA_2023-03-01_a.CSV"
    path.write_bytes(b"\x00\xff" * 40)
    with pytest.raises(BadInput, match="a month of MODIS albedo"):
        albedo.open(path)
