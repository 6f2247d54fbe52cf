"""What a study's page claims to have found, held against the metrics of the runs.

Under *What the chapters found* each finding is a bullet, and below it stand, as comments
that no reader sees, the comparisons that must hold::

    - **Agreement measures the threshold.** K-means finds {glue:text}`…::recall:s` of …
      % holds: leads/1_echoes truth_kmeans_recall > leads/1_echoes truth_product_recall
      % holds: real:leads/1_echoes kmeans_accuracy > 0.9

An edition before a chapter's name takes the metric from the runs that are committed in
``book/reference/<edition>/``; without one it is that of the book that is being built.
"""

import json
import operator
import re

from helpers.errors import BadInput
from tools import ROOT
from tools.lessons import prose

HEADING = "## What the chapters found"
BOOK = "book"
SIGNS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
_CLAIM = re.compile(r"^\s*% *holds:(.*)$", re.MULTILINE)
_METRIC = r"(?:([a-z]+):)?([a-z]+/[0-9]+_[a-z0-9_]+) +(\w+)"
_SIDE = re.compile(rf"\s*(?:{_METRIC}|([+-]?[0-9.]+(?:e[+-]?[0-9]+)?))\s*")


def findings(page):
    """Return the findings of a study's page, its bullets with their comments.

    Parameters
    ----------
    page : str
        The page's Markdown.
    """
    _, _, rest = page.partition(f"{HEADING}\n")
    section = re.split(r"^(?:## |```|:::)", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return re.split(r"^- ", section, flags=re.MULTILINE)[1:]


def claims(text):
    """Return what stands after each ``% holds:`` of a text."""
    return [claim.strip() for claim in _CLAIM.findall(text)]


def broken(page):
    """Return what a study's page lacks, by the rules of ``tools/lessons/exceptions.toml``.

    Parameters
    ----------
    page : str
        The page's Markdown.
    """
    found = findings(page)
    bare = [one.split("\n")[0][:60] for one in found if not claims(one)]
    digits = [number for one in found for number in prose.numbers(one)]
    wrong = {}
    if not found:
        wrong["holds"] = f"no findings under {HEADING!r}: write them as bullets."
    if bare:
        wrong["holds"] = f"no '% holds:' below {'; '.join(bare)}: add what must hold."
    if digits:
        wrong["typed"] = f"typed into the findings: {', '.join(digits)}: glue them."
    return wrong


def judge(claim, metrics):
    """Return what is wrong with a claim, or None where it holds.

    Parameters
    ----------
    claim : str
        Two sides with one of ``< > <= >=`` between them.
    metrics : dict
        Values by ``(edition, chapter, metric)``; the edition of the book is ``"book"``.
    """
    parts = re.split(r"(<=|>=|<|>)", claim)
    try:
        if len(parts) != 3:
            raise BadInput("compare two sides by one of < > <= >=")
        left, right = (_value(side, metrics) for side in parts[::2])
    except BadInput as wrong:
        return f"{claim!r} can't be judged: {wrong}."
    if SIGNS[parts[1]](left, right):
        return None
    return f"{claim!r} does not hold: the sides are {left:g} and {right:g}."


def _value(side, metrics):
    """Return the number that a side of a claim stands for."""
    match = _SIDE.fullmatch(side)
    if not match:
        raise BadInput(f"write {side.strip()!r} as a number, or as study/N_name metric")
    edition, chapter, name, number = match.groups()
    if number:
        return float(number)
    value = metrics.get((edition or BOOK, chapter, name))
    if value is None:
        raise BadInput(f"no run has a value of {side.strip()}")
    return value


def known(root=ROOT):
    """Return all metrics by edition, chapter and name: of the book, and committed ones."""
    files = {BOOK: [root / "_build/runs/simulated/metrics.json"]}
    for path in sorted((root / "book/reference").glob("*/*.json")):
        files.setdefault(path.parent.name, []).append(path)
    found = {}
    for edition, paths in files.items():
        for path in paths:
            kept = json.loads(path.read_text("utf-8"))
            for one in kept if isinstance(kept, list) else kept.get("metrics", []):
                found[edition, one["chapter"], one["name"]] = one["value"]
    return found
