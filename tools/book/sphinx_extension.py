"""What Jupyter Book leaves to mend on this book's pages."""

import functools
import itertools

from docutils import nodes
from sphinx.environment.collectors.toctree import TocTreeCollector

from tools import chapters
from tools.book import api


def setup(app):
    """Register the mends with Sphinx."""
    # After the theme, which makes its buttons at 501.
    app.connect("html-page-context", mend_page, priority=900)
    # After Sphinx, which would count the sections of a study's page among its chapters.
    app.connect("env-get-updated", number_chapters, priority=900)
    # After numpydoc, which writes a docstring's sections anew.
    app.connect("autodoc-process-docstring", name_users, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def number_chapters(app, env):
    """Number studies and chapters, and by these the figures: 3.1.2 is the second of 3.1."""
    for docname, number in places().items():
        if docname in env.all_docs:
            title, *sections = env.tocs[docname].findall(nodes.reference)
            none = {section["anchorname"]: () for section in sections}
            env.toc_secnumbers[docname] = none | {"": number}
            env.titles[docname]["secnumber"] = title["secnumber"] = number
    TocTreeCollector().assign_figure_numbers(env)
    return []


def places():
    """Return the number of each study's page and of each chapter by its name in Sphinx."""
    found = {}
    for study, place in zip(chapters.STUDIES, itertools.count(1)):
        found[f"book/{study}"] = (place,)
        for path in chapters.listed(study):
            found[f"notebooks/{study}/{path.stem}"] = (place, chapters.number(path))
    return found


def name_users(app, what, name, obj, options, lines):
    """Add to a function's docstring which chapters use it."""
    users = chapters_using().get(name)
    if users:
        links = ", ".join(f":doc:`{user} </notebooks/{user}>`" for user in users)
        lines += ["", f"*Used in* {links}", ""]


chapters_using = functools.cache(api.used_in)


def mend_page(app, pagename, templatename, context, doctree):
    """Correct the scripts and the buttons of one page before it is written."""
    context["script_files"] = [
        script for script in context["script_files"] if not is_thebe(script)
    ]
    for button in all_buttons(context.get("header_buttons", [])):
        if button.get("label") == "source-edit-button":
            # The text that people edit is the percent script beside the notebook.
            button["url"] = button["url"].replace(".ipynb", ".py")
        elif button.get("text") in ("Binder", "Colab"):
            button["url"] = to_readers(button["url"])


def to_readers(url):
    """Return where a launch button leads: to the reader's notebook, on its own branch.

    Examples
    --------
    >>> to_readers("https://x.org/github/a/b/blob/main/notebooks/leads/1_echoes.ipynb")
    'https://x.org/github/a/b/blob/notebooks/leads/1_echoes.ipynb'
    >>> to_readers("https://x.org/v2/gh/a/b/main?urlpath=lab/tree/notebooks/leads/1.ipynb")
    'https://x.org/v2/gh/a/b/notebooks?urlpath=lab/tree/leads/1.ipynb'
    """
    url = url.replace("/main/notebooks/", "/notebooks/")
    return url.replace("/main?urlpath=lab/tree/notebooks/", "/notebooks?urlpath=lab/tree/")


def is_thebe(script):
    """Tell whether a script belongs to Thebe, which this book does not use.

    The theme declares one of its constants twice, which is an error on every page.
    """
    attributes = getattr(script, "attributes", {})
    named = f"{getattr(script, 'filename', script)}{attributes.get('body', '')}"
    return "thebe" in named.lower()


def all_buttons(buttons):
    """Yield every button of a page's header, those in menus too."""
    for button in buttons:
        yield button
        yield from all_buttons(button.get("buttons", []))
