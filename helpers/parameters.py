"""What a chapter's parameters may be: checked at once, refused in one sentence."""

import ast

from helpers.errors import BadInput


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
