"""Checks of the built book that need no browser: links, anchors, images, other hosts."""

from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

# What a browser fetches by itself when it opens a page.
FETCHED = ("img", "script", "iframe", "source")
STYLES = {"stylesheet", "preload", "icon", "preconnect", "dns-prefetch"}


class Page(HTMLParser):
    """What the checks ask of a page, read in one go: a tree of its tags takes long.

    Parameters
    ----------
    text : str
        The page.

    Examples
    --------
    >>> page = Page('<article id="a"><img src="b.png" alt="A bee."></article>')
    >>> page.anchors, page.pictures
    ({'a'}, [('b.png', 'A bee.', True)])
    """

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = set(), set()
        self.pictures, self.fetched = [], []
        self._articles = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        """Note what a tag gives."""
        given = {name: value or "" for name, value in attributes}
        source, link = given.get("src", ""), given.get("href", "")
        self._articles += tag == "article"
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.add(link)
        if tag == "img" and "src" in given:
            alt = given.get("alt", "").strip()
            self.pictures.append((source, alt, self._articles > 0))
        if tag in FETCHED:
            self.fetched.append(source)
        if tag == "link" and STYLES & set(given.get("rel", "").split()):
            self.fetched.append(link)

    def handle_endtag(self, tag):
        """Note where an article ends."""
        self._articles -= tag == "article"


def faults(html):
    """Return what is wrong with a built book, one sentence per fault.

    Parameters
    ----------
    html : Path
        The folder of the built pages.

    Returns
    -------
    list of str
        Empty where every internal link and anchor leads somewhere, every picture is
        there and has alternative text, and no page fetches anything from another host.
    """
    pages = read_all(html)
    found = []
    for path, page in pages.items():
        name = path.relative_to(html.resolve())
        found += [f"{name}: {fault}" for fault in dead_links(path, pages)]
        found += [f"{name}: {fault}" for fault in poor_pictures(path, page)]
        found += [
            f"{name} fetches {url} from another host"
            for url in page.fetched
            if urlsplit(url).netloc
        ]
    return found


def read_all(html):
    """Return the pages of a book by their path, resolved."""
    paths = [path for path in sorted(html.rglob("*.html")) if "_static" not in path.parts]
    return {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in paths}


def dead_links(path, pages):
    """Return a fault for each link of a page that leads nowhere within the book."""
    return [
        f"the link {link} leads nowhere"
        for link in sorted(pages[path].links)
        if is_internal(link) and not leads_somewhere(path, link, pages)
    ]


def poor_pictures(path, page):
    """Return a fault for each picture of a page that is missing or is not described."""
    found = []
    for source, alt, in_article in page.pictures:
        shown = source[:60]
        if is_internal(source) and not file_of(path, source).is_file():
            found.append(f"the picture {shown} is missing")
        if in_article and alt in ("", source):
            found.append(f"the picture {shown} has no alternative text")
    return found


def is_internal(link):
    """Tell whether a link stays within the book."""
    return not urlsplit(link).scheme and not urlsplit(link).netloc


def file_of(path, link):
    """Return the file that a page's link leads to."""
    place = unquote(urlsplit(link).path)
    return (path.parent / place).resolve() if place else path


def leads_somewhere(path, link, pages):
    """Tell whether a link of a page leads to a file, and to an anchor in it."""
    target, anchor = file_of(path, link), unquote(urlsplit(link).fragment)
    if not target.is_file():
        return False
    return not anchor or target not in pages or anchor in pages[target].anchors
