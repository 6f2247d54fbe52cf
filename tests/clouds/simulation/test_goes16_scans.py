"""Simulated scans show their truth."""

import pytest
import xarray as xr

from helpers import catalog
from helpers.clouds.products import goes16
from helpers.clouds.products.goes16 import files
from helpers.clouds.simulation import goes16_scans
from helpers.errors import BadInput


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


def test_failed_simulation_leaves_no_folder(tmp_path):
    def write(product, truth):
        product.mkdir()
        (product / "half").write_text("a band")
        raise OSError("no space left")

    with pytest.raises(BadInput, match=r"could not be written.*no space left"):
        catalog._write(write, tmp_path / "goes16", tmp_path / "goes16.truth.nc")
    assert not list(tmp_path.iterdir())
