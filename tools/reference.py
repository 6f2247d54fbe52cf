"""Keep a study's run on real data: ``python -m tools.reference leads``.

The default book runs on simulated data, so that anyone can build it. What the same
chapters give on real files is run once, by whoever has the files, and committed:
``book/reference/real/<study>.json`` and the figures of the cells that are tagged
``reference-figure``. A test with the files recomputes it.
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

from helpers import catalog, report
from tools import chapters
from tools.execute import ChapterFailed, Narrator, execute

REFERENCE = Path("book/reference/real")
RUNS = Path("_build/runs/real")
PACKAGES = ("numpy", "scipy", "scikit-learn", "xarray", "numba", "matplotlib")
MOST_BYTES = 300_000


def run(study, out=RUNS):
    """Execute every chapter of a study on real data.

    Parameters
    ----------
    study : str
    out : Path
        Folder for the executed copies, ``<study>/N_name.ipynb``.

    Returns
    -------
    list of Path
    """
    executed = []
    for chapter in chapters.listed(study):
        target = Path(out) / study / chapter.name
        target.parent.mkdir(parents=True, exist_ok=True)
        execute(chapter, target, {"source": "real"}, Narrator(chapters.label(chapter)))
        executed.append(target)
    return executed


def gather(study, executed, folder=REFERENCE):
    """Write the study's reference: metrics, inputs, versions and figures.

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
    metrics = [metric for notebook in executed for metric in report.read(notebook)]
    figures = [
        figure for notebook in executed for figure in _figures(study, notebook, folder)
    ]
    reference = {
        "study": study,
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in PACKAGES},
        "inputs": inputs(study),
        "metrics": [metric for metric in metrics if metric["source"] == "real"],
        "figures": figures,
    }
    return _write(
        folder / f"{study}.json", json.dumps(reference, indent=1).encode() + b"\n"
    )


def inputs(study):
    """List the registered files of the products that a study's chapters name."""
    texts = [path.with_suffix(".py").read_text("utf-8") for path in chapters.listed(study)]
    named = [name for name in catalog.products() if f'"{name}"' in "".join(texts)]
    files = [file for name in named for file in catalog.files(name)]
    return [{"file": file["name"], "sha256": file.get("sha256")} for file in files]


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
        picture = _write(folder / study / f"{name}.png", base64.b64decode(png))
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
