"""The simulated scene as a product."""

import pytest
import xarray as xr

from helpers import catalog
from helpers.errors import BadInput
from helpers.leads.products import altimetry, sentinel2
from helpers.leads.simulation import scene_geometry, sentinel2_scene


def test_catalogue_knows_both(monkeypatch, tmp_path):
    monkeypatch.setenv("EO_CACHE", str(tmp_path))
    path = catalog.find("leads/sentinel2")
    assert path.is_dir() and path.name == scene_geometry.locate().product.name
    truth = xr.open_dataset(catalog.truth(path))
    ds = sentinel2.open(path)
    assert truth.sizes == {"y": 1536, "x": 1536} and (truth.x == ds.x).all()
    leads = truth.surface_class == altimetry.LEAD
    red = ds.image.sel(band="B04").compute()
    open_water = red.where(leads & (truth.lead_thickness == 0))
    assert float(open_water.median()) < 0.2 < float(red.where(~leads).quantile(0.01))


def test_existing_folder_is_left_alone(tmp_path):
    (tmp_path / "a.SAFE").mkdir()
    with pytest.raises(BadInput, match="exists already"):
        sentinel2_scene.write(tmp_path / "a.SAFE", tmp_path / "t.nc", size=64)
