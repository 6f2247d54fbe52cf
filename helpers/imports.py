"""Which files a module is made of: its own, those that it imports, and their tables."""

import ast
import functools
import re
from importlib.util import resolve_name
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = re.compile(r"[\w.-]+\.(toml|csv)")


def closure(module, root=ROOT, packages=()):
    """List the files that a module needs: other modules, and their tables.

    Parameters
    ----------
    module : str
        A dotted name, such as ``"helpers.leads.simulation"``.
    root : Path
        The folder that holds the package.
    packages : tuple of str
        Top-level packages of that folder to follow beside the module's own.

    Returns
    -------
    list of Path
        In alphabetical order: the module, what it imports (wherever in its code), what
        those import, and the ``.toml`` and ``.csv`` files beside them that they name.
    """
    followed = {module.partition(".")[0], *packages}
    found, waiting = set(), _with_parents(module)
    while waiting:
        name = waiting.pop()
        path = module_file(name, root)
        if path is None or path in found:
            continue
        found.add(path)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        tree = parse(path.read_text("utf-8"))
        names = imported(tree, package)
        waiting |= {n for n in names if n.partition(".")[0] in followed}
        found |= _tables(tree, path)
    return sorted(found)


@functools.lru_cache(maxsize=1000)
def parse(code):
    """Parse code once; what cannot be parsed says so when it is run, and is empty here."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.parse("")


def imported(tree, package=""):
    """Give every dotted name that a syntax tree may import, with its parent packages.

    Examples
    --------
    >>> sorted(imported(ast.parse("from .radar import echoes"), "helpers.leads"))
    ['helpers', 'helpers.leads', 'helpers.leads.radar', 'helpers.leads.radar.echoes']
    """
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return {parent for name in names for parent in _with_parents(name)}


def module_file(name, root=ROOT):
    """Give the file of a module, or None where it isn't in that folder."""
    base = root.joinpath(*name.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


def dotted(path, root=ROOT):
    """Give the dotted name of the module in a file.

    Examples
    --------
    >>> dotted(ROOT / "helpers" / "leads" / "__init__.py")
    'helpers.leads'
    """
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _with_parents(name):
    parts = name.split(".")
    return {".".join(parts[: i + 1]) for i in range(len(parts))}


def _tables(tree, path):
    texts = (getattr(node, "value", None) for node in ast.walk(tree))
    names = {t for t in texts if isinstance(t, str) and TABLE.fullmatch(t)}
    beside = (path.with_name(name) for name in {f"{path.stem}.toml", *names})
    return {table for table in beside if table.is_file()}
