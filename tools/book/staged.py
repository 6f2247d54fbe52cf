"""What is changed in the executed chapters before they become pages."""

import nbformat
from nbformat.v4 import new_markdown_cell

from tools import chapters
from tools.book import api
from tools.kept import BANNER


def prepare(path, introduced=()):
    """Put a staged chapter's banner under its title, and links to its helpers at its end.

    Parameters
    ----------
    path : Path
        The copy of the executed chapter, which is written over.
    introduced : list of str
        Names of helpers, of which the page gets a list.
    """
    notebook = chapters.read(path)
    lift_banner(notebook)
    if introduced:
        notebook.cells.append(new_markdown_cell(api.note(introduced)))
    nbformat.write(notebook, path)


def lift_banner(notebook):
    """Move the line that says which data the page ran on to below its first text."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            if html.startswith(BANNER):
                cell.outputs.remove(output)
                head, after = split(notebook.cells[0].source)
                notebook.cells[0].source = f"{head}\n\n{html}\n\n{after}".rstrip()
                return


def split(text):
    """Return a chapter's title with the paragraphs below it, and what follows them.

    Examples
    --------
    >>> split("# Title\\n\\nA question.\\n\\n:::{tip}\\nRead.\\n:::")
    ('# Title\\n\\nA question.', ':::{tip}\\nRead.\\n:::')
    """
    lines = text.splitlines()
    begins = (n for n, line in enumerate(lines) if line.startswith((":::", "## ", "```")))
    first = next(begins, len(lines))
    return "\n".join(lines[:first]).strip(), "\n".join(lines[first:])
