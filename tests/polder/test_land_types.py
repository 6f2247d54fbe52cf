"""Land types: an order that doesn't depend on names, and maps in the right place."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.polder import land_types


def test_order_follows_ndvi_whatever_the_clusters_are_called():
    rng = np.random.default_rng(0)
    ndvi = rng.uniform(size=300)
    truth = np.digitize(ndvi, [0.2, 0.5, 0.8])
    renamed = np.array(["d", "a", "c", "b"])[truth]
    np.testing.assert_array_equal(land_types.by_greenness(renamed, ndvi), truth)


def test_one_ndvi_per_label():
    with pytest.raises(BadInput, match=r"\(3,\).*\(2,\)"):
        land_types.by_greenness([0, 1, 1], [0.1, 0.2])


def test_each_type_has_its_own_colour_and_missing_pixels_none():
    values = xr.DataArray(
        [[0.0, 5.0], [np.nan, 7.0]], {"latitude": [0.5, -0.5], "longitude": [10.5, 11.5]}
    )
    figure = plt.figure()
    ax = figure.add_subplot(projection=ccrs.PlateCarree())
    mesh = land_types.draw(ax, values, extent=(0, 20, -10, 10))
    colours = mesh.to_rgba(mesh.get_array()).reshape(-1, 4)
    assert [plt.matplotlib.colors.to_hex(c).upper() for c in colours[[0, 1, 3]]] == [
        land_types.PALETTE[k] for k in (0, 5, 7)
    ]
    assert colours[2, 3] == 0
    assert ax.get_extent(ccrs.PlateCarree()) == pytest.approx((0, 20, -10, 10))
    plt.close(figure)


def test_legend_names_as_many_types_as_there_are():
    figure, _ = plt.subplots()
    entries = land_types.legend(figure, 4).get_texts()
    assert [text.get_text() for text in entries] == ["0", "1", "2", "3"]
    plt.close(figure)
