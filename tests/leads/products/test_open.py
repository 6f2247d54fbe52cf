"""Products are told apart by what is in them, and what is none is refused."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.optical import pixels
from helpers.leads.products import altimetry, cpom, cryosat2, sentinel3
from helpers.leads.radar import echoes
from helpers.leads.simulation import scene_geometry, sentinel2_scene

L2I = "CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"
SIN = "CS_OFFL_SIR_SIN_1B_20221214T015253_20221214T015406_E001.wfm"
COAST = "s3a_hongkong_result_final_sea_ice.nc"


def test_products_are_recognised_by_content(real):
    assert products.open(real(L2I)).mission == "CryoSat-2"
    assert products.open(real(COAST)).mission == "Sentinel-3"
    assert products.open(real(SIN)).sizes["gate"] == 128


@pytest.mark.parametrize("reader", [products.open, sentinel3.open, cryosat2.open])
def test_a_text_file_is_refused_in_one_sentence(reader, tmp_path):
    path = tmp_path / "notes.nc"
    path.write_text("not a product")
    with pytest.raises(BadInput, match=r"notes\.nc is not a NetCDF file") as caught:
        reader(path)
    assert "\n" not in str(caught.value)


def test_other_netcdf_is_refused_by_the_missing_variable(tmp_path):
    path = tmp_path / "other.nc"
    xr.Dataset({"x": ("y", [1.0])}).to_netcdf(path)
    with pytest.raises(BadInput, match="no variable time_20_ku"):
        products.open(path)


def test_a_product_without_any_place_or_value_is_refused(tmp_path):
    nothing = {"time_20_ku": ("time_20_ku", np.arange(3.0))}
    for name in ("lat_20_ku", "lon_20_ku"):
        nothing[name] = "time_20_ku", np.full(3, np.nan)
    xr.Dataset(nothing).to_netcdf(tmp_path / "a.nc")
    with pytest.raises(BadInput, match="no echo with a latitude"):
        products.open(tmp_path / "a.nc")


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(BadInput, match=r"no file .*gone\.nc"):
        products.open(tmp_path / "gone.nc")
    with pytest.raises(BadInput, match="neither enhanced_measurement"):
        sentinel3.open(tmp_path)
    with pytest.raises(BadInput, match=r"gone\.wfm"):
        cpom.open(tmp_path / "gone.wfm")


def test_safe_folder_and_picture_open_alike(tmp_path, real):
    folder = tmp_path / scene_geometry.locate(64).product.name
    sentinel2_scene.write(folder, tmp_path / "truth.nc", size=64)
    ours = products.open(folder)
    assert (ours.red, ours.pixel_m) == ("B04", 10.0)
    assert pixels.composite(ours).shape == (64, 64, 3)
    modis = products.open(
        real("leads/modis/greenland_sea-50km-20180712.terra.falsecolor.tiff")
    )
    assert (modis.red, modis.pixel_m) == ("band 1", 250.0)
    assert modis.band.values.tolist() == ["band 1", "band 2", "band 7"]


def test_what_is_no_product_and_what_lacks_a_variable_is_refused(tmp_path, picture_file):
    (tmp_path / "notes.txt").write_text("not a product")
    with pytest.raises(BadInput, match="no product that this study reads"):
        products.open(tmp_path / "notes.txt")
    assert "image" in products.open(picture_file, required=["image"])
    with pytest.raises(BadInput, match="has no power: give a product that has it"):
        products.open(picture_file, required=["image", "power"])


def test_a_new_altimeter_is_a_module_and_its_name_among_the_readers(tmp_path, monkeypatch):
    """Its echoes get their features by the width that it states of its own gates."""
    gates = np.arange(400)
    power = 0.01 + np.exp(-((gates - 200) ** 2) / 50)[None]

    def read(path):
        variables = {"power": power, "sigma0": np.ones(1), "rip": power}
        return altimetry.dataset(variables, path, mission="New", gate_m=0.15)

    new = SimpleNamespace(recognises=lambda path: path.suffix == ".new", open=read)
    monkeypatch.setattr(products, "READERS", (new, *products.READERS))
    (tmp_path / "a.new").touch()
    ds = products.open(tmp_path / "a.new", required=["power"])
    assert altimetry.gate_width(ds) == 0.15
    assert echoes.features(ds).notna().all(axis=None)
    del ds.attrs["gate_m"]
    with pytest.raises(BadInput, match=r"a\.new has 400 gates of unknown width"):
        echoes.features(ds)
