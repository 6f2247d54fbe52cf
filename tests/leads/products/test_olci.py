"""Labelled pixels of OLCI."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier

from helpers.errors import BadInput
from helpers.leads.products import olci


def test_labelled_pixels_as_known(real):
    ds = olci.open(real("leads/olci_lead_1x1_training_set.npz"))
    assert ds.sizes == {"pixel": 9901, "band": 21} and ds.faulty == 8
    assert float(ds.reflectance.max()) < 3
    labels = KMeans(2, n_init=10, random_state=0).fit_predict(
        (ds.reflectance - ds.reflectance.mean("pixel")) / ds.reflectance.std("pixel")
    )
    right = np.mean(labels == ds.lead.values)
    assert max(right, 1 - right) == pytest.approx(0.688, abs=0.005)


def test_forest_finds_the_labels_of_unseen_rows(real):
    ds = olci.open(real("leads/olci_lead_1x1_training_set.npz"))
    rows = np.random.default_rng(0).permutation(ds.sizes["pixel"])
    X, y = ds.reflectance.values[rows], ds.lead.values[rows]
    forest = RandomForestClassifier(30, random_state=0).fit(X[:7000], y[:7000])
    assert forest.score(X[7000:], y[7000:]) == pytest.approx(0.90, abs=0.02)


def test_no_labelled_pixels(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((4, 20)), y=np.zeros(4))
    with pytest.raises(BadInput, match="rows of 21 bands"):
        olci.open(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", x=np.zeros((4, 21)))
    with pytest.raises(BadInput, match="labelled pixels"):
        olci.open(tmp_path / "b.npz")
    (tmp_path / "c.npz").write_text("no archive")
    with pytest.raises(BadInput, match="labelled pixels"):
        olci.open(tmp_path / "c.npz")


def test_a_damaged_archive_is_refused_in_a_sentence(tmp_path, spoil):
    path, rng = tmp_path / "a.npz", np.random.default_rng(0)
    np.savez(path, x=rng.random((30, 21)), y=rng.integers(0, 2, 30))
    spoil(olci.open, path)
    np.savez(path, x=np.full((4, 21), "text"), y=np.zeros(4))
    with pytest.raises(BadInput, match="labelled pixels"):
        olci.open(path)
