"""Scans are read as satpy reads them, and what cannot be read is said in a sentence."""

import shutil

import netCDF4
import numpy as np
import pytest
import xarray as xr

from helpers.clouds.products import goes16
from helpers.clouds.products.goes16 import bands
from helpers.errors import BadInput

BAND = {"blue": "C01", "red": "C02", "veggie": "C03", "brightness_temperature": "C13"}


@pytest.fixture(scope="module")
def satpy_scene(scan):
    """The same four files in satpy."""
    satpy = pytest.importorskip("satpy")
    scene = satpy.Scene([str(path) for path in scan.values()], reader="abi_l1b")
    scene.load(list(BAND.values()))
    return scene


def edit(folder, band, change):
    """Open the file of a band for writing, unscaled, and change it."""
    path = next(folder.glob(f"*C{band:02}_*"))
    with netCDF4.Dataset(path, "a") as ds:
        ds.set_auto_maskandscale(False)
        change(ds)
    return path


def grid_mean(values, factor):
    """Average squares of pixels without our code."""
    height, width = (size // factor for size in values.shape)
    return values.reshape(height, factor, width, factor).mean(axis=(1, 3))


@pytest.mark.parametrize("name", ["blue", "red", "veggie"])
def test_reflectance_is_satpys(scan, satpy_scene, name):
    ours = goes16.open(scan)[name].values
    theirs = satpy_scene[BAND[name]].values / 100
    theirs = grid_mean(theirs, theirs.shape[0] // ours.shape[0])
    np.testing.assert_allclose(ours, theirs, atol=1e-3 / 2)
    assert 0.003 < np.median(ours) < 0.3  # a sea under the morning's sun


def test_common_grid_is_satpys_native_one(scan, satpy_scene):
    native = satpy_scene.resample(satpy_scene.coarsest_area(), resampler="native")
    ds = goes16.open(scan, grid_km=2)
    for name in ("blue", "red", "veggie"):
        theirs = native[BAND[name]].values / 100
        np.testing.assert_allclose(ds[name].values, theirs, atol=1e-3 / 2)


def test_temperature_is_satpys(scan, satpy_scene):
    ours = goes16.open(scan, grid_km=2).brightness_temperature.values
    np.testing.assert_allclose(ours, satpy_scene["C13"].values, atol=0.05)


def test_bands_lie_on_one_another(scan):
    fine, coarse = goes16.open(scan), goes16.open(scan, grid_km=2)
    np.testing.assert_allclose(grid_mean(fine.red.values, 2), coarse.red.values, rtol=1e-5)
    middles = fine.x.values.reshape(-1, 2).mean(axis=1)
    np.testing.assert_allclose(middles, coarse.x, atol=1e-8)  # float32 in the files
    repeated = fine.brightness_temperature.values
    np.testing.assert_array_equal(repeated[1::2, ::2], coarse.brightness_temperature)


def test_nothing_is_read_before_it_is_computed(scan):
    ds = goes16.open(scan)
    assert all(field.chunks for field in ds.variables.values() if field.ndim == 2)


def test_blocks_change_nothing(scan):
    small, large = goes16.open(scan, block=300), goes16.open(scan)
    assert len(small.red.chunks[0]) > len(large.red.chunks[0])
    xr.testing.assert_equal(small.compute(), large.compute())


def test_unusable_pixels_are_missing(own):
    def flag(ds):
        ds["DQF"][4, 6:9] = [1, 2, 3]

    edit(own, 1, flag)
    assert np.isnan(goes16.open(own).blue.values[4, 6:9]).tolist() == [False, True, True]


def test_files_of_different_times_by_their_content(own):
    path = edit(own, 3, lambda ds: ds["t"].assignValue(ds["t"][...] + 600))
    with pytest.raises(BadInput, match=f"{path.name} is of 2020-01-22T13:15.*of one scan"):
        goes16.open(own)


def test_files_of_different_sectors(own):
    def move(ds):
        ds["x"][:] = ds["x"][:] + 8

    edit(own, 2, move)
    with pytest.raises(BadInput, match="of different sectors: put files of one sector"):
        goes16.open(own)


def test_only_fill(own):
    def empty(ds):
        ds["Rad"][:] = 1023

    edit(own, 3, empty)
    with pytest.raises(BadInput, match="has no usable value in its sector, only fill"):
        goes16.open(own)


def test_only_bad_quality(own):
    def spoil(ds):
        ds["DQF"][:] = 3

    edit(own, 3, spoil)
    with pytest.raises(BadInput, match="has no usable value in its sector"):
        goes16.open(own)


def test_projection_without_an_axis(own):
    edit(own, 13, lambda ds: ds["goes_imager_projection"].delncattr("semi_major_axis"))
    with pytest.raises(BadInput, match="no attribute semi_major_axis: get the file again"):
        goes16.open(own)


def test_counts_are_read_unsigned(own):
    def raise_count(ds):
        ds["Rad"][0, 0] = -2  # 65534 of 16 bits

    edit(own, 2, raise_count)
    band = bands.BANDS[2]
    with xr.open_dataset(next(own.glob("*C02_*"))) as ds:
        expected = 65534 * band.scale + band.offset
        np.testing.assert_allclose(ds.Rad[0, 0], expected, rtol=1e-5)
        others = ds.Rad.values.ravel()[[1, ds.sizes["x"], ds.sizes["x"] + 1]].sum()
        mean = (expected + others) / 4 * float(ds.kappa0)
    np.testing.assert_allclose(goes16.open(own).red.values[0, 0], mean, rtol=1e-5)


def test_wrong_product(own, tmp_path):
    path = next(own.glob("*C03_*"))
    with netCDF4.Dataset(path, "w") as ds:
        ds.title = "another product"
    with pytest.raises(
        BadInput, match=r"has no variable Rad.* not a GOES ABI Level 1b product"
    ):
        goes16.open(own)
    other = tmp_path / "OR_ABI-L2-MCMIPF-M6_G16_s20200221300178.nc"
    other.write_bytes(b"")
    with pytest.raises(BadInput, match="not named as a file of ABI Level 1b"):
        goes16.open(other)


def test_another_band_under_the_name(own):
    shutil.copy(next(own.glob("*C03_*")), next(own.glob("*C01_*")))
    with pytest.raises(BadInput, match="holds band 3, not C01"):
        goes16.open(own)


def test_grid_must_be_one_of_two(scan):
    with pytest.raises(BadInput, match="grid_km = 3"):
        goes16.open(scan, grid_km=3)
