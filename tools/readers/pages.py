"""What the book's roles and links lead to, for a notebook that lies outside the book."""

import functools
import re
import tomllib
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from pybtex.database import parse_file
from pybtex.richtext import Text

from helpers.errors import BadInput
from tools import ROOT, chapters

NAMED = re.compile(r"(?P<text>.+?)\s*<(?P<target>[^<>]+)>", re.DOTALL)


class Page:
    """The place of a chapter in the book: where its links lead from.

    Parameters
    ----------
    name : str
        ``study/N_name``.
    figures, equations : dict of int
        The numbers that its figures and equations have in the notebook, by name.
    """

    def __init__(self, name, figures=(), equations=()):
        self.name, self.figures, self.equations = name, dict(figures), dict(equations)

    @property
    def address(self):
        """Where the book has the chapter."""
        return f"{site()}notebooks/{self.name}.html"

    def role(self, name, content):
        """Return what stands in place of a role."""
        if name == "glue:text":
            number = re.fullmatch(r"(\w+)(:\w*)?", content)
            if not number:
                raise BadInput(f"{content} is a number of another page: say it in words.")
            return f"@{{{number[1]}}}"
        if name == "math":
            return f"${content}$"
        if name in ("sub", "sup"):
            return f"<{name}>{content}</{name}>"
        if name.partition(":")[0] == "cite":
            return self._cited(content.split(","), name.partition(":")[2])
        if name in ("numref", "ref", "doc", "term", "eq"):
            named = NAMED.fullmatch(content)
            text, target = (named["text"], named["target"]) if named else ("", content)
            return getattr(self, f"_{name}")(text, target)
        raise BadInput(f"The role {name!r} has no meaning outside the book: leave it out.")

    def link(self, text, target):
        """Return a link to another page of the book, or to a place on this one."""
        parts = urlsplit(target)
        path = f"/notebooks/{self.name}" if not parts.path else parts.path
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return self._linked(text, path, anchor)

    def equation(self, label):
        """Return what is written after an equation that has a label."""
        return f"\n\n({self.equations[label]})"

    def _linked(self, text, path, anchor=""):
        source = self._source(path)
        page = source.relative_to(ROOT).with_suffix(".html").as_posix()
        return f"[{text or title(source)}]({site()}{page}{anchor})"

    def _source(self, path):
        """Return the file that a link names, from here or, with a slash, from the top."""
        here = ROOT if path.startswith("/") else ROOT / "notebooks" / self.name
        base = here if path.startswith("/") else here.parent
        place = base / path.strip("/")
        for ending in (".md", ".ipynb"):
            source = place.with_name(PurePosixPath(path).stem + ending)
            if source.is_file():
                return source.resolve()
        raise BadInput(f"{self.name} links to {path}, which the book doesn't have.")

    def _doc(self, text, target):
        return self._linked(text, target)

    def _term(self, text, target):
        anchors = terms()
        if target.lower() not in anchors:
            raise BadInput(f"{self.name}: {target!r} is not in the glossary: add it there.")
        return f"[{text or target}]({site()}book/glossary.html#{anchors[target.lower()]})"

    def _numref(self, text, target):
        if target in self.figures:
            number = self.figures[target]
            return text.replace("%s", str(number)) if text else f"figure {number}"
        owner = figures_of_book().get(target)
        if owner is None:
            raise BadInput(f"{self.name} refers to {target}, which no figure is called.")
        return f"[{text or 'a figure'}]({site()}notebooks/{owner}.html#{target})"

    def _ref(self, text, target):
        if target in figures_of_book():
            return self._numref(text, target)
        return f"[{text or target}]({self.address}#{target})"

    def _eq(self, text, target):
        if target not in self.equations:
            raise BadInput(f"{self.name} refers to {target}, which no equation is called.")
        return f"({self.equations[target]})"

    def _cited(self, keys, way):
        found = [cited(key.strip()) for key in keys]
        page = f"{site()}book/bibliography.html"
        if way == "t":
            return ", ".join(f"[{who} ({year})]({page})" for who, year in found)
        return "(" + "; ".join(f"[{who} {year}]({page})" for who, year in found) + ")"


@functools.cache
def repository():
    """Return the address of the repository."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project["urls"]["Repository"]


def site():
    """Return the address of the published book, with a slash at its end."""
    owner, name = urlsplit(repository()).path.strip("/").split("/")
    return f"https://{owner}.github.io/{name}/"


@functools.cache
def title(source):
    """Return the first heading of a page of the book."""
    if source.suffix == ".md":
        text = source.read_text("utf-8")
    else:
        cells = chapters.read(source).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.search(r"^# (.+)$", text, re.MULTILINE)[1]


@functools.cache
def terms():
    """Return the words of the glossary, in small letters, with their places on its page."""
    text = (ROOT / "book/glossary.md").read_text("utf-8")
    words = re.findall(r"^([^\s:#].*)\n[ \t]+\S", text, re.MULTILINE)
    return {word.lower(): _anchor(word) for word in words}


def _anchor(word):
    """Return a word's place as Sphinx writes it: letters that ASCII lacks are dropped."""
    letters = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "term-" + re.sub(r"[^a-zA-Z0-9._]+", "-", letters).strip("-")


@functools.cache
def figures_of_book():
    """Return the chapter of each named figure."""
    return {
        name: chapters.label(path)
        for path in chapters.listed()
        for name in figure_names(chapters.read(path))
    }


def figure_names(notebook):
    """Return the names of a notebook's figures in their order."""
    figures = [cell.metadata.get("mystnb", {}).get("figure", {}) for cell in notebook.cells]
    return [figure["name"] for figure in figures if "name" in figure]


@functools.cache
def _bibliography():
    return parse_file(ROOT / "book/references.bib").entries


def cited(key):
    """Return who wrote what the bibliography has under a key, and when."""
    if key not in _bibliography():
        raise BadInput(f"{key!r} is cited and not in book/references.bib: add it there.")
    entry = _bibliography()[key]
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [
        str(Text.from_latex(" ".join([*person.prelast_names, *person.last_names])))
        for person in people
    ]
    who = names[0] if len(names) == 1 else " and ".join(names)
    return (f"{names[0]} et al." if len(names) > 2 else who), entry.fields["year"]
