"""The figures show what they are given, in letters that a phone can show."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from helpers import plotting
from helpers.clouds import figures
from helpers.clouds.products.boxes import LABELS

SMALLEST = 11  # pixels on a phone


@pytest.fixture
def drawn(monkeypatch):
    """Draw in the house style; give the figure, whose letters must be large enough."""
    plt.close("all")
    with plt.rc_context():
        plotting.style()

        def draw(name, *given, **more):
            getattr(figures, name)(*given, **more)
            figure = plt.gcf()
            assert plotting.smallest_letter(figure) >= SMALLEST
            assert figure.get_figwidth() <= plotting.WIDTH
            return figure

        yield draw
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.fixture
def table():
    values = np.linspace(-0.5, 0.5, 8).reshape(4, 2)
    return pd.DataFrame(values, ["iorg", "num", "open_sky", "woi1"], ["PC1", "PC2"])


@pytest.fixture
def tiles():
    rng = np.random.default_rng(0)
    metrics = pd.DataFrame(rng.random((20, 4)), columns=["iorg", "num", "cop", "woi1"])
    return metrics, np.repeat(LABELS, 5)


def test_every_class_has_a_colour_of_its_own():
    assert set(figures.COLOURS) == set(LABELS)
    assert len(set(figures.COLOURS.values())) == 4


def test_loadings_are_written_into_their_cells(drawn, table):
    (ax,) = drawn("loadings", table, [0.62, 0.2]).axes
    assert texts(ax) == [f"{value:+.2f}" for value in table.to_numpy().ravel()]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["PC1\n62%", "PC2\n20%"]
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names == ["I_org", "number of clouds", "open sky", "WOI1"]


def test_a_star_stands_where_a_correlation_exceeds_its_level(drawn, table):
    (ax,) = drawn("correlations", table, 0.3).axes
    starred = ["*" in text for text in texts(ax)]
    assert starred == (table.abs() > 0.3).to_numpy().ravel().tolist()


def test_the_level_and_the_own_value_are_lines_over_the_moves(drawn):
    moved = np.linspace(0.2, 0.4, 100)
    (ax,) = drawn("largest", moved, 0.39, 0.5).axes
    assert [line.get_xdata()[0] for line in ax.lines] == [0.39, 0.5]
    assert sum(bar.get_height() for bar in ax.patches) == 100


def test_every_tile_is_a_dot_in_the_colour_of_its_class(drawn, tiles):
    metrics, labels = tiles
    figure = drawn("metrics_by_class", metrics, labels, ["iorg", "cop"])
    for ax, name in zip(figure.axes, ("iorg", "cop"), strict=True):
        classes = [tick.get_text() for tick in ax.get_xticklabels()]
        assert classes == [*figures.COLOURS]
        for dots, label in zip(ax.collections, classes, strict=True):
            values = np.sort(np.asarray(dots.get_offsets())[:, 1])
            assert values == pytest.approx(
                np.sort(metrics[name].to_numpy()[labels == label])
            )
            assert to_hex(dots.get_facecolor()[0]) == figures.COLOURS[label].lower()


def test_the_threshold_moves_the_medians(drawn, tiles):
    metrics, labels = tiles
    by_level = {level: metrics + level for level in (1, 2)}
    figure = drawn("threshold", by_level, metrics, labels, [*metrics])
    sugar = figure.axes[0].lines[0]
    median = metrics.iorg[labels == "Sugar"].median()
    assert sugar.get_label() == "Sugar"
    assert sugar.get_ydata() == pytest.approx([median + 1, median + 2])
    assert figure.axes[0].lines[1].get_ydata() == pytest.approx([median])


def test_scores_and_chance_stand_at_their_sizes(drawn):
    scores, chance = pd.Series({64: 0.1, 850: 0.4}), pd.Series({64: 0.0, 850: 0.3})
    fine = pd.Series({64: 0.1, 300: 0.2})
    (ax,) = drawn("scores_and_chance", scores, chance, fine=fine).axes
    curves = [line.get_ydata().tolist() for line in ax.lines]
    assert curves == [[0.1, 0.2], [0.1, 0.4], [0.0, 0.3]]


def test_samples_are_drawn_as_their_means(drawn):
    rows = [(size, size / 10 + one, one) for size in (1, 2) for one in (0.1, 0.3)]
    draws = pd.DataFrame(rows, columns=["size", "NMI", "AMI"])
    (ax,) = drawn("draws_by_size", draws).axes
    heights = [
        y for line in ax.lines if len(line.get_ydata()) == 2 for y in line.get_ydata()
    ]
    for mean in (0.3, 0.4, 0.2):  # of NMI at both sizes, of AMI at either
        assert any(y == pytest.approx(mean) for y in heights)


def test_the_largest_share_comes_first(drawn):
    (ax,) = drawn("shares", pd.Series({"a": 2, "b": 50, "c": 48}), "share (%)").axes
    assert [bar.get_width() for bar in ax.patches] == [50, 48, 2]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["b", "c", "a"]


def test_profiles_are_less_the_median_and_in_their_units(drawn):
    pressure = np.array([400.0, 700.0, 1000.0])
    variables = {}
    for name in figures.PROFILES:
        own = np.add.outer(np.arange(4.0), np.zeros(3))
        variables[f"{name}_isobaric"] = (("pattern", "pressure"), own)
        variables[f"{name}_isobaric_median"] = (("pressure",), np.ones(3))
    place = {"pattern": list(LABELS), "pressure": pressure}
    figure = drawn("weather_profiles", xr.Dataset(variables, place))
    for ax, (_, factor) in zip(figure.axes, figures.PROFILES.values(), strict=True):
        for line in ax.lines[:4]:
            expected = factor * (LABELS.index(line.get_label()) - 1)
            assert line.get_xdata() == pytest.approx([expected] * 3)


def test_maps_share_one_scale_and_hide_what_is_rare(drawn):
    grid = {"latitude": np.arange(89.0, -90, -2), "longitude": np.arange(-179.0, 180, 2)}
    values = np.zeros((90, 180))
    values[45, 90], values[10, 10] = 0.4, 0.005
    share = xr.DataArray(values, grid, ("latitude", "longitude"))
    figure = drawn("maps_of_days", {"Sugar": share, "Fish": share / 2})
    meshes = [ax.collections[0] for ax in figure.axes[:2]]
    assert [mesh.get_clim() for mesh in meshes] == [(0, 0.4)] * 2
    assert [mesh.get_array().count() for mesh in meshes] == [1, 1]
