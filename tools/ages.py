"""Whether a kept result was made by today's code, or by an earlier version of it.

Beside each kept result stands which files its run read and a hash of what they do: code
without its comments and docstrings, notebooks without their text, tables as they are.
"""

import ast
import hashlib
import json

import nbformat

from helpers.files import replacing
from tools import ROOT

REFERENCE = ROOT / "book/reference"
MARK = "earlier_version"
# What says nothing of how a result is computed.
NO_CODE = {
    "requirements.lock",
    "helpers/catalog.toml",
    "helpers/report/published.toml",
    "helpers/report/words.toml",
    "tools/__init__.py",
    "tools/ages.py",
    "tools/sweeps/__init__.py",
}


def code(files):
    """Describe the code that a result is made by.

    Parameters
    ----------
    files : iterable of str
        Paths from the root.

    Returns
    -------
    dict
        ``files``, and the ``hash`` of what they do; None where one is gone.
    """
    files = sorted(set(files) - NO_CODE)
    return {"files": files, "hash": _hash(files)}


def is_older(kept):
    """Tell whether a result was made by other code than there is now.

    Parameters
    ----------
    kept : dict or None
        As from `code`; None where it isn't known, which counts as older.
    """
    return kept is None or kept["hash"] is None or _hash(kept["files"]) != kept["hash"]


def older(reference):
    """Return the chapters of a kept result that were made by earlier or unknown code."""
    made_by = dict.fromkeys(metric["chapter"] for metric in reference.get("metrics", []))
    made_by |= reference.get("code", {})
    return sorted(name for name, kept in made_by.items() if is_older(kept))


def kept():
    """Return every kept result by its path from ``book/reference``."""
    files = sorted(REFERENCE.rglob("*.json"))
    return {f.relative_to(REFERENCE).as_posix(): json.loads(f.read_bytes()) for f in files}


def check():
    """Return what to mend and what to know of the kept results, two lists of sentences."""
    wrong, known = [], []
    for name, reference in kept().items():
        for part in older(reference):
            marked = part in reference.get(MARK, [])
            sentence = f"book/reference/{name}: {part} was made by earlier code"
            (known if marked else wrong).append(sentence + ", and says so." * marked)
    todo = ": run it again, or `python -m tools.reference mark`."
    return [sentence + todo for sentence in wrong], known


def mark():
    """Mark what was made by an earlier version in the kept files; return their names."""
    changed = []
    for name, reference in kept().items():
        if reference.get(MARK, []) != older(reference):
            reference[MARK] = older(reference)
            write(REFERENCE / name, reference)
            changed.append(name)
    return changed


def write(path, reference):
    """Write a kept result's JSON."""
    with replacing(path) as beside:
        beside.write_text(json.dumps(reference, indent=1, ensure_ascii=False) + "\n")


def _hash(files):
    digest = hashlib.sha256()
    for name in files:
        if not (ROOT / name).is_file():
            return None
        digest.update(name.encode() + _content(ROOT / name))
    return digest.hexdigest()[:16]


def _content(path):
    """Return what a file does, as bytes."""
    if path.suffix == ".py":
        return repr(_shape(without_docstrings(ast.parse(path.read_bytes())))).encode()
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        return "\n".join(c.source for c in cells if c.cell_type == "code").encode()
    return path.read_bytes()


def _shape(node):
    """Return a syntax tree as lists and texts, the same in every release of Python."""
    if isinstance(node, ast.AST):
        fields = [(n, _shape(v)) for n, v in ast.iter_fields(node) if v not in (None, [])]
        return [type(node).__name__, *fields]
    return [_shape(each) for each in node] if isinstance(node, list) else repr(node)


def without_docstrings(tree):
    """Take the docstrings out of a syntax tree.

    Examples
    --------
    >>> ast.unparse(without_docstrings(ast.parse("'''What it is.'''\\nx = 1")))
    'x = 1'
    """
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                node.body = body[1:]
    return tree
