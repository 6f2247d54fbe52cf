"""SAFE folders as ESA delivers them: what the reader makes of them."""

import shutil

import numpy as np
import pytest
import rasterio
import rasterio.shutil
import satpy
import xarray as xr

from helpers.errors import BadInput
from helpers.leads.products import sentinel2
from helpers.leads.simulation import (
    ice_scene,
    scene_geometry,
    sentinel2_scene,
)

SIZE = 192


@pytest.fixture(scope="module", params=["02.07", "05.00"])
def product(request, tmp_path_factory):
    """A small scene of before or after processing baseline 04.00."""
    name = scene_geometry.locate(SIZE, request.param).product.name
    folder = tmp_path_factory.mktemp("safe") / name
    sentinel2_scene.write(
        folder, folder.with_suffix(".truth.nc"), size=SIZE, baseline=request.param
    )
    return folder


@pytest.fixture
def copy(product, tmp_path):
    """A product to spoil."""
    return shutil.copytree(product, tmp_path / product.name)


def band_file(folder, band):
    return next(folder.glob(f"GRANULE/*/IMG_DATA/*_{band}.jp2"))


def counts(folder, band):
    with rasterio.open(band_file(folder, band)) as image:
        return image.read(1).astype(float)


def write_jp2(path, values, epsg=32602):
    rough = path.with_suffix(".tif")
    transform = rasterio.transform.from_origin(0, 0, 10, 10)
    height, width = values.shape
    with rasterio.open(
        rough, "w", driver="GTiff", dtype="uint16", count=1, height=height, width=width,
        crs=f"EPSG:{epsg}", transform=transform,
    ) as image:  # fmt: skip
        image.write(values.astype("uint16"), 1)
    path.unlink(missing_ok=True)
    rasterio.shutil.copy(rough, path, driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES")


def test_reflectance_is_count_and_offset_over_quantification(product):
    ds = sentinel2.open(product)
    offset = -1000 if ds.processing_baseline == "05.00" else 0
    for band in sentinel2.BANDS:
        raw = counts(product, band)
        wanted = np.where(raw == 0, np.nan, (raw + offset) / 10_000)
        np.testing.assert_allclose(ds.image.sel(band=band), wanted, atol=1e-6)


def test_baselines_give_the_same_reflectance(tmp_path):
    images = []
    for baseline in ("02.07", "05.00"):
        folder = tmp_path / baseline
        sentinel2_scene.write(folder, tmp_path / "t.nc", size=64, baseline=baseline)
        images.append(sentinel2.open(folder).image)
    np.testing.assert_allclose(*images, atol=1e-6)


def test_satpy_reads_the_same_values(product):
    files = [str(path) for path in product.rglob("*") if path.is_file()]
    scene = satpy.Scene(reader="msi_safe", filenames=files)
    scene.load([*sentinel2.BANDS, "solar_zenith_angle"])
    ds = sentinel2.open(product)
    for band in sentinel2.BANDS:
        assert scene[band].attrs["units"] == "%"
        ours = 100 * ds.image.sel(band=band)
        np.testing.assert_allclose(scene[band].values, ours, rtol=1e-5)
    assert scene["B04"].attrs["area"].crs.to_epsg() == int(ds.crs.split(":")[1])
    west, south, east, north = scene["B04"].attrs["area"].area_extent
    assert (west, east) == (ds.x.values[0] - 5, ds.x.values[-1] + 5)
    assert (south, north) == (ds.y.values[-1] - 5, ds.y.values[0] + 5)
    zenith = scene["solar_zenith_angle"].values
    assert zenith.max() == pytest.approx(float(ds.solar_zenith.max()), abs=0.01)


def test_gdal_knows_the_product_by_its_metadata(product):
    with rasterio.open(product / "MTD_MSIL1C.xml") as whole:
        assert whole.tags()["PROCESSING_LEVEL"] == "Level-1C"
        ten_metres = next(name for name in whole.subdatasets if ":10m:" in name)
    with rasterio.open(ten_metres) as bands:
        assert bands.crs.to_epsg() == 32602
        red, green, blue, infrared = bands.read()
    for band, layer in zip(sentinel2.BANDS, (blue, green, red, infrared), strict=True):
        np.testing.assert_array_equal(layer, counts(product, band))


def test_lossless(product):
    """What was drawn is what the file holds, to half a count."""
    scene, where = ice_scene.draw(0, SIZE), scene_geometry.locate(SIZE)
    image, truth = sentinel2_scene.picture(scene, where)
    ds = sentinel2.open(product)
    np.testing.assert_allclose(ds.image, image, atol=1e-6)
    kept = xr.open_dataset(product.with_suffix(".truth.nc"))
    for name in truth:
        np.testing.assert_array_equal(kept[name], truth[name])


def test_nothing_is_read_before_it_is_asked_for(copy):
    ds = sentinel2.open(copy)
    band_file(copy, "B08").write_bytes(b"gone")
    assert np.isfinite(ds.image.sel(band="B04")).any()
    with pytest.raises(BadInput):
        ds.image.sel(band="B08").compute()


def test_places_and_angles(product):
    ds = sentinel2.open(product)
    with rasterio.open(band_file(product, "B04")) as image:
        x, y = image.xy(3, 7)
    assert (float(ds.x[7]), float(ds.y[3])) == (x, y)
    assert 70 < float(ds.solar_zenith.mean()) < 82
    assert ds.angle_x.values[0] == ds.x.values[0] - 5


def test_missing_band_is_named(copy):
    band_file(copy, "B08").unlink()
    with pytest.raises(BadInput, match=r"band B08, not one; its bands are B02, B03, B04"):
        sentinel2.open(copy)
    assert sentinel2.open(copy, ["B04"]).image.shape == (1, SIZE, SIZE)


@pytest.mark.parametrize(
    ("shape", "epsg", "said"),
    [((SIZE, SIZE), 32603, "EPSG:32603"), ((50, 60), 32602, "60 × 50 pixels")],
)
def test_bands_of_two_grids(copy, shape, epsg, said):
    write_jp2(band_file(copy, "B03"), np.ones(shape), epsg)
    with pytest.raises(BadInput, match=said):
        sentinel2.open(copy)


def test_corrupt_image(copy):
    path = band_file(copy, "B04")
    whole = path.read_bytes()
    path.write_bytes(b"not an image")
    with pytest.raises(BadInput, match="can't be opened"):
        sentinel2.open(copy)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match=r"B04.jp2 is damaged near row 0"):
        sentinel2.open(copy).image.compute()


def test_corrupt_or_missing_metadata(copy):
    (copy / "MTD_MSIL1C.xml").write_text("<a><b></a>")
    with pytest.raises(BadInput, match="damaged"):
        sentinel2.open(copy)
    (copy / "MTD_MSIL1C.xml").write_text("<a/>")
    with pytest.raises(BadInput, match="no QUANTIFICATION_VALUE"):
        sentinel2.open(copy)
    (copy / "MTD_MSIL1C.xml").unlink()
    with pytest.raises(BadInput, match=r"has no MTD_MSIL1C.xml"):
        sentinel2.open(copy)


@pytest.mark.parametrize("name", ["MTD_MSIL1C.xml", "MTD_TL.xml", "*_B04.jp2"])
def test_a_damaged_product_is_refused_in_a_sentence(copy, spoil, name):
    spoil(sentinel2.open, next(copy.rglob(name)), read=copy)
