"""The eight ways to cut the land: controls, blocks, intervals, and the kept sweep."""

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits

from helpers import catalog
from helpers.errors import BadInput
from helpers.polder import contenders, grasp, koppen, verdict
from tools import polder_verdict

torch.set_num_threads(1)
DIGITISED = "polder/grasp_polder_l3_clim_S1_1degree_digitised.nc"
QUICK = {name: contenders.METHODS[name] for name in ("raw", "pca_3", "tensor_train")}
SLOW = {name: contenders.METHODS[name] for name in ("raw", "vae_1", "vae_2", "idec")}


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Tables this small lose more by waiting threads than they gain."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def land():
    ds = grasp.open(catalog.find("polder/grasp", "simulated"))
    return grasp.scaled(grasp.land_table(ds))


def test_every_method_finds_planted_groups(land):
    groups, truth = contenders.planted(land.iloc[::3], 7, seed=0)
    found = contenders.fit(groups, 7, seed=0).partitions
    assert list(found) == list(contenders.NAMES)
    for labels, space in found.values():
        assert adjusted_rand_score(truth, labels) >= 0.95
        assert len(space) == len(groups)


def test_shuffled_land_has_no_types_though_squeezed_it_looks_as_if(land):
    nothing = contenders.shuffled(land, seed=0)
    assert np.allclose(np.sort(nothing, axis=0), np.sort(land, axis=0))
    assert np.abs(np.corrcoef(nothing.T) - np.eye(7)).max() < 0.05
    found = contenders.fit(nothing, 7, 0, SLOW)
    # A climate map of our own: what counts is that it follows the land.
    climate = pd.Series(contenders.METHODS["raw"](land, 7, 1)[0], land.index)
    score = verdict.values(verdict.evidence([found], climate))
    assert score["koppen_ami"].abs().max() < 0.01
    own, common = score["silhouette_own"], score["silhouette_common"]
    assert own["raw"] == common["raw"] < 0.2
    assert own["vae_1"] > 0.5
    assert (own[["vae_1", "vae_2", "idec"]] > own["raw"] + 0.1).all()
    assert (common[["vae_1", "vae_2", "idec"]] < common["raw"]).all()


def test_shuffled_land_and_the_real_climates(land, real):
    climate = koppen.open(real("polder/" + koppen.FILE["name"]))
    fits = [
        contenders.fit(rows, 7, 0, QUICK) for rows in (land, contenders.shuffled(land, 0))
    ]
    told, nothing = (
        verdict.values(verdict.evidence([f], climate))["koppen_ami"] for f in fits
    )
    # The tensor train sees the map, and so the belts of climate, even in noise.
    assert nothing.abs().max() < 0.03
    assert told.min() > 0.2


def test_whole_blocks_are_left_out(land):
    part = contenders.without_some_blocks(land, 3, 0.25)
    kept, all_blocks = (np.unique(contenders.blocks(rows.index)) for rows in (part, land))
    assert len(kept) == len(all_blocks) - round(0.25 * len(all_blocks))
    inside = np.isin(contenders.blocks(land.index), kept)
    pd.testing.assert_frame_equal(part, land[inside])
    assert not part.equals(contenders.without_some_blocks(land, 4, 0.25))


def test_scores_against_plain_computation(land):
    parts = [contenders.without_some_blocks(land, seed, 0.5).iloc[:2000] for seed in (0, 1)]
    fits = [contenders.fit(part, 4, 0, QUICK) for part in parts]
    score = verdict.values(verdict.evidence(fits))
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
        fits = [contenders.fit(part, 3, 0, {"raw": contenders.raw})]
        ends = verdict.bootstrap(verdict.evidence(fits), repeats=100)
        assert ends.index.names == ["score", "method"]
        inside = ends.loc["silhouette_common"]
        assert (inside.low < inside.value).all() and (inside.value < inside.high).all()
        widths.append((inside.high - inside.low).iloc[0])
    assert widths[0] < widths[1]


def test_nobody_wins_where_intervals_touch():
    ends = pd.DataFrame(
        {"low": [0.1, 0.3, 0.5], "high": [0.2, 0.6, 0.7]}, index=["a", "b", "c"]
    )
    assert verdict.winner(ends, "higher") is None
    assert verdict.winner(ends, "lower") == "a"
    assert verdict.winner(ends.drop("b"), "higher") == "c"
    touching = pd.DataFrame({"low": [0.1, 0.2], "high": [0.2, 0.3]}, index=["a", "b"])
    assert verdict.winner(touching, "higher") is None


@pytest.mark.parametrize("edition", ["simulated", "digitised"])
def test_kept_sweep_is_whole(edition):
    table = pd.read_csv(polder_verdict.TARGET).query("product == @edition")
    seeds = table.groupby(["score", "method"]).seed.nunique()
    wanted = pd.MultiIndex.from_product([verdict.ALL_SCORES, contenders.METHODS])
    assert set(seeds.index) == set(wanted)
    assert seeds.min() >= 10 and np.isfinite(table.value).all()
    assert table.query("score == 'planted_ari'").value.min() >= 0.95
    assert table.query("score == 'shuffled_koppen_ami'").value.abs().max() < 0.03


@pytest.mark.parametrize("edition", ["simulated", "digitised"])
def test_live_values_lie_within_the_kept_sweep(edition, land, request):
    path = source = catalog.find("polder/grasp", "simulated")
    source = "simulated"
    if edition == "digitised":
        path = source = request.getfixturevalue("real")(DIGITISED)
        land = grasp.scaled(grasp.land_table(grasp.open(path)))
    methods = QUICK | {"vae_1": contenders.METHODS["vae_1"]}
    parts = [contenders.without_some_blocks(land, half, 0.2) for half in (0, 1)]
    fits = [contenders.fit(part, 7, half, methods) for half, part in enumerate(parts)]
    live = verdict.values(verdict.evidence(fits))
    ends = verdict.spread(verdict.sweep(path, str(source), verdict.SWEPT)).loc[live.index]
    # Another machine rounds otherwise, and a network goes its own way from there.
    margin = 0.02 + 0.25 * (ends.high - ends.low)
    assert ((live > ends.low - margin) & (live < ends.high + margin)).all()


def test_other_products_and_settings_were_not_swept(tmp_path):
    other = tmp_path / "product.nc"
    other.write_bytes(b"something else")
    assert verdict.sweep(other, str(other), verdict.SWEPT).empty
    assert verdict.sweep("", "simulated", verdict.SWEPT | {"n_clusters": 6}).empty
    assert len(verdict.sweep("", "simulated", verdict.SWEPT))


def test_a_sweep_is_kept_product_by_product(tmp_path):
    columns = {
        f"{s}_{m}": [0.5, 0.25] for s in verdict.ALL_SCORES for m in contenders.METHODS
    }
    runs = pd.DataFrame({"source": "simulated", "seed": [0, 1]} | columns)
    runs.to_csv(tmp_path / "sweep.csv", index=False)
    target = tmp_path / "verdict.csv"
    old = ["simulated,raw,0,stability,0.1", "digitised,raw,0,stability,0.2"]
    target.write_text("\n".join(["product,method,seed,score,value", *old]) + "\n")
    polder_verdict.main(tmp_path / "sweep.csv", target)
    table = pd.read_csv(target)
    assert table["product"].value_counts()["digitised"] == 1
    assert (table["product"] == "simulated").sum() == 2 * len(columns)
    assert not (table.value == 0.1).any()


@pytest.mark.parametrize("n_clusters", [1, 0, 50])
def test_refuses_numbers_of_clusters(land, n_clusters):
    with pytest.raises(BadInput, match=f"n_clusters = {n_clusters}: give at least two"):
        contenders.fit(land.iloc[:50], n_clusters, 0)


@pytest.mark.parametrize("share", [-0.1, 1, np.nan])
def test_refuses_shares(land, share):
    with pytest.raises(BadInput, match=f"share = {share}"):
        contenders.without_some_blocks(land, 0, share)


def test_refuses_more_belts_than_latitudes(land):
    latitude = land.index.get_level_values("latitude")
    with pytest.raises(BadInput, match="too few latitudes"):
        contenders.planted(land[np.isin(latitude, np.unique(latitude)[-3:])], 7, 0)


def test_draws_of_a_single_cluster_have_no_score_and_leave_the_interval():
    """Two blocks, a cluster each: every other draw holds just one."""
    pixels = [(b + 0.5, 0.5 + i) for b in (0, 10) for i in range(9)]
    index = pd.MultiIndex.from_tuples(pixels, names=["latitude", "longitude"])
    rows = np.random.default_rng(0).normal(size=(18, 2)) + np.repeat([0, 9], 9)[:, None]
    land = pd.DataFrame(rows, index)
    labels = np.repeat([0, 1], 9)
    fits = [contenders.Fit(land, {"raw": (labels, rows)})]
    ends = verdict.bootstrap(verdict.evidence(fits))
    assert np.isfinite(ends.to_numpy()).all()
    alone = contenders.Fit(land, {"raw": (0 * labels, rows)})
    assert verdict.values(verdict.evidence([alone])).isna().all()


def test_a_table_that_is_no_whole_sweep_is_refused_and_nothing_changes(tmp_path):
    (tmp_path / "sweep.csv").write_text("source,seed\nsimulated,0\n")
    target = tmp_path / "verdict.csv"
    target.write_text("kept\n")
    with pytest.raises(BadInput, match="no silhouette_common_raw in some run"):
        polder_verdict.main(tmp_path / "sweep.csv", target)
    assert target.read_text() == "kept\n"
