"""Which chapters there are, and what each of them depends on."""

import ast
import hashlib
import json
import re
import tomllib
from functools import lru_cache
from importlib.util import resolve_name
from pathlib import Path

import nbformat
import yaml
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from helpers.errors import BadInput
from tools import ROOT

STUDIES = {
    "polder": "Land types",
    "clouds": "Cloud organisation",
    "leads": "Sea-ice leads",
    "glaciers": "Glacier radar",
}
CONTENTS = "book/_toc.yml"
NAME = re.compile(r"[0-9]+_[a-z0-9_]+")
MAGIC = re.compile(r"^(\s*)[%!].*", flags=re.MULTILINE)


def listed(study=None):
    """Return the notebooks of the chapters, by study and number.

    Parameters
    ----------
    study : str, optional
        One of `STUDIES`; all of them by default.

    Returns
    -------
    list of Path
        ``notebooks/<study>/N_name.ipynb``, absolute.
    """
    studies = (study,) if study else STUDIES
    paths = [p for s in studies for p in (ROOT / "notebooks" / s).glob("*.ipynb")]
    chapters = [p for p in paths if NAME.fullmatch(p.stem)]
    names = list(studies)
    return sorted(chapters, key=lambda p: (names.index(p.parent.name), number(p), p.stem))


def number(path):
    """Return the number of a chapter within its study.

    >>> number("notebooks/leads/10_last.ipynb")
    10
    """
    return int(Path(path).stem.partition("_")[0])


def contents(root):
    """Return what the book's table of contents lists, in its order.

    Parameters
    ----------
    root : Path
        The repository.

    Returns
    -------
    list of str
        Paths from the root, such as ``book/intro`` or ``notebooks/leads/1_echoes``.

    Raises
    ------
    helpers.errors.BadInput
        If the table is missing or cannot be understood.
    """
    try:
        names = list(parse_toc_yaml(root / CONTENTS))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1
        raise BadInput(f"{CONTENTS}, line {line}: {error.problem}.") from None
    except (OSError, ValueError, yaml.YAMLError, MalformedError) as error:
        reason = " ".join(str(error).split())
        raise BadInput(f"{CONTENTS} is no table of contents: {reason}") from None
    return [name.removesuffix(".ipynb") for name in names]


def unlisted():
    """Return a sentence for each chapter that the table of contents leaves out."""
    pages = contents(ROOT)
    names = [f"notebooks/{label(path)}" for path in listed()]
    return [f"Add {name} to {CONTENTS}." for name in names if name not in pages]


def read(path):
    """Return the notebook in a file.

    Parameters
    ----------
    path : Path

    Raises
    ------
    helpers.errors.BadInput
        If there is none, or what is there is no notebook.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError, nbformat.ValidationError):
        raise BadInput(f"{path} is no notebook; run make pairs.") from None
    return notebook


def label(path):
    """Return the name that people know a chapter by.

    >>> label("_build/runs/real/leads/1_echoes.ipynb")
    'leads/1_echoes'
    """
    path = Path(path)
    return f"{path.parent.name}/{path.stem}"


def dependencies(chapter):
    """Return the files of ``helpers`` that a chapter's results depend on.

    These are the modules that it imports, those that they import, and so on;
    the tables (``.toml``, ``.csv``) that a module names and that lie beside it; and,
    where data sets are looked up, the study's simulator, which the catalogue
    imports by name only.

    Parameters
    ----------
    chapter : Path
        A notebook ``notebooks/<study>/N_name.ipynb``.

    Returns
    -------
    list of Path
        In alphabetical order.
    """
    found, waiting = {}, _imported(_notebook_code(chapter), package="")
    while waiting:
        module = waiting.pop()
        path = _module_file(module)
        if path is None or module in found:
            continue
        found[module] = path
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        waiting |= _imported(path.read_text("utf-8"), package)
        if module == "helpers.catalog":
            waiting |= _with_parents(f"helpers.{Path(chapter).parent.name}.simulated")
    tables = {table for path in found.values() for table in _tables(path)}
    return sorted(tables.union(found.values()))


def fingerprint(paths, study=None):
    """Return a short hash of the names and contents of files.

    It stays the same when a file is only touched, and changes when a content
    does, whatever the files' times say.

    Parameters
    ----------
    paths : iterable of Path
    study : str, optional
        Leave out what a ``.toml`` file says of the other studies.

    Returns
    -------
    str
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(_content(path, study)).hexdigest()
        digest.update(f"{path.name} {content}\n".encode())
    return digest.hexdigest()[:16]


def _content(path, study):
    content = path.read_bytes()
    if study is None or path.suffix != ".toml":
        return content
    others = tuple(f"{other}/" for other in STUDIES if other != study)
    own = _without(others, tomllib.loads(content.decode()))
    return json.dumps(own, default=str).encode()  # a TOML date becomes its text


def _without(others, table):
    """Return a table without the entries, at any depth, of other studies."""
    if not isinstance(table, dict):
        return table
    return {k: _without(others, v) for k, v in table.items() if not k.startswith(others)}


def _notebook_code(path):
    """Return the code of a notebook as plain Python, its magics taken out."""
    try:
        cells = read(path).cells
    except BadInput:  # its run will say so
        return ""
    sources = (cell.source for cell in cells if cell.cell_type == "code")
    return "\n".join(MAGIC.sub(r"\1pass", source) for source in sources)


@lru_cache
def _parse(code):
    try:
        return ast.parse(code)
    except SyntaxError:
        # The run itself will say where; whoever mends it changes the file.
        return ast.parse("")


def _imported(code, package):
    """Return every dotted name that code may import, with its parent packages."""
    names = set()
    for node in ast.walk(_parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return {parent for name in names for parent in _with_parents(name)}


def _with_parents(name):
    parts = name.split(".")
    return {".".join(parts[: i + 1]) for i in range(len(parts))}


def _module_file(module):
    """Return the file of a module of ``helpers``, or None for anything else."""
    if module.partition(".")[0] != "helpers":
        return None
    base = ROOT.joinpath(*module.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


def _tables(path):
    """Return the tables beside a module that have its name or that it names."""
    constants = (
        getattr(node, "value", None) for node in ast.walk(_parse(path.read_text()))
    )
    named = [value for value in constants if isinstance(value, str)]
    tables = (value for value in named if value.endswith((".toml", ".csv")))
    names = {f"{path.stem}.toml", *tables}
    return {path.parent / name for name in names if (path.parent / name).is_file()}
