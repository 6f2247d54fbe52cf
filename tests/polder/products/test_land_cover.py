"""Land cover: the commonest class of the land in each degree."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score

from helpers.errors import BadInput
from helpers.polder import pixel_table, products
from helpers.polder.products import grasp, land_cover


@pytest.fixture
def write(tmp_path):
    """Give a function that writes a map of codes, two cells to a degree."""

    def write(codes):
        path = tmp_path / "a.tiff"
        height, width = codes.shape
        place = Affine(360 / width, 0, -180, 0, -180 / height, 90)
        kind = {"driver": "GTiff", "dtype": "uint8", "count": 1, "crs": "EPSG:4326"}
        size = {"height": height, "width": width, "transform": place, "nodata": 0}
        with rasterio.open(path, "w", **kind, **size) as file:
            file.write(codes.astype("uint8"), 1)
        return path

    return write


def test_a_degree_has_the_commonest_class_of_its_land(write):
    codes = np.zeros((360, 720), int)
    codes[:2, :2] = [[16, 0], [0, 0]]  # water isn't counted
    codes[2:4, :2] = [[10, 10], [1, 0]]
    codes[-2:, -2:] = [[12, 12], [2, 2]]  # of equals the lowest code
    assert products.open(write(codes)).to_dict() == {
        (89.5, -179.5): "barren",
        (88.5, -179.5): "grassland",
        (-89.5, 179.5): "evergreen broadleaf forest",
    }


def test_real_land_cover_is_told_by_types_as_was_measured(real, digitised_path):
    path = real("polder/landcover/MCD12C1_T1_2011-01-01_rgb_3600x1800.TIFF")
    cover = land_cover.open(path)
    assert cover[23.5, 10.5] == "barren" and "broadleaf" in cover[-3.5, -65.5]
    table = grasp.land_table(grasp.open(digitised_path))
    known = table[cover.reindex(table.index).notna().to_numpy()]
    assert len(known) == 10_043
    means = KMeans(6, n_init=10, random_state=0)
    found = means.fit_predict(pixel_table.scaled(table))
    types = found[table.index.isin(known.index)]
    ami = adjusted_mutual_info_score(cover[known.index], types)
    assert ami == pytest.approx(0.313, abs=0.003)


@pytest.mark.parametrize("codes", [np.full((360, 720), 17), np.ones((10, 20))])
def test_what_is_no_land_cover_is_refused(write, codes):
    with pytest.raises(BadInput, match="no map of classes 0 to 16"):
        land_cover.open(write(codes))


def test_a_damaged_file_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(b"II*\x00" + b"\xff" * 40)
    with pytest.raises(BadInput, match="the land cover of MODIS"):
        land_cover.open(path)
