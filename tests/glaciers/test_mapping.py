"""Maps of classes, block by block."""

import dask.array as da
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers import cpazmal, mapping, series, vote


@pytest.fixture(scope="module")
def amplitude():
    rng = np.random.default_rng(2)
    values = rng.gamma(2, size=(2, 6, 41, 37)).astype("float32")
    values[rng.random(values.shape) < 0.1] = np.nan
    values[..., :9, :9] = np.nan
    return values


@pytest.fixture(scope="module")
def centres():
    return np.random.default_rng(3).normal(size=(9, 4, 6)).astype("float32")


@pytest.mark.parametrize("blocks", [(41, 37), (8, 37), (10, 12), (7, 5), (41, 2)])
@pytest.mark.parametrize("size", [3, 7])
def test_the_map_by_blocks_is_that_of_the_whole_scene(amplitude, centres, blocks, size):
    whole = vote.classify(mapping.window_features(amplitude, size), centres, 2)
    features = mapping.features_by_blocks(da.from_array(amplitude, (2, 3, *blocks)), size)
    found = mapping.classify_by_blocks(features, centres, 2)
    assert found.shape == whole.shape
    first = features.blocks[0, 0, 0, 0]  # of the size that it was announced with
    assert first.compute().shape == first.shape
    np.testing.assert_array_equal(found.compute(), whole)
    assert np.isnan(whole).any() and np.isfinite(whole).any()


def test_features_come_in_the_order_asked(amplitude):
    every = mapping.window_features(amplitude, 5)
    some = mapping.window_features(amplitude, 5, ["ratio_mean", "HV_k1"])
    order = [mapping.FEATURES.index(name) for name in ("ratio_mean", "HV_k1")]
    np.testing.assert_array_equal(some, every[order])
    with pytest.raises(BadInput, match="no feature HV_k4"):
        mapping.window_features(amplitude, 5, ["HV_k4"])


def test_a_sliding_window_says_what_the_training_window_said():
    path = catalog.find("glaciers/cpazmal")
    windows = series.of_windows(path, classes=["ACC"])
    one = windows.isel(window=0)
    stack = cpazmal.open(path, one.group.item(), polarisation=["HH", "HV"])
    stack = np.sqrt(stack.intensity.sel(time=one.time.values).values)
    found = mapping.window_features(stack, 7, list(windows.feature.values))
    centre = found[:, :, one.row.item() + 3, one.column.item() + 3]
    np.testing.assert_allclose(centre, one.series, rtol=1e-4, atol=1e-5)


def test_pixels_of_a_polygon_keep_their_class_and_place():
    path = catalog.find("glaciers/cpazmal")
    stack = cpazmal.open(path, "HAG003", polarisation=["HH", "HV"])
    found = mapping.polygon_pixels(path, ["HAG003"], stack.time.values[:3], 5, ["HH_k1"])
    assert set(found.label.values) == {"HAG"} and set(found.group.values) == {"HAG003"}
    clear = np.sqrt(stack.intensity.isel(time=slice(3))).values
    known = mapping.window_features(clear, 5, ["HH_k1"])[..., found.row, found.column]
    np.testing.assert_array_equal(found.series.transpose("feature", "time", "pixel"), known)
    assert np.isfinite(clear[..., found.row, found.column]).all()


def test_without_level_every_series_has_mean_zero(amplitude):
    features = np.nan_to_num(amplitude)
    np.testing.assert_allclose(mapping.without_level(features).mean(1), 0, atol=1e-5)


def test_agreement_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    truth = rng.choice([1, 2, 5], 300)
    guess = np.where(rng.random(300) < 0.7, truth, rng.choice([1, 2, 5, 9], 300))
    found = mapping.agreement(guess, truth, np.arange(300) // 10)
    assert found.accuracy == accuracy_score(truth, guess)
    known = f1_score(truth, guess, labels=[1, 2, 5], average="macro")
    assert found["macro-F1"] == pytest.approx(known)
    assert found.low < known < found.high


def test_nothing_to_score_is_said():
    with pytest.raises(BadInput, match="No pixel has both"):
        mapping.agreement([], [], [])
    with pytest.raises(BadInput, match="have 1, 2 and 2 pixels"):
        mapping.agreement([1], [1, 2], [1, 2])


@pytest.mark.parametrize("features", [mapping.window_features, mapping.features_by_blocks])
@pytest.mark.parametrize(
    "change, message",
    [
        ({"size": 4}, "size is 4: give an odd number"),
        ({"size": 39}, "size is 39.* 41 × 37"),
        ({"size": None}, "size is None"),
        ({"names": []}, "no feature asked for"),
        ({"names": ["HH_k9"]}, "no feature HH_k9"),
        ({"amplitude": np.ones((1, 2, 9, 9))}, r"shape \(1, 2, 9, 9\): give HH and HV"),
        ({"amplitude": np.ones((2, 9, 9))}, r"shape \(2, 9, 9\): give HH and HV"),
    ],
)
def test_features_of_what_does_not_fit_are_refused(amplitude, features, change, message):
    with pytest.raises(BadInput, match=message):
        features(**({"amplitude": amplitude, "size": 3} | change))


def test_a_date_that_a_polygon_lacks_is_named():
    path = catalog.find("glaciers/cpazmal")
    with pytest.raises(BadInput, match=r"HAG003 DSC has no images .* of 2019-01-01"):
        mapping.polygon_pixels(path, ["HAG003"], np.array(["2019-01-01"], "M8[ns]"), 5)
