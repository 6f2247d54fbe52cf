"""Make a reader's notebook of an executed chapter."""

import re
import subprocess
import tomllib

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.errors import BadInput
from helpers.report import PREFIX
from helpers.report.prose import MARK, filled
from tools import ROOT, chapters
from tools.readers import forms, markdown, pages

FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
FORM = {"cellView": "form", "jupyter": {"source_hidden": True}}
TITLE_LETTERS = 60
VERSIONS = ["unsupervised-earth", "numpy", "pandas", "scikit-learn", "matplotlib"]
INSTALL = """\
#@title Install release {version}: under a minute on Colab
import sys
import time
from importlib import metadata, util

_began = time.perf_counter()
if util.find_spec("helpers") is None:
    %pip install -q "unsupervised-earth[{study}] @ git+{repository}@{reference}"

from helpers.report import prose

_names = {names}
print(" · ".join(f"{{name}} {{metadata.version(name)}}" for name in _names))
print(f"Python {{sys.version.split()[0]}}, in {{time.perf_counter() - _began:.0f}} s")\
"""
HEAD = """\
This notebook is the chapter [{title}]({address}) of *Unsupervised Earth*, release \
{version}. Run its cells from top to bottom; the numbers in the text are then those of \
your own run. The first cell installs what is missing and replaces nothing that is there."""


def reader(path):
    """Make the reader's notebook of a chapter.

    Parameters
    ----------
    path : Path
        ``…/<study>/N_name.ipynb``, as it was executed; of one without outputs the text
        has its numbers only once it runs.

    Returns
    -------
    nbformat.NotebookNode
        Without outputs but for the text that has numbers in it.

    Raises
    ------
    BadInput
        If the chapter has a role or directive without a meaning outside the book, or
        its text a number that the run didn't record.
    """
    executed = chapters.read(path)
    try:
        return _Writer(chapters.label(path), executed).notebook()
    except BadInput as fault:
        raise BadInput(f"{chapters.label(path)}: {fault}") from None


class _Writer:
    """Writes the cells of one notebook."""

    def __init__(self, name, executed):
        self.name, self.executed = name, executed
        self.figures = {n: i for i, n in enumerate(pages.figure_names(executed), 1)}
        labels = [label for c in executed.cells for label in _equations(c)]
        equations = {label: i for i, label in enumerate(labels, 1)}
        self.page = pages.Page(name, self.figures, equations)
        self.numbers = dict(_glued(executed))
        self.heading = ""

    def notebook(self):
        cells = [made for cell in self.executed.cells for made in self._cells(cell)]
        first = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
        cells[first:first] = self._installation()
        metadata = {
            "kernelspec": {"display_name": "Python 3", "name": "python3"},
            "language_info": {"name": "python"},
            "colab": {"name": f"{self.name.replace('/', '_')}.ipynb", "provenance": []},
        }
        return new_notebook(cells=_identified(cells, self.name), metadata=metadata)

    def _installation(self):
        title = next(
            t for c in self.executed.cells for t in re.findall(r"(?m)^# (.+)$", c.source)
        )
        version, reference = release()
        study = self.name.partition("/")[0]
        about = HEAD.format(title=title, address=self.page.address, version=version)
        source = INSTALL.format(
            version=version,
            reference=reference,
            study=study,
            repository=pages.repository(),
            names=VERSIONS + ["torch"] * _needs(study, "torch"),
        )
        return [new_markdown_cell(about), _folded(source)]

    def _cells(self, cell):
        """Yield what stands in place of a cell of the chapter."""
        if cell.cell_type == "markdown":
            yield from self._text(cell.source)
        elif "google.colab" in cell.source and "%pip" in cell.source:
            return
        elif "parameters" in _tags(cell):
            yield new_code_cell(
                forms.cell(cell.source),
                metadata={"tags": ["parameters"], "cellView": "form"},
            )
            yield _folded(f"#@title The same as a form, in JupyterLab\n{forms.WIDGETS}")
        elif cell.cell_type == "code":
            yield self._code(cell)
            caption = cell.metadata.get("mystnb", {}).get("figure", {})
            if "caption" in caption:
                number = self.figures.get(caption.get("name"), "")
                yield from self._text(f"*Figure {number}.* {caption['caption']}")

    def _code(self, cell):
        if not FOLDED & set(_tags(cell)):
            return new_code_cell(cell.source)
        # A magic that takes a whole cell has to stay its first line.
        title = "" if cell.source.startswith("%%") else f"#@title {self._title(cell)}\n"
        return _folded(title + cell.source)

    def _title(self, cell):
        """Say in a few words what a folded cell does."""
        tags, source = _tags(cell), cell.source
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if "solution" in tags:
            return "Solution"
        if "check" in tags:
            return "Check the answer"
        if "caption" in figure:
            plain = re.sub(r"[{}`$*]", "", markdown.inline(figure["caption"], self.page))
            return _shortened(
                f"Draw figure {self.figures.get(figure.get('name'), '')}: {plain}"
            )
        if "report.start(" in source:
            return "Check the parameters, and say what this page runs on"
        if "exercises.questions(" in source:
            return "Three questions"
        if re.match(r"(import|from) ", source):
            return "Imports"
        if "report." in source and any(tag.startswith("remove") for tag in tags):
            return "Keep the numbers of this run"
        comment = re.search(r"(?m)^# (.+)$", source)
        return _shortened(comment[1] if comment else f"Code: {self.heading}")

    def _text(self, source):
        """Yield text as it is, and as a cell that shows the numbers where it has some."""
        part, counts = [], False
        for block in markdown.blocks(source, self.page):
            heading, mentions = block.startswith("#"), bool(MARK.search(block))
            if heading:
                self.heading = block.lstrip("# ")
            if part and (heading or mentions != counts):
                yield self._said(part, counts)
                part = []
            counts = mentions
            part.append(block)
        if part:
            yield self._said(part, counts)

    def _said(self, blocks, counts):
        text = "\n\n".join(blocks)
        if not counts:
            return new_markdown_cell(text)
        code = f"#@title Text with the numbers of this run\nprose.say({_quoted(text)})"
        if not self.numbers:
            return _folded(code)
        missing = sorted(set(MARK.findall(text)) - set(self.numbers))
        if missing:
            raise BadInput(
                f"the text mentions {', '.join(missing)}, which no cell recorded."
            )
        shown = filled(text, self.numbers)
        output = new_output(
            "display_data", data={"text/markdown": shown, "text/plain": shown}
        )
        return _folded(code, [output])


def unfilled(notebook):
    """Return the numbers that the text of an executed reader's notebook waits for."""
    said = [cell.source for cell in notebook.cells if "prose.say(" in cell.source]
    mentioned = {name for text in said for name in MARK.findall(text)}
    return sorted(mentioned - dict(_glued(notebook)).keys())


def release():
    """Return the version that the notebooks belong to, and what git calls its state.

    Returns
    -------
    tuple of str
        The version and its tag; between two releases the version with the commit, and the
        commit.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["version"]
    commit = _git("rev-parse", "HEAD")
    if not commit or f"v{version}" in _git("tag", "--points-at", "HEAD").split():
        return version, f"v{version}"
    return f"{version} and changes up to {commit[:7]}", commit


def _git(*words):
    """Return what git says; nothing where files came without it."""
    try:
        run = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def _needs(study, package):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["optional-dependencies"].get(study, [])
    return any(re.match(rf"{package}\b", line) for line in wanted)


def _tags(cell):
    return cell.metadata.get("tags", [])


def _folded(source, outputs=()):
    return new_code_cell(source, metadata=FORM, outputs=list(outputs))


def _glued(notebook):
    """Yield the name and text of each number that the run recorded."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                yield name, output["data"][PREFIX + "text/plain"]


def _equations(cell):
    if cell.cell_type != "markdown":
        return []
    return re.findall(r"\$\$\s*\(([\w-]+)\)", cell.source)


def _quoted(text):
    """Return a text as a literal that can be read in the code."""
    return f"r'''\n{text}\n'''" if "'''" not in text else repr(text)


def _shortened(text):
    """Return the first sentence, or where that is long what comes before a comma in it."""
    first = re.split(r"(?<=[.?!])\s", text)[0].rstrip(".")
    if len(first) <= TITLE_LETTERS:
        return first
    clause = first[:TITLE_LETTERS].rpartition(",")[0]
    return clause or first[:TITLE_LETTERS].rpartition(" ")[0] + " …"


def _identified(cells, name):
    """Name the cells by their place, so that the same chapter gives the same file."""
    for number, cell in enumerate(cells):
        cell["id"] = f"{name.replace('/', '-').replace('_', '-')}-{number}"
    return cells


def write(notebook, path):
    """Write a notebook as text that is the same for the same notebook."""
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) + "\n", "utf-8")
