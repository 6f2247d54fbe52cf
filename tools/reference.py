"""Keep a study's run on real data: ``python -m tools.reference leads``.

The default book runs on simulated data, so that anyone can build it. What the same
chapters give on real files is run once, by whoever has the files, and committed:
``book/reference/<edition>/<study>.json`` and the figures of the cells that are tagged
``reference-figure``. The edition is ``real``, or names what stands in for real files
that nobody can verify. A test with the files recomputes it.
"""

import argparse
import base64
import importlib.metadata
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import nbformat

from helpers import catalog, downloads, report
from tools import ROOT, chapters
from tools.execute import ChapterFailed, Narrator, execute

REFERENCE = Path("book/reference")
RUNS = Path("_build/runs")
PACKAGES = ("numpy", "scipy", "scikit-learn", "xarray", "numba", "matplotlib", "torch")
MOST_BYTES = 300_000
STAND_INS = {
    "polder": (
        "digitised",
        [
            catalog.registered("polder/grasp-digitised"),
            catalog.registered("polder/koppen-geiger"),
        ],
    )
}


def edition(study):
    """Name the edition of a study's reference: ``"real"``, or what stands in for it."""
    return STAND_INS[study][0] if study in STAND_INS else "real"


def source(study):
    """Return the chapters' parameter: ``"real"``, or the path of what stands in."""
    if study not in STAND_INS:
        return "real"
    for file in STAND_INS[study][1]:
        if downloads.in_data(file) is None:
            raise ChapterFailed(f"{file['name']} is in no folder of EO_DATA: set it.")
    return str(downloads.in_data(STAND_INS[study][1][0]))


def run(study, out=RUNS):
    """Execute every chapter of a study on real data.

    Parameters
    ----------
    study : str
    out : Path
        Folder for the executed copies, ``<edition>/<study>/N_name.ipynb``.

    Returns
    -------
    list of Path
    """
    executed, given = [], {"source": source(study)}
    for chapter in chapters.listed(study):
        target = Path(out) / edition(study) / study / chapter.name
        target.parent.mkdir(parents=True, exist_ok=True)
        execute(chapter, target, given, Narrator(chapters.label(chapter)))
        executed.append(target)
    return executed


def gather(study, executed, folder=REFERENCE):
    """Write the study's reference: metrics, inputs, versions and figures.

    A chapter that fell back to simulated data has no part in it.

    Parameters
    ----------
    study : str
    executed : list of Path
    folder : Path

    Returns
    -------
    Path
        The JSON file.
    """
    kept = [path for path in executed if any(_metrics(study, path))]
    found = [figure for notebook in kept for figure in _figures(study, notebook, folder)]
    reference = {
        "study": study,
        "edition": edition(study),
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in PACKAGES},
        "inputs": inputs(study),
        "metrics": [metric for path in kept for metric in _metrics(study, path)],
        "figures": found,
    }
    text = json.dumps(reference, indent=1) + "\n"
    return _write(folder / edition(study) / f"{study}.json", text.encode())


def _metrics(study, notebook):
    """Yield the metrics that a run took from the data that it was asked to run on."""
    wanted = "path" if study in STAND_INS else "real"
    for metric in report.read(notebook):
        if metric["source"] == wanted:
            yield metric | {"source": edition(study)}


def inputs(study):
    """List what stands in, or the registered files that a study's code names."""
    if study in STAND_INS:
        return [
            {key: file[key] for key in ("name", "sha256")} for file in STAND_INS[study][1]
        ]
    code = [path.with_suffix(".py") for path in chapters.listed(study)]
    code += sorted((ROOT / "helpers" / study).glob("*.py"))
    text = "".join(path.read_text("utf-8") for path in code)
    named = [name for name in catalog.products() if f'"{name}"' in text]
    files = [file for name in named for file in catalog.files(name)]
    return [{"name": file["name"], "sha256": file.get("sha256")} for file in files]


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
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    os.replace(beside, path)
    return path


def main(arguments=None):
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", choices=chapters.STUDIES)
    study = parser.parse_args(arguments).study
    try:
        print(gather(study, run(study)))
    except ChapterFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
