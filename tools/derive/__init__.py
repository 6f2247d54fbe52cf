"""What derives constants and pictures from real files; kept, and seldom run."""

import json

import numpy as np


def toml(header, tables, digits):
    """Write tables of figures as TOML: counts, arrays a row per line, lists of dates.

    Parameters
    ----------
    header : str
        What the first line says of the file.
    tables : dict of dict
    digits : int
        Significant ones.

    Examples
    --------
    >>> print(toml("Two.", {"a": {"x": [1.2345, 2], "n": 3}}, 2), end="")
    # Two.
    <BLANKLINE>
    [a]
    x = [1.2, 2.0]
    n = 3
    """
    lines = [f"# {header}"]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {_text(value, digits)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


def _text(value, digits):
    value = np.asarray(value)
    if value.dtype.kind == "i" and not value.ndim:
        return str(value)
    if value.dtype.kind in "OUT":
        days = [f"  {', '.join(value[i : i + 7])}" for i in range(0, value.size, 7)]
        return "[\n" + ",\n".join(days) + ",\n]"
    if value.ndim > 1:
        return "[\n" + ",\n".join(_text(row, digits) for row in value) + "\n]"
    return json.dumps(np.vectorize(lambda v: float(f"{v:.{digits}g}"))(value).tolist())
