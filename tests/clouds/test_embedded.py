"""An embedding is judged by what it surely holds, and a sweep keeps its table whole."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers import catalog
from helpers.clouds.embedding import evaluation
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.products.scenes import Scene
from helpers.clouds.tiles import brightness, placement
from helpers.errors import BadInput
from tools import tile2vec_sweep

TABLE = pd.DataFrame({"label": np.tile(LABELS, 30), "scene": np.repeat(range(4), 30)})


def blobs(names):
    """Embed each name at a corner of its own."""
    corner = np.eye(4)[pd.factorize(names)[0]]
    return corner + np.random.default_rng(0).normal(0, 0.01, corner.shape)


@pytest.mark.parametrize(("held", "absent"), [("label", "scene"), ("scene", "label")])
def test_what_an_embedding_holds_is_found_and_what_it_does_not_is_not(held, absent):
    found = evaluation.classes_and_scenes(blobs(TABLE[held]), TABLE, clusters=4)
    scores = {"label": found["class_ami"], "scene": found["scene_ami"]}
    assert scores[held] == pytest.approx(1)
    assert abs(scores[absent]) < 0.05


def test_two_components_explain_what_lies_in_a_plane():
    plane = np.random.default_rng(0).normal(size=(120, 2)) @ np.ones((2, 50))
    assert evaluation.classes_and_scenes(plane, TABLE)["explained"] == pytest.approx(1)


def test_brightness_is_the_mean_of_all_bands():
    tiles = np.stack([np.full((4, 4, 3), v, np.uint8) for v in (0, 90, 255)])
    assert brightness.mean(tiles).tolist() == [[0], [90], [255]]


def scene(name, labels=("Fish", "Sugar"), shape=(600, 900)):
    """A scene of noise, the boxes of which lie side by side."""
    random = np.random.default_rng(len(name))
    pixels = random.integers(20, 250, (*shape, 3), dtype=np.uint8)
    pixels[..., 2] = 250  # bluer than green: no land
    boxes = [(name, 440 * i, 0, 440 * i + 440, 600, each) for i, each in enumerate(labels)]
    table = pd.DataFrame(boxes, columns=["file", "x1", "y1", "x2", "y2", "label"])
    return Scene(name, xr.DataArray(pixels, dims=("y", "x", "band")), table)


def test_tiles_of_all_boxes_are_drawn_in_order():
    scenes = [scene("one"), scene("three")]
    table = placement.labelled(scenes, 100)
    assert table.groupby(["scene", "label"]).size().tolist() == [24] * 4
    few = placement.labelled(scenes, 100, most=20)
    assert len(few) == 20
    assert few.scene.is_monotonic_increasing


def test_too_few_labels_are_refused():
    with pytest.raises(BadInput, match="1 classes and 2 scenes"):
        placement.labelled([scene("one", ["Fish"]), scene("three", ["Fish"])], 100)


@pytest.fixture
def small(monkeypatch):
    scenes = [scene("one"), scene("three"), scene("sixteen")]
    monkeypatch.setattr(tile2vec_sweep.collection, "open", lambda source: scenes)
    for name, value in {"TRIPLETS": 8, "TILE": 128, "SIZE": 32}.items():
        monkeypatch.setattr(tile2vec_sweep, name, value)
    monkeypatch.setattr(tile2vec_sweep, "OTHERS", ({"epochs": 1}, {"epochs": 2}))


def test_a_sweep_replaces_its_own_rows_only(small, tmp_path):
    target = tmp_path / "sweep.csv"
    pd.DataFrame({"source": ["real", "mine"], "epochs": [7, 9]}).to_csv(target, index=False)
    tile2vec_sweep.main(["real"], target)
    table = pd.read_csv(target)
    assert table.epochs.tolist() == [1, 2, 9]
    assert table.source.tolist() == ["real", "real", "mine"]
    assert table.class_ami[:2].notna().all()
    assert [each.name for each in tmp_path.iterdir()] == ["sweep.csv"]


def test_the_table_that_is_shown_has_every_setting_of_both_editions():
    table = pd.read_csv(catalog.committed("sweeps/clouds/2_tile2vec.csv"))
    expected = [tile2vec_sweep.USUAL | other for other in tile2vec_sweep.OTHERS]
    for source in ("simulated", "real"):
        own = table[table.source == source]
        assert own[list(tile2vec_sweep.USUAL)].to_dict("records") == expected
        assert (own.distant > own.neighbour).all()
        assert own.class_ami.between(-0.1, 1).all()
