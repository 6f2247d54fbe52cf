"""Image and echoes as features of the same ice, and predictions of unseen track."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sklearn.cluster import KMeans
from sklearn.neighbors import KNeighborsClassifier

from helpers.errors import BadInput
from helpers.leads.colocation import fusion


def grid(values):
    rows, columns = np.shape(values)
    axes = {"y": -10.0 * np.arange(rows), "x": 10.0 * np.arange(columns)}
    return xr.DataArray(np.asarray(values, float), axes, ("y", "x"))


@pytest.fixture
def scene():
    """A dark lead down the middle of bright ice, a bright ridge, no data on the left."""
    rng = np.random.default_rng(0)
    values = rng.normal(0.8, 0.03, (300, 300))
    lead = np.zeros(values.shape, bool)
    lead[:, 140:160] = True
    values[lead] = rng.normal(0.1, 0.02, lead.sum())
    values[:, 250] = 1.4
    values[:, :20] = np.nan
    return grid(values), lead


def test_the_darker_part_is_lead_and_the_brightest_pixels_never_are(scene):
    image, lead = scene
    found = fusion.lead_map(image)
    np.testing.assert_array_equal(found.values[:, 20:], lead[:, 20:])
    assert np.isnan(found.values[:, :20]).all()


def test_what_the_image_shows_is_described_per_echo(scene):
    image, _ = scene
    echoes = pd.DataFrame(
        {"x": [1500.0, 700.0, -900.0], "y": -1500.0, "along_x": 0.0, "along_y": 1.0},
        [5, 6, 9],
    )
    table = fusion.seen(image, fusion.lead_map(image), echoes)
    assert table.index.tolist() == [5, 6, 9]
    # A lead of 200 m along the track: two thirds of the strip, an eighth of the footprint.
    assert table.strip_share[5] == pytest.approx(200 / 300, abs=0.04)
    assert table.wide_share[5] == pytest.approx(200 / 1600, abs=0.01)
    assert table.darkest[5] == pytest.approx(0.1, abs=0.1)
    assert table.strip_share[6] == 0
    assert table.spread[6] == pytest.approx(0.03, rel=0.2)
    assert table.valid[9] == 0
    assert table.loc[9, ["strip_share", "wide_share", "darkest", "spread"]].isna().all()


@pytest.mark.parametrize(
    ("value", "message"),
    [(np.nan, "nothing in all its pixels"), (0.8, "one value, 0.8, in")],
)
def test_an_image_without_contrast_is_refused(value, message):
    with pytest.raises(BadInput, match=message):
        fusion.lead_map(grid(np.full((50, 50), value)))


def test_a_held_out_group_cannot_be_remembered():
    groups = np.repeat(np.arange(6), 20)
    X = groups[:, None] + np.random.default_rng(0).normal(0, 0.01, (120, 1))
    y = groups % 2  # a label that only the group itself gives away
    nearest = KNeighborsClassifier(1)
    assert (nearest.fit(X, y).predict(X) == y).all()
    assert (fusion.held_out(nearest, X, groups, 6, y) != y).mean() > 0.6


def test_clusters_are_named_by_the_first_feature_in_every_fold():
    rng = np.random.default_rng(0)
    lead = rng.random(200) < 0.3
    X = np.column_stack([np.where(lead, 25, 9) + rng.normal(0, 1, 200), rng.random(200)])
    found = fusion.held_out(KMeans(2, n_init=5, random_state=0), X, np.arange(200) // 25)
    np.testing.assert_array_equal(found, lead)


def test_fewer_groups_than_folds_are_refused():
    with pytest.raises(BadInput, match="2 groups for 4 folds"):
        fusion.held_out(KMeans(2), np.zeros((4, 1)), [0, 0, 1, 1])
