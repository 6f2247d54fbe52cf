"""Pixels into clusters, lazily or not; leads as objects; medoids; labelled pixels."""

import dask.array as da
import numpy as np
import pytest
import xarray as xr
from scipy.ndimage import generic_filter
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.errors import BadInput
from helpers.leads import lead_objects, medoids, olci, optical

RNG = np.random.default_rng(0)


def picture(values, chunks=None):
    data = np.asarray(values, "float32")
    if chunks:
        data = da.from_array(data, chunks=(1, chunks, chunks))
    bands = [f"B{number:02}" for number in range(2, 2 + len(values))]
    return xr.DataArray(data, dims=("band", "y", "x"), coords={"band": bands})


@pytest.fixture
def values():
    """Bright ice with a dark lead, a corner without data and one of zeros."""
    values = RNG.normal(0.8, 0.03, (2, 90, 110))
    values[:, 40:52] = RNG.normal(0.1, 0.01, (2, 12, 110))
    values[:, :9, :9] = np.nan
    values[:, -5:, -7:] = 0
    return values


@pytest.mark.parametrize("texture", [None, "B03"])
def test_lazy_equals_at_once(values, texture):
    at_once = optical.features(picture(values), texture)
    lazy = optical.features(picture(values, chunks=32), texture)
    assert isinstance(lazy.data, da.Array)
    np.testing.assert_allclose(lazy, at_once, atol=1e-6)
    model = GaussianMixture(2, random_state=0).fit(optical.sample(at_once))
    order = optical.darkest_first(model, optical.sample(at_once))
    classes = [optical.classify(stack, model, order) for stack in (at_once, lazy)]
    assert isinstance(classes[1].data, da.Array)
    assert (classes[0].values == classes[1].values).mean() > 0.9999
    chances = [optical.probability(stack, model, order[0]) for stack in (at_once, lazy)]
    np.testing.assert_allclose(*chances, atol=1e-3)


def test_pixels_without_data_stay_without_class(values):
    stack = optical.features(picture(values))
    known = optical.valid(picture(values)).values
    assert (~known).sum() == 81 + 35
    model = KMeans(2, n_init=3, random_state=0).fit(optical.sample(stack))
    classes = optical.classify(stack, model, np.array([0, 1])).values
    np.testing.assert_array_equal(classes == optical.NO_DATA, ~known)


def test_darkest_cluster_comes_first(values):
    stack = optical.features(picture(values))
    rows = optical.sample(stack)
    for seed in range(4):
        model = KMeans(2, n_init=1, random_state=seed).fit(rows)
        classes = optical.classify(stack, model, optical.darkest_first(model, rows))
        lead = (classes == 0).values
        assert lead[40:52].all() and not lead[60:].any()


def test_posterior_is_one_minus_the_others(values):
    stack = optical.features(picture(values))
    model = GaussianMixture(3, random_state=0).fit(optical.sample(stack))
    total = sum(optical.probability(stack, model, k) for k in range(3))
    known = optical.valid(picture(values))
    np.testing.assert_allclose(total.values[known.values], 1, atol=1e-5)
    assert np.isnan(total.values[~known.values]).all()


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_clouds_of_a_mixture_are_densities(kind):
    values = np.concatenate([RNG.normal(0.1, 0.02, 500), RNG.normal(0.8, 0.05, 2000)])
    mixture = GaussianMixture(2, covariance_type=kind, random_state=0)
    model = make_pipeline(StandardScaler(), mixture).fit(values[:, None])
    grid = np.linspace(-1, 2, 6000)
    areas = optical.cloud_densities(model, grid).sum(1) * (grid[1] - grid[0])
    np.testing.assert_allclose(sorted(areas), [0.2, 0.8], atol=0.005)


def test_texture_is_the_local_standard_deviation(values):
    values = values[0, 20:40, 20:60]
    wanted = generic_filter(values, np.std, 5, mode="reflect")
    np.testing.assert_allclose(optical.local_std(values, 5), wanted, atol=1e-6)


def test_texture_leaves_missing_pixels_out():
    values = RNG.normal(size=(7, 7))
    values[2, 3] = np.nan
    found = optical.local_std(values, 3)
    assert np.isnan(found[2, 3]) and np.isfinite(found).sum() == 48
    assert found[3, 3] == pytest.approx(np.nanstd(values[2:5, 2:5]))


def test_texture_does_not_depend_on_brightness(values):
    one = optical.local_std(values[0], 5)
    np.testing.assert_allclose(optical.local_std(values[0] + 7, 5), one, atol=1e-6)
    np.testing.assert_allclose(optical.local_std(values[0] * 3, 5), 3 * one, atol=1e-6)


def test_sample_holds_pixels_of_the_scene(values):
    stack = optical.features(picture(values, chunks=32))
    rows = optical.sample(stack, size=500, blocks=3)
    assert rows.shape == (500, 2) and np.isfinite(rows).all()
    flat = stack.values.reshape(2, -1).T
    assert np.isin(rows[:, 0], flat[:, 0]).all()
    np.testing.assert_array_equal(rows, optical.sample(stack, size=500, blocks=3))


@pytest.mark.parametrize("fill", [np.nan, 0.0])
def test_scene_without_a_valid_pixel(fill):
    with pytest.raises(BadInput, match="no valid pixel"):
        optical.sample(optical.features(picture(np.full((1, 40, 40), fill))))


@pytest.mark.parametrize("chunks", [None, 16])
def test_scene_of_one_value(chunks):
    one = picture(np.full((2, 40, 40), 0.5), chunks)
    with pytest.raises(BadInput, match=r"the same value, 0\.5, 0\.5: "):
        optical.sample(optical.features(one))


@pytest.mark.parametrize(
    ("texture", "window", "message"),
    [("B99", 5, "no band 'B99'"), ("B02", 4, "window = 4"), ("B02", 1, "window = 1")],
)
def test_texture_that_cannot_be(values, texture, window, message):
    with pytest.raises(BadInput, match=message):
        optical.features(picture(values), texture, window)


# Leads as objects


def strip(angle, width, length=200, size=300):
    """A straight strip through the middle; the angle counts from east to north."""
    row, column = np.mgrid[:size, :size] - size / 2 + 0.5
    cosine, sine = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    along, across = column * cosine - row * sine, column * sine + row * cosine
    return (np.abs(along) <= length / 2) & (np.abs(across) <= width / 2)


@pytest.mark.parametrize("angle", [-80, -45, -20, 0, 30, 60, 88])
@pytest.mark.parametrize("width", [5, 13])
def test_straight_lead(angle, width):
    table = lead_objects.measure(strip(angle, width), 10.0, shortest=500)
    assert len(table) == 1
    one = table.iloc[0]
    assert one.orientation == pytest.approx(angle, abs=3)
    assert one.width == pytest.approx(10 * width, abs=12)
    assert one.length == pytest.approx(2000, abs=10 * width + 30)
    assert one.row == pytest.approx(149.5, abs=4)


def test_junction_parts_leads():
    cross = strip(20, 5) | strip(100, 5)
    table = lead_objects.measure(cross, 10.0, shortest=500)
    assert len(table) == 4
    assert sorted(table.orientation.round(-1)) == [-80, -80, 20, 20]


def test_measures_grow_with_the_pixel():
    small, large = (lead_objects.measure(strip(30, 7), p, 0) for p in (10.0, 250.0))
    np.testing.assert_allclose(large.length, 25 * small.length)
    np.testing.assert_allclose(large.width, 25 * small.width)
    np.testing.assert_allclose(large.orientation, small.orientation)


def test_noise_is_no_lead():
    speckle = np.zeros((100, 100), bool)
    speckle[::7, ::7] = True
    assert len(lead_objects.measure(speckle, 10.0)) == 0
    assert len(lead_objects.measure(np.zeros((100, 100), bool), 10.0)) == 0


@pytest.mark.parametrize(
    ("mask", "pixel", "message"),
    [
        (np.zeros((3, 3)), 10.0, "map of booleans"),
        (np.zeros(3, bool), 10.0, "map of booleans"),
        (np.zeros((3, 3), bool), 0.0, "size of a pixel"),
        (np.zeros((3, 3), bool), np.nan, "size of a pixel"),
    ],
)
def test_no_map_of_leads(mask, pixel, message):
    with pytest.raises(BadInput, match=message):
        lead_objects.measure(mask, pixel)


# Medoids


def test_medoids_are_samples_and_split_two_groups():
    X = np.concatenate([RNG.normal(0, 1, (60, 3)), RNG.normal(9, 1, (40, 3))])
    found = medoids.fit(X, 2)
    assert all((medoid == X).all(1).any() for medoid in found)
    labels = medoids.predict(X, found)
    assert len(set(labels[:60])) == len(set(labels[60:])) == 1
    assert labels[0] != labels[-1]


def test_one_medoid_is_the_best_of_all():
    X = RNG.normal(size=(50, 2))
    cost = np.linalg.norm(X[:, None] - X, axis=2).sum(0)
    np.testing.assert_array_equal(medoids.fit(X, 1)[0], X[cost.argmin()])


def test_outlier_does_not_move_the_medoid():
    X = np.concatenate([RNG.normal(size=(50, 2)), [[1e6, 1e6]]])
    assert np.abs(medoids.fit(X, 1)).max() < 3 < np.abs(X.mean(0)).min()


@pytest.mark.parametrize("k", [0, 5, 6])
def test_wrong_number_of_medoids(k):
    with pytest.raises(BadInput, match=f"k = {k} medoids of 5 samples"):
        medoids.fit(np.zeros((5, 2)), k)


# OLCI


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
