"""Köppen–Geiger zones: in their places, and as telling as they were found to be."""

import pandas as pd
import pytest
import rdata
from sklearn.metrics import adjusted_mutual_info_score

from helpers.errors import BadInput
from helpers.polder.products import grasp, koppen_geiger


@pytest.fixture
def write(tmp_path):
    """Give a function that writes a file of R with one object."""

    def write(zones):
        path = tmp_path / "a.rda"
        rdata.write_rda(path, {"zones": zones})
        return path

    return write


def table(*rows):
    return pd.DataFrame(rows, columns=["Lat", "Lon", "Cls"])


def test_climate_says_a_third_about_the_published_clusters(digitised_path, climate_path):
    digitised = grasp.open(digitised_path)
    climate = koppen_geiger.open(climate_path)
    assert climate.size == 24_601
    assert climate.loc[(23.5, 10.5)] == "BWh"
    both = climate.reindex(grasp.land_table(digitised).index).dropna()
    published = digitised.published_kmeans5.to_series().loc[both.index]
    assert adjusted_mutual_info_score(both, published) == pytest.approx(0.31, abs=0.01)


def test_a_cell_takes_its_most_frequent_zone_and_of_equals_the_first(write):
    rows = [(10.25, -3.75, "Af"), (10.25, -3.25, "Am"), (10.75, -3.75, "Am")]
    path = write(table(*rows, (-0.25, 0.25, "ET"), (-0.75, 0.25, "EF")))
    found = {(10.5, -3.5): "Am", (-0.5, 0.5): "ET"}
    assert koppen_geiger.open(path).to_dict() == found


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ("BWh", "no table of Lat, Lon, Cls"),
        (pd.DataFrame({"Lat": [0.25], "Lon": [0.25]}), "no table of Lat, Lon, Cls"),
        (table((90.25, 0.25, "ET")), "without a place"),
        (table((0.25, -180.25, "ET")), "without a place"),
        (table((float("nan"), 0.25, "ET")), "without a place"),
    ],
)
def test_what_is_no_climate_is_refused(write, zones, said):
    with pytest.raises(BadInput, match=said):
        koppen_geiger.open(write(zones))


def test_a_damaged_file_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.rda").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(BadInput, match="cannot be read as the climate zones") as refusal:
        koppen_geiger.open(tmp_path / "a.rda")
    assert "\n" not in str(refusal.value)
    with pytest.raises(BadInput, match="There is no file"):
        koppen_geiger.open(tmp_path / "absent.rda")
