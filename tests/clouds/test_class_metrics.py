"""Tiles with labels, teaching masks and the published tables."""

import math

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from helpers.clouds import (
    class_metrics,
    organisation,
    published_tables,
    scenes,
    teaching,
)
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


def test_what_two_people_call_the_same_counts_once():
    whole, left = (0, 0, 100, 100), (0, 0, 60, 100)
    alike = boxes((*whole, "Fish"), (*left, "Fish"))
    assert len(class_metrics.label_tiles(alike, (100, 100), 50)) == 4
    differ = boxes((*whole, "Fish"), (*left, "Sugar"))
    tiles = class_metrics.label_tiles(differ, (100, 100), 50)
    assert tiles.label.value_counts().to_dict() == {"Fish": 4, "Sugar": 2}


def test_a_tile_does_not_leave_its_box():
    assert class_metrics.label_tiles(boxes((1, 0, 100, 100, "Fish")), (100, 100), 100).empty
    with pytest.raises(BadInput, match="larger than the scene"):
        class_metrics.label_tiles(boxes(), (100, 100), 101)


def scene(pixels, *rows):
    image = xr.DataArray(pixels, dims=("y", "x", "band"))
    return scenes.Scene("Region/a.jpeg", image, boxes(*rows))


def test_no_tile_of_a_swath_gap():
    pixels = np.full((64, 192, 3), 90, "uint8")
    pixels[:, 100:128] = 0
    dark = scene(pixels, (0, 0, 192, 64, "Fish"))
    tiles = class_metrics.labelled_tiles([dark], 64)
    assert tiles.column.tolist() == [0]
    pictures = {dark.name: class_metrics.brightness(dark)}
    metrics = class_metrics.measure(pictures, tiles, 80, 64)
    assert metrics.cloud_fraction.tolist() == [1]
    assert class_metrics.twenty(metrics).shape == (1, 20)


def test_as_many_tiles_of_a_label_as_asked_for_and_none_is_said():
    pixels = np.full((64, 192, 3), 90, "uint8")
    sea = scene(pixels, (0, 0, 192, 64, "Fish"))
    assert len(class_metrics.labelled_tiles([sea], 32, most=5)) == 5
    with pytest.raises(BadInput, match="No tile of 64 pixels"):
        class_metrics.labelled_tiles([scene(pixels, (0, 0, 9, 9, "Fish"))], 64)


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
