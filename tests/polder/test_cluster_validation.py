"""Scores of the eight clusterings: on land, on shuffled land; intervals and winners."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from helpers.polder import cluster_validation, clustering_methods, controls, pixel_table

pytestmark = pytest.mark.usefixtures("one_thread")
QUICK = {
    name: clustering_methods.METHODS[name] for name in ("raw", "pca_3", "tensor_train")
}
SLOW = {
    name: clustering_methods.METHODS[name] for name in ("raw", "vae_1", "vae_2", "idec")
}


def test_shuffled_land_has_no_types_though_squeezed_it_looks_as_if(land):
    nothing = controls.shuffled(land, seed=0)
    assert np.allclose(np.sort(nothing, axis=0), np.sort(land, axis=0))
    assert np.abs(np.corrcoef(nothing.T) - np.eye(7)).max() < 0.05
    found = clustering_methods.fit(nothing, 7, 0, SLOW)
    score = cluster_validation.values(cluster_validation.evidence([found]))
    own, common = score["silhouette_own"], score["silhouette_common"]
    assert own["raw"] == common["raw"] < 0.2
    assert own["vae_1"] > 0.5
    assert (own[["vae_1", "vae_2", "idec"]] > own["raw"] + 0.1).all()
    assert (common[["vae_1", "vae_2", "idec"]] < common["raw"]).all()


def test_scores_against_plain_computation(land):
    parts = [pixel_table.hold_out_blocks(land, seed, 0.5).iloc[:2000] for seed in (0, 1)]
    fits = [clustering_methods.fit(part, 4, 0, QUICK) for part in parts]
    score = cluster_validation.values(cluster_validation.evidence(fits))
    labels, space = fits[0].partitions["pca_3"]  # fewer pixels than are judged: all
    assert score["silhouette_own", "pca_3"] == pytest.approx(
        silhouette_score(space, labels)
    )
    common = silhouette_score(parts[0], labels)
    assert score["silhouette_common", "pca_3"] == pytest.approx(common)
    first, second = (
        pd.Series(fit.partitions["raw"][0], fit.land.index).rename(str(i))
        for i, fit in enumerate(fits)
    )
    both = pd.concat([first, second], axis=1, join="inner")
    assert 0 < len(both) < len(first)
    assert score["stability", "raw"] == adjusted_rand_score(both["0"], both["1"])


def test_bootstrap_holds_the_value_and_widens_with_fewer_blocks(land):
    widths = []
    for part in (land, land[land.index.get_level_values("latitude") > 50]):
        fits = [clustering_methods.fit(part, 3, 0, {"raw": clustering_methods.raw})]
        ends = cluster_validation.bootstrap(
            cluster_validation.evidence(fits), n_resamples=100
        )
        assert ends.index.names == ["score", "method"]
        inside = ends.loc["silhouette_common"]
        assert (inside.low < inside.value).all() and (inside.value < inside.high).all()
        widths.append((inside.high - inside.low).iloc[0])
    assert widths[0] < widths[1]


def test_nobody_wins_where_intervals_touch():
    ends = pd.DataFrame(
        {"low": [0.1, 0.3, 0.5], "high": [0.2, 0.6, 0.7]}, index=["a", "b", "c"]
    )
    assert cluster_validation.winner(ends, "higher") is None
    assert cluster_validation.winner(ends, "lower") == "a"
    assert cluster_validation.winner(ends.drop("b"), "higher") == "c"
    touching = pd.DataFrame({"low": [0.1, 0.2], "high": [0.2, 0.3]}, index=["a", "b"])
    assert cluster_validation.winner(touching, "higher") is None


def test_draws_of_a_single_cluster_have_no_score_and_leave_the_interval():
    """Two blocks, a cluster each: every other draw holds just one."""
    pixels = [(b + 0.5, 0.5 + i) for b in (0, 10) for i in range(9)]
    index = pd.MultiIndex.from_tuples(pixels, names=["latitude", "longitude"])
    rows = np.random.default_rng(0).normal(size=(18, 2)) + np.repeat([0, 9], 9)[:, None]
    land = pd.DataFrame(rows, index)
    labels = np.repeat([0, 1], 9)
    fits = [clustering_methods.Fit(land, {"raw": (labels, rows)})]
    ends = cluster_validation.bootstrap(cluster_validation.evidence(fits))
    assert np.isfinite(ends.to_numpy()).all()
    alone = clustering_methods.Fit(land, {"raw": (0 * labels, rows)})
    assert cluster_validation.values(cluster_validation.evidence([alone])).isna().all()
