"""Checks of the built book that need no browser: links, anchors, images, other hosts."""

from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

# What a browser fetches by itself when it opens a page.
FETCHED = [("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src")]
STYLES = ["stylesheet", "preload", "icon", "preconnect", "dns-prefetch"]


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
    soups = read_all(html)
    found = []
    for page, soup in soups.items():
        name = page.relative_to(html)
        found += [f"{name}: {fault}" for fault in dead_links(page, soups)]
        found += [f"{name}: {fault}" for fault in poor_pictures(page, soup)]
        found += [f"{name} fetches {url} from another host" for url in fetched(soup)]
    return found


def read_all(html):
    """Return the parsed pages of a book by their path."""
    paths = [path for path in sorted(html.rglob("*.html")) if "_static" not in path.parts]
    return {
        path.resolve(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in paths
    }


def dead_links(page, soups):
    """Return a fault for each link of a page that leads nowhere within the book."""
    links = sorted({tag["href"] for tag in soups[page].select("a[href]")})
    return [
        f"the link {link} leads nowhere"
        for link in links
        if is_internal(link) and not leads_somewhere(page, link, soups)
    ]


def poor_pictures(page, soup):
    """Return a fault for each picture of a page that is missing or is not described."""
    found = []
    for picture in soup.select("img[src]"):
        source, alt = picture["src"], picture.get("alt", "").strip()
        shown = source[:60]
        if is_internal(source) and not file_of(page, source).is_file():
            found.append(f"the picture {shown} is missing")
        if picture.find_parent("article") and alt in ("", source):
            found.append(f"the picture {shown} has no alternative text")
    return found


def fetched(soup):
    """Return the addresses on other hosts that a page fetches when it is opened."""
    urls = [tag.get(key, "") for name, key in FETCHED for tag in soup.find_all(name)]
    for tag in soup.find_all("link", href=True):
        if set(tag.get("rel", [])) & set(STYLES):
            urls.append(tag["href"])
    return [url for url in urls if urlsplit(url).netloc]


def is_internal(link):
    """Tell whether a link stays within the book."""
    return not urlsplit(link).scheme and not urlsplit(link).netloc


def file_of(page, link):
    """Return the file that a page's link leads to."""
    path = unquote(urlsplit(link).path)
    return (page.parent / path).resolve() if path else page


def leads_somewhere(page, link, soups):
    """Tell whether a link of a page leads to a file, and to an anchor in it."""
    target, anchor = file_of(page, link), unquote(urlsplit(link).fragment)
    if not target.is_file():
        return False
    if not anchor or target not in soups:
        return True
    return soups[target].find(id=anchor) is not None
