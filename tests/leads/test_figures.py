"""Figures show what they were given, in letters that a phone shows, without a network."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from helpers import plotting
from helpers.leads.figures import (
    alignment,
    colocation,
    heights,
    optical,
    radar,
    ranges,
    steps,
)

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
    assert all(letters >= 11 for letters in smallest)


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


def test_feature_pairs_hold_every_echo_in_the_colour_of_its_cluster(table):
    radar.feature_pairs(table, CLASSES // 2)
    scatters = [ax for ax in plt.gcf().axes if ax.collections and ax.get_ylabel()]
    drawn = scatters[0].collections[0]
    assert len(drawn.get_offsets()) == 40
    colours = dict(zip(drawn.get_offsets().data[:, 0], drawn.get_facecolors(), strict=True))
    first = [colours[value][:3] for value in table.sigma0[CLASSES < 2]]
    np.testing.assert_allclose(first, np.tile(radar.CLUSTERS[0], (20, 1)))


def test_choice_of_number_is_relative_to_one_cluster():
    radar.choice_of_number([1, 2, 3], [8.0, 4.0, 2.0], [9000, 3000, 2000])
    inertia, bic = plt.gcf().axes
    np.testing.assert_allclose(lines(inertia)[0], [[1, 1], [2, 0.5], [3, 0.25]])
    np.testing.assert_allclose(lines(bic)[0], [[1, 9], [2, 3], [3, 2]])


def test_gallery_says_that_a_file_of_features_has_no_echoes(ds):
    radar.gallery(ds.drop_vars("power"))
    assert "no echoes in this file" in [text.get_text() for text in plt.gcf().texts]


def test_steps_show_hard_colours_beside_mixed_ones(table):
    X = table.values
    start, steps_made = X[[0, -1]], (1, 5)
    hard = {n: KMeans(2, init=start, n_init=1, max_iter=n).fit(X) for n in steps_made}
    soft = {n: GaussianMixture(2, means_init=start).fit(X) for n in steps_made}
    steps.hard_and_soft(X, hard, soft, list(table))
    axes = plt.gcf().axes
    assert [ax.get_title() for ax in axes[:2]] == ["K-means, step 1", "mixture, step 1"]
    colours = np.unique(axes[2].collections[0].get_facecolors()[:, :3], axis=0)
    np.testing.assert_allclose(colours, np.unique(radar.CLUSTERS[:2], axis=0))
    centres = axes[2].collections[1].get_offsets()
    np.testing.assert_allclose(centres, hard[5].cluster_centers_[:, :2])
    spans = [ellipse.get_width() * ellipse.get_height() for ellipse in axes[3].patches]
    areas = [16 * np.linalg.det(c[:2, :2]) ** 0.5 for c in soft[5].covariances_]
    np.testing.assert_allclose(spans, areas, rtol=1e-6)


def test_what_belongs_to_two_clusters_has_a_colour_between_theirs():
    both = steps.blend(np.array([[1, 0], [0.5, 0.5]]))
    np.testing.assert_allclose(both[0], radar.CLUSTERS[0])
    np.testing.assert_allclose(both[1], np.mean(radar.CLUSTERS[:2], axis=0))


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


def test_pairs_are_the_echoes_that_were_moved_most(ds):
    before, amount = ds.power.values, np.arange(40.0)
    amount[19] = np.nan  # it wasn't moved
    alignment.pairs(before, np.roll(before, -9, axis=1), radar.names(ds), amount)
    axes = plt.gcf().axes
    assert [ax.get_title() for ax in axes] == ["sea ice", "sea ice", "lead", "lead"]
    (old, new), width = lines(axes[2]), np.exp(-np.abs(np.arange(200) - 60))
    np.testing.assert_allclose(old[:, 1], width)
    assert old[:, 1].argmax() - new[:, 1].argmax() == 9


def test_class_means_are_of_the_gates_that_are_known(ds):
    after = ds.power.values.copy()
    after[20:25, 150:] = np.nan  # half of the leads weren't measured there
    after[20:25, :150] = 0
    alignment.class_means(ds.power.values, after, radar.names(ds))
    lead = plt.gcf().axes[1]
    old, new = (line[:, 1] for line in lines(lead))
    np.testing.assert_allclose(new[:150], old[:150] / 2)
    np.testing.assert_allclose(new[150:], old[150:])


def test_peaks_are_shares_of_the_echoes_that_have_one():
    alignment.peaks(
        {"before": np.array([90.0, 100, 110, np.nan]), "after": np.full(3, 80.5)}
    )
    bars = plt.gca().patches
    assert sum(bar.get_height() for bar in bars) == pytest.approx(2)
    assert max(bar.get_height() for bar in bars) == pytest.approx(1)


def test_offsets_are_drawn_by_the_share_of_the_strip():
    heights.offset(np.array([0.05, 0.05, 0.9]), np.array([-3.0, -1, 2]))
    medians = [line[0, 1] for line in lines(plt.gca()) if len(set(line[:, 1])) == 1]
    assert {-2.0, 2.0} <= set(medians)


def test_offsets_of_a_product_without_truth_are_none():
    heights.offset(np.full(3, np.nan), np.full(3, np.nan))
    assert not plt.gca().patches


def test_leads_are_tinted_and_the_rest_is_left():
    picture, lead = np.zeros((2, 2, 3)), np.array([[True, False], [False, False]])
    shown = optical.tinted(picture, lead, opacity=1)
    np.testing.assert_allclose(shown[0, 0], matplotlib.colors.to_rgb(optical.LEAD))
    assert not shown[~lead].any()


def test_scenes_show_each_picture_beside_its_leads():
    pictures = {"a": np.full((4, 4, 3), 0.5), "b": np.full((4, 4, 3), 0.2)}
    leads = {"a": np.eye(4, dtype=bool), "b": np.zeros((4, 4), bool)}
    optical.scenes(pictures, leads)
    images = [ax.images[0].get_array() for ax in plt.gcf().axes]
    np.testing.assert_allclose(images[0], pictures["a"])
    np.testing.assert_allclose(images[1], optical.tinted(pictures["a"], leads["a"]))
    np.testing.assert_allclose(images[2], images[3])


def test_scene_has_kilometres():
    optical.scene(np.zeros((100, 200, 3)), np.s_[10:20, 30:40], pixel_m=10)
    whole, part = (ax.images[0].get_extent() for ax in plt.gcf().axes)
    assert list(whole) == [0, 2, 1, 0]
    assert list(part) == [0, 0.1, 0.1, 0]


@pytest.mark.parametrize("steps", [50, 5000])
def test_histogram_has_the_clouds_and_their_sum(steps):
    values = np.linspace(0.1, 0.9, steps)
    optical.histogram(values, lambda x: np.array([x, 2 * x]), border=0.4)
    ax = plt.gca()
    assert ax.lines[3].get_xdata()[0] == 0.4
    np.testing.assert_allclose(ax.lines[2].get_ydata(), 3 * ax.lines[2].get_xdata())


def test_lead_map_shows_uncertainty_from_zero_to_a_half():
    uncertainty = np.linspace(0, 0.5, 16).reshape(4, 4)
    optical.lead_map(np.zeros((4, 4, 3)), uncertainty > 1, uncertainty, pixel_m=10)
    shown = plt.gcf().axes[1].images[0]
    np.testing.assert_allclose(shown.get_array(), uncertainty)
    assert shown.get_clim() == (0, 0.5)


def test_objects_add_up_the_lengths():
    leads = pd.DataFrame(
        {
            "length": [1000, 2000, 4000],
            "width": [20, 60, 200],
            "orientation": [-80, 0, 80],
        }
    )
    optical.objects(leads, pixel_m=10)
    for ax in plt.gcf().axes:
        assert sum(bar.get_height() for bar in ax.patches) == pytest.approx(7)


def test_breaks_draw_each_method_against_each_change():
    scores = pd.DataFrame({"K-means": [0.9, 0.5], "mixture": [0.8, 0.4]}, [0.1, 0.3])
    optical.breaks(dict.fromkeys(optical.CHANGES, scores))
    for ax in plt.gcf().axes:
        np.testing.assert_allclose(lines(ax)[0], [[0.1, 0.9], [0.3, 0.5]])


def test_folds_draw_each_run_and_the_means():
    table = {"held out": ["random"] * 4, "method": ["forest", "threshold"] * 2}
    optical.folds(pd.DataFrame(table).assign(accuracy=[0.8, 0.6, 0.9, 0.7]))
    points = [c.get_offsets()[:, 0] for c in plt.gca().collections if len(c.get_offsets())]
    np.testing.assert_allclose(np.sort(np.concatenate(points)), [0.6, 0.7, 0.8, 0.9])
    means = [x for line in plt.gca().lines for x in np.asarray(line.get_xdata()).tolist()]
    assert {0.85, 0.65} <= set(np.round(means, 6))


def test_tints_lay_each_scenes_leads_over_its_picture():
    pictures = {name: np.full((4, 4, 3), 0.5) for name in "abc"}
    leads = {name: np.eye(4, dtype=bool) for name in "abc"}
    optical.tints(pictures, leads)
    images = [ax.images[0].get_array() for ax in plt.gcf().axes if ax.images]
    assert len(images) == 3
    np.testing.assert_allclose(images[0], optical.tinted(pictures["a"], leads["a"]))


def test_levels_draw_each_scene_beside_a_single_level():
    table = pd.DataFrame({"left": [0.2, 0.4], "low": [0.1, 0.3], "high": [0.3, 0.5]})
    optical.levels(table.set_index(pd.Index(["a, May", "b, June"])), one_level=0.36)
    dots, border = plt.gca().lines
    assert dict(zip(dots.get_ydata(), dots.get_xdata(), strict=True)) == {1: 0.2, 0: 0.4}
    assert set(border.get_xdata()) == {0.36}


def test_the_order_of_a_file_is_drawn_by_means_of_runs():
    optical.file_order(np.r_[np.full(200, 0.6), np.full(130, 0.2)], second=200)
    means, border = plt.gca().lines
    np.testing.assert_allclose(means.get_ydata(), [0.6, 0.6, 0.2])
    np.testing.assert_allclose(means.get_xdata(), [50, 150, 250])
    assert set(border.get_xdata()) == {200}


def test_label_curve_is_drawn_with_what_needs_no_label():
    curve = pd.DataFrame(
        {"forest": [0.6, 0.8], "forest_std": 0.1, "spreading": 0.7, "spreading_std": 0.1},
        [10, 100],
    )
    optical.label_curve(curve, clusters=0.65)
    drawn = [line.get_ydata() for line in plt.gca().lines]
    assert any(len(y) == 2 and np.allclose(y, [0.6, 0.8]) for y in drawn)
    assert any(np.allclose(y, 0.65) for y in drawn)


def test_heights_are_drawn_around_the_sea_level():
    distance, height = np.arange(100.0), np.where(np.arange(100) % 2, 30.0, 10.0)
    classes = {"sea ice": height > 20, "lead": height < 20}
    heights.along_track(distance, height, np.full(100, 10.0), np.ones(100), classes)
    ax = plt.gcf().axes[0]
    leads = ax.collections[1].get_offsets()
    assert (leads[:, 1] == 10).all()
    assert len(leads) == 50
    np.testing.assert_allclose(lines(ax)[0][:, 1], 10)


def test_distributions_leave_out_what_is_missing():
    values = {"ours": np.array([5.0, np.nan, 15.0]), "ESA": np.array([5.0, 5.0])}
    heights.distribution(values | {"ESA": np.full(2, np.nan)})
    assert [t.get_text() for t in plt.gca().get_legend().get_texts()] == ["ours"]
    heights.distribution(values)
    assert [t.get_text() for t in plt.gca().get_legend().get_texts()] == ["ours", "ESA"]
    filled = plt.gca().patches[0].get_path().vertices
    assert filled[:, 1].max() == pytest.approx(0.25)  # one of two in a bin of 2 cm


def test_profile_has_medians_of_pieces_with_enough_echoes():
    distance = np.concatenate([np.linspace(0, 24, 30), np.full(3, 30.0)])
    heights.profile(distance, np.full(33, 12.0), segment_km=25)
    (line,) = (line for line in plt.gca().lines if line.get_marker() == "o")
    np.testing.assert_allclose(line.get_xydata(), [[12.5, 12]])


def test_prices_are_means_of_the_draws():
    rows = [("false", "random", 0.1, -1.0), ("false", "random", 0.1, -3.0)]
    rows += [("false", "alike", 0.1, 5.0), ("missed", "random", 0.1, 0.5)]
    curves = pd.DataFrame(rows, columns=["mistake", "how", "share", "change"])
    heights.prices(curves, {"share × freeboard": pd.Series([0, -1.0], [0, 0.1])})
    false, missed = plt.gcf().axes
    drawn = [tuple(point) for line in lines(false) for point in line]
    assert (0.1, -2) in drawn
    assert (0.1, 5) in drawn
    assert (0.1, -1) in drawn
    assert missed.get_title() == "missed leads"


@pytest.mark.parametrize("many", [30, 3000])
def test_sign_compares_with_a_slope_of_one(many):
    predicted = np.linspace(40, 50, many)
    ranges.sign(predicted, predicted + 5)
    x, y = lines(plt.gca())[0].T
    np.testing.assert_allclose(x, y)
    assert plt.gca().collections[0].get_offsets()[:, 1].mean() == pytest.approx(50, abs=0.5)


def test_stacks_divide_each_echo_by_its_maximum(ds):
    ranges.stacks({"before": ds.power.values, "after": 3 * ds.power.values}, 60)
    before, after = (ax.images[0].get_array() for ax in plt.gcf().axes[:2])
    np.testing.assert_allclose(before, after)
    assert before.max() == 1


def test_retracked_echoes_have_a_line_at_their_gate(ds):
    gate = np.where(CLASSES > 0, 58.0 + CLASSES, np.nan)
    ranges.retracked(ds.power.values, gate, CLASSES.astype(float))
    marks = [ax.lines[1].get_xdata()[0] for ax in plt.gcf().axes]
    assert marks == sorted(marks)
    assert set(marks) <= {59, 60, 61}


def test_range_errors_are_densities_of_each_kind():
    errors = {"lead": np.full(10, -20.0), "floe": np.array([np.nan])}
    ranges.range_errors(errors)
    assert [t.get_text() for t in plt.gca().get_legend().get_texts()] == ["lead"]
    ranges.range_errors({"lead": np.array([np.nan])})
    assert plt.gca().get_legend() is None


def test_ranges_stand_beside_ours_with_their_line():
    ours = np.array([-2.0, 0.0, 4.0])
    ranges.beside(ours, 0.5 * ours + 1, 0.5, 1.0)
    np.testing.assert_allclose(lines(plt.gca())[0], [[-2, 0], [4, 3]])


def test_catalogue_shows_every_footprint_from_afar_and_from_near():
    squares = [shapely.box(x, 70, x + 0.2, 70.1) for x in (-170, -170.2, -169.8)]
    images = pd.DataFrame({"footprint": squares})
    colocation.catalogue(images, images[:1])
    purple = matplotlib.colors.to_rgb(colocation.CHOSEN)
    for ax in plt.gcf().axes:
        marked = [patch.get_edgecolor()[:3] == purple for patch in ax.patches]
        assert (len(marked), sum(marked)) == (4, 2)
        # the first is in the middle, and north is up
        places = [patch.get_xy().mean(0) for patch in ax.patches]
        assert min(np.hypot(*place) for place in places) < 5


def test_the_coast_is_where_it_is():
    colocation.catalogue(
        *2 * [pd.DataFrame({"footprint": [shapely.box(-5, 50, -4.9, 50.1)]})]
    )
    coast = np.concatenate(plt.gcf().axes[0].collections[0].get_segments())
    # Cornwall lies within 150 km of the middle of the Channel; to the west is the ocean.
    assert 20 < np.hypot(*coast.T).min() < 150
    ocean = (np.abs(coast[:, 1]) < 100) & (coast[:, 0] < -200) & (coast[:, 0] > -2000)
    assert not ocean.any()


@pytest.fixture
def image():
    """Give an image of 4 by 4 km, brighter to the east."""
    place = np.arange(20.0, 4000, 40)
    grey = np.tile(place / 4000, (100, 1))
    return xr.DataArray(grey, {"y": place[::-1], "x": place}, ("y", "x"))


def test_echoes_are_marked_beside_what_they_see_in_the_colour_of_their_class(image):
    place = {"x": [1000, 2000], "y": 2000, "along_x": 0.0, "along_y": 1.0}
    rows = pd.DataFrame(place | {"radar_lead": [True, False]})
    colocation.echoes_on(image, rows)
    ax = plt.gca()
    for name, x in (("lead", 1), ("sea ice", 2)):
        colour = matplotlib.colors.to_rgb(radar.COLOURS[name])
        bars = [c for c in ax.collections if tuple(c.get_color()[0][:3]) == colour]
        ends = np.array([c.get_segments()[0] for c in bars])
        assert sorted(ends[:, 0, 0] - x + 0.02) == pytest.approx([-0.88, 0.88], abs=0.03)
        assert np.ptp(ends[..., 1], axis=1) == pytest.approx(0.3)
    assert np.ptp(ax.patches[0].get_xy(), axis=0) == pytest.approx([1.6, 0.3])


def test_drift_marks_each_shift(image):
    shifts = np.linspace(-100, 100, 5)
    places = {"as they lie": (0, 0), "best": (50, -50)}
    flat = xr.DataArray(
        np.zeros((5, 5)), {"shift_y": shifts, "shift_x": shifts}, ("shift_y", "shift_x")
    )
    colocation.drift(flat, places, (0.0, 1.0))
    marks = {line.get_label(): line.get_xydata()[0] for line in plt.gcf().axes[0].lines[1:]}
    assert {name: tuple(place) for name, place in marks.items()} == places


def test_decay_has_a_line_for_each_measure():
    colocation.decay(
        pd.DataFrame({"kappa": [0.5, 0.1], "correlation": [0.6, 0.2]}, [0, 60])
    )
    np.testing.assert_allclose(lines(plt.gca())[0], [[0, 0.5], [60, 0.1]])
    np.testing.assert_allclose(lines(plt.gca())[1], [[0, 0.6], [60, 0.2]])


def test_sensors_have_a_panel_for_each_method():
    rows = [(c, s, m, c / 200) for c in (0, 100) for s in ("radar", "both") for m in "ab"]
    colocation.sensors(pd.DataFrame(rows, columns=["cloud", "sensor", "method", "F1"]))
    assert [ax.get_title() for ax in plt.gcf().axes] == ["a", "b"]
    np.testing.assert_allclose(lines(plt.gcf().axes[0])[0], [[0, 0], [100, 0.5]])
