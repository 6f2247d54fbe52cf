"""Markdown for the pages that are made from the run: data, results, real figures."""

from pathlib import Path

from helpers import report
from helpers.report import shown
from tools import ages
from tools.chapters import STUDIES

BETTER = {"higher": " ↑", "lower": " ↓"}
EARLIER = "Made by an earlier version of the code"
KEPT = {"pages": "the page's run on real files", "sweeps": "a sweep that it shows"}
EDITIONS = {"digitised": "On the digitised product", "real": "On real data"}


def table(header, rows, align=None):
    """Return a Markdown table.

    Parameters
    ----------
    header : list of str
    rows : list of list of str
    align : str, optional
        One letter per column, ``l`` or ``r``; left by default.

    Examples
    --------
    >>> print(table(["name", "n"], [["ice | lead", "2"]], "lr"))
    | name | n |
    |:---|---:|
    | ice \\| lead | 2 |
    """
    rule = ["---:" if letter == "r" else ":---" for letter in align or "l" * len(header)]
    lines = [line_of(header), "|" + "|".join(rule) + "|"]
    return "\n".join(lines + [line_of(row) for row in rows])


def line_of(cells):
    """Return one line of a Markdown table."""
    escaped = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return "| " + " | ".join(escaped) + " |"


def by_study(metrics):
    """Group metrics by study, then by (chapter, name), then by source.

    Parameters
    ----------
    metrics : list of dict
        As in ``metrics.json``; where two say the same, the later one holds.

    Returns
    -------
    dict
        ``{study: {(chapter, name): {source: metric}}}``, in order of appearance.
    """
    studies = {}
    for metric in metrics:
        chapter = metric["chapter"]
        rows = studies.setdefault(chapter.split("/")[0], {})
        rows.setdefault((chapter, metric["name"]), {})[metric["source"]] = metric
    return studies


def results(metrics, titles=None, earlier=()):
    """Return the results of every study as Markdown, one table per chapter.

    Parameters
    ----------
    metrics : list of dict
        As in ``metrics.json``, of the simulated and the real runs together.
    titles : dict, optional
        The chapters' titles by name; the name itself where there is none.
    earlier : collection of str
        The chapters whose kept run was made by an earlier version of the code.
    """
    parts = []
    for study, rows in sorted(by_study(metrics).items(), key=in_order):
        parts.append(f"## {STUDIES.get(study, study)}")
        for chapter in dict.fromkeys(chapter for chapter, _ in rows):
            own = [row for (of, _), row in rows.items() if of == chapter]
            title = (titles or {}).get(chapter, chapter)
            parts.append(f"### [{title}](/notebooks/{chapter}.ipynb)")
            if chapter in earlier:
                parts.append(f"*The kept run on real data: {EARLIER.lower()}.*")
            parts.append(chapter_table(own))
    return "\n\n".join(parts) + "\n"


def in_order(item):
    """Sort studies as the book has them, unknown ones last."""
    names = list(STUDIES)
    return names.index(item[0]) if item[0] in names else len(names), item[0]


def chapter_table(rows):
    """Return one chapter's metrics, those that nobody published before folded away.

    Parameters
    ----------
    rows : list of dict
        ``{source: metric}`` each; one without any figure is left out.
    """
    rows = [row for row in rows if any(m["value"] is not None for m in row.values())]
    sources = columns(rows)
    compared = [row for row in rows if published_in(row)]
    rest = [row for row in rows if not published_in(row)]
    parts = []
    if compared:
        header = ["metric", "published", *sources, "published where"]
        cells = [compared_cells(row, sources) for row in compared]
        parts.append(table(header, cells, "lr" + "r" * len(sources) + "l"))
    if rest:
        cells = [metric_cells(row, sources) for row in rest]
        own = table(["metric", *sources], cells, "l" + "r" * len(sources))
        parts.append(f":::{{dropdown}} {len(rest)} more, not published before\n{own}\n:::")
    return "\n\n".join(parts)


def columns(rows):
    """Return the editions to show: simulated, and what there is of the others."""
    found = {source for row in rows for source in row}
    return ["simulated", *([name for name in EDITIONS if name in found] or ["real"])]


def published_in(row):
    """Return the metric of a row, ``{source: metric}``, that has a published figure."""
    return next((m for m in row.values() if m.get("published") is not None), None)


def metric_cells(row, sources):
    """Return the name and the values of one metric, whose row is ``{source: metric}``."""
    metric = next(iter(row.values()))
    unit = f" [{metric['unit']}]" if metric.get("unit") else ""
    name = report.label(metric["name"]) + unit + BETTER.get(metric.get("better"), "")
    return [name, *(shown(row.get(source, {}).get("value")) for source in sources)]


def compared_cells(row, sources):
    """Return the cells of a metric between what was published and where."""
    name, *values = metric_cells(row, sources)
    published = published_in(row)
    return [name, shown(published["published"]), *values, published.get("reference") or ""]


def data(products, files):
    """Return the catalogue as Markdown: a folded entry per product, by study.

    Parameters
    ----------
    products : dict of dict
        As from ``helpers.catalog.products``.
    files : list of dict
        As from ``helpers.catalog.files``.
    """
    parts = []
    for study, title in STUDIES.items():
        parts.append(f"## {title}")
        for name in (name for name in products if name.split("/")[0] == study):
            own = [file for file in files if file["product"] == name]
            parts.append(product(name, products[name], own))
    return "\n\n".join(parts) + "\n"


def product(name, entry, files):
    """Return one product of the catalogue as a folded MyST block."""
    lines = [
        f"::::{{dropdown}} {entry['title']} {badges(entry)}",
        f"Product\n: `{name}`\n",
        f"Licence\n: {entry['licence']}\n",
        f"Cite\n: {entry['citation']}\n",
    ]
    if files:
        lines.append("Files\n: " + "\n  ".join(f"- {one_file(file)}" for file in files))
    if entry.get("steps"):
        lines.append(f"\nHow to get it\n: {' '.join(entry['steps'].split())}.")
    return "\n".join([*lines, "::::"])


def badges(entry):
    """Return the editions that a product has as badges."""
    found = ["{bdg-secondary-line}`simulated`"] if "simulated" in entry else []
    found += ["{bdg-primary-line}`real`"] if "real" in entry else []
    if "account" in entry:
        found.append(f"{{bdg-warning-line}}`{entry['account']} account`")
    elif "steps" in entry:
        found.append("{bdg-warning-line}`by hand`")
    return " ".join(found)


def one_file(file):
    """Return a file of the catalogue as a line with its address, size and hash."""
    digest = file.get("sha256") or file.get("git_blob") or ""
    kind = "sha256" if file.get("sha256") else "git blob"
    name = f"[{file['name']}]({file['url']})" if "url" in file else file["name"]
    return f"{name}, {size(file.get('bytes'))}, {kind} `{digest}`"


def kept(results):
    """Return the kept sweeps and pages as a Markdown table.

    Parameters
    ----------
    results : dict of dict
        As from ``tools.ages.kept``.
    """
    rows = []
    for name, result in results.items():
        kind, _, chapter = name.removesuffix(".json").partition("/")
        if kind in KEPT:
            made = EARLIER if ages.older(result) else "Made by this version"
            link = f"[{chapter}](/notebooks/{chapter}.ipynb)"
            rows.append([link, KEPT[kind], result["date"], made])
    return table(["chapter", "what is kept", "since", "code"], rows)


def size(n_bytes):
    """Return a file's size for reading.

    Examples
    --------
    >>> size(2397478), size(60384), size(None)
    ('2.4 MB', '60 kB', 'size unknown')
    """
    if n_bytes is None:
        return "size unknown"
    if n_bytes >= 1e6:
        return f"{n_bytes / 1e6:.1f} MB"
    return f"{n_bytes / 1e3:.0f} kB"


def real_run(reference):
    """Return the committed real run of a study as Markdown: its figures, its inputs.

    Parameters
    ----------
    reference : dict
        As in ``book/reference/<edition>/<study>.json``.
    """
    earlier = ages.older(reference)
    figures = [figure(entry, entry["chapter"] in earlier) for entry in reference["figures"]]
    inputs = [
        [f"`{Path(entry['name']).name}`", f"`{entry['sha256'][:12]}…`"]
        for entry in reference["inputs"]
    ]
    versions = ", ".join(f"{k} {v}" for k, v in sorted(reference["versions"].items()))
    made = f"Run on {reference['date']} with {versions}, on these files:"
    title = f"## {EDITIONS[reference['edition']]}"
    parts = [title, *figures, made, table(["file", "sha256"], inputs)]
    return "\n\n".join(parts) + "\n"


def figure(entry, earlier=False):
    """Return a figure of a real run as a MyST directive; say where its code is older."""
    alt = " ".join(entry["alt"].split())
    caption = " ".join(entry["caption"].split()) + f" *({EARLIER}.)*" * earlier
    options = f":alt: {alt}\n:width: 80%"
    return f"```{{figure}} reference/{entry['file']}\n{options}\n\n{caption}\n```"
