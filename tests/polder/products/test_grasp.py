"""The GRASP reader: one layout for both editions, published figures, refusals."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score

from helpers.errors import BadInput
from helpers.polder import pixel_table
from helpers.polder.products import grasp


@pytest.fixture(scope="module")
def digitised(digitised_path):
    return grasp.open(digitised_path)


@pytest.fixture(scope="module")
def table(digitised):
    return grasp.land_table(digitised)


def holes(value):
    grid = np.full((180, 360), 0.3)
    grid[:60] = value
    return grid


def test_cells_of_the_original_layout_are_found_by_their_places(grasp_file, tmp_path):
    ds = grasp.open(grasp_file(tmp_path / "a.nc"))
    assert float(ds.NDVI.sel(latitude=12.5, longitude=-3.5)) == 12.5
    assert float(ds.AOD443.sel(latitude=12.5, longitude=-3.5)) == -3.5
    assert (ds.sizes["latitude"], ds.sizes["longitude"]) == (180, 360)
    assert (ds.LandPercentage.attrs["units"], ds.attrs["source"]) == ("%", "a.nc")


def test_places_are_coordinates_whether_or_not_the_file_calls_them_so(grasp_file, tmp_path):
    path = grasp_file(tmp_path / "a.nc")
    plain = grasp.open(path)
    with_places = xr.load_dataset(path).set_coords(["Latitude", "Longitude"])
    with_places.to_netcdf(tmp_path / "b.nc")
    assert plain.equals(grasp.open(tmp_path / "b.nc"))


def test_fill_values_are_missing_even_where_the_file_declares_none(grasp_file, tmp_path):
    path = grasp_file(tmp_path / "a.nc", DHR443=holes(grasp.FILL))
    ds = grasp.open(path)
    assert ds.DHR443.isnull().sum() == 60 * 360
    assert len(grasp.land_table(ds)) == 120 * 180


def test_land_sea_and_all_part_the_pixels(grasp_file, tmp_path):
    ds = grasp.open(grasp_file(tmp_path / "a.nc", LandPercentage=holes(100.0) * 1.0))
    sizes = {name: len(grasp.land_table(ds, selection=name)) for name in grasp.SELECTIONS}
    assert sizes == {"land": 60 * 360, "sea": 120 * 360, "all": 180 * 360}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"NDVI": None}, "no variable NDVI"),
        ({"LandPercentage": None}, "neither LandPercentage nor land100"),
        ({"LandPercentage": np.full((180, 360), 0.7)}, "multiply it by 100"),
        ({"DHR865": holes(np.inf)}, "infinite values of DHR865"),
        ({"Latitude": np.repeat(-grasp.LATITUDE[:, None], 360, 1)}, "Latitude that does"),
        ({"Longitude": np.tile(grasp.LONGITUDE + 180, (180, 1))}, "Longitude that does"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    grasp_file, tmp_path, changes, words
):
    path = grasp_file(tmp_path / "a.nc", **changes)
    with pytest.raises(BadInput, match=words) as refusal:
        grasp.open(path)
    assert "\n" not in str(refusal.value)


def test_another_grid_is_refused(grasp_file, tmp_path):
    xr.load_dataset(grasp_file(tmp_path / "a.nc"))[list(grasp.VARIABLES)].isel(
        y=slice(0, 90)
    ).to_netcdf(tmp_path / "b.nc")
    with pytest.raises(BadInput, match="grid of 90 × 360"):
        grasp.open(tmp_path / "b.nc")


@pytest.mark.parametrize("length", [0, 4, 1000, 60_000, 300_000])
def test_half_a_file_is_refused_in_a_sentence(grasp_file, tmp_path, length):
    path = grasp_file(tmp_path / "a.nc")
    whole = path.read_bytes()
    (tmp_path / "b.nc").write_bytes(whole[:length])
    with pytest.raises(BadInput, match="give") as refusal:
        grasp.open(tmp_path / "b.nc")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("seed", range(12))
def test_a_mangled_file_gives_a_product_or_a_sentence(grasp_file, tmp_path, seed):
    path = grasp_file(tmp_path / "a.nc")
    rng = np.random.default_rng(seed)
    content = np.frombuffer(path.read_bytes(), np.uint8).copy()
    end = [2000, 40_000, len(content)][
        seed % 3
    ]  # most of what tells of the layout is early
    content[rng.integers(8, end, 60)] ^= rng.integers(1, 256, 60, dtype=np.uint8)
    (tmp_path / "b.nc").write_bytes(content)
    try:
        ds = grasp.open(tmp_path / "b.nc")
    except BadInput as refusal:
        assert "\n" not in str(refusal)
    else:
        assert ds.NDVI.shape == (180, 360) and not np.isinf(ds.NDVI).any()


def test_words_in_the_place_of_numbers_are_refused(grasp_file, tmp_path):
    words = np.full((180, 360), "green")
    with pytest.raises(BadInput, match="cannot be read as a GRASP POLDER Level 3"):
        grasp.open(grasp_file(tmp_path / "a.nc", NDVI=words))


def test_what_is_no_product_at_all_is_refused(tmp_path):
    (tmp_path / "notes.nc").write_text("latitude,longitude\n1,2\n")
    with pytest.raises(BadInput, match="not a NetCDF file"):
        grasp.open(tmp_path / "notes.nc")
    with pytest.raises(BadInput, match="There is no file"):
        grasp.open(tmp_path / "absent.nc")


def test_land_without_values_and_unknown_names_are_refused(grasp_file, tmp_path):
    ds = grasp.open(grasp_file(tmp_path / "a.nc", NDVI=np.full((180, 360), grasp.FILL)))
    with pytest.raises(BadInput, match="No pixel"):
        grasp.land_table(ds)
    with pytest.raises(BadInput, match="no variable DHR5"):
        grasp.land_table(ds, ["DHR443", "DHR5"])
    with pytest.raises(BadInput, match="'ocean'"):
        grasp.land_table(ds, selection="ocean")
    with pytest.raises(BadInput, match="scaling is 'row'"):
        pixel_table.scaled(grasp.land_table(ds, ["DHR443"]), "row")
    with pytest.raises(BadInput, match="same in every row"):
        pixel_table.scaled(grasp.land_table(ds, ["LandPercentage"]))


def test_hidden_pixels_of_the_digitised_product_stay_out(digitised, table):
    assert len(table) == 10_046
    assert list(table) == list(grasp.VARIABLES)
    hidden = digitised.flag_interp.to_series().loc[table.index]
    assert not hidden.any()
    assert int((digitised.land100 == 1).sum()) == 10_870


def test_values_printed_by_the_authors(digitised):
    # two of the five pixels that the authors' notebook prints; rows count from −90
    colombia = digitised.isel(latitude=-9 + 90, longitude=-74 + 180)
    assert float(colombia.NDVI) == pytest.approx(0.692742, abs=1.5e-3)
    assert float(colombia.DHR865) == pytest.approx(0.281148, abs=1.5e-3)
    india = digitised.isel(latitude=-30 + 90, longitude=78 + 180)
    assert float(india.DHR443) == pytest.approx(0.027157, abs=1.5e-3)


def test_both_editions_give_the_same_table(grasp_file, digitised, tmp_path):
    whole = digitised.land100 == 1
    grids = {name: digitised[name].fillna(grasp.FILL).values for name in grasp.VARIABLES}
    grids["LandPercentage"] = xr.where(whole, 100.0, 0.0).values
    original = grasp.land_table(grasp.open(grasp_file(tmp_path / "a.nc", **grids)))
    known = whole & (digitised.flag_interp != 1)
    kept = original[known.to_series().loc[original.index]]
    pd.testing.assert_frame_equal(kept, grasp.land_table(digitised), check_names=False)


@pytest.mark.parametrize(
    ("how", "shares", "within"),
    [("global", [81.65, 16.02, 1.97], 0.1), ("column", [74.8, 19.3, 5.0], 0.2)],
)
def test_explained_variance_of_the_digitised_product(table, how, shares, within):
    ratio = PCA(3).fit(pixel_table.scaled(table, how)).explained_variance_ratio_
    np.testing.assert_allclose(100 * ratio, shares, atol=within)


def test_correlations_are_the_published_ones(table, real):
    published = pd.read_csv(real("polder/published_correlation_matrix.csv"), index_col=0)
    ours = table.corr().loc[published.index, published.columns]
    np.testing.assert_allclose(ours, published, atol=0.02)


def test_five_clusters_are_the_published_ones(digitised, table):
    published = digitised.published_kmeans5.to_series().loc[table.index]
    X = pixel_table.scaled(table, "global").to_numpy()
    agreement = [
        adjusted_rand_score(
            published, KMeans(5, n_init=1, random_state=seed).fit_predict(X)
        )
        for seed in range(20)
    ]
    assert np.median(agreement) >= 0.95


@pytest.mark.parametrize(
    ("how", "expected"), [("column", (0.406, 0.343)), ("global", (0.393, 0.352))]
)
def test_six_clusters_of_k_means_are_ahead_of_ward(table, how, expected):
    X = pixel_table.scaled(table, how).to_numpy()
    k_means = KMeans(6, n_init=10, random_state=0).fit_predict(X)
    ward = AgglomerativeClustering(6).fit_predict(X)
    scores = [silhouette_score(X, labels) for labels in (k_means, ward)]
    np.testing.assert_allclose(scores, expected, atol=0.002)
    assert scores[0] > scores[1]
