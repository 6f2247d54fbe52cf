"""Readers of the real series: Sentinel-1 over a glacier and over crops, and MODIS."""

import shutil

import numpy as np
import pandas as pd
import pytest
import rdata
import xarray as xr
from sklearn.metrics import f1_score

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers import digitised, modis, sentinel1

NORTH_TABLE = "Backscatter_Results_VH_north_002.csv"
NORTH = f"sentinel1_glacier/{NORTH_TABLE}"
CROPS = "OUTPUT_POLY-110_10m_0000280849BAC91C_32631_2018-08-01_2019-11-30.nc"


@pytest.fixture(scope="module")
def glacier(real):
    return sentinel1.open_glacier(real(NORTH))


@pytest.fixture(scope="module")
def bin_years(glacier):
    return sentinel1.annual_series(glacier)


@pytest.fixture(scope="module")
def labelled(bin_years):
    return bin_years.isel(bin_year=(bin_years.label != "").values)


def nearest(train, train_labels, test):
    distance = ((test[:, None] - train[None]) ** 2).sum(-1)
    return train_labels[distance.argmin(1)]


def hits_by_left_out_year(series, ds):
    found = 0
    for year in np.unique(ds.year):
        held = (ds.year == year).values
        guess = nearest(series[~held], ds.label.values[~held], series[held])
        found += np.sum(guess == ds.label.values[held])
    return found


# The glacier


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


def test_labels_are_as_many_as_published(bin_years):
    names, counts = np.unique(bin_years.label, return_counts=True)
    assert dict(zip(names, counts, strict=True)) == {
        "accumulation": 80,
        "ablation": 27,
        "": 17,
    }


def test_series_stay_within_the_year_s_own_values(glacier, bin_years):
    one = bin_years.isel(bin_year=5)
    own = glacier.vh.sel(aspect=one.aspect, elevation=one.elevation)
    own = own.sel(time=str(one.year.item()))
    assert own.min() <= one.vh.min() and one.vh.max() <= own.max()
    assert one.vh.values[0] == own.values[0]


def test_nearest_neighbour_under_left_out_years_is_as_published(labelled):
    raw = labelled.vh.values
    scaled = (raw - raw.mean(1, keepdims=True)) / raw.std(1, keepdims=True)
    assert labelled.sizes["bin_year"] == 107
    assert hits_by_left_out_year(raw, labelled) == 106
    assert hits_by_left_out_year(scaled, labelled) == 105


def test_elevation_alone_does_nearly_as_well(labelled):
    """Bins of the same height tie; here the one on the same aspect is nearer."""
    south = labelled.aspect.values == "south"
    heights = labelled.elevation.values + 0.1 * south
    assert hits_by_left_out_year(heights[:, None], labelled) == 104  # published: 103


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"no file .*VH_north_002.csv"):
        sentinel1.open_glacier(tmp_path)


def test_a_table_of_something_else_is_refused(tmp_path):
    (tmp_path / "Backscatter_Results_VH_north_002.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="columns Date, ElevationBin, MeanBackscatter"):
        sentinel1.open_glacier(tmp_path)


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

    changed = sentinel1.open_glacier(tables(change))
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
        sentinel1.open_glacier(path)


def test_a_snow_table_without_values_is_refused(tables):
    path = tables(lambda t: t.assign(Bins=np.nan), sentinel1.SNOW["south"])
    with pytest.raises(BadInput, match=r"south_002.csv lists no values"):
        sentinel1.open_glacier(path)


def test_a_glacier_without_late_summer_has_no_labels(glacier):
    with pytest.raises(BadInput, match="no snow index of August or September"):
        sentinel1.annual_series(glacier.isel(week=slice(3)))
    with pytest.raises(BadInput, match="step is 0"):
        sentinel1.annual_series(glacier, 0)


# Crops


def test_crops_are_mapped_as_well_as_published(real):
    ds = sentinel1.monthly(sentinel1.open_crops(real(CROPS)))
    assert ds.sizes == {"time": 16, "y": 32, "x": 32}
    known, left = ds.crop.values > 0, np.arange(32) < 16
    pixels = np.moveaxis(ds.VH.values, 0, -1)
    train, test = known & left, known & ~left
    guess = nearest(pixels[train], ds.crop.values[train], pixels[test])
    truth = ds.crop.values[test]
    assert np.mean(guess == truth) == pytest.approx(0.83, abs=0.005)
    present = np.unique(truth)
    assert set(present) < set(ds.crop.values[train])
    score = f1_score(truth, guess, labels=present, average="macro")
    assert score == pytest.approx(0.60, abs=0.005)


def test_the_other_patch_is_read_too(real):
    ds = sentinel1.open_crops(real(CROPS).parent, patch="000028085BF08E7E")
    assert ds.sizes == {"time": 157, "y": 32, "x": 32}
    assert float(ds.VV.mean()) > float(ds.VH.mean())


def test_a_missing_patch_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"has 0 files S1_GRD-\*_0000280849BAC91C_\*.nc"):
        sentinel1.open_crops(tmp_path)


def test_labels_of_another_grid_or_none_are_refused(real, tmp_path):
    stack = next(real(CROPS).parent.glob(f"S1_GRD-*_{sentinel1.PATCH}_*.nc"))
    shutil.copy(stack, tmp_path)
    codes = xr.DataArray(np.ones((40, 64)), dims=("y", "x"))
    xr.Dataset({"CT": codes}).to_netcdf(tmp_path / CROPS)
    with pytest.raises(BadInput, match="has no variable LC"):
        sentinel1.open_crops(tmp_path)
    xr.Dataset({"CT": codes, "LC": codes}).to_netcdf(tmp_path / CROPS)
    with pytest.raises(BadInput, match=r"labels of shape \(40, 64\): give those of S1"):
        sentinel1.open_crops(tmp_path)


# MODIS


@pytest.mark.parametrize(
    ("product", "shape", "classes"),
    [("modis-ndvi", (1218, 12, 1), 4), ("modis-mato-grosso", (2115, 23, 6), 9)],
)
def test_samples_are_those_of_an_independent_reading(real, product, shape, classes):
    real("SOURCES.csv")
    path = catalog.find(f"glaciers/{product}", "real")
    ds = modis.open_samples(path)
    with np.load(real(f"modis_series/{path.stem}.npz")) as known:
        assert ds.series.shape == shape
        np.testing.assert_array_equal(ds.series, known["X"])
        np.testing.assert_array_equal(ds.label, known["y"])
        np.testing.assert_array_equal(ds.date.values.astype("M8[D]"), known["dates"])
        assert list(ds.band.values) == [band.lower() for band in known["bands"]]
        np.testing.assert_array_equal(ds.longitude, known["lon"])
        np.testing.assert_array_equal(ds.latitude, known["lat"])
    assert len(np.unique(ds.label)) == classes


def test_files_that_are_not_modis_are_refused(tmp_path):
    (tmp_path / "a.rda").write_bytes(b"not R")
    with pytest.raises(BadInput, match="holds no samples of sits"):
        modis.open_samples(tmp_path / "a.rda")
    with pytest.raises(BadInput, match="There is no file"):
        modis.open_samples(tmp_path / "b.rda")


def test_an_r_file_of_something_else_is_refused(tmp_path):
    for table in ({"a": [1.0]}, {name: [1.0] for name in modis.NEEDED}):
        rdata.write_rda(tmp_path / "other.rda", {"table": pd.DataFrame(table)})
        with pytest.raises(BadInput, match="holds no samples of sits"):
            modis.open_samples(tmp_path / "other.rda")


def test_samples_of_different_lengths_are_refused(monkeypatch, tmp_path):
    (tmp_path / "a.rda").touch()
    days = [pd.DataFrame({"Index": range(n), "NDVI": 0.5}) for n in (12, 11)]
    table = pd.DataFrame(dict.fromkeys(modis.NEEDED, "a"), index=[0, 1])
    table["time_series"] = days
    monkeypatch.setattr(modis.rdata, "read_rda", lambda _: {"samples": table})
    with pytest.raises(BadInput, match="series of 2 kinds"):
        modis.open_samples(tmp_path / "a.rda")


# Finding them


@pytest.mark.parametrize(
    "product, read",
    [
        ("sentinel1-glacier", sentinel1.open_glacier),
        ("sentinel1-crops", sentinel1.open_crops),
    ],
)
def test_a_product_is_found_with_its_companions_beside_it(real, product, read):
    real("SOURCES.csv")
    assert read(catalog.find(f"glaciers/{product}", "real")).sizes


def test_digitised_tables_are_found_or_none(real, monkeypatch, tmp_path):
    real("glaciers/cpazmal_study_areas.csv")
    assert len(digitised.means()) == 767
    assert len(digitised.areas()) == 70
    total = digitised.histograms().groupby(["class", "pol", "month2020"]).fraction.sum()
    assert total.between(0.85, 1.01).all()
    monkeypatch.setenv("EO_DATA", str(tmp_path))
    assert digitised.means() is None
