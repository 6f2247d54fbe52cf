"""What a lesson may measure: one rule a function, on the cells of a chapter."""

import ast
import re
from typing import NamedTuple

from helpers import exercises, imports
from helpers.errors import BadInput
from helpers.parameters import declared
from tools.book import api
from tools.lessons import prose

EDITION = re.compile(r"\b(source|real|simulated|truth)\b|\bhave_|\bin ds\b")


class Cell(NamedTuple):
    """A cell of a chapter: its text, its tags, what it says of its figure."""

    kind: str
    text: str
    tags: frozenset
    figure: dict

    @property
    def removed(self):
        """Whether the page leaves the code out."""
        return any(tag.startswith("remove-") for tag in self.tags)

    @property
    def visible(self):
        """Whether the page shows the code, unfolded."""
        return not self.removed and not any(t.startswith("hide-") for t in self.tags)

    @property
    def tree(self):
        """The code's syntax tree, without Jupyter's own commands."""
        return imports.parse(api.MAGIC.sub(r"\1pass", self.text))

    @property
    def size(self):
        """How many lines of code there are."""
        lines = (line.strip() for line in self.text.splitlines())
        return sum(line[:1] not in ("", "#", "%", "!") for line in lines)


def cells(notebook):
    """Return the cells of a notebook as the rules see them."""
    return [
        Cell(
            cell.cell_type,
            cell.source,
            frozenset(cell.metadata.get("tags", [])),
            cell.metadata.get("mystnb", {}),
        )
        for cell in notebook.cells
    ]


def code(page):
    """Return the cells of code."""
    return [cell for cell in page if cell.kind == "code"]


def texts(page):
    """Return the texts of a page."""
    return [cell.text for cell in page if cell.kind == "markdown"]


# -- the rules: each measures a page; what is a list names what is wrong ---------------


def words(page):
    """Return how many words the page has."""
    return sum(len(text.split()) for text in texts(page))


def lines(page):
    """Return how many lines of code the page has."""
    return sum(cell.size for cell in code(page))


def shown(page):
    """Return how many per cent of the code the page shows."""
    seen = sum(cell.size for cell in code(page) if cell.visible)
    return round(100 * seen / max(lines(page), 1))


def large(page):
    """Return the size of a large cell: nine in ten are no larger."""
    sizes = sorted(cell.size for cell in code(page)) or [0]
    return sizes[int(0.9 * (len(sizes) - 1))]


def wide(page):
    """Return how many lines of code are wider than a page shows."""
    return sum(len(line) > 88 for cell in code(page) for line in cell.text.splitlines())


def branches(page):
    """Return how often the code asks which product it runs on."""
    nodes = (node for cell in code(page) for node in ast.walk(cell.tree))
    tests = (n.test for n in nodes if isinstance(n, ast.If | ast.IfExp))
    return sum(bool(EDITION.search(ast.unparse(test))) for test in tests)


def strings(page):
    """Return how many words of prose stand in strings."""
    nodes = (node for cell in code(page) for node in ast.walk(cell.tree))
    values = (n.value for n in nodes if isinstance(n, ast.Constant))
    long = (v for v in values if isinstance(v, str) and v.count(" ") >= 12)
    return sum(len(value.split()) for value in long)


def lost(page):
    """Return the names that visible code uses and only removed code makes."""
    hidden, seen, found = set(), set(), set()
    for cell in code(page):
        made, used = names(cell.tree)
        if cell.removed:
            hidden |= made
            continue
        if cell.visible:
            found |= (used & hidden) - seen - made
        seen |= made
    return sorted(found)


def names(tree):
    """Return the names that code makes, and those that it uses."""
    made, used = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (made if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {(a.asname or a.name).partition(".")[0] for a in node.names}
    return made, used


def computed(page):
    """Return the names that removed cells make: they are to record and style only."""
    kinds = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.FunctionDef, ast.ClassDef)
    found = {
        name
        for cell in code(page)
        for node in ast.walk(cell.tree)
        if cell.removed and isinstance(node, (*kinds, ast.Import, ast.ImportFrom))
        for name in names(node)[0]
    }
    return sorted(found)


def numbers(page):
    """Return how many numbers, glued or typed, stand among a hundred words."""
    found = sum(len(prose.numbers(text)) + prose.glued(text) for text in texts(page))
    return round(100 * found / max(words(page), 1), 1)


def typed(page):
    """Return the numbers in prose that look like results."""
    return [number for text in texts(page) for number in prose.results(text)]


def tasks(page):
    """Return what the exercises lack: each has a starter, a check and a solution."""
    kinds, found = "", []
    for cell in code(page):
        checks = "exercises.check(" in cell.text
        if "check" in cell.tags:
            kinds += "c"
            found += ["a check that is not folded"] * ("hide-input" not in cell.tags)
            found += ["a check without exercises.check"] * (not checks)
        elif "solution" in cell.tags:
            kinds += "s"
            found += ["a solution that is not folded"] * ("hide-cell" not in cell.tags)
            found += ["a solution that is not checked"] * (not checks)
        elif cell.visible and "answer = ..." in cell.text:
            kinds += "a"
    if not re.fullmatch("(acs)+", kinds):
        found.append("not, in this order, answer = ..., its check, its solution")
    return found


def asked(page, label):
    """Return what is wrong with the three questions."""
    if not any(f'exercises.questions("{label}")' in cell.text for cell in code(page)):
        return [f'no exercises.questions("{label}")']
    try:
        exercises.kept(label)
    except BadInput as wrong:
        return [str(wrong)]
    return []


def figures(page):
    """Return what figures lack: a caption, a name, and text for who cannot see them."""
    found = []
    drawn = [c for c in code(page) if not c.removed and (c.figure or draws(c))]
    for i, cell in enumerate(drawn, 1):
        figure, image = cell.figure.get("figure", {}), cell.figure.get("image", {})
        said = {key: figure.get(key) for key in ("caption", "name")}
        said["alt"] = image.get("alt")
        found += [f"figure {i} without {key}" for key in said if not said[key]]
        if said["alt"] and said["alt"] == said["caption"]:
            found.append(f"figure {i} whose alt repeats the caption")
    return found


def draws(cell):
    """Tell whether a cell shows a figure."""
    last = cell.tree.body[-1:]
    call = last[0].value if last and isinstance(last[0], ast.Expr) else None
    return isinstance(call, ast.Call) and re.match(
        r"plt\.show\(|figures\.", ast.unparse(call)
    )


def ranges(page):
    """Return the numbers among the parameters whose line has no range."""
    sources = (cell.text for cell in code(page) if "parameters" in cell.tags)
    every = (one for source in sources for one in declared(source).values())
    return [d.name for d in every if d.kind in ("int", "float") and d.allowed is None]


class Rule(NamedTuple):
    """How a page is measured, what is too much, and what to do about it."""

    heading: str
    measure: object
    most: float
    advice: str

    def keeps(self, figure):
        """Tell whether a figure keeps the rule."""
        if isinstance(figure, list):
            return not figure
        return figure >= -self.most if self.most < 0 else figure <= self.most


# A limit below zero is the least.
RULES = {
    "words": Rule("words", words, 1500, "shorten or split the page"),
    "code": Rule("code lines", lines, 160, "move functions into helpers, or split"),
    "shown": Rule("% shown", shown, -60, "unfold what teaches, move away what does not"),
    "cells": Rule("large cell", large, 10, "let a cell do one thing"),
    "width": Rule("wide lines", wide, 0, "break them at 88 characters"),
    "branches": Rule("branches", branches, 2, "give each kind of product its own page"),
    "strings": Rule("prose in strings", strings, 120, "put text into text cells"),
    "names": Rule("lost names", lost, 0, "make them in code that the page shows or folds"),
    "removed": Rule("made removed", computed, 0, "removed cells only record and style"),
    "numbers": Rule("numbers/100 words", numbers, 2, "say less with more"),
    "typed": Rule("typed results", typed, 0, "glue them, say them in words, or quote"),
    "exercises": Rule("exercises", tasks, 0, "complete them"),
    "questions": Rule("questions", asked, 0, "write them"),
    "figures": Rule("figures", figures, 0, "say it in the cell's mystnb metadata"),
    "parameters": Rule("no range", ranges, 0, "begin the comment with [low, high]"),
}
