"""The built book in a browser: phone and desktop, light and dark, served and from disk.

Chromium is found on the PATH, or named by ``EO_CHROMIUM``. Without one these tests skip;
with ``EO_REQUIRE_BROWSER`` set they fail instead.
"""

import functools
import http.server
import re
import threading
from urllib.parse import unquote, urldefrag

import pytest
import requests
from bs4 import BeautifulSoup, SoupStrainer

from tools import ROOT, lessons
from tools.book import editions

HTML = ROOT / "_build/html"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
SCHEMES = ("light", "dark")
# Every size with every scheme, and each of them both served and opened from the folder.
WINDOWS = {f"{size}-{scheme}": (size, scheme) for size in SIZES for scheme in SCHEMES}
SERVED = ("phone-light", "desktop-dark")
# All that the tests ask of a page, in one visit: the visits are what takes time.
LOOK = """async () => {
  await window.MathJax?.startup?.promise
  await document.fonts.ready
  const all = (what, of = document) => [...of.querySelectorAll(what)]
  const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 0
  const images = [...document.images].filter(i => i.checkVisibility())
  images.forEach(i => i.loading = 'eager')
  await Promise.all(images.map(i => i.decode().catch(() => 0)))

  // Elements with text of their own that ends beyond the screen, where no box scrolls it.
  const isBox = e => /auto|scroll/.test(getComputedStyle(e).overflowX)
  const scrolls = e => e && e !== document.body && (isBox(e) || scrolls(e.parentElement))
  const text = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  const range = document.createRange()
  const end = e => (range.selectNodeContents(e), range.getBoundingClientRect().right)
  const beyond = e => end(e) > innerWidth + 1 && e.checkVisibility() && !scrolls(e)
  const banners = all('article p.source')
  const editions = document.querySelector('.editions')
  const isEdition = e => /^(published|simulated|real)$/.test(e.textContent.trim())
  return {
    theme: document.documentElement.dataset.theme,
    broken: images.filter(i => !i.naturalWidth).map(i => i.src),
    wide: all('main *').filter(e => text(e) && beyond(e)).map(
      e => e.tagName + ': ' + e.textContent.trim().slice(0, 60)),
    sideways: document.documentElement.scrollWidth > innerWidth,
    height: document.documentElement.scrollHeight,
    switch: Boolean(editions) && seen(editions),
    banners: banners.filter(seen).map(e => e.getBoundingClientRect().top),
    editions: all('article th').filter(e => isEdition(e) && seen(e)).map(
      e => e.getBoundingClientRect().right),
    url: location.href.split('#')[0],
    ids: all('[id]').map(e => e.id),
    links: [...document.links].map(a => a.href),
  }
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
    article = BeautifulSoup(f"<article>{page}</article>", "html.parser").article
    assert [fault.partition(":")[0] for fault in raw(article)] == found


def raw(article):
    """Return what a page shows that only its makers should see."""
    printed = "\n".join(pre.get_text() for pre in article.select(".cell_output pre, pre"))
    text = "\n".join(image.get("alt", "") for image in article.select("img"))
    for tag in article.select(NO_TEXT):
        tag.extract()
    text += "\n" + article.get_text()
    return [
        f"{what}: {match[0].strip()[:80]}"
        for what, pattern in RAW.items()
        for match in pattern.finditer(printed if what == "a warning" else text)
    ]


def test_no_page_shows_what_only_its_makers_should_see(book):
    wrong = []
    for path in book.rglob("*.html"):
        only = SoupStrainer("article")
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser", parse_only=only)
        faults = raw(soup.article) if soup.article else []
        wrong += [f"{path.relative_to(book)}: {fault}" for fault in faults]
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


@pytest.fixture(scope="module")
def visit(browser, names, address):
    """Give a function that visits every page in a window, once for all tests.

    It returns what was seen on each page by its name, and by "wrong" and "asked" what went
    wrong meanwhile and what the pages asked for from elsewhere.
    """

    @functools.cache
    def visited(window):
        size, scheme = WINDOWS[window]
        root = address if window in SERVED else f"{HTML.as_uri()}/"
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)
        page, wrong, asked = context.new_page(), [], set()
        listen(page, wrong, asked)
        seen = {}
        for name in names:
            page.goto(root + name)
            seen[name] = page.evaluate(LOOK)
        context.close()
        own = (root, "data:", "blob:")
        return seen, wrong, {url for url in asked if not url.startswith(own)}

    return visited


def listen(page, wrong, asked):
    """Note what goes wrong on a page, and every address that it asks for."""
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on(
        "console", lambda m: m.type == "error" and wrong.append(f"{page.url}: {m.text}")
    )
    page.on("request", lambda request: asked.add(request.url))
    page.on("requestfailed", lambda request: note_failure(request, wrong))
    page.on("response", lambda r: r.status < 400 or wrong.append(f"{r.url}: {r.status}"))


def note_failure(request, wrong):
    """Note a request that failed, unless the browser had left the page meanwhile."""
    if request.failure != "net::ERR_ABORTED":
        wrong.append(f"{request.url}: {request.failure}")


@pytest.fixture(params=WINDOWS)
def window(request):
    """Give the name of each window."""
    return request.param


@pytest.fixture(params=[window for window in WINDOWS if window.startswith("desktop")])
def desktop(request):
    """Give the name of each window of the size that lessons are measured at."""
    return request.param


def test_nothing_goes_wrong_while_a_page_opens(visit, window):
    _, wrong, _ = visit(window)
    assert not wrong, "\n".join(wrong)


def test_pages_ask_nothing_of_other_hosts(visit, window):
    _, _, elsewhere = visit(window)
    assert not elsewhere, "\n".join(sorted(elsewhere))


def test_no_picture_is_broken(visit, window):
    pages, *_ = visit(window)
    wrong = [f"{name}: {src}" for name, seen in pages.items() for src in seen["broken"]]
    assert not wrong, "\n".join(wrong)


def test_pages_fit_the_screen(visit, window):
    pages, *_ = visit(window)
    wrong = [f"{name}: too wide: {t}" for name, seen in pages.items() for t in seen["wide"]]
    wrong += [
        f"{name}: the page scrolls sideways" for name in pages if pages[name]["sideways"]
    ]
    assert not wrong, "\n".join(wrong)


def test_pages_are_as_light_or_dark_as_the_reader_has_it(visit, window):
    pages, *_ = visit(window)
    wrong = {n: p["theme"] for n, p in pages.items() if p["theme"] != WINDOWS[window][1]}
    assert not wrong


def test_chapters_say_at_their_top_what_they_ran_on(visit, desktop):
    pages, *_ = visit(desktop)
    height = SIZES["desktop"]["height"]
    wrong = [
        f"{name}: no p.source within the first {height} pixels"
        for name in chapters_of(pages)
        if len(pages[name]["banners"]) != 1 or pages[name]["banners"][0] > height - 20
    ]
    assert not wrong, "\n".join(wrong)


def test_every_page_has_a_switch_between_the_editions(visit, desktop):
    pages, *_ = visit(desktop)
    assert not [name for name in pages if not pages[name]["switch"]]


# The switch is aimed when it is pressed: the reader may have scrolled.
LEADS_THERE = """place => {
  const link = document.querySelector('.editions a')
  link.dispatchEvent(new Event('pointerdown'))
  return link.href.endsWith(place)
}"""


def test_the_switch_leads_to_the_same_section(browser, names, address):
    both = editions.line("simulated", {"real": "../html-real/"})
    page = browser.new_page(viewport=SIZES["desktop"])
    page.route("**/editions.js*", lambda asked: asked.fulfill(body=both))
    name = chapters_of(names)[0]
    page.goto(address + name)
    page.evaluate(LOOK)
    for section in page.locator("article section section[id]").all()[1:4]:
        place = f"{name}#{section.get_attribute('id')}"
        page.goto(address + place)
        page.wait_for_function(LEADS_THERE, arg=f"/html-real/{place}", timeout=5000)
    page.close()


def test_no_chapter_fills_more_screens_than_a_lesson_may(visit, desktop):
    pages, *_ = visit(desktop)
    wrong = []
    for name in chapters_of(pages):
        screens = pages[name]["height"] / SIZES["desktop"]["height"]
        broken = f"{screens:.1f} screens, at most {lessons.MOST_SCREENS}"
        label = name.removeprefix("notebooks/").removesuffix(".html")
        broken = {"screens": broken} if screens > lessons.MOST_SCREENS else {}
        wrong += lessons.judged(label, broken, {"screens"})
    assert not wrong, "\n".join(wrong)


def chapters_of(names):
    """Return those pages that are chapters."""
    return [name for name in names if name.startswith("notebooks/")]


def test_results_show_published_simulated_and_real_on_a_phone(visit):
    pages, *_ = visit("phone-light")
    ends = pages["book/results.html"]["editions"]
    assert len(ends) >= 3
    assert max(ends) <= SIZES["phone"]["width"] - 16


def test_index_leads_to_the_first_page(browser, names):
    page = browser.new_page()
    page.goto((HTML / "index.html").as_uri())
    page.wait_for_url("**/book/intro.html")
    page.close()


def test_every_internal_link_leads_to_a_page_and_its_anchor(visit, address):
    pages, *_ = visit(SERVED[0])
    anchors = {seen["url"]: set(seen["ids"]) for seen in pages.values()}
    links = {link for seen in pages.values() for link in seen["links"]}
    # The switch leads to the other edition, beside this one and not served with it.
    here = {link for link in links if "/html-real/" not in link}
    own = {urldefrag(link) for link in here if link.startswith(address)}
    files = {target.url for target in own if target.url not in anchors}
    broken = [url for url in files if not requests.head(url, timeout=60).ok]
    broken += [
        f"{target.url}#{target.fragment}"
        for target in own
        if target.fragment and target.url in anchors
        if unquote(target.fragment) not in anchors[target.url]
    ]
    assert len(own) > len(pages)
    assert not broken, "\n".join(broken)


def test_search_finds_a_word_of_the_glossary(browser, names, address):
    page = browser.new_page()
    page.goto(f"{address}search.html?q=retracking")
    page.wait_for_selector("#search-results li a[href*='glossary']")
    page.close()
