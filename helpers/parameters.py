"""What a chapter's parameters may be: checked at once, refused in one sentence."""

import ast
import math
import re

from helpers.errors import BadInput


def _truth(text):
    return {"true": True, "false": False}[text.lower()]


def _number(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


READERS = {"str": str, "int": int, "float": _number, "bool": _truth}
"""How a text becomes a value, by the type that a parameter declares."""
_LINE = re.compile(rf"([a-z]\w*): ({'|'.join(READERS)}) = (.+?)  # (\S.*)")


def declaration(line):
    """Read a line that declares a parameter.

    Parameters
    ----------
    line : str

    Returns
    -------
    tuple or None
        Name, type, default and meaning; None where the line declares no parameter, or
        the default is not of its type.

    Examples
    --------
    >>> declaration("n_clusters: int = 6  # number of land types")
    ('n_clusters', 'int', 6, 'number of land types')
    >>> declaration("n_clusters: int = 6.5  # number of land types")
    """
    match = _LINE.fullmatch(line)
    try:
        default = ast.literal_eval(match[3]) if match else None
    except (ValueError, SyntaxError):
        return None
    if not match or type(default).__name__ != match[2]:
        return None
    return match[1], match[2], default, match[4]


def typed(kind, text):
    """Give the value that a text stands for.

    Parameters
    ----------
    kind : str
        A key of `READERS`.
    text : str

    Raises
    ------
    ValueError
        Where the text is no such value.
    """
    try:
        return READERS[kind](text)
    except KeyError:
        raise ValueError(text) from None


def check(namespace, allowed):
    """Check the annotated parameters of a notebook.

    Parameters
    ----------
    namespace : dict
        The notebook's ``globals()``: values, their annotations, and the cells that
        have run, among them the one that papermill puts in.
    allowed : dict
        By name, a ``range`` of integers, the ends ``(low, high)`` of an interval, or a
        set or list of words.

    Returns
    -------
    dict
        The parameters by name.

    Raises
    ------
    BadInput
        When a value has the wrong type or lies outside what is allowed, or when
        papermill was given a parameter that the chapter doesn't have.
    """
    declared = {
        name: kind
        for name, kind in namespace.get("__annotations__", {}).items()
        if kind in (str, int, float, bool)
    }
    _refuse_unknown(namespace, declared)
    for name, kind in declared.items():
        _check(name, namespace[name], kind, allowed.get(name))
    return {name: namespace[name] for name in declared}


def _refuse_unknown(namespace, declared):
    injected = [c for c in namespace.get("In", []) if c.startswith("# Parameters\n")]
    names = {
        target.id
        for cell in injected
        for node in ast.parse(cell).body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    for name in sorted(names - set(declared)):
        raise BadInput(
            f"There is no parameter {name!r} here: give {', '.join(sorted(declared))}."
        )


def _check(name, value, kind, allowed):
    fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise BadInput(f"{name} = {value!r} is not of type {kind.__name__}: give one.")
    if isinstance(allowed, range) and value not in allowed:
        raise BadInput(
            f"{name} = {value} is out of range: give a whole number from {allowed[0]} "
            f"to {allowed[-1]}."
        )
    if isinstance(allowed, tuple) and not allowed[0] <= value <= allowed[1]:
        raise BadInput(
            f"{name} = {value} is out of range: give a number from {allowed[0]} "
            f"to {allowed[1]}."
        )
    if isinstance(allowed, list | set) and value not in allowed:
        raise BadInput(
            f"{name} = {value!r} is not known: give one of {', '.join(sorted(allowed))}."
        )
