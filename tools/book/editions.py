"""The editions of the book and where each lies, so that every page leads to the other.

``_static/editions.js`` of a built book is one line that names them; ``switch.js`` draws
the switch from it. Nothing else on a page knows of editions.
"""

import json
import os

from tools import ROOT, runs

LIST = "_static/editions.js"


def built(root=ROOT):
    """Return the folders of the editions that are built, by name."""
    folders = {name: root / runs.book(name) for name in runs.EDITIONS}
    return {n: folder for n, folder in folders.items() if (folder / "index.html").exists()}


def write(folders):
    """Tell each built book where the others are.

    Parameters
    ----------
    folders : dict of Path
        The books by edition; links between them are relative, so that they hold when
        all are moved together.
    """
    for name, folder in folders.items():
        others = {
            other: f"{os.path.relpath(place, folder)}/".replace(os.sep, "/")
            for other, place in folders.items()
            if other != name
        }
        (folder / LIST).write_text(line(name, others), "utf-8")


def line(name, others):
    """Return the script that says of each edition where it lies, or what makes it.

    Examples
    --------
    >>> print(line("real", {}), end="")
    const EDITIONS = {"simulated": {"command": "make book"}, "real": {"here": true}}
    """
    known = {n: {"place": others[n]} if n in others else {} for n in runs.EDITIONS}
    for other, said in known.items():
        if not said:
            said |= {"here": True} if other == name else {"command": command(other)}
    return f"const EDITIONS = {json.dumps(known)}\n"


def command(name):
    """Return what makes an edition.

    >>> command("simulated"), command("real")
    ('make book', 'make book SOURCE=real')
    """
    return "make book" + f" SOURCE={name}" * (name != runs.EDITIONS[0])
