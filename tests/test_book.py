"""The book is built whole or not at all, and lists and shows everything that there is."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import catalog, report
from helpers.errors import BadInput
from tools import ROOT, ages, chapters
from tools.book import build as book
from tools.book import editions, pages, results, site, staged

CHAPTER = Path("notebooks/leads/1_echoes.ipynb")
# The smallest PNG: one transparent pixel.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


def notebook(*cells):
    """Return a notebook with a title and these cells."""
    head = new_markdown_cell("# A small chapter\n\nIt asks about {term}`lead`s.")
    kernel = {"name": "python3", "display_name": "Python 3"}
    language = {"name": "python", "pygments_lexer": "ipython3"}
    metadata = {"kernelspec": kernel, "language_info": language}
    return new_notebook(cells=[head, *cells], metadata=metadata)


def figure_cell(alt):
    """Return an executed cell that shows a picture, with alternative text or without."""
    output = new_output("display_data", data={"image/png": PIXEL})
    metadata = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    return new_code_cell("draw()", outputs=[output], metadata=metadata, execution_count=1)


def write(path, content):
    """Write a text or a notebook, with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_text(content)
    else:
        nbformat.write(content, path)


@pytest.fixture
def root(tmp_path):
    """Give a repository with this book's settings, one page and one executed chapter."""
    for name in ("_config.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("_static", "images"):
        shutil.copytree(ROOT / "book" / name, tmp_path / "book" / name)
    shutil.copy(ROOT / "book/references.bib", tmp_path / "book")
    contents = {
        "format": "jb-book",
        "root": "book/intro",
        "chapters": [{"file": str(CHAPTER)}],
    }
    write(tmp_path / "book/_toc.yml", yaml.safe_dump(contents))
    write(tmp_path / "book/intro.md", "# Hello\n\n:::{glossary}\nlead\n  A crack.\n:::\n")
    write(tmp_path / CHAPTER, notebook(new_code_cell("draw()")))
    figure = figure_cell("A dot.")
    figure.metadata["mystnb"]["figure"] = {"caption": "A dot.", "name": "fig-dot"}
    part = new_markdown_cell("## A part\n\nSee {numref}`fig-dot`.")
    executed = notebook(part, figure)
    write(tmp_path / "_build/runs/simulated/leads/1_echoes.ipynb", executed)
    return tmp_path


def contents_of(folder):
    """Return every file of a folder with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_good_book_has_mended_links_and_clean_downloads(root):
    html = book.build("simulated", root)
    page = (html / CHAPTER.with_suffix(".html")).read_text()
    address = book.repository()
    place = address.removeprefix("https://github.com/")
    assert html == root / "_build/html"
    downloaded = (html / "_sources" / CHAPTER).read_text()
    assert "a small chapter" in downloaded.lower() and "{term}" not in downloaded
    assert re.search(r'_sources/notebooks/leads/1_echoes.ipynb" download', page)
    assert f"{address}/edit/main/{CHAPTER.with_suffix('.py')}" in page
    own = CHAPTER.relative_to("notebooks")
    assert f"colab.research.google.com/github/{place}/blob/notebooks/{own}" in page
    assert f"mybinder.org/v2/gh/{place}/notebooks?urlpath=lab/tree/{own}" in page
    assert f"{address}/edit/main/book/intro.md" in (html / "book/intro.html").read_text()
    assert not [p for p in (root / "_build").iterdir() if p.name.startswith(".")]
    soup = BeautifulSoup(page, "html.parser").article
    numbered = [h.text.rstrip("#") for h in soup.select("h1, h2")]
    assert numbered == ["3.1. A small chapter", "A part"]
    assert soup.select_one("figcaption").text.strip().startswith("Fig. 3.1.1 A dot.")
    assert "See Fig. 3.1.1." in soup.text


SECTIONS = "\n\n".join(f"## Part {n}\n\n" + "A long line. " * 600 for n in range(5))


@pytest.fixture
def both(root):
    """Give the repository of one page and one chapter with both editions built."""
    executed = root / "_build/runs/simulated/leads/1_echoes.ipynb"
    parts = [new_markdown_cell(SECTIONS), figure_cell("A dot.")]
    write(executed, notebook(*parts))
    real = root / "_build/runs/real/leads/1_echoes.ipynb"
    write(real, notebook(*parts))
    book.build("simulated", root)
    return root


def test_the_switch_leads_to_the_same_section_of_the_other_edition(both, browser):
    page = browser.new_page()
    name = CHAPTER.with_suffix(".html")
    page.goto((both / "_build/html" / name).as_uri())
    assert page.locator(".editions a").count() == 0
    page.locator(".editions summary", has_text="real").click()
    assert page.locator(".editions code").inner_text() == "make book SOURCE=real"

    book.build("real", both)
    page.goto((both / "_build/html" / name).as_uri())
    page.evaluate("document.querySelector('#part-3').scrollIntoView({behavior: 'instant'})")
    # By the mouse: Playwright's own click would scroll first.
    box = page.locator(".editions a", has_text="real").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    page.wait_for_url((both / "_build/html-real" / name).as_uri() + "#part-3")
    assert page.locator(".editions [aria-current]").inner_text() == "real"

    moved = site.assemble(both).rename(both / "published")
    page.goto((moved / "real" / name).as_uri())
    page.locator(".editions a", has_text="simulated").click()
    page.wait_for_url((moved / name).as_uri())
    page.close()


def test_a_site_needs_both_editions(tmp_path):
    write(tmp_path / "_build/html/index.html", "")
    with pytest.raises(BadInput, match="The real edition is not built: run make book SOUR"):
        site.assemble(tmp_path)


def test_an_edition_says_where_the_other_lies_or_how_to_make_it():
    alone = editions.line("simulated", {})
    assert '"real": {"command": "make book SOURCE=real"}' in alone
    assert '"real": {"place": "real/"}' in editions.line("simulated", {"real": "real/"})


@pytest.mark.parametrize("rest", ["", "\n\n:::{tip}\nRead.\n:::", "\n\n## A part"])
def test_the_banner_moves_under_the_title_and_its_question(rest):
    line = '<p class="source source-real">This page ran on real data.</p>'
    said = new_output("display_data", data={"text/html": line})
    start = new_code_cell("report.start()", outputs=[said, *figure_cell("x").outputs])
    page = new_notebook(cells=[new_markdown_cell(f"# Title\n\nWhy?{rest}"), start])
    staged.lift_banner(page)
    assert page.cells[0].source == f"# Title\n\nWhy?\n\n{line}{rest}"
    assert [list(o.data) for o in page.cells[1].outputs] == [["image/png"]]


def test_broken_page_fails_every_time_and_leaves_the_old_book(root):
    before = contents_of(book.build("simulated", root))
    write(root / "book/intro.md", "# Hello\n\nSee {term}`nothing of the kind`.\n")
    for _ in range(2):
        with pytest.raises(BadInput, match=r"book/intro\.md.*nothing of the kind"):
            book.build("simulated", root)
        assert contents_of(root / "_build/html") == before


def test_picture_without_alternative_text_is_refused(root):
    executed = root / "_build/runs/simulated/leads/1_echoes.ipynb"
    write(executed, notebook(figure_cell(None)))
    with pytest.raises(BadInput, match=r"1_echoes\.html: .* has no alternative text"):
        book.build("simulated", root)


def test_chapter_that_was_not_executed_is_named(root):
    (root / "_build/runs/simulated/leads/1_echoes.ipynb").unlink()
    with pytest.raises(BadInput, match=r"notebooks/leads/1_echoes\.ipynb .*not executed"):
        book.build("simulated", root)


def test_pages_with_interactive_figures_have_plotly_beside_them(root, tmp_path):
    html = tmp_path / "html"
    (html / "_sources" / CHAPTER).parent.mkdir(parents=True)
    write(html / CHAPTER.with_suffix(".html"), '<script src="plotly.min.js"></script>')
    write(html / "book/intro.html", "<p>plotly.min.js is only spoken of here</p>")
    book.finish(html, root, "simulated")
    assert [p.parent for p in html.rglob("plotly.min.js")] == [html / CHAPTER.parent]
    assert b"plotly.js v" in (html / CHAPTER.parent / "plotly.min.js").read_bytes()[:200]


def test_book_survives_a_kill_between_the_two_renames(tmp_path):
    final = tmp_path / "html"
    write(tmp_path / ".html-old/index.html", "the old book")
    book.recover(final)
    assert (final / "index.html").read_text() == "the old book"
    assert [p.name for p in tmp_path.iterdir()] == ["html"]


def test_leftovers_of_a_killed_swap_do_not_stop_the_next(tmp_path):
    final = tmp_path / "html"
    for name, text in [(".html-old", "older"), ("html", "old"), ("staged", "new")]:
        write(tmp_path / name / "index.html", text)
    book.recover(final)
    book.swap(tmp_path / "staged", final)
    assert (final / "index.html").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["html"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone.html">x</a>', "the link gone.html leads nowhere"),
        ('<a href="other.html#gone">x</a>', "the link other.html#gone leads nowhere"),
        ('<article><img src="gone.png" alt="x"></article>', "gone.png is missing"),
        ('<article><img src="data:," alt=" "></article>', "no alternative text"),
        ('<script src="https://a.example/x.js"></script>', "fetches https://a.example"),
        ('<link rel="stylesheet" href="//a.example/x.css">', "fetches //a.example"),
    ],
)
def test_each_fault_of_a_page_is_found(tmp_path, body, fault):
    write(tmp_path / "other.html", '<h1 id="here">x</h1>')
    write(tmp_path / "page.html", '<a href="other.html#here">x</a>')
    assert pages.faults(tmp_path) == []
    write(tmp_path / "page.html", body)
    (found,) = pages.faults(tmp_path)
    assert "page.html" in found and fault in found


def test_table_of_contents_lists_every_page_and_every_chapter():
    patterns = ["book/*.md", "book/api/*.md", "notebooks/*/*.ipynb"]
    committed = [path for pattern in patterns for path in ROOT.glob(pattern)]
    names = {path.relative_to(ROOT).with_suffix("").as_posix() for path in committed}
    assert set(chapters.contents(ROOT)) == names


def metric(**changes):
    """Return a metric as a chapter reports it."""
    base = {
        "chapter": "leads/1_echoes",
        "source": "simulated",
        "name": "kmeans_recall",
        "value": 0.5,
        "unit": "",
        "better": "higher",
        "published": 0.75,
        "reference": "report, table 1",
        "parameters": {},
    }
    return base | changes


def rows_of(markdown):
    """Return the cells of each body row of the Markdown tables in a text."""
    lines = [line for line in markdown.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_results_put_sources_in_their_columns_in_any_order():
    metrics = [metric(), metric(source="real", value=0.25)]
    for order in (metrics, metrics[::-1]):
        (head, row) = rows_of(results.results(order))
        shown = dict(zip(head[1:], row[1:], strict=True))
        assert shown["simulated"] == "0.5"
        assert shown["real"] == "0.25"
        assert shown["published"] == "0.75"
        assert shown["published where"] == "report, table 1"
        assert row[0] == f"{report.label('kmeans_recall')} ↑"


def test_results_take_the_later_of_two_and_dash_what_is_unknown():
    metrics = [metric(value=0.1), metric(value=0.2)]
    (_, row) = rows_of(results.results(metrics))
    assert row[1:4] == ["0.75", "0.2", "–"]


def test_results_have_a_column_for_what_stands_in_for_real_data():
    head, row = rows_of(results.results([metric(source="digitised", value=0.3), metric()]))
    assert dict(zip(head, row, strict=True))["digitised"] == "0.3"
    assert "digitised" not in results.results([metric()])


def test_results_fold_away_what_nobody_published_and_drop_what_has_no_figure():
    metrics = [
        metric(name="new", published=None),
        metric(name="compared"),
        metric(name="empty", value=None),
    ]
    shown, folded = results.results(metrics).split(":::{dropdown}")
    assert "compared" in shown and "new" not in shown
    assert "new" in folded and "compared" not in folded
    assert "empty" not in shown + folded


def test_results_have_a_heading_per_study_in_the_order_of_the_book():
    names = ["glaciers/1_archive", "leads/1_echoes", "polder/1_data"]
    text = results.results([metric(chapter=name) for name in names])
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Land types",
        "Sea-ice leads",
        "Glacier radar",
    ]


def test_data_page_shows_every_product_and_file_with_its_licence():
    products, files = catalog.products(), catalog.files()
    text = results.data(products, files)
    blocks = {
        re.search(r"Product\n: `(.+)`", b)[1]: b for b in text.split("::::{dropdown}")[1:]
    }
    assert blocks.keys() == products.keys()
    for name, entry in products.items():
        assert entry["licence"] in blocks[name] and entry["citation"] in blocks[name]
    for file in files:
        digest = file.get("sha256") or file["git_blob"]
        assert file.get("url", file["name"]) in blocks[file["product"]]
        assert digest in blocks[file["product"]]


def test_real_run_shows_its_figures_inputs_versions_and_age():
    figure = {"file": "real/leads/x.png", "caption": "Two\nlines", "alt": "A dot"}
    run = {
        "edition": "real",
        "date": "2026-01-02",
        "versions": {"numpy": "2.0"},
        "inputs": [{"name": "folder/pass.nc", "sha256": "ab" * 32}],
        "figures": [figure | {"chapter": "leads/1_a"}, figure | {"chapter": "leads/2_b"}],
        "code": {"leads/1_a": ages.code([]), "leads/2_b": None},
    }
    text = results.real_run(run)
    assert text.count("Made by an earlier version of the code") == 1
    assert "{figure} reference/real/leads/x.png\n:alt: A dot" in text
    assert "Two lines" in text and "2026-01-02" in text and "numpy 2.0" in text
    assert "`pass.nc`" in text and "abababababab" in text
