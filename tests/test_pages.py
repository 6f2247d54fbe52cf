"""The built book in a browser: phone and desktop, light and dark, served and from disk.

Chromium is found on the PATH, or named by ``EO_CHROMIUM``. Without one these tests skip;
with ``EO_REQUIRE_BROWSER`` set they fail instead.
"""

import functools
import http.server
import re
import threading
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tools import ROOT, lessons
from tools.book import editions, pages

HTML = ROOT / "_build/html"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
DESK = {"width": 1280, "height": 800}
SWITCH = ".editions"
# Elements with text of their own that ends beyond the screen, where no box scrolls it.
TOO_WIDE = """() => {
  const isBox = e => /auto|scroll/.test(getComputedStyle(e).overflowX)
  const scrolls = e => e && e !== document.body && (isBox(e) || scrolls(e.parentElement))
  const end = e => {
    const range = document.createRange()
    range.selectNodeContents(e)
    return range.getBoundingClientRect().right
  }
  const text = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  return [...document.querySelectorAll('main *')]
    .filter(e => text(e) && e.checkVisibility() && !scrolls(e))
    .filter(e => end(e) > innerWidth + 1)
    .map(e => e.tagName + ': ' + e.textContent.trim().slice(0, 60))
}"""
BROKEN_IMAGES = """async () => {
  const images = [...document.images].filter(i => i.checkVisibility())
  images.forEach(i => i.loading = 'eager')
  await Promise.all(images.map(i => i.decode().catch(() => 0)))
  return images.filter(i => !i.naturalWidth).map(i => i.src)
}"""


# What no reader should see, by what it is.
RAW = {
    "a table as pipes": re.compile(r"^ *\|.*\|.*\| *$", re.MULTILINE),
    "a name in braces": re.compile(r"\{[a-z_][\w:-]*\}"),
    "a warning": re.compile(r"\w*Warning: .*"),
    "a placeholder": re.compile(
        r"[^.\n]*(?:this edition|edition only|ran without)[^.\n]*", re.IGNORECASE
    ),
}
NO_TEXT = "pre, code, script, style, .math, mjx-container, nav"


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>here:\n| a | b |\nthere |x|</p>", ["a table as pipes"]),
        ("<p>the {label} of {1, 2}</p>", ["a name in braces"]),
        ("<img alt='the {label}'>", ["a name in braces"]),
        ("<pre>ice.py:3: UserWarning: thin</pre>", ["a warning"]),
        ("<p>Only real data show it: this edition ran without.</p>", ["a placeholder"]),
        ("<p>P(x | y), a set {1, 2}</p><pre>f'{label}' | x |</pre>", []),
        ("<span class='math'>\\({a}\\)</span><code>{name}</code>", []),
    ],
)
def test_what_is_raw_on_a_page_is_found(page, found):
    article = pages.BeautifulSoup(f"<article>{page}</article>", "html.parser").article
    assert [fault.partition(":")[0] for fault in raw(article)] == found


def raw(article):
    """Return what a page shows that only its makers should see."""
    printed = "\n".join(pre.get_text() for pre in article.select(".cell_output pre, pre"))
    text = "\n".join(image.get("alt", "") for image in article.select("img"))
    copy = pages.BeautifulSoup(str(article), "html.parser")
    for tag in copy.select(NO_TEXT):
        tag.decompose()
    text += "\n" + copy.get_text()
    return [
        f"{what}: {match[0].strip()[:80]}"
        for what, pattern in RAW.items()
        for match in pattern.finditer(printed if what == "a warning" else text)
    ]


def test_no_page_shows_what_only_its_makers_should_see(book):
    wrong = [
        f"{path.relative_to(book.resolve())}: {fault}"
        for path, soup in pages.read_all(book).items()
        if soup.article
        for fault in raw(soup.article)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def names(browser, book):
    """Give the names of the built book's pages."""
    pages = [page.relative_to(book).as_posix() for page in sorted(book.rglob("*.html"))]
    # index.html only leads on to the first page; a test of its own follows it.
    return [n for n in pages if n != "index.html" and not n.startswith("_static/")]


@pytest.fixture(scope="module")
def address():
    """Serve the book on this machine."""
    handler = functools.partial(QuietHandler, directory=HTML)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(params=[(s, c) for s in SIZES for c in ("light", "dark")], ids="-".join)
def window(browser, request):
    """Give an empty page of one size and scheme, and the list of what goes wrong in it."""
    size, scheme = request.param
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on(
        "console", lambda m: m.type == "error" and wrong.append(f"{page.url}: {m.text}")
    )
    page.on("requestfailed", lambda r: note_failure(r, wrong))
    page.on("response", lambda r: r.status < 400 or wrong.append(f"{r.url}: {r.status}"))
    yield page, wrong, scheme
    context.close()


def note_failure(request, wrong):
    """Note a request that failed, unless the browser had left the page meanwhile."""
    if request.failure != "net::ERR_ABORTED":
        wrong.append(f"{request.url}: {request.failure}")


def test_pages_are_whole_and_fit_the_screen(window, names, address):
    page, wrong, scheme = window
    for name in names:
        page.goto(address + name)
        settle(page)
        wrong += [f"{name}: broken picture {src}" for src in page.evaluate(BROKEN_IMAGES)]
        wrong += [f"{name}: too wide: {text}" for text in page.evaluate(TOO_WIDE)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{name}: the page scrolls sideways")
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert not wrong, "\n".join(wrong)


def test_chapters_say_at_their_top_what_they_ran_on(desk, names, address):
    wrong = []
    for name in chapters_of(names):
        desk.goto(address + name)
        settle(desk)
        banner = desk.locator("article p.source")
        seen = banner.count() == 1 and banner.is_visible()
        if not seen or banner.bounding_box()["y"] > DESK["height"] - 20:
            wrong.append(f"{name}: no p.source within the first {DESK['height']} pixels")
    assert not wrong, "\n".join(wrong)


def test_every_page_has_a_switch_between_the_editions(desk, names, address):
    for name in names:
        desk.goto(address + name)
        assert desk.locator(SWITCH).first.is_visible(), name


# The switch is aimed when it is pressed: the reader may have scrolled.
LEADS_THERE = """place => {
  const link = document.querySelector('.editions a')
  link.dispatchEvent(new Event('pointerdown'))
  return link.href.endsWith(place)
}"""


def test_the_switch_leads_to_the_same_section(desk, names, address):
    both = editions.line("simulated", {"real": "../html-real/"})
    desk.route("**/editions.js*", lambda asked: asked.fulfill(body=both))
    name = chapters_of(names)[0]
    desk.goto(address + name)
    settle(desk)
    for section in desk.locator("article section section[id]").all()[1:4]:
        place = f"{name}#{section.get_attribute('id')}"
        desk.goto(address + place)
        desk.wait_for_function(LEADS_THERE, arg=f"/html-real/{place}", timeout=5000)


def test_no_chapter_fills_more_screens_than_a_lesson_may(desk, names, address):
    wrong = []
    for name in chapters_of(names):
        desk.goto(address + name)
        settle(desk)
        height = desk.evaluate("document.documentElement.scrollHeight")
        screens = height / DESK["height"]
        broken = f"{screens:.1f} screens, at most {lessons.MOST_SCREENS}"
        label = name.removeprefix("notebooks/").removesuffix(".html")
        broken = {"screens": broken} if screens > lessons.MOST_SCREENS else {}
        wrong += lessons.judged(label, broken, {"screens"})
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def desk(browser):
    """Give an empty page of the size that lessons are measured at."""
    page = browser.new_page(viewport=DESK)
    yield page
    page.close()


def chapters_of(names):
    """Return those pages that are chapters."""
    return [name for name in names if name.startswith("notebooks/")]


def test_results_show_published_simulated_and_real_on_a_phone(browser, names, address):
    page = browser.new_page(viewport=SIZES["phone"])
    page.goto(f"{address}book/results.html")
    headings = page.locator(
        "article th", has_text=re.compile("^(published|simulated|real)$")
    )
    visible = [h.bounding_box() for h in headings.all() if h.is_visible()]
    page.close()
    assert len(visible) >= 3
    assert max(box["x"] + box["width"] for box in visible) <= SIZES["phone"]["width"] - 16


def test_index_leads_to_the_first_page(browser, names):
    page = browser.new_page()
    page.goto((HTML / "index.html").as_uri())
    page.wait_for_url("**/book/intro.html")
    page.close()


def settle(page):
    """Wait until equations are set and their fonts have come."""
    page.evaluate("window.MathJax?.startup?.promise.then(() => document.fonts.ready)")


def test_every_internal_link_leads_to_a_page_and_its_anchor(browser, names, address):
    page = browser.new_page()
    anchors, links = {}, set()
    for name in names:
        page.goto(address + name)
        settle(page)
        here = urldefrag(page.url).url
        anchors[here] = set(
            page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        )
        links |= set(page.evaluate("[...document.links].map(a => a.href)"))
    own = {urldefrag(link) for link in links if link.startswith(address)}
    files = {target.url for target in own if target.url not in anchors}
    broken = [url for url in files if not page.request.get(url).ok]
    broken += [
        f"{target.url}#{target.fragment}"
        for target in own
        if target.fragment and target.url in anchors
        if unquote(target.fragment) not in anchors[target.url]
    ]
    page.close()
    assert len(own) > len(names)
    assert not broken, "\n".join(broken)


def test_book_opened_from_its_folder_asks_nothing_of_other_hosts(browser, names):
    page, asked, wrong = browser.new_page(), set(), []
    page.on("request", lambda request: asked.add(urlsplit(request.url).scheme))
    page.on("requestfailed", lambda request: note_failure(request, wrong))
    for name in names:
        page.goto((HTML / name).as_uri())
        settle(page)
    page.close()
    assert asked <= {"file", "data", "blob"}
    assert not wrong, "\n".join(wrong)


def test_search_finds_a_word_of_the_glossary(browser, names, address):
    page = browser.new_page()
    page.goto(f"{address}search.html?q=retracking")
    page.wait_for_selector("#search-results li a[href*='glossary']")
    page.close()
