"""Registered files: found in the reader's own folders, or downloaded and checked.

A file is described as `helpers.catalog.files` gives it: a dict with ``name``, ``url``
and ``sha256`` and ``bytes``, or ``git_blob`` where only that is known.
"""

import contextlib
import functools
import hashlib
import os
import shutil
import sys
import threading
import warnings
from importlib.metadata import metadata
from pathlib import Path

import requests
from filelock import FileLock
from tqdm import TqdmWarning

from helpers.errors import BadInput

with warnings.catch_warnings():  # pooch asks for Jupyter's widgets, which a kernel may lack
    warnings.simplefilter("ignore", TqdmWarning)
    import pooch

TIMEOUT = 30  # seconds that a server may stay silent
CUT_OFF = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


class NotBrought(BadInput):
    """A registered file could not be brought from its home; the message says why."""


def cache_folder(*parts):
    """Give the path of a folder inside the cache, be it there or not.

    The cache is the folder that ``EO_CACHE`` names, by default the user's cache folder.
    """
    root = os.environ.get("EO_CACHE") or pooch.os_cache("unsupervised-earth")
    return Path(root).expanduser().absolute().joinpath(*parts)


def data_folders():
    """Give the folders that ``EO_DATA`` names, separated as in ``PATH``."""
    names = os.environ.get("EO_DATA", "").split(os.pathsep)
    folders = [Path(name).expanduser().absolute() for name in names if name]
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(
                f"EO_DATA names {folder}, which is not a folder; "
                "correct EO_DATA or unset it"
            )
    return folders


@functools.cache
def _index(folders):
    """List the files below the folders by size, once in a process."""
    sizes = {}
    with notice("Looking through the folders of EO_DATA …"):
        for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
            with contextlib.suppress(OSError):  # what we may not read, or is just gone
                if path.is_file():
                    sizes.setdefault(path.stat().st_size, []).append(path)
    return sizes


def candidates(file):
    """List the files in ``EO_DATA`` that may be this one: by size, or else by name."""
    index = _index(tuple(data_folders()))
    if "bytes" in file:
        return index.get(file["bytes"], [])
    return [path for paths in index.values() for path in paths if path.name == file["name"]]


def checksum(path, file):
    """Compute the kind of hash that is known of a file: sha256, or git's blob id."""
    if "sha256" in file:
        return pooch.file_hash(str(path))
    blob = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(2**20), b""):
            blob.update(chunk)
    return blob.hexdigest()


def expected(file):
    """Give the registered hash of a file."""
    return file.get("sha256") or file["git_blob"]


def matches(path, file):
    """Tell whether the file at a path is the registered one."""
    return path.is_file() and checksum(path, file) == expected(file)


def in_data(file):
    """Find a registered file in ``EO_DATA``, under whatever name; None without it."""
    return next((path for path in candidates(file) if matches(path, file)), None)


def in_cache(file):
    """Give the path that a registered file has in the cache, be it there or not."""
    return cache_folder("real", *file["product"].split("/")) / file["name"]


def local(file):
    """Find a registered file without a network, in ``EO_DATA`` or the cache, or None."""
    kept = in_cache(file)
    return in_data(file) or (kept if matches(kept, file) else None)


def bring(file, target):
    """Put a registered file at ``target``: from ``EO_DATA``, or else from its home.

    Parameters
    ----------
    file : dict
        The registered file.
    target : Path
        Where it shall lie; its folder is made if need be.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    BadInput
        Where the file cannot be fetched or is not the registered one. Nothing is then
        at the target; what a cut-off transfer brought waits beside it, to be resumed.
    """
    if matches(target, file):
        return target
    with alone(target):
        if not matches(target, file):
            local = in_data(file)
            _link(local, target) if local else _download(file, target)
    return target


@contextlib.contextmanager
def alone(target):
    """Keep other processes from making the same file; wait while one of them does."""
    lock = FileLock(f"{target}.lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with notice(f"Waiting for another process that makes {target.name} …"):
            lock.acquire()
    except OSError as error:
        raise BadInput(
            f"the cache folder {target.parent} cannot be written ({error.strerror}); "
            "set EO_CACHE to a folder that you can write to"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def notice(text, after=2.0):
    """Print a line of progress if the block takes longer than ``after`` seconds."""
    timer = threading.Timer(after, print, [text], {"file": sys.stderr, "flush": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _link(source, target):
    beside = target.with_name(f"{target.name}.tmp")
    beside.unlink(missing_ok=True)
    try:
        beside.symlink_to(source)
    except OSError:  # Windows gives links to administrators only
        shutil.copyfile(source, beside)
    os.replace(beside, target)


def _download(file, target):
    part = target.with_name(f"{target.name}.part")
    try:
        _transfer(file["url"], part, file.get("bytes"))
    except OSError as error:
        _index.cache_clear()  # the reader may now put the file into EO_DATA
        if not _size(part):
            part.unlink(missing_ok=True)
        raise NotBrought(_refusal(file, error)) from error
    found = checksum(part, file)
    if found != expected(file):
        part.unlink()
        raise BadInput(
            f"{file['url']} is not the registered file: its hash is {found}, "
            f"expected {expected(file)}; nothing was kept"
        )
    os.replace(part, target)


def _transfer(url, part, size):
    """Download to ``part``, going on from what is there for as long as more comes."""
    have = _size(part)
    while have != size:
        try:
            return _stream(url, part, have)
        except CUT_OFF:
            if _size(part) <= have:
                raise
            have = _size(part)


def _stream(url, part, have):
    """Append to ``part`` what follows after the ``have`` bytes that it holds."""
    # Ranges count the bytes as sent, so the server must not compress them.
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"

    def start_over(response, **_):
        whole_file, nothing_there = 200, 416
        if response.status_code in (whole_file, nothing_there):
            handle.truncate(0)

    with part.open("ab") as handle:
        download = pooch.HTTPDownloader(
            progressbar=True,
            timeout=TIMEOUT,
            headers=headers,
            hooks={"response": start_over},
        )
        download(url, handle, None)


def _size(path):
    return path.stat().st_size if path.exists() else 0


def _refusal(file, error):
    """Say in one sentence why a file could not be fetched, and what to do."""
    name, url = file["name"], file["url"]
    status = error.response.status_code if isinstance(error, requests.HTTPError) else None
    if status in (404, 410):
        return (
            f"the address of {name}, {url}, is gone (error {status}); "
            f"please report it at {_issues()}"
        )
    return (
        f"{name} is not in EO_DATA and could not be fetched from {url} "
        f"({_reason(error, status)}); try again, or get the file by other means and put "
        "it into a folder that EO_DATA names"
    )


def _reason(error, status):
    if status:
        return f"the server answered with error {status}"
    if isinstance(error, requests.Timeout):
        return f"the server was silent for {TIMEOUT} s"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the transfer was cut off; it goes on from there when asked again"
    if isinstance(error, requests.ConnectionError):
        return "no connection: is there a network?"
    return str(error)


def _issues():
    urls = metadata("unsupervised-earth").get_all("Project-URL")
    repository = next(url for url in urls if url.startswith("Repository"))
    return repository.partition(", ")[2] + "/issues"
