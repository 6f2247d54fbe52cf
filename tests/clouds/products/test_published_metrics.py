"""The published tables are what they are said to be."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from helpers.clouds.products import published_metrics


def test_the_published_curve_rises_over_53_sizes(real):
    curve = published_metrics.nmi_by_size(real("nmi_by_tile_size.json"))
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
    table = published_metrics.per_tile(real(f"cloud_metrics_scale_{size}.tsv"))
    assert adjusted_mutual_info_score(table.labels, table.clusters) == pytest.approx(
        ami, abs=5e-4
    )
    assert np.allclose(table.frac, table.area * 255 / 256**2)
    if silhouette:
        metrics, labels, _ = published_metrics.complete(table)
        plane = PCA(2).fit_transform(metrics)  # half of the tiles, nothing scaled
        assert silhouette_score(plane, labels) == pytest.approx(silhouette, abs=1e-6)


def test_the_goes_tables(real):
    metrics = published_metrics.goes(real("df_metrics.csv"))
    assert metrics.shape == (2871, 20)
    complete = StandardScaler().fit_transform(metrics.dropna())
    explained = 100 * PCA(4).fit(complete).explained_variance_ratio_
    assert explained == pytest.approx([35.3, 25.4, 12.5, 8.1], abs=0.05)
    fractions = published_metrics.fractions(real("df_sgff.csv"))
    assert len(fractions.dropna()) == 564
    assert 0 <= fractions.min().min() < fractions.max().max() <= 1
