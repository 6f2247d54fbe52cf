"""The reader of labelled MODIS series."""

import numpy as np
import pandas as pd
import pytest
import rdata

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers.products import modis


@pytest.mark.parametrize(
    ("product", "shape", "classes"),
    [("modis-ndvi", (1218, 12, 1), 4), ("modis-mato-grosso", (2115, 23, 6), 9)],
)
def test_samples_are_those_of_an_independent_reading(real, product, shape, classes):
    real("SOURCES.csv")
    path = catalog.find(f"glaciers/{product}", "real")
    ds = modis.open(path)
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
    with pytest.raises(BadInput, match="cannot be read as an"):
        modis.open(tmp_path / "a.rda")
    with pytest.raises(BadInput, match="There is no file"):
        modis.open(tmp_path / "b.rda")


def test_an_r_file_of_something_else_is_refused(tmp_path):
    for table in ({"a": [1.0]}, {name: [1.0] for name in modis.NEEDED}):
        rdata.write_rda(tmp_path / "other.rda", {"table": pd.DataFrame(table)})
        with pytest.raises(BadInput, match="cannot be read as an"):
            modis.open(tmp_path / "other.rda")


def test_samples_of_different_lengths_are_refused(monkeypatch, tmp_path):
    (tmp_path / "a.rda").touch()
    days = [pd.DataFrame({"Index": range(n), "NDVI": 0.5}) for n in (12, 11)]
    table = pd.DataFrame(dict.fromkeys(modis.NEEDED, "a"), index=[0, 1])
    table["time_series"] = days
    monkeypatch.setattr(modis.rdata, "read_rda", lambda _: {"samples": table})
    with pytest.raises(BadInput, match="series of 2 kinds"):
        modis.open(tmp_path / "a.rda")


def test_a_damaged_file_is_refused_or_read(real, tmp_path, damage):
    real("SOURCES.csv")
    path = tmp_path / "samples.rda"
    path.write_bytes(catalog.find("glaciers/modis-ndvi", "real").read_bytes())
    assert damage(modis.open, path, overwritten=6) >= 4
