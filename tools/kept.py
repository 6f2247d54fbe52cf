"""Pages of real data: the run of one is kept with the book, and shown where its files lack.

A chapter whose `source` is "real" by default runs on registered files in both editions.
Whoever has the files keeps its run: ``book/reference/pages/<study>/<N_name>.json``, with
the pictures in a folder beside it. Where the files can't be had, the executed chapter is
made from that: the outputs go to the cells that gave them, and a line at the top says so.
"""

import base64
import hashlib
import importlib.metadata
import json
import platform
import re
from datetime import UTC, date, datetime
from pathlib import Path

from nbformat.v4 import new_output

from helpers import catalog, report
from helpers.errors import BadInput
from helpers.files import replacing
from tools import ROOT, ages, chapters, records
from tools.pictures import ENDINGS, smaller

FOLDER = ages.REFERENCE / "pages"
PACKAGES = ("numpy", "scipy", "scikit-learn", "xarray", "numba", "matplotlib", "torch")
MOST_TEXT = 500_000  # bytes
REAL = re.compile(r'^source: str = "real"', re.MULTILINE)
GLUED = re.compile(r"\{glue:text\}`(\w+)(?::[^:`]*)?`")
BANNER = '<p class="source'
# The smallest picture, one transparent pixel: it keeps the label of a figure.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


def is_real(notebook):
    """Tell whether a chapter is a page of real data, by its default of `source`."""
    try:
        cells = json.loads(Path(notebook).read_bytes())["cells"]
        tagged = (c for c in cells if "parameters" in c["metadata"].get("tags", []))
        return any(REAL.search("".join(cell["source"])) for cell in tagged)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # no notebook: whoever runs it says so


def is_shown(record):
    """Tell whether a run was made from a kept one, by the files in its record."""
    return any(name.startswith("book/reference/pages/") for name in records.files(record))


# -- keeping ---------------------------------------------------------------------------


def keep(executed, folder=FOLDER):
    """Keep the run of a page of real data.

    Parameters
    ----------
    executed : Path
    folder : Path

    Returns
    -------
    Path
        The JSON file; the pictures lie in a folder of the same name.

    Raises
    ------
    helpers.errors.BadInput
        If the run was itself made from a kept one, or is too large to keep.
    """
    label, pictures = chapters.label(executed), {}
    if is_shown(records.of(executed)):
        raise BadInput(f"{label} ran without its files: name their folder in EO_DATA.")
    cells = [c for c in chapters.read(executed).cells if c.cell_type == "code"]
    kept = about([executed]) | {"cells": {c.id: _slim(c, pictures) for c in cells}}
    size = len(json.dumps(kept))
    if size > MOST_TEXT:
        raise BadInput(
            f"{label} has {size / 1e3:.0f} kB of tables and numbers: show less than "
            f"{MOST_TEXT / 1e3:.0f} kB, so that its run can be kept."
        )
    target = folder / f"{label}.json"
    with replacing(target.with_suffix(""), target) as (beside, text):
        beside.mkdir()
        for name, content in pictures.items():
            (beside / name).write_bytes(content)
        ages.write(text, kept)
    return target


def about(executed):
    """Say when some runs were made, with which packages and code, on which files.

    Parameters
    ----------
    executed : list of Path

    Returns
    -------
    dict
        With ``date``, ``versions``, ``inputs`` and ``code``.
    """
    run = {chapters.label(path): records.of(path) for path in executed}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in PACKAGES},
        "inputs": inputs(run.values()),
        "code": {label: ages.code(records.files(record)) for label, record in run.items()},
    }


def inputs(made):
    """List the registered files that runs found, from their records."""
    found = []
    for key in sorted({key for record in made for key in record["stamps"]}):
        kind, product, name = [*key.split(" ", 2), ""][:3]
        if kind == "real":
            found += [f for f in catalog.files(product) if name in ("", f["name"])]
    files = {file["name"]: file.get("sha256") for file in found}
    return [{"name": name, "sha256": sha256} for name, sha256 in files.items()]


def _slim(cell, pictures):
    """Return what is kept of a cell; its pictures go to a dict of bytes by name."""
    figure = cell.metadata.get("mystnb", {}).get("figure", {})
    name = figure.get("name", cell.id).removeprefix("fig-")
    outputs = []
    for output in cell.outputs:
        if output.get("name") == "stderr":
            continue
        slim = {k: v for k, v in output.items() if k != "execution_count"}
        data = dict(slim.get("data", {}))
        if "image/png" in data:
            kind, content = smaller(base64.b64decode(data.pop("image/png")), name)
            first = name if f"{name}.{ENDINGS[kind]}" not in pictures else cell.id
            data[kind] = f"{first}.{ENDINGS[kind]}"
            pictures[data[kind]] = content
            slim["data"] = data
        outputs.append(slim)
    return {"source": _hash(cell.source), "outputs": outputs}


# -- showing ---------------------------------------------------------------------------


def read(label, folder=FOLDER):
    """Return the kept run of a chapter, or None where there is none."""
    target = folder / f"{label}.json"
    return json.loads(target.read_bytes()) if target.exists() else None


def files(label, folder=FOLDER):
    """Return what a page made from a kept run depends on, as paths from the root."""
    kept, target = read(label, folder), folder / f"{label}.json"
    own = [target, *sorted(target.with_suffix("").glob("*"))]
    own = [path.relative_to(ROOT).as_posix() for path in own]
    return own + kept["code"][label]["files"]


def show(notebook, folder=FOLDER):
    """Return a chapter with the outputs of its kept run.

    Parameters
    ----------
    notebook : Path
    folder : Path

    Returns
    -------
    nbformat.NotebookNode
        Cells that were edited since show nothing. What the kept run recorded is all
        there, so that the numbers in the text have values.
    """
    label, page = chapters.label(notebook), chapters.read(notebook)
    kept, pictures = read(label, folder), folder / label
    cells = [cell for cell in page.cells if cell.cell_type == "code"]
    edited = {cell.id for cell in cells if not _is_known(cell, kept)}
    for number, cell in enumerate(cells, 1):
        cell.execution_count = number
        cell.outputs = _of_edited(cell)
        if cell.id not in edited:
            outputs = kept["cells"][cell.id]["outputs"]
            cell.outputs = [_whole(o, pictures, number) for o in outputs]
    _first(cells).outputs += _unplaced(page, kept, edited)
    _head(cells, banner(label, kept, len(edited)))
    page.metadata.papermill = {"parameters": {}}
    return page


def banner(label, kept, edited):
    """Return the line at the top of a page that is made from a kept run, as HTML."""
    made = kept["code"][label]
    when = date.fromisoformat(kept["date"])
    code = f"code <code>{made['hash'][:7]}</code>"
    if ages.is_older(made):
        code += ", made by an earlier version of the code"
    text = (
        f"This page shows the run of {when.day} {when:%B %Y} on <b>real</b> files, kept "
        f"with the book ({code}), since the files can't be had here."
    )
    if edited:
        has = "cell was" if edited == 1 else "cells were"
        text += f" {edited} {has} edited since then and left without results."
    return f'{BANNER} source-kept">{text}</p>'


def _is_known(cell, kept):
    return kept["cells"].get(cell.id, {}).get("source") == _hash(cell.source)


def _whole(output, pictures, number):
    """Return an output as Jupyter writes it, its picture read from the file."""
    whole = dict(output)
    for kind in ENDINGS.keys() & whole.get("data", {}).keys():
        picture = (pictures / whole["data"][kind]).read_bytes()
        whole["data"] = whole["data"] | {kind: base64.b64encode(picture).decode()}
    if whole["output_type"] == "execute_result":
        whole["execution_count"] = number
    kind = whole.pop("output_type")
    return new_output(kind, **whole)


def _of_edited(cell):
    """Return the outputs of a cell that the kept run doesn't know: a figure's label."""
    if "figure" not in cell.metadata.get("mystnb", {}):
        return []
    return [new_output("display_data", data={"image/png": PIXEL})]


def _unplaced(page, kept, edited):
    """Return what was recorded by cells that are edited or gone, and what lacks a value."""
    shown = {cell.id for cell in page.cells} - edited
    records_of = {
        key: [o for o in cell["outputs"] if "scrapbook" in o.get("metadata", {})]
        for key, cell in kept["cells"].items()
    }
    known = {o["metadata"]["scrapbook"]["name"] for own in records_of.values() for o in own}
    texts = [cell.source + json.dumps(cell.metadata) for cell in page.cells]
    wanted = {name for text in texts for name in GLUED.findall(text)}
    others = [o for key, own in records_of.items() if key not in shown for o in own]
    return [_whole(o, None, None) for o in others] + [
        _nothing(name) for name in sorted(wanted - known)
    ]


def _nothing(name):
    """Return a record that shows a dash in the place of a number."""
    metadata = {"scrapbook": {"name": name, "mime_prefix": report.PREFIX}}
    data = {report.PREFIX + "text/plain": "–"}
    return new_output("display_data", data=data, metadata=metadata)


def _first(cells):
    """Return the cell that starts the report, or else the first."""
    return next((c for c in cells if "report.start(" in c.source), cells[0])


def _head(cells, line):
    """Put a line in the place of the banner of the kept run."""
    for cell in cells:
        cell.outputs = [
            o
            for o in cell.outputs
            if not o.get("data", {}).get("text/html", "").startswith(BANNER)
        ]
    _first(cells).outputs.insert(0, new_output("display_data", data={"text/html": line}))


def _hash(source):
    return hashlib.sha256(source.strip().encode()).hexdigest()[:16]
