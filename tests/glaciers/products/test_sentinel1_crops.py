"""The reader of the Sentinel-1 stacks over crop fields."""

import shutil

import numpy as np
import pytest
import xarray as xr
from sklearn.metrics import f1_score

from helpers.errors import BadInput
from helpers.glaciers.products import sentinel1_crops

PATCH = "0000280849BAC91C"
CROPS = f"OUTPUT_POLY-110_10m_{PATCH}_32631_2018-08-01_2019-11-30.nc"


def test_crops_are_mapped_as_well_as_published(real, nearest):
    ds = sentinel1_crops.open(real(CROPS))
    monthly = ds.VH.resample(time="MS").mean()
    assert monthly.sizes == {"time": 16, "y": 32, "x": 32}
    known, left = ds.crop.values > 0, np.arange(32) < 16
    pixels = np.moveaxis(monthly.values, 0, -1)
    train, test = known & left, known & ~left
    guess = nearest(pixels[train], ds.crop.values[train], pixels[test])
    truth = ds.crop.values[test]
    assert np.mean(guess == truth) == pytest.approx(0.83, abs=0.005)
    present = np.unique(truth)
    assert set(present) < set(ds.crop.values[train])
    score = f1_score(truth, guess, labels=present, average="macro")
    assert score == pytest.approx(0.60, abs=0.005)


def test_the_other_patch_is_read_too(real):
    ds = sentinel1_crops.open(real(CROPS).parent, patch="000028085BF08E7E")
    assert ds.sizes == {"time": 157, "y": 32, "x": 32}
    assert float(ds.VV.mean()) > float(ds.VH.mean())


def test_both_patches_are_listed_and_the_first_is_read(real):
    assert sentinel1_crops.patches(real(CROPS)) == [PATCH, "000028085BF08E7E"]
    assert f"_{PATCH}_" in sentinel1_crops.open(real(CROPS).parent).attrs["source"]


def test_every_crop_of_the_patches_has_a_name(real):
    for patch in sentinel1_crops.patches(real(CROPS)):
        codes = sentinel1_crops.open(real(CROPS), patch).crop
        names = sentinel1_crops.crop_names(codes)
        assert ((names == "") == (codes.values == 0)).all()
        assert not np.char.startswith(names, "crop").any()


def test_a_missing_patch_is_named(tmp_path):
    with pytest.raises(BadInput, match="_20m_<patch>_"):
        sentinel1_crops.open(tmp_path)
    with pytest.raises(BadInput, match=r"has 0 files S1_GRD-\*_elsewhere_\*.nc"):
        sentinel1_crops.open(tmp_path, "elsewhere")


def test_labels_of_another_grid_or_none_are_refused(real, tmp_path):
    stack = next(real(CROPS).parent.glob(f"S1_GRD-*_{PATCH}_*.nc"))
    shutil.copy(stack, tmp_path)
    codes = xr.DataArray(np.ones((40, 64)), dims=("y", "x"))
    xr.Dataset({"CT": codes}).to_netcdf(tmp_path / CROPS)
    with pytest.raises(BadInput, match="has no variable LC"):
        sentinel1_crops.open(tmp_path)
    xr.Dataset({"CT": codes, "LC": codes}).to_netcdf(tmp_path / CROPS)
    with pytest.raises(BadInput, match=r"labels of shape \(40, 64\): give those of S1"):
        sentinel1_crops.open(tmp_path)


@pytest.mark.parametrize("start", ["S1_GRD", "OUTPUT"])
def test_a_damaged_file_is_refused_or_read(real, tmp_path, damage, start):
    for path in real(CROPS).parent.glob(f"*_{PATCH}_*.nc"):
        shutil.copy(path, tmp_path)
    (path,) = tmp_path.glob(f"{start}*.nc")
    assert damage(sentinel1_crops.open, path) >= 4
