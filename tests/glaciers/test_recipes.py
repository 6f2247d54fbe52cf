"""Scenes mapped by recipes, block by block, and written where they lie."""

import dask.array as da
import numpy as np
import pytest
import rasterio
import xarray as xr

from helpers.errors import BadInput
from helpers.glaciers import classifiers, mapping, series, window_features
from helpers.glaciers.mapping import geotiff, recipes


@pytest.fixture(scope="module")
def windows():
    rng, names = np.random.default_rng(0), list(window_features.FEATURES)
    values = rng.normal(size=(12, 9, 6)).astype("float32")
    label = np.repeat(["ABL", "ACC", "ICA"], 4)
    coords = {"feature": names, "label": ("window", label)}
    return xr.Dataset({"series": (("window", "feature", "time"), values)}, coords)


def test_what_is_learnt_is_the_barycentre_of_the_series_without_their_level(windows):
    found = recipes.learn(windows, ["HV_k1", "HH_k1"], False, 2)
    values = series.without_level(windows.series.values[:, [3, 0]], axis=2)
    known = classifiers.feature_barycentres(values, windows.label.values, 2)
    np.testing.assert_array_equal(found.barycentres, known)
    np.testing.assert_allclose(known.mean(axis=2)[:, 0], 0, atol=0.5)


@pytest.mark.parametrize("size", [4, 5])
@pytest.mark.parametrize("blocks", [(41, 37), (10, 12)])
def test_recipes_in_blocks_map_as_one_by_one_in_one_piece(amplitude, windows, blocks, size):
    few = ["HH_k1", "HV_k1"]
    learnt = [
        recipes.learn(windows, list(window_features.FEATURES), True, 1),
        recipes.learn(windows, few, False, 0),
    ]
    found = recipes.scene(da.from_array(amplitude, (2, 3, *blocks)), size, learnt)
    assert found.shape == (2, 3, 41, 37)
    features = window_features.sliding(amplitude, size)
    known = mapping.classify(features, learnt[0].barycentres, 1)
    np.testing.assert_array_equal(found[0].compute(), known)
    shape = series.without_level(features[[0, 3]])
    known = mapping.classify(shape, learnt[1].barycentres, 0)
    np.testing.assert_array_equal(found[1].compute(), known)


@pytest.fixture
def stack():
    place = {"crs": "EPSG:32632", "transform": [3.0, 0, 336000, 0, -3, 5086000]}
    return xr.Dataset(attrs={"source": "a.hdf5", "group": "ALLGLA"} | place)


def test_a_map_is_written_where_it_lies(tmp_path, stack):
    chance = np.array([[[0.2, 0.9, np.nan]], [[0.8, 0.1, np.nan]]])
    geotiff.write(tmp_path / "map.tif", chance, ["ABL", "ACC"], stack)
    with rasterio.open(tmp_path / "map.tif") as file:
        assert file.crs.to_epsg() == 32632
        assert file.transform[:6] == tuple(stack.attrs["transform"])
        np.testing.assert_array_equal(file.read(1), [[1, 0, 255]])
        assert (file.nodata, file.dtypes) == (255, ("uint8",))
        assert file.tags()["class_1"] == "ACC"
    assert [path.name for path in tmp_path.iterdir()] == ["map.tif"]


def test_a_map_without_a_place_is_refused(tmp_path, stack):
    del stack.attrs["transform"]
    with pytest.raises(BadInput, match=r"a\.hdf5 does not say where ALLGLA lies"):
        geotiff.write(tmp_path / "map.tif", np.ones((1, 2, 2)), ["ABL"], stack)
    assert not any(tmp_path.iterdir())
