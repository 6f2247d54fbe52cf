"""Published tables: what they are known to give, and detector against people."""

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score

from helpers.clouds import scenes, tables
from helpers.errors import BadInput

GOES = "clouds/eurec4a_goes16/df_metrics.csv"
BOXES = "clouds/worldview/annotations_fulldataset_IRchecked_285.csv"


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [([], [35.3, 25.4, 12.5, 8.1]), (["mean", "var"], [34.9, 26.4, 13.1, 6.3])],
)
def test_principal_components_of_the_goes_metrics(real, left_out, expected):
    table = tables.goes_metrics(real(GOES)).drop(columns=left_out).dropna()
    scaled = (table - table.mean()) / table.std()
    shares = PCA().fit(scaled).explained_variance_ratio_[:4]
    assert shares * 100 == pytest.approx(expected, abs=0.05)


def test_goes_metrics_and_fractions_meet_at_half_hours(real):
    joined = tables.goes(real(GOES), real("clouds/eurec4a_goes16/df_sgff.csv"))
    assert 550 <= len(joined) <= 564
    assert joined[["Sugar", "Flower", "Fish", "Gravel"]].max().max() <= 1
    assert (joined.index == joined.index.round("30min")).all()


@pytest.mark.parametrize(
    ("size", "tiles", "ami"),
    [(256, 10_000, 0.081), (512, 1172, 0.161), (612, 424, 0.173), (850, 22, 0.082)],
)
def test_the_authors_own_clusters(real, size, tiles, ami):
    table = tables.tile_metrics(real(f"clouds/published/cloud_metrics_scale_{size}.tsv"))
    assert len(table) == tiles
    score = adjusted_mutual_info_score(table.labels, table.clusters)
    assert score == pytest.approx(ami, abs=5e-4)
    assert table.cloud_fraction.between(0, 1).all()


def test_profiles_have_four_patterns(real):
    ds = tables.profiles(real("clouds/worldview/ERAInterim__Profiles__Pattern.nc"))
    assert set(ds.pattern.values) == set(scenes.LABELS)
    warmest = ds.Temperature_isobaric.isel(pattern=0).idxmax("pressure")
    assert float(warmest) == 1000


def test_detector_agrees_with_people_better_than_with_another_day(real):
    people = tables.places(scenes.boxes(real(BOXES)))
    people = people[people.time.dt.year == 2017]
    detector = tables.detections(real("clouds/worldview/retinanet-world-2017.csv"))
    later = detector.assign(time=detector.time + pd.Timedelta(days=9))
    same, other = (tables.matches(people, d).iou.mean() for d in (detector, later))
    assert same > 1.5 * other > 0


def test_a_box_matched_with_itself_has_an_overlap_of_one():
    file = "Region1_DJF_Aqua/Aqua_CorrectedReflectance20170105_-61--40_10-24.jpeg"
    row = {"file": file, "x1": 100, "y1": 200, "x2": 900, "y2": 800, "label": "Fish"}
    mine = tables.places(pd.DataFrame([row]))
    assert mine[["west", "north"]].to_numpy().tolist() == [[-60, 22]]
    found = tables.matches(mine, mine.drop(columns="file"))
    assert found.iou.tolist() == [1]


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="has no column Date"):
        tables.detections(path)
    with pytest.raises(BadInput, match="cannot be read as a table"):
        tables.detections(tmp_path / "none.csv")


def test_labels_beyond_the_four_are_refused(real, tmp_path):
    source = real("clouds/published/cloud_metrics_scale_850.tsv")
    table = pd.read_csv(source, sep="\t")
    table["labels"] = np.arange(len(table))
    table.to_csv(tmp_path / "t.tsv", sep="\t")
    with pytest.raises(BadInput, match="is not 0 to 3"):
        tables.tile_metrics(tmp_path / "t.tsv")
