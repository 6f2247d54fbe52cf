"""Sweeps that chapters show: many runs of a method, made once and kept as a table.

Each module here makes the rows of one source, ``rows(source)``; they are kept by
``python -m tools.sweeps CHAPTER [SOURCE …]``.
"""

import importlib
import json
import sys
from datetime import UTC, datetime

import pandas as pd

from helpers import catalog, imports
from helpers.files import replacing
from tools import ROOT, ages

FOLDER = ages.REFERENCE / "sweeps"
MODULES = {
    "clouds/2_tile2vec": "tools.sweeps.clouds_tile2vec",
    "clouds/5_classifier": "tools.sweeps.clouds_classifier",
    "clouds/6_other_embeddings": "tools.sweeps.clouds_embeddings",
    "polder/5_verdict": "tools.sweeps.polder_verdict",
}


def kept(chapter, folder=FOLDER):
    """Return the kept table of a chapter's sweep."""
    return pd.read_csv(folder / f"{chapter}.csv")


def keep(chapter, sources=(), folder=FOLDER):
    """Make the rows of some sources and put them in the place of those that were kept.

    Parameters
    ----------
    chapter : str
        One of `MODULES`.
    sources : list of str
        By default all that the sweep has.
    folder : Path

    Returns
    -------
    Path
        The table; what it was made by stands beside it as JSON.
    """
    module, simulated = importlib.import_module(MODULES[chapter]), set()
    sys.addaudithook(lambda event, said: _note(event, said, simulated))
    sources = list(sources) or module.SOURCES
    new = pd.concat([module.rows(source) for source in sources])
    target, made_by = folder / f"{chapter}.csv", _code(MODULES[chapter], simulated)
    if target.exists():
        old = pd.read_csv(target)
        rest = old[~old["source"].isin(sources)]
        new = pd.concat([new, rest])
        made_by = _oldest(target, chapter, made_by) if len(rest) else made_by
    about = {"date": datetime.now(UTC).date().isoformat(), "code": {chapter: made_by}}
    with replacing(target, target.with_suffix(".json")) as (table, beside):
        new.sort_values("source", kind="stable").to_csv(table, index=False)
        ages.write(beside, about)
    return target


def _note(event, said, simulated):
    """Note by which modules the products that a sweep looks up are simulated."""
    if event == "unsupervised_earth.data" and said[0] == "simulated":
        entry = catalog.products()[said[1]]["simulated"]
        simulated.add(entry.partition(":")[0])


def _code(module, simulated):
    names = [module, *sorted(simulated)]
    closures = (imports.closure(n, ROOT, packages=("helpers",)) for n in names)
    return ages.code({p.relative_to(ROOT).as_posix() for read in closures for p in read})


def _oldest(target, chapter, made_by):
    """Return what a table was made by of which some rows stay as they were."""
    before = json.loads(target.with_suffix(".json").read_text())["code"][chapter]
    return before if ages.is_older(before) else made_by
