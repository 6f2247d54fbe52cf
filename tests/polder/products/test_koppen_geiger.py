"""Köppen–Geiger classes: in their places, and as telling as they were found to be."""

import pytest
from sklearn.metrics import adjusted_mutual_info_score

from helpers import catalog
from helpers.errors import BadInput
from helpers.polder.products import grasp, koppen_geiger


def test_climate_says_a_third_about_the_published_clusters(digitised_path, climate_path):
    digitised = grasp.open(digitised_path)
    climate = koppen_geiger.open(climate_path)
    assert climate.loc[(23.5, 10.5)] == "BWh"
    both = climate.reindex(grasp.land_table(digitised).index).dropna()
    published = digitised.published_kmeans5.to_series().loc[both.index]
    assert adjusted_mutual_info_score(both, published) == pytest.approx(0.31, abs=0.01)


def test_a_table_without_climates_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("row,column\n1,2\n")
    with pytest.raises(BadInput, match="koppen_mode"):
        koppen_geiger.open(tmp_path / "a.csv")


def test_the_table_is_found_by_its_hash_or_not_at_all(climate_path, tmp_path, monkeypatch):
    monkeypatch.setenv("EO_CACHE", str(tmp_path))
    assert catalog.optional("polder/koppen-geiger").samefile(climate_path)
    monkeypatch.setenv("EO_DATA", str(tmp_path))
    assert catalog.optional("polder/koppen-geiger") is None


@pytest.mark.parametrize(
    "row", ["-1,0,BWh", "180,0,BWh", "0,360,BWh", "0.5,0,BWh", "x,0,BWh", ",0,BWh"]
)
def test_cells_off_the_grid_are_refused(tmp_path, row):
    (tmp_path / "a.csv").write_text(f"row,col,koppen_mode\n0,1,ET\n{row}\n")
    with pytest.raises(BadInput, match="on the grid of 1°"):
        koppen_geiger.open(tmp_path / "a.csv")


def test_cells_without_a_class_are_left_out(tmp_path):
    (tmp_path / "a.csv").write_text("row,col,koppen_mode\n0,1,ET\n0,0,\n")
    assert koppen_geiger.open(tmp_path / "a.csv").to_dict() == {(89.5, -178.5): "ET"}


def test_a_damaged_table_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(BadInput, match="cannot be read as a table") as refusal:
        koppen_geiger.open(tmp_path / "a.csv")
    assert "\n" not in str(refusal.value)
    with pytest.raises(BadInput, match="There is no file"):
        koppen_geiger.open(tmp_path / "absent.csv")
