"""Figures show what they were given, in letters that a phone shows, without a network."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers import plotting
from helpers.leads.figures import radar

CLASSES = np.repeat([0, 1, 2, 3], 10)


@pytest.fixture(autouse=True)
def drawn_off_screen():
    """Draw in the house style, off-screen, and look at the letters of what was drawn."""
    matplotlib.use("Agg")
    with plt.rc_context():
        plotting.style()
        yield
        smallest = [plotting.smallest_letter(plt.figure(n)) for n in plt.get_fignums()]
    plt.close("all")
    assert smallest
    assert min(smallest) >= 11


@pytest.fixture
def ds():
    """Give a pass with ten echoes of each class, of a shape that tells the class."""
    gates = np.arange(200)
    width = np.array([9, 7, 1, 3])[CLASSES][:, None]
    power = np.exp(-np.abs(gates - 60) / width)
    return xr.Dataset(
        {
            "power": (("echo", "gate"), power),
            "surface_class": ("echo", CLASSES),
            "latitude": ("echo", 70 + 0.1 * np.arange(40)),
            "longitude": ("echo", np.full(40, -150.0)),
        }
    )


@pytest.fixture
def table():
    """Give features of forty echoes."""
    rng = np.random.default_rng(1)
    level = np.array([0, 1, 3, 2])[CLASSES] + rng.uniform(0, 0.5, 40)
    return pd.DataFrame(
        {"sigma0": 8 * level, "peakiness": 5 + 9 * level, "stack_std": 40 - 9 * level}
    )


def lines(ax):
    return [line.get_xydata() for line in ax.lines]


def test_track_is_coloured_by_the_share_of_leads_over_ice(ds):
    radar.track(ds, segment_km=111.2)  # about ten echoes: a class to a piece
    dots = plt.gcf().axes[0].collections[-1]
    shares = dots.get_array()
    assert shares.min() == 0
    assert shares.max() == 100
    assert len(shares) < 5  # nothing over the ocean


def test_gallery_shows_echoes_of_each_class_at_their_maximum(ds):
    radar.gallery(ds, number=6)
    axes = plt.gcf().axes
    assert [ax.get_title() for ax in axes] == ["ocean", "sea ice", "lead", "unclassified"]
    for ax, width in zip(axes, (9, 7, 1, 3), strict=True):
        assert len(ax.lines) == 6
        x, y = lines(ax)[0].T
        np.testing.assert_allclose(y, np.exp(-np.abs(x) / width))


def test_feature_pairs_leave_out_the_ocean(ds, table):
    radar.feature_pairs(table, radar.names(ds))
    scatters = [ax for ax in plt.gcf().axes if ax.collections and ax.get_ylabel()]
    points = scatters[0].collections[0].get_offsets()
    assert len(points) == 30
    np.testing.assert_allclose(
        np.sort(points.data[:, 0]), np.sort(table.sigma0[CLASSES > 0])
    )
    texts = [text.get_text() for text in plt.gcf().legends[0].get_texts()]
    assert texts == ["sea ice", "lead", "unclassified"]


def test_choice_of_number_is_relative_to_one_cluster():
    radar.choice_of_number([1, 2, 3], [8.0, 4.0, 2.0], [9000, 3000, 2000])
    inertia, bic = plt.gcf().axes
    np.testing.assert_allclose(lines(inertia)[0], [[1, 1], [2, 0.5], [3, 0.25]])
    np.testing.assert_allclose(lines(bic)[0], [[1, 9], [2, 3], [3, 2]])


def test_mean_echoes_are_means_of_shapes(ds):
    rows = CLASSES > 1
    radar.mean_echoes(3 * ds.power.values[rows], CLASSES[rows])
    x, y = lines(plt.gca())[0].T
    np.testing.assert_allclose(y, np.exp(-np.abs(x)))
    assert "cluster 2 (10 echoes)" in plt.gca().get_legend_handles_labels()[1]


def test_boxes_hold_every_echo_over_ice(ds, table):
    radar.boxes(table, radar.names(ds))
    points = plt.gca().collections[0].get_offsets().data
    expected = table.loc[CLASSES > 0, ["peakiness", "stack_std"]].values
    assert {tuple(p) for p in points} == {tuple(p) for p in expected}


def test_detection_counts_what_each_method_calls_lead():
    share = xr.DataArray([0, 0, 0.5, 0.5], name="lead_share")
    calls = pd.DataFrame({"product": [0, 0, 1, 0], "K-means": [0, 1, 1, 1]}, dtype=bool)
    radar.detection(share, calls)
    product, kmeans = lines(plt.gca())
    np.testing.assert_allclose(product, [[0, 0], [0.5, 0.5]])
    np.testing.assert_allclose(kmeans, [[0, 0.5], [0.5, 1]])


def test_detection_takes_a_feature_where_there_is_no_truth():
    sigma0 = pd.Series(np.linspace(5, 30, 80), name="sigma0")
    radar.detection(sigma0, pd.DataFrame({"product": sigma0 > 15}))
    assert plt.gca().get_xlabel() == "σ0 (dB)"
    assert lines(plt.gca())[0][[0, -1], 1].tolist() == [0, 1]
