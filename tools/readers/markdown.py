"""MyST text as plain Markdown: what a directive or role means, in words and links.

:func:`blocks` takes a text apart and puts it together without directives; what a role
means is asked of the page that the text stands on.
"""

import re
import textwrap

from markdown_it import MarkdownIt

from helpers.errors import BadInput

FENCE = re.compile(r"(?P<indent>\s*)(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)")
DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
# Options of a directive: lines at its top, or between two rules.
OPTIONS = re.compile(r"(?:---\n(?s:.*?)\n---\n|(?::[\w-]+:.*(?:\n|$))+)?")
IGNORED = re.compile(r"%.*|\([\w-]+\)=|\+\+\+.*")  # comments, anchors, breaks
INLINE = re.compile(
    r"\{(?P<role>[a-z][\w:-]*)\}(?P<tick>`+)(?P<content>.+?)(?<!`)(?P=tick)(?!`)"
    r"|(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<display>\$\$.+?\$\$)(?:\s*\((?P<label>[\w-]+)\))?"
    r"|(?P<math>(?<![\\$])\$(?!\s)(?:\\.|[^$\\])+?(?<!\s)\$(?!\d))"
    r"|(?P<picture>!?)\[(?P<text>[^\]\[]*)\]\((?P<target>[^()\s]+)\)"
    r"|(?<=[)\]])(?P<attributes>\{[.#][^}]*\})"
    r"|(?P<substitution>\{\{[^}]*\}\})",
    re.DOTALL,
)
NOTES = {"admonition", "attention", "caution", "danger", "error", "hint", "important"}
NOTES |= {"margin", "note", "seealso", "sidebar", "tip", "topic", "warning"}
CODE = ("code", "code-block", "code-cell")


def blocks(text, page):
    """Return the blocks of a MyST text as plain Markdown.

    Parameters
    ----------
    text : str
    page : object
        ``page.role(name, content)``, ``page.link(text, target)`` and
        ``page.equation(label)`` give what stands in place of a role, a link within the
        book, and a label of an equation.

    Returns
    -------
    list of str
        Headings, paragraphs, lists, what was a directive: each whole.

    Raises
    ------
    BadInput
        If a directive or role has no meaning outside the book.
    """
    found = []
    for part in _parts(text):
        block = part if isinstance(part, str) else _fenced(*part, page)
        if isinstance(part, str):
            block = _definitions(inline(block, page))
        if block[:1].isspace() and found:  # belongs to the item of a list above
            found[-1] += f"\n\n{block}"
        else:
            found.append(block)
    return found


def _parts(text):
    """Yield paragraphs, and fenced parts as (indent, info, body, as it stands)."""
    lines, paragraph = iter(text.splitlines()), []
    for line in lines:
        fence = FENCE.fullmatch(line)
        alone = line.startswith("#")
        if fence or alone or not line.strip() or IGNORED.fullmatch(line):
            yield from _joined(paragraph)
            paragraph = []
        elif not IGNORED.fullmatch(line):
            paragraph.append(line)
        if fence:
            yield _fence(fence, lines)
        elif alone:
            yield line
    yield from _joined(paragraph)


def _joined(lines):
    return ["\n".join(lines)] if lines else []


def _fence(opening, lines):
    """Read on to the end of a fenced part."""
    mark, body = opening["fence"], []
    closing = re.compile(rf"\s*{re.escape(mark[0])}{{{len(mark)},}}\s*")
    for line in lines:
        if closing.fullmatch(line):
            break
        body.append(line)
    else:
        raise BadInput(f"{opening[0].strip()} is not closed: end it with {mark}.")
    whole = "\n".join([opening[0], *body, opening["indent"] + mark])
    return opening["indent"], opening["info"].strip(), "\n".join(body), whole


def _fenced(indent, info, body, whole, page):
    """Return a fenced part as plain Markdown: code as it is, a directive by its meaning."""
    named = DIRECTIVE.fullmatch(info)
    if not named:
        if whole.strip().startswith(":"):
            raise BadInput(f"{whole.strip().splitlines()[0]} names no directive: name one.")
        return whole
    plain = _directive(named[1], named[2], textwrap.dedent(body), page)
    return textwrap.indent(plain, indent)


def _directive(name, argument, body, page):
    options = OPTIONS.match(body)[0]
    content = body[len(options) :].strip("\n")
    if name == "dropdown" or (name in NOTES and "dropdown" in options):
        title = MarkdownIt().renderInline(inline(argument or "More", page))
        inner = "\n\n".join(blocks(content, page))
        return f"<details><summary>{title}</summary>\n\n{inner}\n\n</details>"
    if name in NOTES:
        title = inline(argument or name.capitalize(), page)
        inner = "\n\n".join([f"**{title}**", *blocks(content, page)])
        return textwrap.indent(inner, "> ", lambda line: True)
    if name == "math":
        return f"$$\n{content}\n$$"
    if name in CODE:
        return f"```{argument}\n{content}\n```"
    raise BadInput(f"The directive {name!r} has no meaning outside the book: leave it out.")


def inline(text, page):
    """Return a piece of MyST text with its roles and links resolved; code stays."""
    return INLINE.sub(lambda found: _inline(found, page), text)


def _inline(found, page):
    if found["role"]:
        return page.role(found["role"], " ".join(found["content"].split()))
    if found["code"] or found["math"]:
        return found[0]
    if found["display"]:
        return found["display"] + (page.equation(found["label"]) if found["label"] else "")
    if found["target"]:
        return _link(found, page)
    if found["attributes"]:
        return ""
    raise BadInput(f"{found[0]} has no meaning outside the book: write it out.")


def _link(found, page):
    outside = re.match(r"[a-z]+:", found["target"])
    if outside:
        return found[0]
    if found["picture"]:
        raise BadInput(
            f"The picture {found['target']} isn't in the notebook: draw it there."
        )
    return page.link(inline(found["text"], page), found["target"])


def _definitions(block):
    """Return a list of definitions as a list of words and what they mean."""
    return re.sub(r"(?m)^(\S.*)\n:\s+", r"- **\1**: ", block)
