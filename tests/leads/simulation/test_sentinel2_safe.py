"""Names as ESA's convention has them."""

import pytest

from helpers.errors import BadInput
from helpers.leads.simulation import scene_geometry, sentinel2_safe


def test_names_follow_the_naming_convention():
    product = scene_geometry.locate().product
    assert product.name == (
        "S2A_MSIL1C_20190301T235758_N0500_R116_T02WMB_20190302T014558.SAFE"
    )
    assert product.band("B04") == (
        "GRANULE/L1C_T02WMB_A019273_20190301T235758/IMG_DATA/T02WMB_20190301T235758_B04.jp2"
    )


# the letters of ESA's own tiles
@pytest.mark.parametrize(
    ("tile", "epsg", "latitude", "x", "y"),
    [
        ("31TCJ", 32631, 43.6, 350_000, 4_850_000),  # Toulouse
        ("32TQM", 32632, 42.0, 750_000, 4_650_000),  # Rome's west
        ("33UUP", 32633, 48.1, 350_000, 5_350_000),
        ("01WCU", 32601, 70.3, 350_000, 7_850_000),  # the original study
    ],
)
def test_tile_names(tile, epsg, latitude, x, y):
    assert sentinel2_safe.tile_name(epsg, latitude, x, y) == tile


@pytest.mark.parametrize(("epsg", "latitude"), [(32733, 10), (32633, -4), (3413, 80)])
def test_no_tile_beyond_the_northern_zones(epsg, latitude):
    with pytest.raises(BadInput, match="no northern UTM zone"):
        sentinel2_safe.tile_name(epsg, latitude, 500_000, 5_000_000)
