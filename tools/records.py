"""What a run read, kept inside its executed notebook; whether it would read the same now.

A chapter's results depend on the notebook, its parameters, the locked packages, the code
and tables that it imported and opened, and the data that it looked up: found, or missed.
`tools.recorder` notes them while the chapter runs. Each is kept here by name with a stamp,
a short hash of its content; a run is fresh as long as every stamp is the same. So nothing
is guessed: what a run did not read cannot make it stale, and what it read does.
"""

import functools
import hashlib
import json
from pathlib import Path

import requests

from helpers import catalog, report
from helpers.errors import BadInput
from tools import ROOT

KEY = "unsupervised-earth-run"
LOCK = "requirements.lock"
FORMAT = 1  # to be raised when runs are made or recorded otherwise than before
# Tables that every chapter opens; of these the entries count that a run looked up.
BY_ENTRY = ("helpers/catalog.toml", "helpers/report/published.toml")


def make(name, given, noted, started):
    """Make the record of a run that has just ended.

    Parameters
    ----------
    name : str
        The chapter's, such as ``leads/1_echoes``.
    given : dict of str
        The parameters it was asked to run with.
    noted : iterable of tuple of str
        What `tools.recorder` wrote: ``("file", path)``, or what became of a data set.
    started : int
        When the run began, in nanoseconds: a file changed since is not what was read.

    Returns
    -------
    dict
    """
    keys = {f"file notebooks/{name}.ipynb", f"file {LOCK}", f"published {name}"}
    keys |= {f"{kind} {what}" for kind, what in noted if what not in BY_ENTRY}
    stamps = {key: _stamp_of_run(key, started) for key in sorted(keys)}
    return {"format": FORMAT, "given": dict(sorted(given.items())), "stamps": stamps}


def _stamp_of_run(key, started):
    kind, _, what = key.partition(" ")
    if kind == "missed":
        return "missing"  # even if it is here by now: the run went without
    if kind in ("file", "path") and _changed_since(ROOT / what, started):
        return "changed while it was read"
    return stamp(key)


def files(record):
    """Return the code and tables that a run read, as paths from the root."""
    kinds = (key.partition(" ") for key in record["stamps"])
    return sorted(what for kind, _, what in kinds if kind == "file")


def of(executed):
    """Return the record in an executed notebook; None where there is none."""
    try:
        record = json.loads(Path(executed).read_bytes())["metadata"][KEY]
        return record if record["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_fresh(executed, given):
    """Tell whether a run was made with these parameters, and would read the same now.

    Parameters
    ----------
    executed : Path
        Where the executed copy lies.
    given : dict of str
        The parameters that are wanted.
    """
    record = of(executed)
    return bool(record) and record["given"] == given and not stale(record)


def stale(record):
    """Return the keys of a record whose stamps are no longer the same."""
    return [key for key, then in record["stamps"].items() if stamp(key) != then]


def stamp(key):
    """Return a short text that changes when what a key names does.

    Parameters
    ----------
    key : str
        The kind, a space, and the name: ``file`` a path from the root, ``published`` a
        chapter, ``simulated``, ``real`` or ``missed`` a product, ``path`` what the reader
        named, ``listed`` a package whose modules were looked through.
    """
    kind, _, what = key.partition(" ")
    try:
        return STAMPS[kind](what)
    except (BadInput, OSError):
        return "gone"


@functools.cache
def _file(name):
    return _hash((ROOT / name).read_bytes())


def _published(chapter):
    return _hash(_json(report.published().get(chapter, {})))


@functools.cache
def _real(what):
    product, _, name = what.partition(" ")
    wanted = [file for file in catalog.files(product) if name in ("", file["name"])]
    keys = ("name", "bytes", "sha256", "git_blob")
    return _hash(_json([[file.get(key) for key in keys] for file in wanted]))


@functools.cache
def _missed(what):
    """Say whether what a run missed can be had now: then the run has to be made again."""
    product, _, name = what.partition(" ")
    if catalog.here(product, name or None):
        return "here"
    homes = [file["url"] for file in catalog.files(product) if "url" in file]
    # Tables that a page can do without are never downloaded for it.
    return "in reach" if homes and not name and all(map(_answers, homes)) else "missing"


@functools.cache
def _answers(url):
    """Tell whether a file's home has it, within a few seconds."""
    try:
        return requests.head(url, timeout=5, allow_redirects=True).ok
    except requests.RequestException:
        return False


def _listed(package):
    """Stamp which modules a package has: one more may be asked first."""
    folder = ROOT.joinpath(*package.split("."))
    return _hash(_json(sorted(path.name for path in folder.glob("*.py"))))


def _path(name):
    """Stamp the sizes and times of a file, or of every file in a folder."""
    path = Path(name)
    paths = sorted(path.rglob("*")) if path.is_dir() else [path]
    return _hash(_json([[p.name, *_size_and_time(p)] for p in paths]))


def _size_and_time(path):
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _changed_since(path, started):
    return path.exists() and path.stat().st_mtime_ns > started


def _json(value):
    return json.dumps(value, sort_keys=True, default=str).encode()


def _hash(content):
    return hashlib.sha256(content).hexdigest()[:16]


STAMPS = {
    "file": _file,
    "published": _published,
    "simulated": catalog.digest,
    "real": _real,
    "missed": _missed,
    "path": _path,
    "listed": _listed,
}
