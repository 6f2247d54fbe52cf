"""Write the readers' notebooks of the last run: ``python -m tools.readers``."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from helpers.errors import BadInput
from tools import ROOT, chapters
from tools.readers import notebooks, pages

OUT = ROOT / "_build/readers"
ABOUT = """\
# Unsupervised Earth: the chapters to run

These notebooks are made from the chapters of [the book]({site}), release {version}. \
Changes go to the [chapters themselves]({repository}).

| chapter | in the book | in Colab |
|:---|:---|:---|
"""
ROW = "| [{title}]({name}.ipynb) | [read]({address}) | [open]({colab}) |\n"
COLAB = "https://colab.research.google.com/github/{repository}/blob/notebooks/{name}.ipynb"


def write(out=OUT, source="simulated"):
    """Write the reader's notebook of every chapter, and a page that lists them.

    Parameters
    ----------
    out : Path
        A folder, replaced as a whole once all are made.
    source : str
        The edition whose runs they are made from.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    BadInput
        If a chapter hasn't been executed, or can't be made into a plain notebook.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        made = Path(folder, "readers")
        rows = [_write(path, made, source) for path in chapters.listed()]
        about = ABOUT.format(
            site=pages.site(), version=notebooks.release()[0], repository=pages.repository()
        )
        (made / "README.md").write_text(about + "".join(rows), "utf-8")
        _environment(made / "binder")
        shutil.rmtree(out, ignore_errors=True)
        made.rename(out)
    return out


def _write(chapter, folder, source):
    """Write one notebook; return its line of the list."""
    name = chapters.label(chapter)
    executed = ROOT / "_build/runs" / source / f"{name}.ipynb"
    if not executed.exists():
        raise BadInput(f"{name} has not been executed: run make book first.")
    notebooks.write(notebooks.reader(executed), folder / f"{name}.ipynb")
    owner_and_name = pages.repository().partition("github.com/")[2]
    return ROW.format(
        title=pages.title(chapter),
        name=name,
        address=pages.Page(name).address,
        colab=COLAB.format(repository=owner_and_name, name=name),
    )


def _environment(folder):
    """Write what Binder installs: the release, with what all studies need."""
    package = f"unsupervised-earth[{','.join(chapters.STUDIES)}]"
    reference = notebooks.release()[1]
    folder.mkdir()
    (folder / "requirements.txt").write_text(
        f"{package} @ git+{pages.repository()}@{reference}\nipywidgets\n", "utf-8"
    )
    (folder / "runtime.txt").write_text("python-3.12\n", "utf-8")


def main():
    """Write them all; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.readers", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    try:
        print(f"The readers' notebooks: {write(parser.parse_args().out)}")
    except BadInput as fault:
        print(fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
