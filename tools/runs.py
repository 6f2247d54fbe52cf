"""What the Snakefile asks: which runs are wanted, and what would make them differ."""

import itertools
import shlex
import shutil
from urllib.parse import quote

from helpers.errors import BadInput
from helpers.files import replacing
from tools import chapters, kept, records

EDITIONS = ("simulated", "real")
RUNS = "_build/runs"


def source(config):
    """Return which edition is built: ``simulated`` (default) or ``real``."""
    name = config.get("source", "simulated")
    if name not in EDITIONS:
        raise ValueError(f"source is {name!r}: the book is built from simulated or real.")
    return name


def book(edition):
    """Return the folder of a built edition, from the repository's root.

    >>> book("simulated"), book("real")
    ('_build/html', '_build/html-real')
    """
    return "_build/html" if edition == "simulated" else f"_build/html-{edition}"


def check_contents():
    """Raise an error where a chapter is missing from the book's table of contents."""
    missing = chapters.unlisted()
    if missing:
        raise BadInput("\n".join(missing))


def forget_stale(wanted):
    """Delete the runs that are not what is wanted, so that they are made again.

    Snakemake would compare with what it wrote down of earlier builds, and believe
    whatever it finds where that is lost.

    Parameters
    ----------
    wanted : dict of dict of str
        By the executed copy, the parameters that it should have run with.
    """
    for name, given in wanted.items():
        path = chapters.ROOT / name
        if path.exists() and not records.is_fresh(path, given):
            path.unlink()


def share(wanted):
    """Take the missing runs of pages of real data from the other edition, where fresh.

    Parameters
    ----------
    wanted : dict of dict of str
        As for `forget_stale`.
    """
    for name, given in wanted.items():
        path = chapters.ROOT / name
        if not path.exists() and kept.is_real(notebook(chapters.label(path))):
            copy_twin(path, given)


def copy_twin(path, given):
    """Copy a page of real data from an edition that has run it; tell whether one had.

    Parameters
    ----------
    path : Path
        Where the run is wanted.
    given : dict of str
        The parameters that it should have run with.
    """
    label = chapters.label(path)
    twins = [chapters.ROOT / RUNS / edition / f"{label}.ipynb" for edition in EDITIONS]
    for twin in twins:
        if twin != path and records.is_fresh(twin, given):
            with replacing(path) as beside:
                shutil.copyfile(twin, beside)
            return True
    return False


def forget_old_pages(edition):
    """Delete the mark of a built edition whose pages are gone, or made from other texts."""
    built = chapters.ROOT / book(edition) / ".built"
    whole = built.with_name("index.html").exists() and built.exists()
    if not whole or built.read_text().strip() != book_fingerprint(edition):
        built.unlink(missing_ok=True)


def parameters(config):
    """Return the parameters that some chapters run with, other than their defaults.

    Parameters
    ----------
    config : dict
        Snakemake's; its entry ``parameters`` maps chapters to names and values:
        ``{"leads/1_echoes": {"n_clusters": 3}}``.

    Returns
    -------
    dict of dict
    """
    given = config.get("parameters") or {}
    if not isinstance(given, dict) or not all(isinstance(v, dict) for v in given.values()):
        example = "{leads/1_echoes: {n_clusters: 3}}"
        raise ValueError(f"parameters is {given!r}: write it like {example!r}.")
    for label in given:
        chapter(label)
    return given


def chapter(label):
    """Return the notebook of the chapter that goes by a name such as leads/1_echoes."""
    known = {chapters.label(path): path for path in chapters.listed()}
    if label not in known:
        raise ValueError(f"There is no chapter {label!r}: there are {', '.join(known)}.")
    return known[label]


def sweep(config):
    """Return which chapter is swept, and over which points.

    Parameters
    ----------
    config : dict
        Snakemake's; its entry ``chapter`` names the chapter.

    Returns
    -------
    str or None
        The chapter's name; None where nothing is swept.
    dict of dict
        The parameters of each point, by a name that can be a file's.
    """
    if "chapter" not in config:
        return None, {}
    return chapters.label(chapter(config["chapter"])), grid(config.get("grid", ""))


def sweep_table(name):
    """Return where the table of a sweep goes."""
    if name is None:
        raise ValueError('Name the chapter: --config chapter=leads/1_echoes grid="a=1,2".')
    return f"_build/sweeps/{name}.csv"


def grid(text):
    """Return the points of a grid such as ``n_clusters=2,3,4 seed=0,1``.

    >>> list(grid("n_clusters=2,3 seed=0"))
    ['n_clusters=2,seed=0', 'n_clusters=3,seed=0']
    """
    axes = dict(axis.partition("=")[::2] for axis in str(text).split())
    if not axes or not all(name and all(v.split(",")) for name, v in axes.items()):
        raise ValueError(f"grid is {text!r}: write it like 'n_clusters=2,3,4 seed=0,1'.")
    points = itertools.product(*(values.split(",") for values in axes.values()))
    points = [dict(zip(axes, point, strict=True)) for point in points]
    return {_point_name(point): point for point in points}


def options(given):
    """Return parameters as ``tools.execute`` takes them.

    >>> options({"n_clusters": 3, "note": "two words"})
    "-p n_clusters 3 -p note 'two words'"
    """
    return " ".join(f"-p {name} {shlex.quote(str(value))}" for name, value in given.items())


def notebook(label):
    """Return the notebook of a chapter by its name, be it there or not."""
    return chapters.ROOT / f"notebooks/{label}.ipynb"


def given(edition, label, parameters):
    """Return what a chapter of an edition is asked to run with, as text.

    A page of real data is the same in every edition.
    """
    own = {name: str(value) for name, value in parameters.get(label, {}).items()}
    return {"source": "real" if kept.is_real(notebook(label)) else edition} | own


def book_fingerprint(edition):
    """Return a hash of what the book is made from, apart from its own runs."""
    # The pages of the helpers are made from their code.
    patterns = ["_config.yml", "pyproject.toml", "requirements.lock", "book/**/*"]
    patterns += ["tools/**/*.py", "helpers/**/*.py", "helpers/*.toml"]
    if edition == "real":  # its table of results shows the simulated ones too
        patterns.append("_build/runs/simulated/metrics.json")
    files = [path for pattern in patterns for path in chapters.ROOT.glob(pattern)]
    return chapters.fingerprint([p for p in files if p.is_file()] + chapters.listed())


def _point_name(point):
    return ",".join(f"{name}={quote(value, safe='')}" for name, value in point.items())
