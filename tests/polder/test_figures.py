"""Figures show what they were given, in letters that a phone can show."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from scipy.cluster.hierarchy import fcluster, linkage

from helpers import plotting
from helpers.polder import land_types
from helpers.polder.figures import land, latent, variables
from helpers.polder.products import grasp

SIX = ["bright sand", "sand", "steppe", "shrubs", "forest", "snow"]


@pytest.fixture(autouse=True)
def in_style():
    plotting.style()
    yield
    smallest = [plotting.smallest_letter(plt.figure(n)) for n in plt.get_fignums()]
    plt.close("all")
    assert min(smallest) >= 11


@pytest.fixture
def grid(grasp_file, tmp_path):
    return grasp.open(grasp_file(tmp_path / "a.nc"))


@pytest.fixture
def types(grid):
    """Give two maps of types on the northernmost row, which numbers leave gaps in."""
    table = grasp.land_table(grid)[:6]
    return pd.DataFrame({"one": SIX, "other": [*SIX[:2], *SIX[:2], *SIX[:2]]}, table.index)


def test_the_line_cuts_the_tree_into_as_many_clusters():
    tree = linkage(np.random.default_rng(0).normal(size=(80, 3)), "ward")
    for n_clusters in (2, 6, 8):
        ax = land.dendrogram(tree, n_clusters)
        height = ax.lines[-1].get_ydata()[0]
        assert np.unique(fcluster(tree, height, "distance")).size == n_clusters
        assert len(ax.collections[0].get_paths()) == land.MOST - 1


def test_maps_show_each_type_in_its_colour_and_nothing_where_there_is_none(types, grid):
    for name, ax in zip(types, land.type_maps(types, grid), strict=True):
        assert ax.get_title() == name
        mesh = ax.collections[-1]
        colours = mesh.to_rgba(mesh.get_array()).reshape(180, 360, 4)
        place = grid.longitude.searchsorted(types.index.get_level_values("longitude"))
        shown = [to_hex(c).upper() for c in colours[0, place]]
        assert shown == [land_types.PALETTE[k].upper() for k in types[name]]
        assert np.sum(colours[..., 3] > 0) == len(types)
    labels = plt.gcf().legends[0].get_texts()
    assert [text.get_text() for text in labels] == SIX


def test_means_of_types_are_written_where_the_trees_put_them():
    values = np.array([[1.0, 9, 2], [3, 9, 4], [8, 0, 8], [6, 2, 8]])
    table = pd.DataFrame(values, columns=["a", "b", "c"])
    types = pd.Series(["sand", "sand", "forest", "forest"])
    grid = land.type_means(table, (table - table.mean()) / table.std(), types)
    means = table.groupby(types).mean().loc[["sand", "forest"]]
    order = grid.dendrogram_row.reordered_ind, grid.dendrogram_col.reordered_ind
    written = [float(text.get_text()) for text in grid.ax_heatmap.texts]
    np.testing.assert_allclose(written, means.to_numpy()[np.ix_(*order)].ravel())


def test_rules_show_each_curve_and_the_number_that_it_chooses():
    numbers = np.arange(1, 11)
    names = ["inertia", "silhouette", "gap", "BIC"]
    curves = pd.DataFrame({n: numbers * (i + 1.0) for i, n in enumerate(names)}, numbers)
    chosen = {"dendrogram": 9, "elbow": 3, "silhouette": 2, "gap": 1, "BIC": 8}
    axes = land.rules(curves, chosen)
    for name, number in zip(names, (3, 2, 1, 8), strict=True):
        curve, line = axes[name].lines
        np.testing.assert_array_equal(curve.get_ydata(), curves[name])
        assert set(line.get_xdata()) == {number}


def test_shakes_are_points_at_their_agreements():
    given = {
        ("K-means", "seed"): [0.9, 1.0],
        ("Ward", "seed"): [1.0],
        ("K-means", "b"): [0.2],
    }
    ax = land.shakes(given)
    drawn = np.concatenate([dots.get_offsets()[:, 0] for dots in ax.collections])
    assert sorted(drawn) == [0.2, 0.9, 1.0, 1.0]
    assert [text.get_text() for text in ax.figure.legends[0].get_texts()] == [
        "K-means",
        "Ward",
    ]


def test_what_is_told_is_drawn_where_it_is_with_its_ends():
    table = pd.DataFrame(
        {
            "AMI": [0.3, 0.4],
            "low": [0.25, 0.38],
            "high": [0.4, 0.41],
            "turned": [0.2, np.nan],
        },
        ["K-means", "bands"],
    )
    ax = land.told(table)
    np.testing.assert_allclose(ax.lines[0].get_xdata(orig=False), table.AMI)
    (bars,) = (c for c in ax.collections if isinstance(c, LineCollection))
    ends = [bar[:, 0] for bar in bars.get_segments()]
    np.testing.assert_allclose(ends, table[["low", "high"]])
    np.testing.assert_allclose(ax.lines[-1].get_xdata(orig=False), table.turned)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(table.index)


def test_each_numeral_stands_where_its_picture_does():
    names = np.arange(10).repeat(3)
    Z = np.random.default_rng(0).normal(size=(30, 2))
    first, second = latent.numerals({"VAE": Z, "PCA": -Z}, names, {"PCA": Z[:3]})
    assert [mark.get_text() for mark in second.texts] == ["a", "b", "c"]
    assert not first.texts
    assert (first.get_title(), second.get_title()) == ("VAE", "PCA")
    for ax, expected in ((first, Z), (second, -Z)):
        drawn = np.concatenate([dots.get_offsets() for dots in ax.collections])
        np.testing.assert_allclose(drawn, expected)
    assert len({to_hex(dots.get_facecolor()[0]) for dots in first.collections}) == 10


def test_pictures_are_rows_of_five_with_a_name():
    rows = np.random.default_rng(0).uniform(size=(6, 16))
    axes = latent.pictures({"clean": rows, "noisy": rows[::-1]})
    assert axes.shape == (2, 5)
    assert [line[0].get_ylabel() for line in axes] == ["clean", "noisy"]
    np.testing.assert_array_equal(axes[1, 0].images[0].get_array(), rows[5].reshape(4, 4))


def test_epochs_show_the_last_medians_and_all_of_r2():
    rng = np.random.default_rng(0)
    seen = [
        (i / 4, rng.normal(i, 1, (50, 2)), rng.normal(-i, 1, (50, 2))) for i in range(4)
    ]
    axes = latent.epochs({"low β": seen, "high β": seen[:3]})
    assert [ax.get_title() for ax in axes[0]] == ["low β", "high β"]
    assert axes[0, 0].lines[0].get_ydata().tolist() == [0, 0.25, 0.5, 0.75]
    for row, part in zip(axes[1:], (1, 2), strict=True):
        last = [line.get_ydata()[-1] for line in row[0].lines]
        np.testing.assert_allclose(last, np.median(seen[-1][part], 0))


def test_a_line_over_weights_is_the_median_of_networks():
    pairs = [(b, s) for b in (1e-6, 1e-3) for s in range(3)]
    index = pd.MultiIndex.from_tuples(pairs, names=["β", "network"])
    curve = pd.DataFrame({"R²": [1, 2, 9, 4, 5, 0], "wider": 1.0, "narrower": 0.5}, index)
    axes = latent.weights(curve, {"R²": ["R²"], "spread of μ": ["wider", "narrower"]})
    assert axes[0].lines[0].get_ydata().tolist() == [2, 4]
    assert [t.get_text() for t in axes[1].get_legend().get_texts()] == ["wider", "narrower"]
    assert axes[1].get_ylabel() == "spread of μ"


def test_a_dot_has_the_colour_of_its_type():
    Z = np.random.default_rng(0).normal(size=(6, 2))
    axes = latent.type_planes({"before": (Z, SIX), "after": (-Z, SIX[::-1])})
    for ax, sign, names in zip(axes, (1, -1), (SIX, SIX[::-1]), strict=True):
        dots = ax.collections[0]
        np.testing.assert_allclose(dots.get_offsets(), sign * Z)
        shown = [to_hex(c).upper() for c in dots.get_facecolor()]
        assert shown == [land_types.PALETTE[name].upper() for name in names]


def test_losses_show_the_part_that_clusters_from_its_start():
    history = pd.DataFrame(
        {"loss": [4.0, 2.0], "error": [None, 1.0], "divergence": [None, 7]}
    )
    axes = latent.losses(
        {"a": history, "b": history.rename(columns={"divergence": "s"})}, 1
    )
    assert axes[0, 0].lines[0].get_ydata().tolist() == [4, 1]
    assert axes[1, 0].lines[0].get_ydata()[1] == 7
    assert [ax.get_ylabel() for ax in axes[1]] == ["divergence", "s"]


def test_an_interval_reaches_from_its_low_to_its_high_end():
    ends = pd.DataFrame({"difference": [0.1, -0.2], "low": [0.0, -0.5], "high": [0.3, 0.0]})
    ax = latent.intervals(ends.set_axis(["a", "b"]), "difference")
    bars = ax.collections[0].get_segments()
    np.testing.assert_allclose([bar[:, 0] for bar in bars], ends[["low", "high"]])


def test_planes_hold_every_pixel():
    Z = np.random.default_rng(0).normal(size=(200, 2))
    for ax in latent.planes({"VAE": Z, "PCA": Z + 5}):
        assert ax.collections[0].get_array().sum() == 200


def test_a_cell_has_the_colour_of_its_kind(grid):
    place = grid.latitude.where(grid.longitude == 0.5)
    kinds = {name: place == 10.5 + i for i, name in enumerate(variables.KINDS)}
    kinds["filled in"] = place > 100
    ax = variables.cells(kinds)
    mesh = ax.collections[-1]
    shown = mesh.to_rgba(mesh.get_array()).reshape(-1, 4)
    wanted = [variables.KINDS[name] for name in ("used", "all land, values missing")]
    assert [to_hex(c).upper() for c in shown[shown[:, 3] > 0]] == wanted  # north first
    named = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert named == ["all land, values missing", "used"]


def test_a_map_shows_each_variable_where_it_is(grid):
    table = grasp.land_table(grid)[["NDVI", "DHR443"]]
    for name, ax in zip(table, variables.maps(table, grid), strict=True):
        drawn = ax.collections[-1].get_array().compressed()
        np.testing.assert_allclose(np.sort(drawn), np.sort(table[name]))


def test_ours_lie_below_the_diagonal_and_the_published_above():
    ours = pd.DataFrame([[1, 0.2], [0.2, 1]], ["a", "b"], ["a", "b"])
    ax = variables.correlations(ours, {("a", "b"): -0.5})
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(1.5, 0.5): "-0.50", (0.5, 1.5): "0.20"}


def test_a_spectrum_is_the_median_of_its_cells():
    bands = ("DHR443", "DHR670", "DHR1020")
    values = np.array([[1.0, 2, 3], [3, 4, 5], [5, 9, 7], [9, 9, 9]])
    table = pd.DataFrame(values, columns=bands).rename_axis("cell")
    rows = table.index.to_series()
    ax = variables.spectra(table, {"sand": rows < 3, "snow": rows == 3})
    drawn = {tuple(line.get_ydata()) for line in ax.lines if len(line.get_ydata())}
    assert drawn == {(3, 4, 5), (9, 9, 9)}
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [443, 670, 1020])


def test_bars_are_as_high_as_the_shares_and_all_are_named():
    weight = pd.DataFrame({"global": [70.0, 30], "column": [50, 50]}, ["NDVI", "DHR443"])
    explained = weight.assign(published=[80.0, 20])
    axes = variables.scalings({"variable": weight, "component": explained})
    heights = [[bar.get_height() for bar in ax.patches] for ax in axes]
    assert heights == [list(weight.unstack()), list(explained.unstack())]
    named = [text.get_text() for text in axes[0].figure.legends[0].get_texts()]
    assert named == ["global", "column", "published"]
