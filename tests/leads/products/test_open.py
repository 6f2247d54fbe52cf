"""Products are told apart by what is in them, and what is none is refused."""

import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.optical import pixels
from helpers.leads.products import altimetry, cpom, cryosat2, sentinel3
from helpers.leads.radar import echoes
from helpers.leads.simulation import scene_geometry, sentinel2_scene

ROOT = Path(__file__).parents[3]
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
        real("leads/modis/greenland_sea-50km-20180712.terra.falsecolor.tiff"),
        colours="false",
    )
    assert (modis.red, modis.pixel_m) == ("band 1", 250.0)
    assert modis.band.values.tolist() == ["band 1", "band 7", "band 2"]


def test_what_is_no_product_and_what_lacks_a_variable_is_refused(tmp_path, picture_file):
    (tmp_path / "notes.txt").write_text("not a product")
    with pytest.raises(BadInput, match="no product that this study reads"):
        products.open(tmp_path / "notes.txt")
    assert "image" in products.open(picture_file, required=["image"], colours="true")
    with pytest.raises(BadInput, match="has no power: give a product that has it, or read"):
        products.open(picture_file, required=["image", "power"], colours="true")


def test_a_refusal_names_the_chapters_that_can_use_the_product(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.ones((4, 21)), y=np.zeros(4))
    with pytest.raises(BadInput, match=r"no image: .*, or read this one in 7_seas\.$"):
        products.open(tmp_path / "a.npz", required=["image"])
    chapters = {path.stem for path in (ROOT / "notebooks/leads").glob("*.py")}
    assert {name for name, _ in products.USES} <= chapters


@pytest.mark.parametrize(
    ("name", "lacks", "fit"),
    [
        (L2I, "power", "1_echoes or 6_real_passes or 8_real_freeboard"),
        (SIN.replace(".wfm", ".elev"), "image", "1_echoes or 2_alignment"),
        (COAST, "image", ".*9_real_ranges"),
    ],
)
def test_real_products_are_sent_to_the_chapters_that_read_them(real, name, lacks, fit):
    with pytest.raises(BadInput, match=f"read this one in {fit}"):
        products.open(real(name), required=[lacks])


NEW = """
import numpy as np
from helpers.leads.products import altimetry

def recognises(path):
    return path.suffix == ".new"

def open(path):
    power = 0.01 + np.exp(-((np.arange(400) - 200.0) ** 2) / 50)[None]
    variables = {"power": power, "sigma0": np.ones(1), "rip": power}
    return altimetry.dataset(variables, path, mission="New", gate_m=0.15)
"""


def test_a_new_altimeter_is_one_module_among_the_readers(tmp_path, monkeypatch):
    """Its echoes get their features by the width that it states of its own gates."""
    (tmp_path / "zz_altimeter.py").write_text(NEW)
    (tmp_path / "a.new").touch()
    monkeypatch.setattr(products, "__path__", [*products.__path__, str(tmp_path)])
    try:
        ds = products.open(tmp_path / "a.new", required=["power"])
    finally:
        sys.modules.pop("helpers.leads.products.zz_altimeter", None)
    assert (ds.mission, altimetry.gate_width(ds)) == ("New", 0.15)
    assert echoes.features(ds).notna().all(axis=None)
    del ds.attrs["gate_m"]
    with pytest.raises(BadInput, match=r"a\.new has 400 gates of unknown width"):
        echoes.features(ds)
