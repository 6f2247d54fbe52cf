"""Which chapters there are, and what the book lists of them."""

import hashlib
import re
from pathlib import Path

import nbformat
import yaml
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from helpers.errors import BadInput
from tools import ROOT

STUDIES = {
    "polder": "Land types",
    "clouds": "Cloud organisation",
    "leads": "Sea-ice leads",
    "glaciers": "Glacier radar",
}
CONTENTS = "book/_toc.yml"
NAME = re.compile(r"[0-9]+_[a-z0-9_]+")


def listed(study=None):
    """Return the notebooks of the chapters, by study and number.

    Parameters
    ----------
    study : str, optional
        One of `STUDIES`; all of them by default.

    Returns
    -------
    list of Path
        ``notebooks/<study>/N_name.ipynb``, absolute.
    """
    studies = (study,) if study else STUDIES
    paths = [p for s in studies for p in (ROOT / "notebooks" / s).glob("*.ipynb")]
    chapters = [p for p in paths if NAME.fullmatch(p.stem)]
    names = list(studies)
    return sorted(chapters, key=lambda p: (names.index(p.parent.name), number(p), p.stem))


def number(path):
    """Return the number of a chapter within its study.

    >>> number("notebooks/leads/10_last.ipynb")
    10
    """
    return int(Path(path).stem.partition("_")[0])


def contents(root):
    """Return what the book's table of contents lists, in its order.

    Parameters
    ----------
    root : Path
        The repository.

    Returns
    -------
    list of str
        Paths from the root, such as ``book/intro`` or ``notebooks/leads/1_echoes``.

    Raises
    ------
    helpers.errors.BadInput
        If the table is missing or cannot be understood.
    """
    try:
        names = list(parse_toc_yaml(root / CONTENTS))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1
        raise BadInput(f"{CONTENTS}, line {line}: {error.problem}.") from None
    except (OSError, ValueError, yaml.YAMLError, MalformedError) as error:
        reason = " ".join(str(error).split())
        raise BadInput(f"{CONTENTS} is no table of contents: {reason}") from None
    return [name.removesuffix(".ipynb") for name in names]


def unlisted():
    """Return a sentence for each chapter that the table of contents leaves out."""
    pages = contents(ROOT)
    names = [f"notebooks/{label(path)}" for path in listed()]
    return [f"Add {name} to {CONTENTS}." for name in names if name not in pages]


def read(path):
    """Return the notebook in a file.

    Parameters
    ----------
    path : Path

    Raises
    ------
    helpers.errors.BadInput
        If there is none, or what is there is no notebook.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError, nbformat.ValidationError):
        raise BadInput(f"{path} is no notebook; run make pairs.") from None
    return notebook


def label(path):
    """Return the name that people know a chapter by.

    >>> label("_build/runs/real/leads/1_echoes.ipynb")
    'leads/1_echoes'
    """
    path = Path(path)
    return f"{path.parent.name}/{path.stem}"


def fingerprint(paths):
    """Return a short hash of the names and contents of files.

    It stays the same when a file is only touched, and changes when a content
    does, whatever the files' times say.

    Parameters
    ----------
    paths : iterable of Path

    Returns
    -------
    str
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()[:16]
