"""The reader of the Sentinel-1 glacier: backscatter and snow index by elevation."""

import shutil

import numpy as np
import pandas as pd
import pytest

from helpers.errors import BadInput
from helpers.glaciers.products import sentinel1_glacier

NORTH_TABLE = "Backscatter_Results_VH_north_002.csv"
NORTH = f"sentinel1_glacier/{NORTH_TABLE}"


@pytest.fixture(scope="module")
def glacier(real):
    return sentinel1_glacier.open(real(NORTH))


def test_the_glacier_is_a_grid_of_aspect_elevation_and_time(glacier):
    assert glacier.vh.dims == ("aspect", "elevation", "time")
    assert glacier.vh.shape == (2, 16, 182)
    assert glacier.vh.notnull().any("time").sum() == 31
    assert glacier.time.to_index().is_monotonic_increasing
    assert glacier.elevation.values[[0, -1]].tolist() == [658, 1408]


def test_a_cell_is_what_the_table_says(glacier):
    first = glacier.vh.sel(aspect="north", elevation=658, time="2020-01-08")
    assert first.item() == pytest.approx(-21.57299391018041)
    snow = glacier.ndsi.sel(aspect="south", elevation=658, week="2022-04-20")
    assert snow.item() == pytest.approx(0.9025409353130004)


def test_the_snow_index_has_no_fill_left(glacier):
    assert -1 <= glacier.ndsi.min() < glacier.ndsi.max() <= 1
    assert 0 < glacier.ndsi.isnull().mean() < 1


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"no file .*VH_north_002.csv"):
        sentinel1_glacier.open(tmp_path)


def test_a_table_of_something_else_is_refused(tmp_path):
    (tmp_path / "Backscatter_Results_VH_north_002.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="columns Date, ElevationBin, MeanBackscatter"):
        sentinel1_glacier.open(tmp_path)


@pytest.fixture
def tables(real, tmp_path):
    """Give a function that copies the glacier's tables, one of them changed."""

    def changed(change, name=NORTH_TABLE):
        for path in real(NORTH).parent.glob("*.csv"):
            shutil.copy(path, tmp_path)
        table = pd.read_csv(tmp_path / name, dtype=str)
        change(table).to_csv(tmp_path / name, index=False)
        return tmp_path

    return changed


@pytest.mark.parametrize("fill", ["-9999", "-999.0", "inf", ""])
def test_rows_may_come_in_any_order_and_a_fill_value_is_missing(tables, glacier, fill):
    def change(table):
        table.loc[0, "MeanBackscatter"] = fill
        return table[::-1]

    changed = sentinel1_glacier.open(tables(change))
    lost = glacier.vh.notnull() & changed.vh.isnull()
    assert lost.sum() == 1
    assert np.abs(changed.vh - glacier.vh).max() == 0


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda t: t.drop(columns="MeanBackscatter"), "columns Date, ElevationBin"),
        (lambda t: t.assign(MeanBackscatter="dark"), "of dates and figures"),
        (lambda t: t.assign(Date="soon"), "of dates and figures"),
        (lambda t: t.assign(ElevationBin="high"), "without a date and an elevation"),
        (lambda t: pd.concat([t, t]), "elevation range of their own"),
        (lambda t: t[:0], "lists no values"),
    ],
)
def test_a_changed_table_is_refused(tables, change, message):
    path = tables(change)
    with pytest.raises(BadInput, match=rf"VH_north_002.csv .*{message}"):
        sentinel1_glacier.open(path)


def test_a_snow_table_without_values_is_refused(tables):
    path = tables(lambda t: t.assign(Bins=np.nan), sentinel1_glacier.SNOW["south"])
    with pytest.raises(BadInput, match=r"south_002.csv lists no values"):
        sentinel1_glacier.open(path)


@pytest.mark.parametrize("name", [NORTH_TABLE, sentinel1_glacier.SNOW["south"]])
def test_a_damaged_table_is_refused_or_read(tables, damage, name):
    folder = tables(lambda table: table)
    assert damage(sentinel1_glacier.open, folder / name) >= 1


def test_a_table_that_is_no_text_is_refused(tables):
    folder = tables(lambda table: table)
    (folder / NORTH_TABLE).write_bytes(bytes(range(128, 256)))
    with pytest.raises(BadInput, match="is not a table with the columns"):
        sentinel1_glacier.open(folder)
