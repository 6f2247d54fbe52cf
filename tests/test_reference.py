"""The committed real runs: complete, small, and what the same files give again."""

import json
from pathlib import Path

import numpy as np
import pytest

from helpers import catalog, downloads
from tools import chapters, reference

FOLDER = Path(__file__).parents[1] / reference.REFERENCE
STUDIES = sorted(path.stem for path in FOLDER.glob("*/*.json"))


def committed(study):
    file = FOLDER / reference.edition(study) / f"{study}.json"
    return json.loads(file.read_text("utf-8"))


def known():
    """Return every file that can be checked by sha256, by name."""
    return {file["name"]: file for file in catalog.files() if "sha256" in file}


@pytest.mark.parametrize("study", STUDIES)
def test_reference_names_registered_inputs_and_existing_figures(study):
    kept = committed(study)
    assert kept["inputs"]
    for entry in kept["inputs"]:
        assert known()[entry["name"]]["sha256"] == entry["sha256"]
    assert {metric["source"] for metric in kept["metrics"]} == {kept["edition"]}
    for figure in kept["figures"]:
        assert (FOLDER / figure["file"]).stat().st_size <= reference.MOST_BYTES
        assert figure["alt"] and figure["caption"]


def test_there_is_a_reference_for_every_study():
    assert set(STUDIES) == {chapter.parent.name for chapter in chapters.listed()}


@pytest.mark.parametrize("study", STUDIES)
def test_real_files_give_the_committed_figures_again(study, tmp_path):
    if not downloads.data_folders():
        pytest.skip("EO_DATA is not set: no real files to test on")
    for entry in committed(study)["inputs"]:
        assert downloads.in_data(known()[entry["name"]]), f"no {entry['name']} in EO_DATA"
    executed = reference.run(study, tmp_path / "runs")
    again = json.loads(
        reference.gather(study, executed, tmp_path / "kept").read_text("utf-8")
    )
    then = {(m["chapter"], m["name"]): m["value"] for m in committed(study)["metrics"]}
    now = {(m["chapter"], m["name"]): m["value"] for m in again["metrics"]}
    assert now.keys() == then.keys()
    assert [key for key in then if (now[key] is None) != (then[key] is None)] == []
    for chapter in {chapter for chapter, _ in then}:
        keys = [key for key in then if key[0] == chapter and then[key] is not None]
        relative, share = tolerance(chapter)
        values = ([of[key] for key in keys] for of in (now, then))
        close = np.isclose(*values, rtol=relative, atol=1e-9)
        others = [key for key, same in zip(keys, close, strict=True) if not same]
        assert len(others) <= share * len(keys), others
    assert {f["file"] for f in again["figures"]} == {
        f["file"] for f in committed(study)["figures"]
    }


def tolerance(chapter):
    """Return how far a chapter's figures may be off, and the share that may be further.

    Processors differ in the last digit of a sum, and training makes much of it.
    """
    read = committed(chapter.partition("/")[0])["code"][chapter]["files"]
    return (0.05, 0.2) if "helpers/training.py" in read else (1e-3, 0)


def test_large_pictures_are_refused(tmp_path):
    with pytest.raises(reference.ChapterFailed, match="keep it under"):
        reference._write(tmp_path / "big.png", b"0" * (reference.MOST_BYTES + 1))
    assert not list(tmp_path.iterdir())
