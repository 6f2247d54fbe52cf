"""What holds the house together: ``python -m tools.house`` says what breaks its rules.

Arrows run one way, chapter → methods → products; nothing but the catalogue and teaching
cells reaches what simulates; no study knows another; a parameter is one of the words that
all chapters share; files, functions and folders stay small; and a kept result that is
older than its code says so. (That every public name is documented is ruff's to see.)
"""

import ast
import sys
import tomllib

from helpers import imports
from helpers.imports import dotted
from helpers.parameters import declaration
from tools import ROOT, ages, chapters
from tools.book import api

HELPERS = ROOT / "helpers"
WORDS = ROOT / "tools/vocabulary.toml"
TEACHING = "teaching"  # the tag of a cell that may simulate
MOST_LINES, MOST_FUNCTION, MOST_NAMES = 300, 40, 16
# Of a folder's names these are not looked for.
UNCOUNTED = ("__init__.py", "__main__.py", "__pycache__")


def faults():
    """Return every broken rule as a sentence."""
    found = [*upward(), *reached_from_chapters(), *unknown_words(), *too_large()]
    return [*found, *ages.check()[0]]


def modules():
    """Return the modules of helpers as ``{dotted name: syntax tree}``."""
    paths = sorted(HELPERS.rglob("*.py"))
    return {dotted(path): ast.parse(path.read_bytes()) for path in paths}


def upward(trees=None):
    """Return the imports in helpers that run against the arrows."""
    trees = trees or modules()
    found = []
    for name, tree in trees.items():
        package = name if (HELPERS.parent / name.replace(".", "/")).is_dir() else None
        package = package or name.rpartition(".")[0]
        targets = imports.imported(tree, package) & trees.keys()
        found += [
            f"{name} imports {target}: {why}"
            for target in sorted(targets)
            if (why := _against(name, target))
        ]
    return found


def _against(name, target):
    """Say why a module must not import another; None where it may."""
    (study, room), (other, reached) = _place(name), _place(target)
    if other not in chapters.STUDIES:
        return None
    if study != other:
        return "no study imports another, and what they share imports none."
    if room == "products" and reached not in ("products", ""):
        return "a reader imports no method."
    if reached == "simulation" and room != "simulation":
        return "only the catalogue reaches what simulates."
    if reached == "figures" and room != "figures":
        return "only chapters draw."
    return None


def _place(name):
    """Return the study and the room of a module."""
    parts = [*name.split("."), "", ""]
    return parts[1], parts[2]


def reached_from_chapters():
    """Return the cells of chapters that simulate without the tag that says so."""
    found = []
    for path in chapters.listed():
        for cell in chapters.read(path).cells:
            if cell.cell_type != "code" or TEACHING in cell.metadata.get("tags", []):
                continue
            names = imports.imported(imports.parse(api.MAGIC.sub(r"\1pass", cell.source)))
            if any(_place(name)[1] == "simulation" for name in names):
                label = chapters.label(path)
                found.append(f"{label}: tag the cell that simulates with {TEACHING!r}.")
    return found


def unknown_words(declared=None):
    """Return the parameters of chapters outside the list of words, and words unused.

    Parameters
    ----------
    declared : dict of list of str, optional
        The parameters of each chapter; those of the book by default.
    """
    words = tomllib.loads(WORDS.read_text("utf-8"))
    own = declared or {chapters.label(p): parameters(p) for p in chapters.listed()}
    found = [
        f"{chapter}: the parameter {name} is not in {WORDS.relative_to(ROOT)}."
        for chapter, names in own.items()
        for name in names
        if name not in words
    ]
    used = {name for names in own.values() for name in names}
    unused = [
        f"{WORDS.name}: no chapter has {w}; take it out." for w in words if w not in used
    ]
    return found + (unused if declared is None else [])


def parameters(notebook):
    """Return the names of a chapter's parameters."""
    cells = chapters.read(notebook).cells
    sources = (c.source for c in cells if "parameters" in c.metadata.get("tags", []))
    lines = (line for source in sources for line in source.splitlines())
    return [found[0] for line in lines if (found := declaration(line))]


def too_large():
    """Return the modules, functions and folders of helpers that hold too much."""
    found = []
    for path in sorted(HELPERS.rglob("*.py")):
        text = path.read_text("utf-8")
        lines = len(text.splitlines())
        if lines > MOST_LINES:
            found.append(f"{dotted(path)} has {lines} lines, over {MOST_LINES}.")
        found += [f"{dotted(path)}.{f}" for f in _long_functions(ast.parse(text))]
    for folder in sorted({path.parent for path in HELPERS.rglob("*.py")}):
        # A module and its table are one name.
        names = {p.stem for p in folder.iterdir() if p.name not in UNCOUNTED}
        if len(names) > MOST_NAMES:
            place = folder.relative_to(ROOT).as_posix()
            found.append(f"{place} shows {len(names)} names, over {MOST_NAMES}.")
    return found


def _long_functions(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            doc = (ast.get_docstring(node) and first.end_lineno - first.lineno + 1) or 0
            lines = node.end_lineno - node.lineno + 1 - doc
            if lines > MOST_FUNCTION:
                yield f"{node.name} has {lines} lines, over {MOST_FUNCTION}."


def main():
    """Print what breaks the rules, and what is known to be old; return the exit status."""
    for name in ages.check()[1]:
        print(name)
    found = faults()
    print("\n".join(found) or "The house is in order.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
