"""Land types: names by spectra that don't depend on labels, and colours of land."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from sklearn.cluster import KMeans

from helpers.errors import BadInput
from helpers.polder import land_types, pixel_table
from helpers.polder.products import grasp

pytestmark = pytest.mark.usefixtures("one_thread")


def test_names_follow_the_spectra_whatever_the_clusters_are_called():
    rng = np.random.default_rng(0)
    truth = rng.choice(land_types.SPECTRA.index[[0, 3, 6, 7]], 300)
    rows = land_types.SPECTRA.loc[truth] + rng.normal(0, 0.005, (300, 7))
    found, numbers = np.unique(truth, return_inverse=True)
    for renamed in (numbers, found.size - numbers, np.array(list("dacb"))[numbers]):
        assert np.array_equal(land_types.by_spectrum(renamed, rows), truth)


def test_each_name_is_given_once(land):
    for count in (1, 5, 8):
        labels = KMeans(count, n_init=1, random_state=0).fit_predict(land)
        names = land_types.by_spectrum(labels, land)
        pairs = set(zip(labels, names, strict=True))
        assert len(pairs) == len(set(names)) == count


def test_spectra_are_the_eight_clusters_of_the_digitised_land(digitised_path):
    table = grasp.land_table(grasp.open(digitised_path))
    rows = pixel_table.scaled(table)
    labels = KMeans(8, n_init=10, random_state=0).fit_predict(rows)
    names = land_types.by_spectrum(labels, table)
    means = table.groupby(names).mean().loc[land_types.SPECTRA.index]
    apart = means[land_types.SPECTRA.columns] - land_types.SPECTRA
    assert np.abs(apart).max(axis=None) < 0.03


def test_one_label_per_row_and_no_more_clusters_than_names():
    with pytest.raises(BadInput, match=r"shape \(3,\) and the table 8 rows"):
        land_types.by_spectrum([0, 1, 1], land_types.SPECTRA)
    nine = land_types.SPECTRA.iloc[[*range(8), 0]]
    with pytest.raises(BadInput, match="There are 9 clusters and 8 names"):
        land_types.by_spectrum(range(9), nine)


def test_colours_differ_and_none_is_blue():
    rgb = np.array([to_rgb(colour) for colour in land_types.PALETTE.values()])
    assert list(land_types.PALETTE) == list(land_types.SPECTRA.index)
    assert len(set(land_types.PALETTE.values())) == 8
    assert np.all(rgb[:, 2] <= rgb[:, :2].max(1))
