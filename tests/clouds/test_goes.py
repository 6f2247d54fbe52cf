"""ABI files: read as satpy reads them, and what cannot be read is said in a sentence."""

import shutil

import netCDF4
import numpy as np
import pytest
import xarray as xr
from pyproj import Proj

from helpers import catalog
from helpers.clouds.colour import sun_position
from helpers.clouds.products import goes16
from helpers.clouds.products.goes16 import bands, files, projection
from helpers.clouds.simulation import goes16_scans
from helpers.errors import BadInput

BAND = {"blue": "C01", "red": "C02", "veggie": "C03", "brightness_temperature": "C13"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two simulated scans of the sector."""
    place = tmp_path_factory.mktemp("abi")
    goes16_scans.write(place / "scans", place / "truth.nc", scans=2)
    return place / "scans"


@pytest.fixture(scope="module")
def scan(folder):
    """Its first scan, from bands to files."""
    return files.scans(folder)[0]


@pytest.fixture(scope="module")
def satpy_scene(scan):
    """The same four files in satpy."""
    satpy = pytest.importorskip("satpy")
    scene = satpy.Scene([str(path) for path in scan.values()], reader="abi_l1b")
    scene.load(list(BAND.values()))
    return scene


@pytest.fixture
def own(scan, tmp_path):
    """A copy of the scan that a test may spoil."""
    return {band: shutil.copy(path, tmp_path) for band, path in scan.items()} and tmp_path


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


@pytest.mark.parametrize(("grid_km", "band"), [(1, "C01"), (2, "C13")])
def test_places_are_satpys(scan, satpy_scene, grid_km, band):
    ds = goes16.open(scan, grid_km)
    theirs = satpy_scene[band].attrs["area"].get_lonlats()
    for ours, place in zip((ds.longitude, ds.latitude), theirs, strict=True):
        np.testing.assert_allclose(ours.values, place, atol=1e-4)


def test_places_are_projs_all_over_the_disk():
    p = projection.Projection()
    angle = xr.DataArray(np.linspace(-0.15, 0.15, 61), dims="x")
    longitude, latitude = projection.to_lonlat(angle, angle.rename(x="y"), p)
    proj = Proj(
        proj="geos", h=p.height, a=p.equator, b=p.pole, lon_0=p.longitude, sweep="x"
    )
    x, y = np.meshgrid(angle * p.height, angle * p.height)
    theirs = np.array(proj(x, y, inverse=True))
    theirs[~np.isfinite(theirs)] = np.nan
    np.testing.assert_allclose([longitude, latitude], theirs, atol=1e-8)
    assert 0.2 < np.isnan(latitude).mean().item() < 0.4


def test_scan_angles_come_back():
    longitude, latitude = np.meshgrid([-130, -75, -40], [-60, 0, 13, 60])
    x, y = projection.from_lonlat(longitude, latitude)
    for i in np.ndindex(x.shape):
        back = projection.to_lonlat(xr.DataArray(x[i]), xr.DataArray(y[i]))
        np.testing.assert_allclose(back, (longitude[i], latitude[i]), atol=1e-9)
    assert np.isnan(projection.from_lonlat(105, 0)).all()


def test_sun_stands_where_pyorbital_sees_it():
    astronomy = pytest.importorskip("pyorbital.astronomy")
    for time in ("2020-01-22T13:05", "2019-07-03T17:40", "2021-10-11T20:00"):
        theirs = astronomy.sun_zenith_angle(np.datetime64(time), -57.0, 13.0)
        ours = np.degrees(np.arccos(sun_position.zenith_cosine(time, -57.0, 13.0)))
        assert abs(ours - theirs) < 0.02
        assert (
            abs(
                sun_position.distance(time)
                - astronomy.sun_earth_distance_correction(np.datetime64(time))
            )
            < 1e-3
        )


def test_reflectance_of_white_under_the_sun_is_one():
    distance, irradiance = 0.984, 1631.3351
    radiance = xr.DataArray(np.float32([irradiance / (np.pi * distance**2)]))
    kappa0 = np.pi * distance**2 / irradiance
    assert radiance.reflectance(radiance, kappa0).item() == pytest.approx(1)


def test_brightness_temperature_undoes_planck():
    band = bands.BANDS[13]
    kelvin = np.array([210.0, 285.0, 310.0])
    radiance = xr.DataArray(goes16_scans.planck(kelvin, band).astype("float32"))
    back = radiance.brightness_temperature(radiance, *band.planck)
    np.testing.assert_allclose(back, kelvin, atol=2e-3)
    assert np.isnan(radiance.brightness_temperature(radiance * 0 - 1, *band.planck)).all()


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


def test_subset_holds_its_box(scan):
    box = dict(west=-60.0, east=-58.0, south=12.0, north=14.0)
    ds = projection.subset(goes16.open(scan), **box)
    inside = (abs(ds.longitude + 59) < 1) & (abs(ds.latitude - 13) < 1)
    whole = goes16.open(scan)
    all_of_them = (abs(whole.longitude + 59) < 1) & (abs(whole.latitude - 13) < 1)
    assert inside.sum() == all_of_them.sum() > 0.8 * inside.size
    for box in ({"west": 10, "east": 20}, {"west": -58, "east": -60}):
        with pytest.raises(BadInput, match="box from"):
            projection.subset(whole, **{"south": 12, "north": 14} | box)


def test_a_scan_is_found_by_any_of_its_files(folder, scan):
    found = files.scans(folder)
    assert len(found) == 2 and all(list(each) == [1, 2, 3, 13] for each in found)
    assert files.scans(scan[13]) == [scan]
    assert goes16.open(scan[3]).time == goes16.open(scan).time
    assert goes16.open(scan).time.values == np.datetime64("2020-01-22T13:05:03.200")


def test_of_several_scans_one_must_be_chosen(folder):
    with pytest.raises(BadInput, match="holds 2 scans, of 2020-01-22T13:00:17, 2020"):
        goes16.open(folder)


def test_missing_band(own):
    next(own.glob("*C02_*")).unlink()
    with pytest.raises(BadInput, match=r"has no C02 of the scan.*put all four"):
        goes16.open(own)


def test_files_of_different_times(own, folder):
    next(own.glob("*C02_*")).unlink()
    shutil.copy(files.scans(folder)[1][2], own)
    with pytest.raises(
        BadInput, match=r"has no C02 .* other scans, of 2020-01-22T17:40:17"
    ):
        goes16.open(own)


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


def test_sectors_by_name_are_scans_of_their_own(own):
    path = next(own.glob("*C02_*"))
    path.rename(own / path.name.replace("RadF", "RadM1"))
    with pytest.raises(BadInput, match="has no C02 of the scan"):
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


def test_counts_are_packed_as_noaa_packs_them(scan):
    for number, path in scan.items():
        band = bands.BANDS[number]
        with netCDF4.Dataset(path) as ds:
            ds.set_auto_maskandscale(False)
            radiance = ds["Rad"]
            assert {ds[name].dtype for name in ("Rad", "x", "y")} == {np.dtype("int16")}
            assert radiance._Unsigned == ds["DQF"]._Unsigned == "true"
            assert radiance._FillValue == 2**band.bits - 1
            assert radiance.valid_range.tolist() == [0, 2**band.bits - 2]
            assert 0 <= radiance[:].min() <= radiance[:].max() < 2**band.bits


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


def test_no_file_and_no_scan(tmp_path):
    with pytest.raises(BadInput, match="There is no file or folder"):
        files.scans(tmp_path / "none")
    with pytest.raises(BadInput, match="holds no file of ABI Level 1b"):
        files.scans(tmp_path)


def test_grid_must_be_one_of_two(scan):
    with pytest.raises(BadInput, match="grid_km = 3"):
        goes16.open(scan, grid_km=3)


def test_truth_is_what_the_files_show(folder, scan):
    truth = xr.load_dataset(folder.parent / "truth.nc").isel(scan=0)
    ds = goes16.open(scan, grid_km=2)
    cloudy, sea = truth.thickness > 5, (truth.thickness == 0) & (truth.land == 0)
    assert ds.red.where(cloudy).mean() > 5 * ds.red.where(sea).mean()
    clear = ds.brightness_temperature.where(sea.values)
    assert clear.mean() - ds.brightness_temperature.where(cloudy.values).mean() > 3
    assert float(clear.std()) < 0.2  # noise alone


def test_same_seed_same_files(folder, scan, tmp_path):
    goes16_scans.write(tmp_path / "again", tmp_path / "truth.nc", scans=1)
    again = files.scans(tmp_path / "again")[0]
    for band, path in scan.items():
        with xr.open_dataset(path) as one, xr.open_dataset(again[band]) as other:
            xr.testing.assert_identical(one.Rad, other.Rad)


def test_real_edition_says_the_steps():
    with pytest.raises(catalog.AccountNeeded, match="noaa-goes16"):
        catalog.find("clouds/goes16", "real")


def test_failed_simulation_leaves_no_folder(tmp_path):
    def write(product, truth):
        product.mkdir()
        (product / "half").write_text("a band")
        raise OSError("no space left")

    with pytest.raises(BadInput, match=r"could not be written.*no space left"):
        catalog._write(write, tmp_path / "goes16", tmp_path / "goes16.truth.nc")
    assert not list(tmp_path.iterdir())
