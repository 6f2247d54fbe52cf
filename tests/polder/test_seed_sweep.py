"""The kept sweep over seeds: whole, and like what runs now."""

import numpy as np
import pytest

from helpers.polder import clustering_methods, controls, seed_sweep
from tools import sweeps
from tools.sweeps import polder_verdict

pytestmark = pytest.mark.usefixtures("one_thread")
QUICK = {n: clustering_methods.METHODS[n] for n in ("raw", "pca_3", "tensor_train")}
SCORES = ["silhouette, common", "silhouette, own"]


def test_kept_sweep_is_whole():
    table = sweeps.kept("polder/5_verdict")
    assert set(table.source) == set(polder_verdict.SOURCES)
    assert np.isfinite(table.value).all()
    seeds = table.groupby(["on", "score", "method"]).seed.agg(["nunique", "size"])
    assert (seeds == len(polder_verdict.SEEDS)).all(axis=None)
    every = [*clustering_methods.METHODS]
    wanted = {("land", "stability"): every, ("planted", "agreement"): every}
    wanted |= {("land", score): every for score in SCORES}
    for name in controls.NULLS:
        methods = every if name == "Gaussian" else [*seed_sweep.PUBLISHED]
        wanted |= {(name, score): methods for score in SCORES}
    have = seeds.reset_index().groupby(["on", "score"]).method.agg(set).to_dict()
    assert have == {key: set(methods) for key, methods in wanted.items()}


@pytest.mark.usefixtures("digitised_path")
def test_a_seed_gives_what_is_kept_of_it(monkeypatch):
    land = polder_verdict.land()
    monkeypatch.setattr(seed_sweep, "METHODS", QUICK)
    monkeypatch.setattr(seed_sweep, "PUBLISHED", ("raw", "pca_3"))
    monkeypatch.setattr(seed_sweep, "fit", quick)
    live = polder_verdict.one(land, 0).set_index(["on", "score", "method"]).value
    table = sweeps.kept("polder/5_verdict").query("seed == 0")
    then = table.set_index(["on", "score", "method"]).value[live.index]
    # K-means in near ties may go another way on another processor.
    assert np.isclose(live, then, atol=0.02).mean() > 0.9


def quick(land, n_clusters, seed, methods=QUICK):
    """Fit without networks."""
    return clustering_methods.fit(land, n_clusters, seed, methods)
