"""How a report's figures are written: numbers, names in words, tables."""

import functools
import html
import math
import tomllib
from pathlib import Path

from IPython.display import HTML


def published() -> dict[str, dict]:
    """Give the published figures: ``{chapter: {metric: {value, reference}}}``."""
    return _table("published")


@functools.cache
def _table(name):
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


def shown(value: float | None, digits: int = 4) -> str:
    """Write a metric's value as a table or a sentence shows it.

    Parameters
    ----------
    value : int, float or None
    digits : int
        Significant ones: four in a table beside published figures, three in prose.

    Returns
    -------
    str
        With thousands apart; a dash for nothing. A table shows whole numbers whole.

    Examples
    --------
    >>> shown(12195), shown(0.98765), shown(12195.7), shown(None)
    ('12,195', '0.9877', '12,196', '–')
    >>> shown(12195, 3), shown(0.98765, 3), shown(99.96, 3)
    ('12,200', '0.988', '100')
    """
    if value is None or math.isnan(value):
        return "–"
    if isinstance(value, int):
        return f"{value if digits > 3 else int(float(f'{value:.{digits}g}')):,}"
    rounded = float(f"{value:.{digits}g}")
    if digits > 3 and 1e4 <= abs(value) < 1e9:
        return f"{value:,.0f}"
    return f"{rounded:,.0f}" if 1e3 <= abs(rounded) < 1e9 else f"{value:.{digits}g}"


def beside_published(metrics: list, source: str) -> HTML:
    """Show metrics beside the published figures: see :func:`helpers.report.table`.

    Parameters
    ----------
    metrics : list of dict
        As :func:`helpers.report.read` gives them.
    source : str
        What they were computed from.

    Returns
    -------
    IPython.display.HTML
    """
    known = [m for m in metrics if m["value"] is not None]
    compared = [m for m in known if m["published"] is not None]
    rest = [m for m in known if m["published"] is None]
    more = f"<summary>{len(rest)} more, not published</summary>{_rows(rest, source)}"
    more = f"<details>{more}</details>"
    return HTML(_rows(compared, source, "published") * bool(compared) + more * bool(rest))


def _rows(metrics, source, *extra):
    head = ["metric", f"here ({source})", *extra]
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
    return " ".join(_table("words")["words"].get(word, word) for word in name.split("_"))
