"""What a chapter's parameters may be: checked at once, refused in one sentence."""

import ast
import math
import re
from typing import NamedTuple

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
# The same in a reader's notebook, where Colab and JupyterLab show the line as a form.
_FORM = re.compile(r"([a-z]\w*) = (.+?)  #@param (\S.*)")
_ALLOWED = re.compile(r"(\[.+?\]) (\S.*)")


class Declaration(NamedTuple):
    """What a line says of a parameter."""

    name: str
    kind: str
    default: str | int | float | bool
    allowed: range | tuple | list | None
    meaning: str


def declaration(line):
    """Read a line that declares a parameter.

    Parameters
    ----------
    line : str
        ``name: type = default  # meaning``. The meaning may begin with what is
        allowed: the ends ``[low, high]``, steps ``[3, 5, ..., 15]``, or words
        ``["land", "sea"]``.

    Returns
    -------
    Declaration or None
        None where the line declares no parameter, or the default is not of its type.

    Examples
    --------
    >>> declaration("n_clusters: int = 6  # [2, 12] number of land types").allowed
    range(2, 13)
    >>> declaration('scaling: str = "all"  # ["all", "land"] what is scaled').allowed
    ['all', 'land']
    >>> declaration("n_clusters: int = 6.5  # number of land types")
    """
    match = _LINE.fullmatch(line.strip())
    if not match:
        return None
    name, kind, default, meaning = match.groups()
    default, limited = _literal(default), _ALLOWED.fullmatch(meaning)
    if type(default).__name__ != kind:
        return None
    if not limited:
        return Declaration(name, kind, default, None, meaning)
    return Declaration(name, kind, default, _allowed(kind, limited[1]), limited[2])


def _literal(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


def _allowed(kind, text):
    """Return what a bracket allows."""
    match _literal(text), kind:
        case [low, high], "int":
            return range(low, high + 1)
        case [first, second, end, last], "int" if end is ...:
            return range(first, last + 1, second - first)
        case [low, high], "float":
            return low, high
        case list(words), "str":
            return words
    raise BadInput(f"{text} says nothing that {kind} could be: give its ends or words.")


def _form(line):
    """Read a line of a form: ``name = value  #@param {type:"slider", min:2, max:12}``."""
    match = _FORM.fullmatch(line.strip())
    if not match:
        return None
    name, default, form = match[1], _literal(match[2]), match[3]
    words = re.match(r"\[.*?\]", form)
    ends = dict(re.findall(r"(type|min|max|step): ?\"?([^,\"}]+)", form))
    whole = ends.get("type") == "integer" or ends.get("step", "").isdigit()
    kind = "int" if whole and type(default) is int else type(default).__name__
    kind = "float" if kind == "int" and not whole else kind
    allowed = _literal(words[0]) if words and "allow-input" not in form else None
    if "min" in ends:
        low, high = (_literal(ends[end]) for end in ("min", "max"))
        step = int(ends["step"]) if whole else None
        allowed = range(low, high + 1, step) if whole else (low, high)
    return Declaration(name, kind, default, allowed, "")


def declared(source):
    """Read the parameters that a cell declares.

    Parameters
    ----------
    source : str
        The text of the cell, of a chapter or of a reader's notebook.

    Returns
    -------
    dict of Declaration
        By name.
    """
    found = (declaration(line) or _form(line) for line in source.splitlines())
    return {one.name: one for one in found if one}


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


def check(namespace):
    """Check the parameters of a notebook against what their lines allow.

    Parameters
    ----------
    namespace : dict
        The notebook's ``globals()``: the values, and as ``In`` the cells that have
        run, among them the declarations and what papermill put in.

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
    found = {}
    for cell in namespace.get("In", []):
        # The latest: a form is run again each time that it is changed.
        found |= declared(cell) if "source" in declared(cell) else {}
    _refuse_unknown(namespace, found)
    for name, wanted in found.items():
        _check(name, namespace[name], wanted)
    return {name: namespace[name] for name in found}


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


_KINDS = {"str": str, "int": int, "float": float, "bool": bool}


def _check(name, value, wanted):
    kind, allowed = _KINDS[wanted.kind], wanted.allowed
    fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise BadInput(f"{name} = {value!r} is not of type {kind.__name__}: give one.")
    if isinstance(allowed, range) and value not in allowed:
        steps = f" in steps of {allowed.step}" if allowed.step > 1 else ""
        raise BadInput(
            f"{name} = {value} is out of range: give a whole number from {allowed[0]} "
            f"to {allowed[-1]}{steps}."
        )
    if isinstance(allowed, tuple) and not allowed[0] <= value <= allowed[1]:
        raise BadInput(
            f"{name} = {value} is out of range: give a number from {allowed[0]} "
            f"to {allowed[1]}."
        )
    if isinstance(allowed, list) and value not in allowed:
        raise BadInput(
            f"{name} = {value!r} is not known: give one of {', '.join(sorted(allowed))}."
        )
