"""Runs in a chapter's kernel before its first cell: notes what the chapter really reads.

`tools.execute` puts a copy of this file among the kernel's start-up files. Each module of
``helpers`` that is imported, each file of it or of ``book/reference`` that is opened, and
each data set that is looked up becomes a line of JSON in the file named by ``EO_RECORD``.
"""

import os


def _follow():
    import json
    import os
    import sys

    root = os.path.realpath(os.environ["EO_RECORD_ROOT"])
    folders = ("helpers", os.path.join("book", "reference"))
    watched = tuple(os.path.join(root, name) + os.sep for name in folders)
    log = os.open(os.environ["EO_RECORD"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    noted = set()

    def note(*what):
        if what not in noted:
            noted.add(what)
            os.write(log, f"{json.dumps(what)}\n".encode())

    def name_of(path):
        """Name what was opened from the root; compiled code by its source."""
        path = os.path.realpath(os.fsdecode(path))
        if not path.startswith(watched) or os.path.isdir(path):
            return None
        folder, file = os.path.split(os.path.relpath(path, root))
        if os.path.basename(folder) == "__pycache__":
            if not file.endswith(".pyc"):
                return None  # what numba keeps there
            folder, file = os.path.dirname(folder), f"{file.partition('.')[0]}.py"
        return os.path.join(folder, file).replace(os.sep, "/")

    def hook(event, arguments):
        if event == "open" and not isinstance(arguments[0], int):
            name = name_of(arguments[0])
            if name:
                note("file", name)
        elif event == "unsupervised_earth.data":
            note(*arguments)

    sys.pycache_prefix = None  # elsewhere, compiled code would say nothing of its source
    sys.addaudithook(hook)
    note("follows", "this run")


if "EO_RECORD" in os.environ:
    _follow()
del _follow, os  # the chapter's cells start without them
