"""GeoTIFF pictures, such as those of MODIS."""

import shutil

import numpy as np
import pytest
import rasterio
import rasterio.shutil

from helpers.errors import BadInput
from helpers.leads.products import geotiff


def test_false_colour_holds_the_red_light_of_the_true_one(real):
    name = "leads/modis/barents_kara_seas-100km-20250507.terra.{}.tiff"
    false, true = (
        geotiff.open(real(name.format(f"{kind}color")), kind).image
        for kind in ("false", "true")
    )
    red = true.sel(band="red").values.ravel()
    alike = {b: np.corrcoef(false.sel(band=b).values.ravel(), red)[0, 1]
             for b in ("band 1", "band 7")}  # fmt: skip
    assert alike["band 1"] > 0.98 > 0.5 > alike["band 7"]


@pytest.mark.parametrize("kind", ["false", "true"])
def test_modis_scene_as_rasterio_reads_it(real, kind):
    path = real(f"leads/modis/greenland_sea-50km-20180712.terra.{kind}color.tiff")
    ds = geotiff.open(path, kind)
    layers = [3, 1, 2] if kind == "false" else [1, 2, 3]  # red light first
    with rasterio.open(path) as image:
        np.testing.assert_allclose(ds.image, image.read(layers) / 255, atol=1e-6)
    assert ds.crs == "EPSG:3413"
    assert float(ds.x[1] - ds.x[0]) == 250


def test_the_name_of_a_picture_says_nothing_of_its_colours(picture_file, tmp_path):
    renamed = shutil.copy(picture_file, tmp_path / "scene.falsecolor.tif")
    for path in (picture_file, renamed):
        with pytest.raises(BadInput, match=r"set colours to true .* or to false"):
            geotiff.open(path)
    ours, theirs = (geotiff.open(path, "false").image for path in (picture_file, renamed))
    np.testing.assert_array_equal(ours, theirs)
    assert ours.band.values.tolist() == ["band 1", "band 7", "band 2"]
    with pytest.raises(BadInput, match="colours = 'blue': give one of file, true, false"):
        geotiff.open(picture_file, "blue")


def test_a_description_of_the_bands_is_believed(picture_file):
    with rasterio.open(picture_file, "r+") as image:
        image.descriptions = "band 7", "band 2", "band 1"
        red = image.read(3) / 255
    ds = geotiff.open(picture_file)
    assert ds.red == "band 1"
    np.testing.assert_allclose(ds.image.sel(band="band 1"), red, atol=1e-6)


def test_alpha_and_no_data_are_missing(tmp_path):
    rgb = np.arange(1, 49, dtype="uint8").reshape(3, 4, 4)
    alpha = np.full((1, 4, 4), 255, "uint8")
    alpha[0, 1, 2] = 0
    settings = {
        "driver": "GTiff", "dtype": "uint8", "height": 4, "width": 4, "crs": "EPSG:3413",
        "transform": rasterio.transform.from_origin(0, 0, 250, 250),
    }  # fmt: skip
    with rasterio.open(tmp_path / "a.tif", "w", count=4, photometric="RGB", alpha="YES",
                       **settings) as image:  # fmt: skip
        image.write(np.concatenate([rgb, alpha]))
    missing = geotiff.open(tmp_path / "a.tif", "true").image.isnull()
    assert missing[:, 1, 2].all() and int(missing.sum()) == 3
    with rasterio.open(tmp_path / "b.tif", "w", count=1, nodata=7, **settings) as image:
        image.write(rgb[:1])
    grey = geotiff.open(tmp_path / "b.tif").image
    assert grey.band.values.tolist() == ["grey"]
    assert int(grey.isnull().sum()) == 1 and bool(grey[0, 1, 2].isnull())


def test_picture_without_a_place(tmp_path):
    with rasterio.open(tmp_path / "a.tif", "w", driver="GTiff", dtype="uint8", count=1,
                       height=4, width=4) as image:  # fmt: skip
        image.write(np.ones((1, 4, 4), "uint8"))
    with pytest.raises(BadInput, match="no coordinate system"):
        geotiff.open(tmp_path / "a.tif")


def test_a_damaged_picture_is_refused_in_a_sentence(picture_file, spoil):
    spoil(lambda path: geotiff.open(path, "true"), picture_file)


def test_a_list_of_other_files_is_not_followed(picture_file, tmp_path):
    rasterio.shutil.copy(picture_file, tmp_path / "b.tif", driver="VRT")
    with pytest.raises(BadInput, match="can't be opened as an image"):
        geotiff.open(tmp_path / "b.tif")
