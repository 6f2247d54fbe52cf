"""The simulated climatology: GRASP's layout, the product's statistics, truth apart."""

import numpy as np
import pytest
import xarray as xr
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score

from helpers import catalog
from helpers.polder import controls, pixel_table
from helpers.polder.products import grasp
from helpers.polder.simulation import climatology, noise
from tools.derive import polder_coefficients

NAMES = list(grasp.VARIABLES)


@pytest.fixture(scope="module")
def product():
    return catalog.find("polder/grasp")


@pytest.fixture(scope="module", params=[0, 3])
def table(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    climatology.write(folder / "a.nc", folder / "a.truth.nc", seed=request.param)
    return grasp.land_table(grasp.open(folder / "a.nc"))


@pytest.fixture(scope="module")
def digitised(digitised_path):
    return grasp.land_table(grasp.open(digitised_path))


def test_the_file_is_laid_out_like_the_original(product):
    with xr.open_dataset(product, mask_and_scale=False) as raw:
        assert dict(raw.sizes) == {"y": 180, "x": 360}
        assert set(raw.data_vars) == {*NAMES, "LandPercentage", "Latitude", "Longitude"}
        assert all(raw[name].dtype == "float32" for name in raw.data_vars)
        assert raw.NDVI.attrs["_FillValue"] == grasp.FILL == raw.NDVI[0, 0]
        assert raw.Latitude[0, 0] == 89.5


def test_land_pixels_are_as_many_as_in_the_original(product):
    assert len(grasp.land_table(grasp.open(product))) == pytest.approx(10_870, rel=0.01)


def test_land_and_sea_lie_where_they_do(product):
    land = grasp.open(product).LandPercentage
    for place in [(23.5, 10.5), (-4.5, -62.5), (-24.5, 134.5)]:
        assert land.sel(latitude=place[0], longitude=place[1]) == 100
    for place in [(0.5, -150.5), (35.5, -40.5), (-30.5, 80.5)]:
        assert land.sel(latitude=place[0], longitude=place[1]) < 20


def test_high_latitudes_are_missing_and_the_tropics_are_not(product):
    ds = grasp.open(product)
    high = (ds.latitude > 62) | (ds.latitude < -64)
    assert ds.NDVI.where(high).isnull().all()
    assert ds.NDVI.sel(latitude=slice(47, -63)).notnull().all()
    missing = ds.NDVI.isnull() & (ds.LandPercentage == 100)
    share = missing.sum("longitude") / (ds.LandPercentage == 100).sum("longitude")
    assert (
        share.sel(latitude=slice(62, 58)).mean() > share.sel(latitude=slice(52, 47)).mean()
    )


def test_the_desert_is_bright_and_bare_and_the_rain_forest_dark_and_green(product):
    ds = grasp.open(product)
    desert = ds.sel(latitude=slice(28, 20), longitude=slice(0, 25)).median()
    forest = ds.sel(latitude=slice(0, -8), longitude=slice(-68, -58)).median()
    assert desert.DHR670 > 5 * forest.DHR670
    assert desert.NDVI < 0.2 < 0.6 < forest.NDVI


def test_values_are_physical(product):
    pixels = grasp.land_table(grasp.open(product), selection="all")
    assert pixels.NDVI.between(-1, 1).all()
    assert pixels.drop(columns="NDVI").gt(0).all(axis=None)
    assert pixels.drop(columns="NDVI").lt(1).all(axis=None)


def test_truth_has_a_biome_where_the_product_has_values(product):
    values, truth = xr.load_dataset(product), xr.load_dataset(catalog.truth(product))
    assert ((truth.biome >= 0) == values.NDVI.notnull()).all()
    land = truth.biome.values[values.LandPercentage.values == 100]
    shares = np.bincount(land[land >= 0]) / np.sum(land >= 0)
    assert shares.size == polder_coefficients.BIOMES["land"]
    assert 0.01 < shares.min() < shares.max() < 0.3


def test_same_seed_same_product_and_other_seed_another(tmp_path):
    def make(name, seed):
        climatology.write(tmp_path / name, tmp_path / f"{name}.truth", seed=seed)
        return xr.load_dataset(tmp_path / name)

    first, again, other = make("a", 5), make("b", 5), make("c", 6)
    assert first.identical(again)
    assert not first.NDVI.equals(other.NDVI)
    assert first.LandPercentage.equals(other.LandPercentage)


def test_noise_has_the_correlation_it_was_asked_for():
    rng = np.random.default_rng(0)
    fields = noise.correlated_noise(40, (5.0, 10.0), rng, power=1.5)
    assert fields.std() == pytest.approx(1, abs=0.02)
    for lag in (1, 5, 10):
        down, across = np.exp(-((lag / 5) ** 1.5)), np.exp(-((lag / 10) ** 1.5))
        assert np.mean(fields[:, lag:] * fields[:, :-lag]) == pytest.approx(down, abs=0.03)
        around = np.mean(fields * np.roll(fields, lag, axis=2))
        assert around == pytest.approx(across, abs=0.03)


def test_noise_is_made_like_residuals_of_least_squares():
    rng = np.random.default_rng(0)
    terms = np.column_stack([np.ones(400), rng.random((400, 4))])
    residual = noise.least_squares_like(rng.normal(3, 2, (400, 7)), terms)
    np.testing.assert_allclose(terms.T @ residual, 0, atol=1e-6)
    np.testing.assert_allclose(np.cov(residual.T), np.eye(7), atol=1e-9)


def test_biomes_are_drawn_by_their_probabilities():
    where = np.zeros(climatology.SHAPE, bool)
    where[60:120] = True
    logits = np.log([0.5, 0.3, 0.2]) + np.zeros((where.sum(), 1))
    seeds = (np.random.default_rng(seed) for seed in range(4))
    drawn = np.concatenate([climatology.drawn_biomes(logits, where, s) for s in seeds])
    np.testing.assert_allclose(np.bincount(drawn) / drawn.size, [0.5, 0.3, 0.2], atol=0.02)


def test_a_curve_gives_its_quantiles_and_keeps_the_order():
    values = np.random.default_rng(0).normal(size=(5000, 2))
    wanted = np.quantile(np.exp(values[::-1]), climatology.LEVELS, axis=0)
    turned = climatology.like(values, wanted)
    np.testing.assert_allclose(np.quantile(turned, 0.5, axis=0), wanted[12], rtol=1e-2)
    assert np.array_equal(turned.argsort(axis=0), values.argsort(axis=0))


def test_correlations_are_those_of_the_digitised_product(table, digitised):
    np.testing.assert_allclose(table.corr(), digitised.corr(), atol=0.05)


@pytest.mark.parametrize("how", ["global", "column"])
def test_principal_components_explain_as_much(table, digitised, how):
    ours, theirs = (
        100 * PCA(3).fit(pixel_table.scaled(t, how)).explained_variance_ratio_
        for t in (table, digitised)
    )
    np.testing.assert_allclose(ours, theirs, atol=2)


def test_quartiles_are_those_of_the_digitised_product(table, digitised):
    quartiles = [0.25, 0.5, 0.75]
    np.testing.assert_allclose(
        table.quantile(quartiles), digitised.quantile(quartiles), rtol=0.1
    )


def alike(table, cells):
    """Correlate each variable with itself so many cells away, a mean of two directions."""
    grid = table.to_xarray().reindex(latitude=grasp.LATITUDE, longitude=grasp.LONGITUDE)
    moved = [grid.shift({axis: cells}) for axis in ("latitude", "longitude")]
    both = [[float(xr.corr(grid[name], away[name])) for away in moved] for name in NAMES]
    return np.mean(both, axis=1)


@pytest.mark.parametrize("cells", [1, 10])
def test_cells_are_as_alike_as_in_the_digitised_product(table, digitised, cells):
    ours, theirs = alike(table, cells), alike(digitised, cells)
    np.testing.assert_allclose(ours, theirs, atol=0.07)
    assert np.sum(abs(ours - theirs) > 0.05) <= 1


@pytest.mark.parametrize("k", [6, 7])
def test_types_lie_as_far_apart_as_in_the_digitised_product(product, digitised, k):
    def silhouette(rows):
        labels = KMeans(k, n_init=5, random_state=0).fit_predict(rows)
        return silhouette_score(rows, labels)

    land = pixel_table.scaled(grasp.land_table(grasp.open(product)))
    theirs = silhouette(pixel_table.scaled(digitised))
    assert silhouette(land) == pytest.approx(theirs, abs=0.02)


def test_the_densest_parts_are_two_as_in_the_digitised_product(product, digitised):
    for table in (grasp.land_table(grasp.open(product)), digitised):
        planes = PCA(3).fit_transform(pixel_table.scaled(table))
        labels = HDBSCAN(min_cluster_size=200, copy=True).fit_predict(planes)
        assert labels.max() == 1


def test_land_stands_above_its_copula_as_the_digitised_product_does(table, digitised):
    def lead(rows):
        kept = KMeans(6, n_init=3, random_state=0)
        scores = [
            silhouette_score(r, kept.fit_predict(r))
            for r in (rows, controls.copula(rows, 0))
        ]
        return scores[0] - scores[1]

    ours, theirs = (lead(pixel_table.scaled(t)) for t in (table, digitised))
    assert ours == pytest.approx(theirs, abs=0.04)
    assert ours > 0.03


def test_committed_figures_are_those_that_the_script_fits(digitised_path):
    fitted = polder_coefficients.fitted(grasp.open(digitised_path))
    assert fitted["mask"] == pytest.approx(climatology.models()["mask"])
    terms = climatology.between().reshape(-1, 90)
    for surface in ("land", "sea"):
        ours, theirs = fitted[surface], climatology.models()[surface]
        np.testing.assert_allclose(ours["quantiles"], theirs["quantiles"], rtol=1e-6)
        biomes = [(terms @ np.array(m["logits"])).argmax(1) for m in (ours, theirs)]
        assert np.mean(biomes[0] == biomes[1]) > 0.98
