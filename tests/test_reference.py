"""The committed real runs: complete, small, and what the same files give again."""

import io
import json

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers import catalog, downloads, report
from helpers.errors import BadInput
from tools import ROOT, chapters, kept, records, reference, runs
from tools.pictures import ENDINGS, MOST_PHOTOGRAPH, smaller

FOLDER = reference.REFERENCE
STUDIES = sorted(path.stem for path in FOLDER.glob("*/*.json"))
PAGES = [chapters.label(path) for path in chapters.listed() if kept.is_real(path)]
MOST_OF_ALL_PAGES = 4_000_000  # bytes


def committed(study):
    file = FOLDER / reference.edition(study) / f"{study}.json"
    return json.loads(file.read_text("utf-8"))


def known():
    """Return every file that can be checked by sha256, by name."""
    return {file["name"]: file for file in catalog.files() if "sha256" in file}


@pytest.mark.parametrize("study", STUDIES)
def test_reference_names_registered_inputs_and_existing_figures(study):
    run = committed(study)
    assert run["inputs"]
    for entry in run["inputs"]:
        assert known()[entry["name"]]["sha256"] == entry["sha256"]
    assert {metric["source"] for metric in run["metrics"]} == {run["edition"]}
    for figure in run["figures"]:
        assert (FOLDER / figure["file"]).stat().st_size <= reference.MOST_BYTES
        assert figure["alt"] and figure["caption"]


def test_there_is_a_reference_for_every_study():
    pages = {page.partition("/")[0] for page in PAGES}
    assert pages | set(STUDIES) == {chapter.parent.name for chapter in chapters.listed()}


@pytest.mark.parametrize("study", STUDIES)
def test_real_files_give_the_committed_figures_again(study, real_runs, tmp_path):
    for entry in committed(study)["inputs"]:
        assert downloads.in_data(known()[entry["name"]]), f"no {entry['name']} in EO_DATA"
    executed = reference.run(study, real_runs, pages=False)
    written = reference.gather(study, executed, tmp_path / "kept")
    again = json.loads(written[0].read_text("utf-8"))
    read = {name: made["files"] for name, made in committed(study)["code"].items()}
    for chapter in read:
        then, now = (
            {m["name"]: m["value"] for m in run["metrics"] if m["chapter"] == chapter}
            for run in (committed(study), again)
        )
        assert_same(then, now, read[chapter])
    assert {f["file"] for f in again["figures"]} == {
        f["file"] for f in committed(study)["figures"]
    }


def assert_same(then, now, read):
    """Compare metrics by name; processors differ, and training makes much of it."""
    assert now.keys() == then.keys()
    assert [name for name in then if (now[name] is None) != (then[name] is None)] == []
    names = [name for name in then if then[name] is not None]
    relative, share = (0.05, 0.2) if "helpers/training.py" in read else (1e-3, 0)
    values = ([of[name] for name in names] for of in (now, then))
    close = np.isclose(*values, rtol=relative, atol=1e-9)
    others = [name for name, same in zip(names, close, strict=True) if not same]
    assert len(others) <= share * len(names), others


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_real_data_has_a_kept_run_on_registered_files(page):
    run = kept.read(page)
    assert run["inputs"]
    for entry in run["inputs"]:
        assert known()[entry["name"]]["sha256"] == entry["sha256"]
    pictures = sorted((kept.FOLDER / page).glob("*"))
    data = [o.get("data", {}) for c in run["cells"].values() for o in c["outputs"]]
    named = [each[kind] for each in data for kind in ENDINGS if kind in each]
    assert [path.name for path in pictures] == sorted(named)
    assert all(path.stat().st_size <= MOST_PHOTOGRAPH for path in pictures)


def test_kept_pages_are_small_and_of_chapters_that_there_are():
    files = [path for path in kept.FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MOST_OF_ALL_PAGES
    assert {chapters.label(path) for path in kept.FOLDER.glob("*/*.json")} == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_the_book_ran_the_page_again_and_found_what_was_kept(page, book, tmp_path):
    executed = ROOT / runs.RUNS / f"simulated/{page}.ipynb"
    if kept.is_shown(records.of(executed)):
        missing = [f["name"] for f in kept.read(page)["inputs"] if not here(f)]
        assert missing, "the files are here, and yet the kept run is shown"
        pytest.skip(f"not here: {missing[0]}")
    shown = tmp_path / "shown.ipynb"
    nbformat.write(kept.show(runs.notebook(page)), shown)
    then, now = (
        {m["name"]: m["value"] for m in report.read(path)} for path in (shown, executed)
    )
    assert_same(then, now, records.files(records.of(executed)))


def here(file):
    """Tell whether a file of a kept run can be had without a network."""
    return downloads.local(known()[file["name"]]) is not None


def test_a_kept_picture_has_few_colours_or_becomes_a_photograph():
    draw = np.random.default_rng(0).integers
    few = draw(0, 2, (60, 60, 3), dtype=np.uint8) * 255
    kind, same = smaller(png(few), "few")
    assert kind == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(same)).convert("RGB")), few)
    coarse = Image.fromarray(draw(0, 256, (200, 200), dtype=np.uint8))
    many = np.asarray(coarse.resize((600, 600), Image.Resampling.BICUBIC).convert("RGB"))
    kind, photograph = smaller(png(many), "many")
    assert kind == "image/jpeg" and len(photograph) <= MOST_PHOTOGRAPH
    difference = np.asarray(Image.open(io.BytesIO(photograph))).astype(float) - many
    assert np.abs(difference).mean() < 10
    loud = png(draw(0, 256, (800, 800, 3), dtype=np.uint8))
    with pytest.raises(BadInput, match=r"loud has .* kB as a photograph: draw it smaller"):
        smaller(loud, "loud")


def png(pixels):
    """Return an array as a PNG."""
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    return written.getvalue()


def test_large_pictures_are_refused(tmp_path):
    with pytest.raises(reference.ChapterFailed, match="keep it under"):
        reference._write(tmp_path / "big.png", b"0" * (reference.MOST_BYTES + 1))
    assert not list(tmp_path.iterdir())
