"""One `open` for all products of the study."""

import h5py
import numpy as np
import pytest

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers import products


@pytest.mark.parametrize(
    "product, variable",
    [("sentinel1-glacier", "vh"), ("sentinel1-crops", "crop"), ("modis-ndvi", "label")],
)
def test_a_product_is_found_and_opened_by_its_own_reader(real, product, variable):
    real("SOURCES.csv")
    path = catalog.find(f"glaciers/{product}", "real")
    assert variable in products.open(path)
    if product.startswith("sentinel1"):
        assert products.open(path.parent).identical(products.open(path))


def test_an_archive_may_have_any_name(tmp_path):
    with h5py.File(tmp_path / "download", "w") as file:
        stack = file.create_group("data/ABL001/DSC/HH")
        stack["images"], stack["masks"] = np.ones((2, 3, 1)), np.zeros((2, 3, 1))
        stack["timestamps"] = np.array([b"20200108"])
    assert products.open(tmp_path / "download", group="ABL001").sizes["x"] == 3


def test_what_is_no_product_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    for path in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(BadInput, match="is no product of the glacier study"):
            products.open(path)
    with pytest.raises(BadInput, match="There is no file"):
        products.open(tmp_path / "missing")
