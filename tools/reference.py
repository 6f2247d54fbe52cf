"""Keep a study's run on real data: ``python -m tools.reference leads``, or a page's.

The default book runs on simulated data, so that anyone can build it. What the same
chapters give on real files is run once, by whoever has the files, and committed:
``book/reference/<edition>/<study>.json`` and the figures of the cells that are tagged
``reference-figure``. The edition is ``real``, or names what stands in for real files
that nobody can verify. Pages of real data are kept whole (`tools.kept`). A test with the
files recomputes it.

Each kept run knows by which code it was made (`tools.ages`). Where that has changed since,
the book says so; ``python -m tools.reference mark`` admits it, and a new run mends it.
"""

import argparse
import base64
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from helpers import catalog, downloads, report
from helpers.errors import BadInput
from helpers.files import remove, replacing
from tools import ROOT, ages, chapters, kept, lock, records, runs
from tools.execute import NOT_RUN, ChapterFailed

REFERENCE = ROOT / "book/reference"
RUNS = ROOT / runs.RUNS
MOST_BYTES = 300_000
STAND_INS = {"polder": ("digitised", catalog.registered("polder/grasp-digitised"))}


def edition(study):
    """Name the edition of a study's reference: ``"real"``, or what stands in for it."""
    return STAND_INS[study][0] if study in STAND_INS else "real"


def source(study):
    """Return the chapters' parameter: ``"real"``, or the path of what stands in."""
    if study not in STAND_INS:
        return "real"
    file = STAND_INS[study][1]
    if downloads.in_data(file) is None:
        raise ChapterFailed(f"{file['name']} is in no folder of EO_DATA: set it.")
    return str(downloads.in_data(file))


def run(study, out=RUNS, pages=True):
    """Execute every chapter of a study on real data, where that isn't done already.

    Parameters
    ----------
    study : str
    out : Path
        Folder for the executed copies, ``<edition>/<study>/N_name.ipynb``; pages of
        real data go to ``real/<study>``, or are copied from a build that ran them.
    pages : bool
        Whether the pages of real data are among them.

    Returns
    -------
    list of Path
    """
    paths = [p for p in chapters.listed(study) if pages or not kept.is_real(p)]
    jobs = [(path, *_wanted(study, path, Path(out))) for path in paths]
    todo = [job for job in jobs if not _is_had(*job)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda job: _execute(*job), todo))
    return [target for _, target, _ in jobs if target.exists()]


def keep_page(label):
    """Keep the run of one page of real data; return the JSON file."""
    chapter = runs.chapter(label)
    job = (chapter, *_wanted(chapter.parent.name, chapter, RUNS))
    if not _is_had(*job):
        _execute(*job)
    if not job[1].exists():
        raise ChapterFailed(f"{label} ran without its files: name their folder in EO_DATA.")
    return kept.keep(job[1])


def _wanted(study, chapter, out):
    """Return where the run of a chapter goes, and what it should have run with."""
    if kept.is_real(chapter):
        return out / "real" / study / chapter.name, {"source": "real"}
    return out / edition(study) / study / chapter.name, {"source": source(study)}


def _is_had(chapter, target, given):
    return records.is_fresh(target, given) or (
        kept.is_real(chapter) and runs.copy_twin(target, given)
    )


def _execute(chapter, target, given):
    command = [sys.executable, "-m", "tools.execute", chapter, target]
    command += ["--source", given["source"], "--or-not"]
    target.unlink(missing_ok=True)
    if subprocess.run(command, cwd=ROOT).returncode not in (0, NOT_RUN):
        raise ChapterFailed(f"{chapters.label(chapter)} failed, for the reason above.")


def gather(study, executed, folder=REFERENCE):
    """Write the study's reference: metrics, inputs, versions, figures, and its pages.

    A chapter whose real data need an account has no part in it.

    Parameters
    ----------
    study : str
    executed : list of Path
    folder : Path

    Returns
    -------
    list of Path
        The JSON files.
    """
    own = {path: kept.is_real(runs.notebook(chapters.label(path))) for path in executed}
    pages = [kept.keep(path, folder / "pages") for path in executed if own[path]]
    others = [path for path in executed if not own[path] and any(_metrics(study, path))]
    found = [figure for path in others for figure in _figures(study, path, folder)]
    about = kept.about(others)
    named = {file["name"]: file for file in _stood_in(study) + about["inputs"]}
    about["inputs"] = list(named.values())
    reference = {"study": study, "edition": edition(study)} | about
    reference["metrics"] = [m for path in others for m in _metrics(study, path)]
    reference["figures"] = found
    target = folder / edition(study) / f"{study}.json"
    if others:
        ages.write(target, reference)
    else:
        remove(target)
        remove(target.with_suffix(""))
    return [target] * bool(others) + pages


def _stood_in(study):
    """Return the file that a study's chapters ran on by its path."""
    files = [STAND_INS[study][1]] if study in STAND_INS else []
    return [{"name": file["name"], "sha256": file["sha256"]} for file in files]


def _metrics(study, notebook):
    """Yield the metrics that a run took from the data that it was asked to run on."""
    wanted = "path" if study in STAND_INS else "real"
    for metric in report.read(notebook):
        if metric["source"] == wanted:
            yield metric | {"source": edition(study)}


def _figures(study, notebook, folder):
    """Save the pictures of the tagged cells, and say what they show."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        if "reference-figure" not in cell.metadata.get("tags", []):
            continue
        figure, image = (cell.metadata.mystnb[key] for key in ("figure", "image"))
        png = next(
            o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})
        )
        name = figure["name"].removeprefix("fig-")
        place = folder / edition(study) / study / f"{name}.png"
        picture = _write(place, base64.b64decode(png))
        yield {
            "file": picture.relative_to(folder).as_posix(),
            "caption": figure["caption"],
            "alt": image["alt"],
            "chapter": f"{study}/{notebook.stem}",
        }


def _write(path, content):
    if path.suffix == ".png" and len(content) > MOST_BYTES:
        raise ChapterFailed(
            f"{path.name} has {len(content)} bytes: keep it under {MOST_BYTES}."
        )
    with replacing(path) as beside:
        beside.write_bytes(content)
    return path


def main(arguments=None):
    """Run from the command line."""
    pages = [chapters.label(path) for path in chapters.listed() if kept.is_real(path)]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    helps = "a study; one of its pages of real data; mark: what is older than its code"
    parser.add_argument("what", choices=[*chapters.STUDIES, *pages, "mark"], help=helps)
    what = parser.parse_args(arguments).what
    if what == "mark":
        print("\n".join(ages.mark()) or "Every mark is right already.")
        return
    held = lock.take(ROOT / "_build/lock", "A build is running in this folder: waiting.")
    try:
        files = [keep_page(what)] if what in pages else gather(what, run(what))
        print(*files, sep="\n")
    except (ChapterFailed, BadInput) as failure:
        sys.exit(str(failure))
    finally:
        held.close()


if __name__ == "__main__":
    main()
