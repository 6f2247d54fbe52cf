"""Tiles with labels, teaching masks and the published tables."""

import math

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from helpers.clouds import class_metrics, organisation, published_tables, teaching
from helpers.errors import BadInput


def boxes(*rows):
    return pd.DataFrame(rows, columns=["x1", "y1", "x2", "y2", "label"])


def test_teaching_masks_have_their_values():
    found = {name: organisation.measure(m) for name, m in teaching.masks().items()}
    assert found["lattice"]["iorg"] == pytest.approx(math.exp(-math.pi), rel=0.03)
    random = [organisation.measure(teaching.masks(seed=s)["random"]) for s in range(6)]
    assert np.mean([r["iorg"] for r in random]) == pytest.approx(0.5, abs=0.06)
    assert found["clustered"]["iorg"] > 0.75
    assert found["line"]["fractal_dimension"] == pytest.approx(1)
    assert found["line"]["orientation"] == pytest.approx(1)


def test_most_boxes_win_and_a_tie_has_no_label():
    whole, left = (0, 0, 99, 99), (0, 0, 49, 99)
    three = boxes((*whole, "Fish"), (*left, "Sugar"), (*left, "Sugar"))
    tiles = class_metrics.label_tiles(three, (100, 100), 50)
    assert tiles.label.tolist() == ["Sugar", "Fish"] * 2
    tie = class_metrics.label_tiles(three[:2], (100, 100), 50)
    assert tie.values.tolist() == [[0, 50, "Fish"], [50, 50, "Fish"]]


def test_a_tile_that_leaves_its_box_has_no_label():
    assert class_metrics.label_tiles(boxes((1, 0, 99, 99, "Fish")), (100, 100), 100).empty
    with pytest.raises(BadInput, match="larger than the scene"):
        class_metrics.label_tiles(boxes(), (100, 100), 101)


def test_scenes_are_read_and_black_swaths_left_out(tmp_path):
    picture = np.full((64, 128, 3), 90, "uint8")
    picture[:, 100:] = 0
    (tmp_path / "Region").mkdir()
    Image.fromarray(picture).save(tmp_path / "Region" / "a.png")
    table = tmp_path / "boxes.csv"
    table.write_text(
        "1,Region/a.png,0,0,127,63,Fish\n2,Region/b.png,0,0,9,9,Fish\n3,Region/a.png,,,,,\n"
    )
    brightness, found = class_metrics.scenes(table)
    assert len(found) == 1
    tiles = class_metrics.labelled_tiles(brightness, found, 64)
    assert tiles[["row", "column"]].values.tolist() == [[0, 0]]
    metrics = class_metrics.measure(brightness, tiles, 80, 64)
    assert metrics.cloud_fraction.tolist() == [1]
    assert class_metrics.twenty(metrics).shape == (1, 20)


def test_bad_scenes(tmp_path):
    table = tmp_path / "boxes.csv"
    table.write_text("1,Region/a.jpeg,0,0,9,9,Fish\n")
    with pytest.raises(BadInput, match="none of its pictures"):
        class_metrics.scenes(table)
    (tmp_path / "a.jpeg").write_text("not a picture")
    with pytest.raises(BadInput, match="could not be read"):
        class_metrics.scenes(table)


def test_no_tables_without_data(monkeypatch):
    monkeypatch.delenv("EO_DATA", raising=False)
    assert published_tables.per_tile(612) is None
    assert published_tables.goes16() is None


@pytest.mark.parametrize(
    ("size", "ami", "silhouette"),
    [
        (256, 0.081, None),
        (512, 0.161, -0.03543414516907521),
        (612, 0.173, -0.06301196540787697),
        (850, 0.082, None),
    ],
)
def test_the_authors_tables(real, size, ami, silhouette):
    real(published_tables.FILES[size][0])
    table = published_tables.per_tile(size)
    assert adjusted_mutual_info_score(table.labels, table.clusters) == pytest.approx(
        ami, abs=5e-4
    )
    assert np.allclose(table.frac, table.area * 255 / 256**2)
    if silhouette:
        metrics, labels, _ = published_tables.complete(table)
        plane = PCA(2).fit_transform(metrics)  # half of the tiles, nothing scaled
        assert silhouette_score(plane, labels) == pytest.approx(silhouette, abs=1e-6)


def test_the_goes_tables(real):
    real("df_metrics.csv")
    metrics = published_tables.goes16()
    assert metrics.shape == (2871, 20)
    complete = StandardScaler().fit_transform(metrics.dropna())
    explained = 100 * PCA(4).fit(complete).explained_variance_ratio_
    assert explained == pytest.approx([35.3, 25.4, 12.5, 8.1], abs=0.05)
    joined = published_tables.with_patterns(metrics)
    assert len(joined) == 562
    assert joined[list(published_tables.PATTERNS)].to_numpy().max() <= 1
