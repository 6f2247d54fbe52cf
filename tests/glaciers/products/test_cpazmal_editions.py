"""Both generations of the published layout, written by a script of its own."""

import numpy as np
import pytest

from helpers.glaciers import series, summary
from helpers.glaciers.products import cpazmal
from tests.glaciers import published_layout


@pytest.fixture(scope="module", params=["published", "older"])
def edition(request):
    return request.param


@pytest.fixture(scope="module")
def archive(edition, tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "CPAZMaL.hdf5"
    published_layout.write(path, edition, side=20, study=(24, 30), orbits=("DSC", "ASC"))
    return path


def test_all_seventy_groups_are_listed_with_their_place(archive):
    table = cpazmal.groups(archive)
    assert len(table) == 70
    assert table["class"].value_counts()["STUDY"] == 2
    known = ["latitude", "longitude", "elevation", "orientation", "slope"]
    assert table[known].notna().all(axis=None)
    assert len(summary.polygons(archive)) == 68


def test_the_index_names_satellite_and_pass(archive, edition):
    table = cpazmal.index(archive)
    assert len(table.groupby(["group", "orbit", "polarisation"])) == 70 * 2 * 2
    assert set(table.satellite) == ({"PAZ"} if edition == "published" else {"PAZ", "TSX"})
    known = {"ASC": "Ascending", "DSC": "Descending"}
    for orbit, mine in table.groupby("orbit"):
        assert set(mine["pass"]) == {known[orbit], "Unknown"}
    assert (table.incidence_angle.isna() == (table["pass"] == "Unknown")).all()


@pytest.mark.parametrize("orbit", ["ASC", "DSC"])
def test_paz_saw_the_polygons_on_the_dates_of_both_channels(archive, orbit):
    stack = cpazmal.open(archive, "ICA003", orbit, ["HH", "HV"], satellite="PAZ")
    np.testing.assert_array_equal(stack.time.values, published_layout.HV.astype("M8[ns]"))
    assert stack.sizes["y"] == 19  # HV has one row fewer
    assert (stack.intensity.min() > 0) and stack.intensity.isnull().any()


def test_windows_of_even_size_have_series_in_every_class(archive):
    found = series.of_windows(archive, 8, masked_share=0.1)
    assert set(found.label.values) == set(series.GLACIER)
    assert np.isfinite(found.series).all()
    assert found.sizes["time"] == published_layout.HV.size


def test_summaries_are_made_of_every_class(archive):
    groups = summary.polygons(archive)
    assert set(summary.examples(groups)) == set(summary.NAMES)
    falls = summary.summer_drop(summary.levels(archive, groups))
    assert falls["ACC", "HV"].mean() > falls["FOR", "HV"].mean() + 5
    tiles = summary.window_table(archive, groups, 5)
    assert set(tiles["class"]) == set(summary.NAMES)
