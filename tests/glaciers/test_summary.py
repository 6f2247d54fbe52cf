"""What an archive holds, class by class."""

import h5py
import numpy as np
import pandas as pd
import pytest

from helpers.errors import BadInput
from helpers.glaciers import summary
from helpers.glaciers.products import cpazmal

DATES = np.array([b"20200108", b"20200702"])
SHAPE = 10, 15


@pytest.fixture
def archive(tmp_path):
    """Write two polygons and a study area: 1 in winter, 0.1 in summer, shadow 0.01."""
    path = tmp_path / "archive.hdf5"
    images = np.ones((*SHAPE, 2), "float32") * np.array([1, 0.1], "float32")
    mask = np.zeros((*SHAPE, 2), "int8")
    mask[:5, :3] = cpazmal.SHADOW
    images[mask == cpazmal.SHADOW] = 0.01
    with h5py.File(path, "w") as file:
        for group in ("ICA001", "ABL002", "ALLGLA"):
            for pol in ("HH", "HV"):
                stack = file.create_group(f"data/{group}/DSC/{pol}")
                stack["images"], stack["masks"] = images, mask
                stack["timestamps"], stack["satellites"] = DATES, np.array([b"PAZ"] * 2)
    return path


@pytest.fixture
def groups(archive):
    return summary.polygons(archive)


def test_study_areas_are_no_polygons(groups):
    assert list(groups.index) == ["ABL002", "ICA001"]


def test_the_plotted_polygon_is_the_example_and_else_the_first(groups):
    assert summary.examples(groups) == {"ABL": "ABL002", "ICA": "ICA001"}
    more = pd.DataFrame({"class": ["ACC", "ACC"]}, ["ACC001", "ACC002"])
    assert summary.examples(more) == {"ACC": "ACC002"}


def test_levels_are_of_the_mean_intensity_of_clear_pixels(archive, groups):
    levels = summary.levels(archive, groups)
    assert len(levels) == 8
    mine = levels[(levels.group == "ICA001") & (levels.polarisation == "HV")]
    assert mine["level"].to_numpy() == pytest.approx([0, -10], abs=1e-5)
    assert summary.summer_drop(levels).to_numpy() == pytest.approx([10] * 4)


def test_masked_pixels_are_counted_with_their_level(archive, groups):
    row = summary.masks(archive, groups).loc["ABL002"]
    assert row.shadow == pytest.approx(0.1)
    assert row.clear == pytest.approx(0.9)
    assert row.shadow_level == pytest.approx(-20, abs=1e-5)
    assert np.isnan(row.layover_level)


def test_windows_know_their_polygon_and_what_they_lack(archive, groups):
    table = summary.window_table(archive, groups, 5)
    assert table.group.value_counts().to_dict() == {"ABL002": 6, "ICA001": 6}
    assert sorted(table.masked)[-2:] == pytest.approx([0.6, 0.6])
    assert (table.masked == 0).sum() == 10


def test_a_study_area_is_chosen_by_name(archive):
    with h5py.File(archive, "a") as file:
        file["data/ALLGLA"].attrs["class"] = "STUDY"
        file["data"].copy("ALLGLA", "ARGTOP")
    assert summary.study_area(archive) == "ALLGLA"
    assert summary.study_area(archive, "ARGTOP") == "ARGTOP"
    with pytest.raises(BadInput, match="no study area 'ABL002': give 'first' or"):
        summary.study_area(archive, "ABL002")


def test_an_archive_without_study_areas_is_refused(archive):
    with pytest.raises(BadInput, match="no whole study area"):
        summary.study_area(archive)
