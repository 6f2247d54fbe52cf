"""What a chapter reports: which source it ran on, and its metrics beside the published.

A metric is kept inside the executed notebook, as the metadata of a display that
Jupyter hides and MyST-NB can glue into prose; :func:`read` gets it back.
"""

import html
import math
import os
import re
from numbers import Number

import nbformat
import numpy as np
from IPython.display import HTML, display

from helpers import catalog, parameters
from helpers.errors import BadInput
from helpers.report.tables import beside_published, label, published, shown

__all__ = [
    "glue",
    "label",
    "metric",
    "published",
    "read",
    "record",
    "shown",
    "slug",
    "start",
    "table",
]

PREFIX = "application/papermill.record/"
KEY = "unsupervised-earth"

_chapter = {"name": None, "source": None, "parameters": {}, "metrics": []}

on_glue = []
"""Functions that are told of each glued text, ``(name, text)``: prose that shows it."""


def start(chapter: str, namespace: dict):
    """Begin a chapter: check its parameters and say which source it runs on.

    Parameters
    ----------
    chapter : str
        ``study/N_name``.
    namespace : dict
        The notebook's ``globals()``; its ``In`` has the cell that declares the
        parameters and says what they may be (:mod:`helpers.parameters`).

    Raises
    ------
    BadInput
        When a value has the wrong type or lies outside what is allowed, or when
        papermill was given a parameter that the chapter doesn't have.
    """
    declared = parameters.check(namespace)
    source = namespace["source"]
    kind = catalog.source_kind(source)
    others = {name: value for name, value in declared.items() if name != "source"}
    _chapter.update(name=chapter, source=kind, parameters=others, metrics=[])
    display(HTML(_banner(kind, source)))


def _banner(kind, source):
    text = {
        "simulated": "This page ran on <b>simulated</b> data: physics with cited numbers "
        "and a few assumed ones, marked in the code, in the real product's format.",
        "real": "This page ran on <b>real</b> data: public satellite files, verified by "
        "hash.",
        "path": "This page ran on <b>your product</b>: "
        f"<code>{html.escape(str(source))}</code>.",
    }[kind]
    if kind != "real" and os.environ.get("EO_ASKED_SOURCE") == "real":
        text += (
            " Real data were asked for, but need an account or a network that wasn't there."
        )
    return f'<p class="source source-{kind}">{text}</p>'


def metric(name: str, value: Number, *, unit="", better="", text: str | None = None):
    """Record a figure, glue it under its name, and look up what was published.

    Parameters
    ----------
    name : str
        Of letters, digits and underscores; ``{glue:text}`` in prose takes it.
    value : number
        What is not finite is kept as ``None``.
    unit : str
    better : {"", "higher", "lower"}
        Which way is an improvement, where one is.
    text : str, optional
        How prose shows it; by default three significant digits.

    Raises
    ------
    BadInput
        When the value is no number or the chapter hasn't been started.
    """
    if _chapter["name"] is None:
        raise BadInput(
            f"metric {name!r} came before report.start: start the chapter first."
        )
    if better not in ("", "higher", "lower"):
        raise BadInput(
            f"better = {better!r} is not known: give 'higher', 'lower' or nothing."
        )
    record = _record(name, value, unit, better)
    _chapter["metrics"] = [m for m in _chapter["metrics"] if m["name"] != name] + [record]
    # MyST-NB reads "12,200" as a pair of numbers; a narrow space it leaves alone.
    glue(name, text or shown(record["value"], 3).replace(",", "\u202f"), record)


def record(table, name="", *, better="", unit=""):
    """Record each number of a table that is shown, and give the table back.

    Parameters
    ----------
    table : pandas.DataFrame or pandas.Series
        Of numbers. As the last line of a cell it is shown, rounded as it is.
    name : str
        Put before the metrics' names, ``name_row_column``, in which letters are small,
        hyphens are dropped and other signs are underscores.
    better, unit : str
        As in :func:`metric`; a dict gives them by column.

    Returns
    -------
    pandas.DataFrame
        The table, a series as one column.
    """
    table = table.to_frame() if table.ndim == 1 else table
    for row, values in zip(table.index, table.to_numpy(), strict=True):
        for column, value in zip(table.columns, values, strict=True):
            way, measure = (
                of.get(column, "") if isinstance(of, dict) else of for of in (better, unit)
            )
            parts = [name, row] + [column] * (len(table.columns) > 1)
            metric(slug(*parts), value, better=way, unit=measure)
    return table


def slug(*parts) -> str:
    """Make a metric's name of words, leaving out what is empty.

    Examples
    --------
    >>> slug("truth", "K-means", "F1"), slug("", "open water")
    ('truth_kmeans_f1', 'open_water')
    """
    words = (part if isinstance(part, tuple) else (part,) for part in parts)
    text = "_".join(str(word) for part in words for word in part if str(word))
    return re.sub(r"\W+", "_", text.lower().replace("-", "")).strip("_")


def glue(name: str, text: str, record: dict | None = None):
    """Make a piece of text available to prose as ``{glue:text}`name```.

    Parameters
    ----------
    name, text : str
    record : dict, optional
        Kept with it, for :func:`read`.
    """
    metadata = {"scrapbook": {"name": name, "mime_prefix": PREFIX}}
    if record:
        metadata[KEY] = record
    display({PREFIX + "text/plain": text}, raw=True, metadata=metadata)
    for tell in on_glue:
        tell(name, text)


def _record(name, value, unit, better):
    if np.ndim(value) == 0:
        value = getattr(value, "item", lambda: value)()
    if not isinstance(value, Number) or isinstance(value, complex):
        raise BadInput(f"metric {name!r} = {value!r} is no number: give one.")
    if isinstance(value, float) and not math.isfinite(value):
        value = None
    figure = published().get(_chapter["name"], {}).get(name, {})
    return {
        "chapter": _chapter["name"],
        "source": _chapter["source"],
        "name": name,
        "value": value,
        "unit": unit,
        "better": better,
        "published": figure.get("value"),
        "reference": figure.get("reference", ""),
        "parameters": dict(_chapter["parameters"]),
    }


def table() -> HTML:
    """Show the chapter's metrics beside the published figures.

    Returns
    -------
    IPython.display.HTML
        A table of what was published, then, folded, the rest. Metrics that this
        source has no value of are left out.
    """
    return beside_published(_chapter["metrics"], _chapter["source"])


def read(executed_notebook: str | os.PathLike) -> list[dict]:
    """Get the metrics out of an executed chapter.

    Parameters
    ----------
    executed_notebook : path-like

    Returns
    -------
    list of dict
        With the keys chapter, source, name, value, unit, better, published,
        reference and parameters.

    Raises
    ------
    BadInput
        When the file is not a notebook.
    """
    try:
        notebook = nbformat.read(executed_notebook, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise BadInput(
            f"{executed_notebook} is not a notebook that can be read: {error}"
        ) from None
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    found = [o.get("metadata", {}).get(KEY) for o in outputs]
    latest = {record["name"]: dict(record) for record in found if record}
    return list(latest.values())
