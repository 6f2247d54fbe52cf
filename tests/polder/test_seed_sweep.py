"""The kept sweep over seeds: whole, like what runs now, and found for its own data."""

import numpy as np
import pandas as pd
import pytest

from helpers import catalog
from helpers.errors import BadInput
from helpers.polder import cluster_validation, clustering_methods, pixel_table, seed_sweep
from helpers.polder.products import grasp
from tools import sweeps
from tools.sweeps import polder_verdict

pytestmark = pytest.mark.usefixtures("one_thread")
QUICK = {
    name: clustering_methods.METHODS[name] for name in ("raw", "pca_3", "tensor_train")
}


@pytest.mark.parametrize("edition", ["simulated", "digitised"])
def test_kept_sweep_is_whole(edition):
    table = sweeps.kept("polder/5_verdict").query("source == @edition")
    seeds = table.groupby(["score", "method"]).seed.nunique()
    wanted = pd.MultiIndex.from_product([seed_sweep.ALL_SCORES, clustering_methods.METHODS])
    assert set(seeds.index) >= set(wanted)
    assert seeds.min() >= 10 and np.isfinite(table.value).all()
    assert table.query("score == 'planted_ari'").value.min() >= 0.95


@pytest.mark.parametrize("edition", ["simulated", "digitised"])
def test_live_values_lie_within_the_kept_sweep(edition, land, request):
    path = source = catalog.find("polder/grasp", "simulated")
    source = "simulated"
    if edition == "digitised":
        path = source = request.getfixturevalue("digitised_path")
        land = pixel_table.scaled(grasp.land_table(grasp.open(path)))
    methods = QUICK | {"vae_1": clustering_methods.METHODS["vae_1"]}
    parts = [pixel_table.hold_out_blocks(land, half, 0.2) for half in (0, 1)]
    fits = [
        clustering_methods.fit(part, 7, half, methods) for half, part in enumerate(parts)
    ]
    live = cluster_validation.values(cluster_validation.evidence(fits))
    ends = seed_sweep.spread(seed_sweep.kept(path, str(source), seed_sweep.SWEPT)).loc[
        live.index
    ]
    # Another machine rounds otherwise, and a network goes its own way from there.
    margin = 0.02 + 0.25 * (ends.high - ends.low)
    assert ((live > ends.low - margin) & (live < ends.high + margin)).all()


def test_other_products_and_settings_were_not_swept(tmp_path):
    other = tmp_path / "product.nc"
    other.write_bytes(b"something else")
    assert seed_sweep.kept(other, str(other), seed_sweep.SWEPT).empty
    assert seed_sweep.kept("", "simulated", seed_sweep.SWEPT | {"n_clusters": 6}).empty
    assert len(seed_sweep.kept("", "simulated", seed_sweep.SWEPT))


def test_a_sweep_of_the_chapter_is_kept_in_long_form(tmp_path, monkeypatch):
    columns = {
        f"{s}_{m}": [0.5, 0.25]
        for s in seed_sweep.ALL_SCORES
        for m in clustering_methods.METHODS
    }
    runs = pd.DataFrame({"source": "simulated", "seed": [0, 1]} | columns)
    runs.to_csv(tmp_path / "sweep.csv", index=False)
    monkeypatch.setattr(polder_verdict, "TABLE", tmp_path / "sweep.csv")
    assert len(polder_verdict.rows("simulated")) == 2 * len(columns)
    assert polder_verdict.rows("digitised").empty


def test_a_table_that_is_no_whole_sweep_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(polder_verdict, "TABLE", tmp_path / "sweep.csv")
    (tmp_path / "sweep.csv").write_text("source,seed\nsimulated,0\n")
    with pytest.raises(BadInput, match="no silhouette_common_raw in some run"):
        polder_verdict.rows("simulated")
