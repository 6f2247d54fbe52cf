"""Figures show what they were given, can be read on a phone, and ask no network."""

import socket

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.colors import to_rgb

from helpers import plotting
from helpers.glaciers import dtw, figures


@pytest.fixture(autouse=True)
def offline_and_tidy(monkeypatch):
    """Draw off-screen in the house style, without any network, and close what was drawn."""

    def refuse(*_):
        raise OSError("no network here")

    matplotlib.use("Agg")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with plt.rc_context():
        plotting.style()
        yield
    plt.close("all")


@pytest.fixture
def curves():
    """Give two features of two classes, whose medians are known."""
    times = pd.date_range("2020-01-01", periods=12, freq="MS")
    values = np.arange(6.0)[:, None, None] + np.zeros((6, 2, 12))
    values[:, 1] *= 10
    coords = {"time": times, "feature": ["HH_k1", "HV_k1"]}
    coords["label"] = "window", ["ABL", "ABL", "ABL", "ACC", "ACC", "ACC"]
    dims = ("window", "feature", "time")
    return xr.DataArray(values, coords, dims).to_dataset(name="series")


@pytest.fixture
def pairs():
    """Give two pairs of curves that are bumps at different dates."""
    days = np.arange(20)
    early, late = (np.exp(-((days - middle) ** 2) / 8) for middle in (7, 11))
    return {"one": {"ABL": early, "ACC": late}, "other": {"north": late, "south": early}}


def drawn(ax):
    """Return what a panel's lines with marks show, by their names."""
    return {line.get_label(): line.get_ydata() for line in ax.lines}


def test_a_class_has_its_colour_by_code_and_by_name_and_no_other_has_it():
    by_code = figures.colours(["ABL", "ACC", "HAG", "ICA", "FOR", "LAC", "PLA", "ROC"])
    assert len(set(by_code.values())) == 8
    assert figures.colours(["ablation"])["ablation"] == by_code["ABL"]
    others = figures.colours([f"crop {i}" for i in range(8)])
    assert len(set(others.values())) == 8
    assert not set(others.values()) & set(by_code.values())


def test_class_years_show_the_median_of_each_class(curves):
    fig = figures.class_years(curves, "month", "dB")
    for ax, factor in zip(fig.axes, (1, 10), strict=True):
        lines = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 12]
        np.testing.assert_allclose(lines, [[1 * factor] * 12, [4 * factor] * 12])
    names = [text.get_text() for text in fig.legends[0].get_texts()]
    assert names == ["ABL", "ACC"]
    colour = to_rgb(fig.axes[0].lines[0].get_color())
    assert colour == pytest.approx(to_rgb(figures.COLOURS["ABL"]))
    assert plotting.smallest_letter(fig) >= 11


def test_links_join_the_dates_that_warping_joins(pairs):
    fig = figures.links(pairs, np.arange(20), 3, "days", "dB")
    for ax, two in zip(fig.axes, pairs.values(), strict=True):
        first, second = two
        way = dtw.path(two[first], two[second], 3)
        joins = [line for line in ax.lines if len(line.get_xdata()) == 2]
        assert [tuple(line.get_xdata()) for line in joins] == [tuple(p) for p in way]
        lines = drawn(ax)
        np.testing.assert_allclose(lines[second], two[second])
        lift = lines[first] - two[first]
        np.testing.assert_allclose(lift, lift[0])
        assert lift[0] > 0
    assert plotting.smallest_letter(fig) >= 11


def test_without_a_band_links_are_upright(pairs):
    fig = figures.links({"one": pairs["one"]}, np.arange(20), 0)
    joins = [line.get_xdata() for line in fig.axes[0].lines if len(line.get_xdata()) == 2]
    assert all(a == b for a, b in joins)
    assert len(joins) == 20


def test_costs_show_the_table_and_both_ways(pairs):
    fig = figures.costs(pairs, 2)
    a, b = pairs["one"].values()
    shown = fig.axes[0].images[0].get_array()
    np.testing.assert_allclose(shown, np.sqrt(dtw.cost_matrix(a, b, None)).T)
    ways = [np.transpose(line.get_data()) for line in fig.axes[0].lines[2:]]
    for way, radius in zip(ways, (None, 2), strict=True):
        np.testing.assert_array_equal(way, dtw.path(a, b, radius))
    assert plotting.smallest_letter(fig) >= 11


def test_intervals_show_every_row_with_its_ends():
    index = pd.MultiIndex.from_product([["barycentres", "forest"], ["level", "shape"]])
    table = pd.DataFrame(
        {"macro-F1": [0.5, 0.7, 0.8, 0.9], "low": [0.4, 0.6, 0.7, 0.8]}, index
    ).assign(high=lambda t: t["macro-F1"] + 0.05)
    fig = figures.intervals(table)
    dots = [container.lines[0] for container in fig.axes[0].containers]
    assert [list(dot.get_xdata()) for dot in dots] == [[0.5, 0.8], [0.7, 0.9]]
    bars = [c.lines[2][0].get_segments() for c in fig.axes[0].containers]
    ends = [bar[:, 0] for segments in bars for bar in segments]
    np.testing.assert_allclose(
        sorted(map(tuple, ends)), sorted(table[["low", "high"]].values.tolist())
    )
    assert [t.get_text() for t in fig.axes[0].get_yticklabels()] == [
        "barycentres",
        "forest",
    ]
    assert plotting.smallest_letter(fig) >= 11


def test_intervals_about_zero_have_a_line_there():
    table = pd.DataFrame({"difference": [0.1], "low": [-0.1], "high": [0.3]}, ["a"])
    line = figures.intervals(table).axes[0].lines[-1]
    assert list(line.get_xdata()) == [0, 0]
    apart = figures.intervals(table.assign(low=0.05))
    assert all(list(line.get_xdata()) != [0, 0] for line in apart.axes[0].lines)


def test_maps_show_classes_errors_and_certainty():
    truth = np.array([["ABL", "ACC"], ["", "ACC"]])
    missed = np.ma.masked_where(truth == "", [[True, False], [False, False]])
    sure = np.array([[0.5, 0.9], [np.nan, 0.7]])
    fig = figures.class_maps({"map": truth}, ["ABL", "ACC"], {"wrong": missed}, sure)
    pictures = {ax.get_title(): ax.images[0] for ax in fig.axes if ax.images}
    shown = pictures["map"].to_rgba(pictures["map"].get_array())
    for place, name in {(0, 0): "ABL", (0, 1): "ACC", (1, 1): "ACC"}.items():
        assert shown[place][:3] == pytest.approx(to_rgb(figures.COLOURS[name]))
    assert shown[1, 0, 3] == 0
    errors = pictures["wrong"].to_rgba(pictures["wrong"].get_array())
    assert errors[0, 0, :3] == pytest.approx(to_rgb(figures.WRONG))
    assert errors[0, 1, :3] == pytest.approx(to_rgb(figures.RIGHT))
    np.testing.assert_array_equal(
        pictures["how sure"].get_array(), np.ma.masked_invalid(sure)
    )
    assert plotting.smallest_letter(fig) >= 11
