"""Metrics of tiles, teaching masks and the published tables."""

import math

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from helpers.clouds import organisation
from helpers.clouds.organisation import tile_metrics
from helpers.clouds.products import published_metrics
from helpers.clouds.simulation import known_answers
from helpers.clouds.tiles import brightness


def test_teaching_masks_have_their_values():
    found = {name: organisation.measure(m) for name, m in known_answers.masks().items()}
    assert found["lattice"]["iorg"] == pytest.approx(math.exp(-math.pi), rel=0.03)
    random = [organisation.measure(known_answers.masks(seed=s)["random"]) for s in range(6)]
    assert np.mean([r["iorg"] for r in random]) == pytest.approx(0.5, abs=0.06)
    assert found["clustered"]["iorg"] > 0.75
    assert found["line"]["fractal_dimension"] == pytest.approx(1)
    assert found["line"]["orientation"] == pytest.approx(1)


def test_brightness_is_that_of_single_pictures_and_grey_stays():
    tiles = np.random.default_rng(0).integers(0, 256, (3, 8, 9, 3), "uint8")
    fields = brightness.greyscale(tiles)
    assert np.array_equal(fields[1], brightness.greyscale(tiles[1]))
    assert np.abs(fields - tiles @ [0.299, 0.587, 0.114]).max() <= 0.5 + 1e-9
    assert (brightness.greyscale(np.full((2, 2, 3), 90, "uint8")) == 90).all()


def test_twenty_metrics_of_every_tile():
    fields = np.zeros((2, 64, 64), "uint8")
    fields[0, :32] = 200
    metrics = tile_metrics.measure_tiles(fields, 80)
    assert metrics.cloud_fraction.tolist() == [0.5, 0]
    assert tile_metrics.twenty(metrics).shape == (2, 20)


def test_no_tables_without_data(monkeypatch):
    monkeypatch.delenv("EO_DATA", raising=False)
    assert published_metrics.per_tile(612) is None
    assert published_metrics.eurec4a() is None
    assert published_metrics.nmi_by_size() is None


def test_the_published_curve_rises_over_53_sizes(real):
    real("nmi_by_tile_size.json")
    curve = published_metrics.nmi_by_size()
    assert len(curve) == 53
    assert (curve.index == np.arange(16, 849, 16)).all()
    assert curve.loc[16:96].max() < 0.02 < 0.4 < curve.loc[832:].min()


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
    real(f"cloud_metrics_scale_{size}.tsv")
    table = published_metrics.per_tile(size)
    assert adjusted_mutual_info_score(table.labels, table.clusters) == pytest.approx(
        ami, abs=5e-4
    )
    assert np.allclose(table.frac, table.area * 255 / 256**2)
    if silhouette:
        metrics, labels, _ = published_metrics.complete(table)
        plane = PCA(2).fit_transform(metrics)  # half of the tiles, nothing scaled
        assert silhouette_score(plane, labels) == pytest.approx(silhouette, abs=1e-6)


def test_the_goes_tables(real):
    real("df_metrics.csv")
    metrics = published_metrics.eurec4a()
    assert metrics.shape == (2871, 20)
    complete = StandardScaler().fit_transform(metrics.dropna())
    explained = 100 * PCA(4).fit(complete).explained_variance_ratio_
    assert explained == pytest.approx([35.3, 25.4, 12.5, 8.1], abs=0.05)
    joined = published_metrics.with_patterns(metrics)
    assert len(joined) == 562
    assert joined[list(published_metrics.PATTERNS)].to_numpy().max() <= 1
