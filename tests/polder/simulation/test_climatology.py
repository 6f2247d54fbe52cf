"""The simulated climatology: GRASP's layout, the product's statistics, truth apart."""

import numpy as np
import pytest
import xarray as xr
from sklearn.decomposition import PCA

from helpers import catalog
from helpers.polder import pixel_table
from helpers.polder.products import grasp
from helpers.polder.simulation import climatology
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


def test_truth_is_the_product_without_its_residual(product):
    values, truth = xr.load_dataset(product), xr.load_dataset(catalog.truth(product))
    for name in NAMES:
        np.testing.assert_allclose(
            values[name] - truth[name], truth[f"{name}_residual"], atol=1e-6
        )
        assert truth[f"{name}_residual"].std() > 0


def test_same_seed_same_product_and_other_seed_another(tmp_path):
    def make(name, seed):
        climatology.write(tmp_path / name, tmp_path / f"{name}.truth", seed=seed)
        return xr.load_dataset(tmp_path / name)

    first, again, other = make("a", 5), make("b", 5), make("c", 6)
    assert first.identical(again)
    assert not first.NDVI.equals(other.NDVI)
    assert first.LandPercentage.equals(other.LandPercentage)


def test_noise_has_the_correlation_it_was_asked_for():
    fields = climatology.correlated_noise(40, 5.0, np.random.default_rng(0))
    assert fields.std() == pytest.approx(1, abs=0.02)
    for lag in (1, 5, 10):
        expected = pytest.approx(np.exp(-lag / 5), abs=0.02)
        assert np.mean(fields[:, lag:] * fields[:, :-lag]) == expected
        assert np.mean(fields * np.roll(fields, lag, axis=2)) == expected


def test_noise_is_made_like_residuals_of_least_squares():
    rng = np.random.default_rng(0)
    terms = climatology.basis(rng.random((400, 4)))
    residual = climatology.least_squares_like(rng.normal(3, 2, (400, 7)), terms)
    np.testing.assert_allclose(terms.T @ residual, 0, atol=1e-6)
    np.testing.assert_allclose(np.cov(residual.T), np.eye(7), atol=1e-9)


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


def test_committed_figures_are_those_that_the_script_fits(digitised_path):
    fitted = polder_coefficients.fitted(grasp.open(digitised_path))
    assert fitted["mask"] == pytest.approx(climatology.models()["mask"])
    terms = climatology.basis(climatology.predictors().reshape(-1, 4))
    for surface in ("land", "sea"):
        ours, theirs = fitted[surface], climatology.models()[surface]
        change = ours.pop("polynomial") - np.array(theirs["polynomial"])
        np.testing.assert_allclose(terms @ change, 0, atol=1e-3)
        for name, values in ours.items():
            np.testing.assert_allclose(values, theirs[name], rtol=1e-3, atol=1e-6)
