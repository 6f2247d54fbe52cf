"""Köppen–Geiger classes: in their places, and as telling as they were found to be."""

import pytest
from sklearn.metrics import adjusted_mutual_info_score

from helpers.errors import BadInput
from helpers.polder import grasp, koppen

DIGITISED = "polder/grasp_polder_l3_clim_S1_1degree_digitised.nc"


def test_climate_says_a_third_about_the_published_clusters(real):
    digitised = grasp.open(real(DIGITISED))
    climate = koppen.open(real("polder/koppen_geiger_1degree_mode.csv"))
    assert climate.loc[(23.5, 10.5)] == "BWh"
    both = climate.reindex(grasp.land_table(digitised).index).dropna()
    published = digitised.published_kmeans5.to_series().loc[both.index]
    assert adjusted_mutual_info_score(both, published) == pytest.approx(0.31, abs=0.01)


def test_a_table_without_climates_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("row,column\n1,2\n")
    with pytest.raises(BadInput, match="koppen_mode"):
        koppen.open(tmp_path / "a.csv")


def test_the_table_is_found_by_its_hash_or_not_at_all(real, tmp_path, monkeypatch):
    assert koppen.find().samefile(real("polder/koppen_geiger_1degree_mode.csv"))
    monkeypatch.setenv("EO_DATA", str(tmp_path))
    assert koppen.find() is None
