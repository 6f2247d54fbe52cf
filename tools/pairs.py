"""Keep the two files of each chapter in step: ``python -m tools.pairs check | sync``.

A chapter is a text file ``N_name.py``, which is edited, and its notebook
``N_name.ipynb``, which is run and downloaded. Which of them is newer by its file's
time says nothing after a checkout, so they are compared by content. ``sync`` goes from
text to notebook; the other way only when it is asked for with ``--from-notebook``.
"""

import argparse
import hashlib
import itertools
import sys
from pathlib import Path

import jupytext
import nbformat
from jupytext.combine import map_outputs_to_inputs

from helpers.errors import BadInput
from helpers.files import replacing
from helpers.parameters import READERS, declaration
from tools import chapters

TEXT = "py:percent"
# The same on every machine: no versions, and the kernel that every Jupyter has.
METADATA = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
}
# As in pyproject.toml, for jupytext inside Jupyter.
NO_VERSION = "-jupytext.text_representation.jupytext_version"
KNOWN = f"types are {', '.join(READERS)}"


def check():
    """Return what is wrong with the chapters, a sentence each.

    Returns
    -------
    list of str
    """
    files = _files()
    problems = [f"{_name(p)}: {_misplaced(p)}" for p in files if _misplaced(p)]
    stems = sorted({path.with_suffix("") for path in files if not _misplaced(path)})
    problems += [problem for stem in stems for problem in _faults(stem)]
    return [*problems, *_same_numbers(stems), *_unlisted()]


def sync(text, from_notebook=False):
    """Bring one file of a pair in step with the other.

    Cells that stay keep their ids, so that a changed sentence is a small change of
    the notebook too.

    Parameters
    ----------
    text : Path
        ``N_name.py``.
    from_notebook : bool
        Write the text from the notebook, rather than the notebook from the text.

    Returns
    -------
    bool
        Whether anything was written.
    """
    book = text.with_suffix(".ipynb")
    if from_notebook:
        notebook = _bare(_read(book))
        notebook.metadata.jupytext["notebook_metadata_filter"] = NO_VERSION
        return _write(text, jupytext.writes(notebook, TEXT))
    wanted = _bare(_read(text))
    old = _read(book) if _readable(book) else nbformat.v4.new_notebook()
    _keep_ids(wanted, old)
    _name_new_cells(wanted)
    return _write(book, nbformat.writes(wanted) + "\n")


def _files():
    folder = chapters.ROOT / "notebooks"
    files = (p for p in folder.rglob("*") if p.suffix in (".py", ".ipynb"))
    return sorted(p for p in files if ".ipynb_checkpoints" not in p.parts)


def _name(path):
    return path.relative_to(chapters.ROOT).as_posix()


def _misplaced(path):
    """Return what is wrong with the name of a file, or None."""
    study = path.relative_to(chapters.ROOT / "notebooks").parent.as_posix()
    if study not in chapters.STUDIES:
        return f"move it into one of the folders {', '.join(chapters.STUDIES)}."
    if not chapters.NAME.fullmatch(path.stem):
        return "rename it like 3_some_words (a number, then small letters)."
    return None


def _same_numbers(stems):
    """Yield which chapters of a study have one number."""
    for one, other in itertools.combinations(stems, 2):
        if one.parent == other.parent and chapters.number(one) == chapters.number(other):
            yield f"{_name(other)}: {one.name} has the same number; rename one."


def _unlisted():
    try:
        return chapters.unlisted()
    except BadInput as wrong:
        return [str(wrong)]


def _faults(stem):
    """Yield what is wrong with one chapter."""
    text, book = stem.with_suffix(".py"), stem.with_suffix(".ipynb")
    if not text.exists():
        option = f"ARGS='--from-notebook {_name(book)}'"
        yield f"{_name(book)}: has no text; run make pairs {option}."
    elif not book.exists():
        yield f"{_name(text)}: has no notebook; run make pairs."
    elif not _readable(book):
        yield f"{_name(book)}: is no notebook; run make pairs."
    else:
        yield from _differences(text, book)
        yield from (f"{_name(text)}: {fault}" for fault in _parameter_faults(_read(text)))


def _readable(book):
    try:
        return bool(_read(book).cells)
    except BadInput:
        return False


def _differences(text, book):
    """Yield where a notebook is not what its text says it should be."""
    notebook = _read(book)
    empty = [i for i, cell in enumerate(notebook.cells, 1) if not cell.source.strip()]
    if empty:
        yield f"{_name(book)}: cell {empty[0]} is empty; take it out of {text.name}."
    ran = [i for i, cell in enumerate(notebook.cells, 1) if _has_run(cell)]
    if ran:
        yield f"{_name(book)}: cell {ran[0]} has outputs; run make pairs."
    wanted, found = _contents(_read(text)), _contents(notebook)
    differ = [i for i, (a, b) in enumerate(zip(wanted, found, strict=False), 1) if a != b]
    if differ or len(wanted) != len(found):
        first = differ[0] if differ else min(len(wanted), len(found)) + 1
        yield f"{_name(book)}: cell {first} is not as in {text.name}; run make pairs."
    elif dict(notebook.metadata) != METADATA:
        yield f"{_name(book)}: its metadata are not the project's; run make pairs."


def _has_run(cell):
    return bool(cell.get("outputs") or cell.get("execution_count"))


def _contents(notebook):
    return [(c.cell_type, c.source, dict(c.metadata)) for c in notebook.cells]


def _parameter_faults(notebook):
    """Yield which lines of the parameters' cell cannot drive a run."""
    cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if len(cells) != 1:
        yield f"{len(cells)} cells have the tag parameters; give it to one."
        return
    lines = [line for line in cells[0].source.splitlines() if line.strip()]
    for line in lines:
        try:
            read = declaration(line)
        except BadInput as wrong:
            yield f"{line!r}: {wrong}"
            continue
        if not read:
            yield f"write {line!r} like n_clusters: int = 6  # [2, 12] what it is; {KNOWN}."
    if not any(line.startswith("source: str =") for line in lines):
        yield 'add the parameter source: str = "simulated"  # where the data come from.'


def _read(path):
    """Return a notebook from either of its files."""
    if path.suffix == ".ipynb":
        return chapters.read(path)
    return jupytext.read(path, fmt=TEXT)


def _bare(notebook):
    """Return a notebook without outputs and with the project's own metadata."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _keep_ids(wanted, old):
    """Give the cells that were there before the ids that they had."""
    places = map_outputs_to_inputs(wanted.cells, old.cells)
    for cell, place in zip(wanted.cells, places, strict=True):
        cell.id = None if place is None else old.cells[place].id


def _name_new_cells(notebook):
    """Give each cell without an id one that follows from its source."""
    taken = {cell.id for cell in notebook.cells}
    for cell in notebook.cells:
        digest = hashlib.sha256(cell.source.encode()).hexdigest()
        candidates = (
            f"{digest[:8]}{suffix}" for suffix in itertools.chain([""], itertools.count(1))
        )
        cell.id = cell.id or next(name for name in candidates if name not in taken)
        taken.add(cell.id)


def _write(path, content):
    """Write beside the file, then put it in place; say whether anything changed."""
    if path.exists() and path.read_text("utf-8") == content:
        return False
    with replacing(path) as beside:
        beside.write_text(content, "utf-8")
    return True


def _arguments(argv):
    parser = argparse.ArgumentParser(prog="python -m tools.pairs", description=__doc__)
    parser.add_argument("action", choices=["check", "sync"])
    parser.add_argument("texts", nargs="*", type=Path, help="all chapters by default")
    parser.add_argument("--from-notebook", action="store_true")
    return parser.parse_intermixed_args(argv)


def main(argv=None):
    """Check or synchronise the pairs; return the exit status."""
    arguments = _arguments(argv)
    if arguments.action == "check":
        problems = check()
        print("\n".join(problems) or "Every chapter is in step with its text.")
        return bool(problems)
    texts = arguments.texts or [p for p in _files() if p.suffix == ".py"]
    try:
        for text in texts:
            if sync(text.with_suffix(".py"), arguments.from_notebook):
                print(f"{chapters.label(text)}: written.")
    except (BadInput, OSError) as wrong:
        print(wrong)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
