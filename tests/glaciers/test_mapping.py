"""Maps of classes, block by block."""

import dask.array as da
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score
from tslearn.metrics import cdist_dtw

from helpers.errors import BadInput
from helpers.glaciers import mapping, voting, window_features


@pytest.fixture(scope="module")
def centres():
    return np.random.default_rng(3).normal(size=(9, 4, 6)).astype("float32")


@pytest.mark.parametrize("blocks", [(41, 37), (8, 37), (10, 12), (7, 5), (41, 2)])
@pytest.mark.parametrize("size", [3, 4, 7])
def test_the_map_by_blocks_is_that_of_the_whole_scene(amplitude, centres, blocks, size):
    whole = mapping.classify(window_features.sliding(amplitude, size), centres, 2)
    features = mapping.features_by_blocks(da.from_array(amplitude, (2, 3, *blocks)), size)
    found = mapping.classify_by_blocks(features, centres, 2)
    assert found.shape == whole.shape
    first = features.blocks[0, 0, 0, 0]  # of the size that it was announced with
    assert first.compute().shape == first.shape
    np.testing.assert_array_equal(found.compute(), whole)
    assert np.isnan(whole).any() and np.isfinite(whole).any()


def test_agreement_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    truth = rng.choice([1, 2, 5], 300)
    guess = np.where(rng.random(300) < 0.7, truth, rng.choice([1, 2, 5, 9], 300))
    found = mapping.accuracy_assessment(guess, truth, np.arange(300) // 10)
    assert found.accuracy == accuracy_score(truth, guess)
    known = f1_score(truth, guess, labels=[1, 2, 5], average="macro")
    assert found["macro-F1"] == pytest.approx(known)
    assert found.low < known < found.high


def test_nothing_to_score_is_said():
    with pytest.raises(BadInput, match="No pixel has both"):
        mapping.accuracy_assessment([], [], [])
    with pytest.raises(BadInput, match="have 1, 2 and 2 pixels"):
        mapping.accuracy_assessment([1], [1, 2], [1, 2])


@pytest.mark.parametrize("features", [window_features.sliding, mapping.features_by_blocks])
@pytest.mark.parametrize(
    "change, message",
    [
        ({"size": 4.0}, "size is 4.0: give a whole number"),
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


def random_series(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def warped(series, barycentres):
    return cdist_dtw(
        [series], barycentres, global_constraint="sakoe_chiba", sakoe_chiba_radius=2
    )[0]


@pytest.fixture
def scene():
    features = random_series(3, 10, 14, 11).astype(np.float32)
    return features, random_series(3, 4, 10, seed=1).astype(np.float32)


def test_a_scene_without_pixels_stays_one():
    empty = mapping.classify(np.zeros((3, 5, 0, 4)), np.zeros((3, 2, 5)), 1)
    assert empty.shape == (2, 0, 4)


def test_a_scene_is_classified_as_its_pixels_are_one_by_one(scene, monkeypatch):
    features, barycentres = scene
    monkeypatch.setattr(mapping, "PIXELS_AT_A_TIME", 50)  # does not divide the 154 pixels
    whole = mapping.classify(features, barycentres, 2)
    assert whole.shape == (4, 14, 11)
    np.testing.assert_allclose(whole.sum(axis=0), 1, rtol=1e-5)
    for row, column in [(0, 0), (5, 7), (13, 10)]:
        votes = [
            voting.probabilities(warped(one[:, row, column], centres))
            for one, centres in zip(features, barycentres, strict=True)
        ]
        np.testing.assert_allclose(whole[:, row, column], voting.combine(votes), rtol=1e-4)


def test_a_scene_comes_out_the_same_block_by_block(scene):
    features, barycentres = scene
    features[1, 4, 3, 3] = np.nan
    blocks = da.from_array(features, chunks=(-1, -1, 5, 4))
    mapped = mapping.classify_by_blocks(blocks, barycentres, 2)
    expected = mapping.classify(features, barycentres, 2)
    np.testing.assert_array_equal(mapped.compute(scheduler="threads"), expected)
    missing = mapping.labels(expected) == -1
    assert np.argwhere(missing).tolist() == [[3, 3]]


def test_pixels_that_follow_a_barycentre_get_its_class():
    barycentres = random_series(3, 4, 20).astype(np.float32)
    truth = np.arange(40).reshape(8, 5) % 4
    features = np.moveaxis(barycentres[:, truth], -1, 1)
    sure = mapping.classify(features, barycentres, 3)
    np.testing.assert_array_equal(mapping.labels(sure), truth)
    np.testing.assert_allclose(sure.max(axis=0), 1)
