"""The pages of the helpers: each module's docstrings, and who uses what.

A page per study lists its modules by room, as Markdown that Sphinx fills with the
docstrings. Which chapter uses a function is read from the code of its cells.
"""

import ast
import re

from helpers import imports
from helpers.imports import dotted
from tools import ROOT, chapters

SHARED = "shared"
ROOMS = ("products", "simulation")
MAGIC = re.compile(r"^(\s*)[%!].*", flags=re.MULTILINE)
# Of these nothing is called from outside.
INTERNAL = ("helpers.__main__",)


def modules(study):
    """Return the modules of a study, or those that all studies share.

    Parameters
    ----------
    study : str
        A study's name, or ``"shared"``.

    Returns
    -------
    list of str
        Dotted names: first the readers, then the methods, last what simulates.
    """
    folder = ROOT / "helpers" / ("" if study == SHARED else study)
    paths = [
        path
        for path in folder.rglob("*.py")
        if study != SHARED or path.relative_to(folder).parts[0] not in chapters.STUDIES
    ]
    names = [dotted(path) for path in sorted(paths)]
    names = [name for name in names if name not in INTERNAL and name != "helpers"]
    return sorted(names, key=lambda name: (name.count(".") > 1, _room(name), name))


def page(study):
    """Return the page of a study's helpers as Markdown."""
    return "\n\n".join(section(name) for name in modules(study)) + "\n"


def section(module):
    """Return a module's part of a page: its heading, what it says, and its names."""
    # The page is the study's: its name needs no repeating.
    title = module.removeprefix("helpers.").partition(".")[2] or module
    # scikit-learn gives every classifier a method about itself, with its own links.
    left_out = "   :exclude-members: set_score_request\n"
    options = f"   :members:\n{left_out}   :member-order: bysource\n   :no-value:"
    block = f"```{{eval-rst}}\n.. automodule:: {module}\n{options}\n```"
    return f"## `{title}`\n\n{block}"


def public(module):
    """Return the public functions and classes that a module defines, in its order."""
    tree = ast.parse(imports.module_file(module, ROOT).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [
        n.name for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")
    ]


def names():
    """Return the full name of every public function and class, with its module."""
    studies = (SHARED, *chapters.STUDIES)
    every = [module for study in studies for module in modules(study)]
    return {f"{module}.{name}": module for module in every for name in public(module)}


def used_in():
    """Return which chapters use a public name: ``{full name: [chapters in order]}``."""
    known, users = names(), {}
    for path in chapters.listed():
        for name in sorted(used(code(path)) & known.keys()):
            users.setdefault(name, []).append(chapters.label(path))
    return users


def introduced():
    """Return the names that each chapter is the first to use: ``{chapter: [names]}``."""
    first = {}
    for name, users in used_in().items():
        first.setdefault(users[0], []).append(name)
    return first


def note(names_of_chapter):
    """Return the text at a chapter's end that leads to its new helpers, as Markdown."""
    links = [f"- {{py:obj}}`~{name}`" for name in names_of_chapter]
    title = "The helper functions that this chapter introduces"
    return "\n".join([f":::{{dropdown}} {title}", *links, ":::"])


def code(notebook):
    """Return the code of a notebook as plain Python, its magics taken out."""
    cells = chapters.read(notebook).cells
    sources = (cell.source for cell in cells if cell.cell_type == "code")
    return "\n".join(MAGIC.sub(r"\1pass", source) for source in sources)


def used(text):
    """Return the full names that code reaches through what it imports.

    Examples
    --------
    >>> sorted(used("from helpers.leads import radar as r\\nr.echoes.peakiness(1)"))[1:]
    ['helpers.leads.radar.echoes', 'helpers.leads.radar.echoes.peakiness']
    """
    tree = ast.parse(text)
    known = _bound(tree)
    return {name for node in ast.walk(tree) if (name := _full(node, known))}


def _bound(tree):
    """Return what each imported name stands for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
    return found


def _full(node, known):
    """Return the dotted name of an expression that starts at an import, or None."""
    if isinstance(node, ast.Name):
        name = known.get(node.id)
        # A bare name counts where a function itself was imported.
        return name if isinstance(node.ctx, ast.Load) else None
    if isinstance(node, ast.Attribute):
        start = _full(node.value, known)
        return f"{start}.{node.attr}" if start else None
    return None


def _room(module):
    parts = module.split(".")
    if len(parts) > 2 and parts[2] in ROOMS:
        return 2 * ROOMS.index(parts[2])
    return 1
