"""What a chapter reports: which source it ran on, and its metrics beside the published.

A metric is kept inside the executed notebook, as the metadata of a display that
Jupyter hides and MyST-NB can glue into prose; :func:`read` gets it back.
"""

import functools
import html
import math
import os
import tomllib
from numbers import Number
from pathlib import Path

import nbformat
import numpy as np
from IPython.display import HTML, display

from helpers import catalog, parameters
from helpers.errors import BadInput

PREFIX = "application/papermill.record/"
KEY = "unsupervised-earth"

_chapter = {"name": None, "source": None, "parameters": {}, "metrics": []}


def start(chapter: str, namespace: dict, **allowed):
    """Begin a chapter: check its parameters and say which source it runs on.

    Parameters
    ----------
    chapter : str
        ``study/N_name``.
    namespace : dict
        The notebook's ``globals()``, where the annotated parameters are.
    **allowed : range, tuple of float or collection of str
        What a parameter may be: a ``range`` of integers, the ends ``(low, high)``
        of an interval, or a set or list of words. ``source`` is always checked.

    Raises
    ------
    BadInput
        When a value has the wrong type or lies outside what is allowed, or when
        papermill was given a parameter that the chapter doesn't have.
    """
    declared = parameters.check(namespace, allowed)
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
        How prose shows it; by default four significant digits.

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
    glue(name, text or shown(record["value"]).replace(",", "\u202f"), record)


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


def published() -> dict[str, dict]:
    """Give the published figures: ``{chapter: {metric: {value, reference}}}``."""
    return _table("published")


@functools.cache
def _table(name):
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


def shown(value: float | None) -> str:
    """Write a metric's value as a table or a sentence shows it.

    Parameters
    ----------
    value : int, float or None

    Returns
    -------
    str
        Whole numbers with thousands apart, others to four significant digits, a
        dash for nothing.

    Examples
    --------
    >>> shown(12195), shown(0.98765), shown(12195.7), shown(None)
    ('12,195', '0.9877', '12,196', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e9 else f"{value:.4g}"


def table() -> HTML:
    """Show the chapter's metrics beside the published figures.

    Returns
    -------
    IPython.display.HTML
        A table of what was published, then, folded, the rest. Metrics that this
        source has no value of are left out.
    """
    known = [m for m in _chapter["metrics"] if m["value"] is not None]
    compared = [m for m in known if m["published"] is not None]
    rest = [m for m in known if m["published"] is None]
    more = f"<summary>{len(rest)} more, not published</summary>{_rows(rest)}"
    more = f"<details>{more}</details>"
    return HTML(_rows(compared, "published") * bool(compared) + more * bool(rest))


def _rows(metrics, *extra):
    head = ["metric", f"here ({_chapter['source']})", *extra]
    head += ["published in"] * bool(extra)
    body = [
        [_named(m), shown(m["value"]), *(shown(m[key]) for key in extra)]
        + [m["reference"]] * bool(extra)
        for m in metrics
    ]
    cells = "".join(_line("td", row) for row in body)
    return f'<table class="results"><thead>{_line("th", head)}</thead>{cells}</table>'


def _named(metric):
    unit = f" [{metric['unit']}]" if metric["unit"] else ""
    return label(metric["name"]) + unit


def _line(tag, cells):
    return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"


def label(name: str) -> str:
    """Turn a metric's name into words.

    Examples
    --------
    >>> label("kmeans_lead_recall")
    'K-means lead recall'
    """
    return " ".join(_table("report")["words"].get(word, word) for word in name.split("_"))


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
