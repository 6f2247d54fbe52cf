"""The chapters run, with no edit, on an archive as it is published."""

import papermill
import pytest

from helpers import report
from tests.glaciers import published_layout
from tools import ROOT

RUNS = [
    ("1_archive", "published", {"n_repeats": 3}),
    ("2_time_warping", "published", {"masked_share": 0.1}),
    ("3_barycentres", "published", {"n_repeats": 2, "masked_share": 0.1, "window_px": 8}),
    ("4_map", "published", {"study_area": "ARGTOP", "block_px": 32}),
    ("1_archive", "older", {"n_repeats": 3, "window_px": 5}),
    ("4_map", "older", {"window_px": 5, "masked_share": 0.1}),
]


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    for edition in ("published", "older"):
        published_layout.write(folder / f"{edition}.hdf5", edition)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "edition", "asked"), RUNS)
def test_a_chapter_runs_on_a_published_archive(chapter, edition, asked, archives, tmp_path):
    done = tmp_path / "done.ipynb"
    papermill.execute_notebook(
        ROOT / f"notebooks/glaciers/{chapter}.ipynb",
        done,
        {"source": str(archives / f"{edition}.hdf5"), **asked},
        progress_bar=False,
        log_output=False,
    )
    assert report.read(done)
