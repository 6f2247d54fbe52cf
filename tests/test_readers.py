"""A chapter is a plain notebook for its readers, with the numbers of their own run."""

import ast
import re
import subprocess
import sys
import tomllib

import ipywidgets
import nbclient
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Markdown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import parameters, report
from helpers.errors import BadInput
from helpers.report import forms, prose
from tools import ROOT, chapters
from tools.book import pages as built
from tools.readers import __main__ as readers
from tools.readers import markdown, notebooks, pages

RAW = re.compile(r"\{(glue|term|doc|cite|numref|ref|eq)[^}]*\}`|^:::", re.MULTILINE)
TITLE = "# Leads\n\nWhere are they?"


@pytest.fixture
def page():
    return pages.Page("leads/1_echoes", {"fig-own": 3}, {"width": 2})


def plain(text, page):
    return "\n\n".join(markdown.blocks(text, page))


@pytest.fixture
def made(tmp_path):
    """Give a function that makes the reader's notebook of some cells."""

    def make(*cells):
        path = tmp_path / "leads/1_echoes.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=[new_markdown_cell(TITLE), *cells]), path)
        return notebooks.reader(path)

    return make


def recorded(name, text):
    """Return the output of a cell that recorded a number."""
    metadata = {"scrapbook": {"name": name, "mime_prefix": report.PREFIX}}
    data = {report.PREFIX + "text/plain": text}
    return new_output("display_data", data=data, metadata=metadata)


def code(source, *tags, **metadata):
    return new_code_cell(source, metadata={"tags": list(tags), **metadata})


def only(notebook, words):
    (found,) = (cell for cell in notebook.cells if words in cell.source)
    return found


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("{doc}`1_echoes`", "echoes.html)"),
        ("{doc}`the first <1_echoes>`", "[the first](https://"),
        ("{doc}`glossary </book/glossary>`", "/book/glossary.html)"),
        ("{term}`K-means`", "/book/glossary.html#term-K-means)"),
        ("{term}`words <stack standard deviation>`", "#term-stack-standard-deviation)"),
        ("{cite:t}`kurtz2014`", "[Kurtz et al. (2014)](https://"),
        ("{cite:p}`kurtz2014,wernecke2015`", "; [Wernecke and Kaleschke 2015](https://"),
        ("{numref}`fig-own`", "figure 3"),
        ("{numref}`picture %s <fig-own>`", "picture 3"),
        ("{eq}`width`", "(2)"),
        ("{math}`x^2`", "$x^2$"),
        ("{glue:text}`share`", "@{share}"),
        ("[data](/book/data.md#home)", "/book/data.html#home)"),
        ("[](/book/data.md)", "[Data](https://"),
        ("a [word]{.small}", "a [word]"),
        ("`{doc}` and `` {term}`x` `` as code", "`{doc}` and `` {term}`x` `` as code"),
        ("$a_{ref}`$", "$a_{ref}`$"),
    ],
)
def test_a_role_becomes_words_or_a_link_into_the_published_book(role, shown, page):
    assert shown in markdown.inline(role, page)


def test_what_the_glossary_explains_is_where_the_built_page_has_it():
    assert pages.terms()["adjusted rand index"] == "term-adjusted-Rand-index"
    assert pages.terms()["davies–bouldin index"] == "term-DaviesBouldin-index"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{term}`no such word`", "add it there"),
        ("{cite:t}`nobody1999`", "add it there"),
        ("{doc}`9_missing`", "which the book doesn't have"),
        ("{numref}`fig-missing`", "no figure is called"),
        ("{glue:text}`../leads/2_x.ipynb::share:s`", "a number of another page"),
        ("{unknown}`x`", "The role 'unknown' has no meaning outside the book"),
        ("{{ version }}", "write it out"),
        ("![map](map.png)", "draw it there"),
        (":::{tableofcontents}\n:::", "'tableofcontents' has no meaning"),
        (":::\nwords\n:::", "name one"),
        (":::{note}\nwords", "end it with :::"),
    ],
)
def test_what_means_nothing_outside_the_book_is_refused_in_one_sentence(
    text, sentence, page
):
    with pytest.raises(BadInput, match=re.escape(sentence)):
        plain(text, page)


def test_an_admonition_is_a_quotation_with_a_bold_title(page):
    text = ":::{admonition} What you *need*\n:class: tip\n- a\n- b\n\nMore.\n:::"
    said = "> **What you *need***\n> \n> - a\n> - b\n> \n> More."
    assert plain(text, page) == said


def test_a_dropdown_is_a_fold_with_what_it_holds(page):
    text = "::::{dropdown} Why $x$?\n:open:\n\nAs {term}`K-means` does.\n\n"
    text += ":::{note}\nKnown.\n:::\n::::\n\nAfter."
    fold, after = markdown.blocks(text, page)
    assert fold.startswith("<details><summary>Why $x$?</summary>\n\nAs [K-means](")
    assert fold.endswith("> **Note**\n> \n> Known.\n\n</details>")
    assert after == "After."


def test_code_in_text_stays_as_it_is(page):
    text = "```python\n# {doc}`x`\n:::{note}\n\n% kept\n```"
    assert plain(text, page) == text


def test_comments_and_anchors_leave_nothing(page):
    assert plain("(place)=\n## Here\n% to do\ntext\n+++", page) == "## Here\n\ntext"


def test_what_is_indented_stays_with_its_item(page):
    text = "- one\n\n  ```python\n  1\n  ```\n\n- two"
    assert markdown.blocks(text, page) == ["- one\n\n  ```python\n  1\n  ```", "- two"]


def test_text_with_numbers_reads_before_it_is_run(made):
    after = code("record()", "remove-cell")
    after.outputs = [recorded("share", "12 %"), recorded("other", "7")]
    notebook = made(
        new_markdown_cell("## Share\n\nPlain.\n\nOf {glue:text}`share`."), after
    )
    said = only(notebook, "prose.say(")
    assert "## Share" not in said.source and "Plain." not in said.source
    assert said.outputs[0].data["text/markdown"] == "Of 12 %."
    assert said.metadata.jupyter.source_hidden and said.metadata.cellView == "form"
    others = [cell for cell in notebook.cells if cell.get("outputs")]
    assert others == [said]


def test_text_that_mentions_what_no_cell_recorded_is_refused(made):
    after = code("record()", "remove-cell")
    after.outputs = [recorded("share", "12 %")]
    with pytest.raises(BadInput, match="leads/1_echoes: the text mentions lost"):
        made(new_markdown_cell("{glue:text}`lost`"), after)


def test_the_numbers_of_a_text_come_from_the_readers_run(made):
    """A number that is recorded below changes the text above, and again when it changes."""
    later = code("for share in (1, 25):\n    report.glue('share', f'{share} %')")
    notebook = made(
        new_markdown_cell("Of {glue:text}`share`."),
        code("from helpers import report"),
        later,
    )
    ran = nbclient.NotebookClient(notebook, kernel_name="python3").execute()
    assert only(ran, "prose.say(").outputs[0].data["text/markdown"] == "Of 25 %."
    assert notebooks.unfilled(ran) == []


def test_what_the_book_folds_or_removes_is_folded_under_a_title(made):
    notebook = made(
        code("import numpy", "hide-input"),
        code("%%time\n1", "hide-input"),
        code("answer = 3\ncheck(answer)", "hide-cell", "solution"),
        code("check(answer)", "hide-input", "check"),
        code("report.metric('a', 1)", "remove-cell"),
        code("shown = 1"),
    )
    folded = {c.source.splitlines()[0] for c in notebook.cells if "cellView" in c.metadata}
    titles = {"Imports", "Solution", "Check the answer", "Keep the numbers of this run"}
    assert {f"#@title {title}" for title in titles} | {"%%time"} <= folded
    assert "cellView" not in only(notebook, "shown = 1").metadata


def test_a_caption_stands_below_its_figure_under_its_number(made):
    figure = {"caption": "Echoes of {term}`K-means`.", "name": "fig-a"}
    drawn = code("plot()", mystnb={"figure": figure})
    notebook = made(new_markdown_cell("See {numref}`fig-a`."), drawn)
    assert only(notebook, "See").source == "See figure 1."
    sources = [cell.source for cell in notebook.cells]
    assert sources[sources.index("plot()") + 1].startswith(
        "*Figure 1.* Echoes of [K-means]("
    )


PARAMETERS = """\
source: str = "simulated"  # "simulated", "real", or the path of a product
n_clusters: int = 2  # [2, 12] number of clusters
tile_px: int = 64  # [32, 64, ..., 512] side of a tile
scaling: str = "column"  # ["column", "global"] how it is scaled
share: float = 0.5  # [0, 1] of the echoes
seed: int = 0  # [0, 2147483647] of every draw
whole: bool = True  # whether all is shown
"""


def test_the_form_allows_what_the_chapter_allows(made):
    form = only(made(code(PARAMETERS, "parameters")), "#@title Parameters")
    ours, theirs = parameters.declared(PARAMETERS), parameters.declared(form.source)
    assert theirs.keys() == ours.keys()
    for name, one in ours.items():
        said = theirs[name]
        assert (said.kind, said.default, said.allowed) == (
            one.kind,
            one.default,
            one.allowed,
        )
        assert f"#@markdown **{name}**: {one.meaning}" in form.source
    assert 'n_clusters = 2  #@param {type:"slider", min:2, max:12, step:1}' in form.source
    assert '#@param ["simulated", "real"] {allow-input: true}' in form.source
    assert "parameters" in form.metadata.tags


def test_a_line_that_declares_no_parameter_is_refused(made):
    with pytest.raises(BadInput, match="give a type and a meaning"):
        made(code("n_clusters = 2", "parameters"))


@pytest.fixture
def shown(monkeypatch):
    """Give the list of what was displayed."""
    found = []
    monkeypatch.setattr(forms, "display", found.append)
    return found


def test_the_form_in_jupyterlab_sets_the_parameters(made, shown):
    form = only(made(code(PARAMETERS, "parameters")), "#@title Parameters").source
    namespace = {"In": ["", form, "forms.show(globals())"]}
    exec(form, namespace)
    forms.show(namespace)
    widgets = {row.children[1].description: row.children[1] for row in shown[0].children}
    assert shown[0].children[1].children[0].value == "number of clusters"
    assert isinstance(widgets["n_clusters"], ipywidgets.IntSlider)
    assert (widgets["n_clusters"].min, widgets["n_clusters"].max) == (2, 12)
    assert widgets["tile_px"].step == 32
    assert widgets["scaling"].options == ("column", "global")
    widgets["n_clusters"].value = 5
    widgets["source"].value = "my.nc"
    assert (namespace["n_clusters"], namespace["source"]) == (5, "my.nc")


def test_where_widgets_lack_one_sentence_says_so(shown, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    forms.show({"In": []})
    assert capsys.readouterr().out.startswith("Install ipywidgets") and not shown


def test_in_colab_there_is_one_form_only(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    forms.show({"In": []})
    assert not shown


def test_the_first_cell_installs_the_release_it_belongs_to(made):
    notebook = made(code("1"))
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    version, reference = notebooks.release()
    wanted = f"unsupervised-earth[leads] @ git+{pages.repository()}@{reference}"
    assert f'%pip install -q "{wanted}"' in first.source
    assert f"Install release {version}" in first.source
    ast.parse(re.sub("(?m)^ +%.*", "    pass", first.source))
    known = subprocess.run(["git", "cat-file", "-e", reference], cwd=ROOT)
    assert known.returncode == 0


@pytest.mark.parametrize("tagged", [True, False])
def test_a_release_is_named_by_its_tag(tagged, monkeypatch):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    version, commit = project["version"], "0123456789abcdef"
    tags = f"v{version}" if tagged else ""
    said = {"rev-parse": commit, "tag": tags}
    monkeypatch.setattr(notebooks, "_git", lambda word, *words: said[word])
    expected = version, f"v{version}"
    if not tagged:
        expected = f"{version} and changes up to 0123456", commit
    assert notebooks.release() == expected


def test_files_without_their_history_belong_to_the_release(monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    version, reference = notebooks.release()
    assert reference == f"v{version}"


def test_the_same_chapter_gives_the_same_file(made, tmp_path):
    for name in ("a", "b"):
        notebooks.write(made(code("1")), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_number_that_is_said_is_known_in_all_texts(monkeypatch):
    """Text is shown with what is known, and each text that mentions a new number anew."""
    shown = {}
    monkeypatch.setattr(prose, "_numbers", {"a": "1"})
    monkeypatch.setattr(prose, "_shown", {})
    for name in ("display", "update_display"):
        monkeypatch.setattr(
            prose, name, lambda it, display_id: shown.update({display_id: it})
        )
    prose.say("@{a}, @{b}")
    prose.say("@{a}")
    prose._hear("b", "2")
    assert [it.data for it in shown.values()] == ["1, 2", "1"]
    assert all(isinstance(it, Markdown) for it in shown.values())


@pytest.mark.parametrize("chapter", chapters.listed(), ids=chapters.label)
def test_every_chapter_can_be_a_plain_notebook(chapter):
    notebook = notebooks.reader(chapter)
    nbformat.validate(notebook)
    texts = [cell.source for cell in notebook.cells]
    assert [text for text in texts if RAW.search(text)] == []
    transform = InteractiveShell.instance().transform_cell
    for cell in notebook.cells:
        if cell.cell_type == "code":
            ast.parse(transform(cell.source))


@pytest.mark.slow
def test_every_link_into_the_book_leads_somewhere(book):
    links = {
        link.removeprefix(pages.site())
        for chapter in chapters.listed()
        for cell in notebooks.reader(chapter).cells
        for link in re.findall(r"\]\((https://[^()\s]+)\)", cell.source)
        if link.startswith(pages.site())
    }
    known = built.read_all(book)
    here = book.resolve() / "index.html"
    assert [link for link in links if not built.leads_somewhere(here, link, known)] == []


def test_a_chapter_that_was_not_executed_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(readers, "ROOT", tmp_path)
    with pytest.raises(BadInput, match="polder/1_variables has not been executed"):
        readers.write(tmp_path / "out")
    assert not (tmp_path / "out").exists()
