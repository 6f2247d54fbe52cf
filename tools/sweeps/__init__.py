"""Sweeps that chapters show: many runs of a method, made once and kept as a table.

Each module here makes the rows of one source, ``rows(source)``; they are kept by
``python -m tools.sweeps CHAPTER [SOURCE …]``.
"""

import importlib
from datetime import UTC, datetime

import pandas as pd

from helpers import imports
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


def keep(chapter, sources, folder=FOLDER):
    """Make the rows of some sources and put them in the place of those that were kept.

    Parameters
    ----------
    chapter : str
        One of `MODULES`.
    sources : list of str
    folder : Path

    Returns
    -------
    Path
        The table; what it was made by stands beside it as JSON.
    """
    module = importlib.import_module(MODULES[chapter])
    new = pd.concat([module.rows(source) for source in sources])
    target = folder / f"{chapter}.csv"
    if target.exists():
        old = pd.read_csv(target)
        new = pd.concat([new, old[~old["source"].isin(sources)]])
    read = imports.closure(MODULES[chapter], ROOT, packages=("helpers",))
    made_by = ages.code(path.relative_to(ROOT).as_posix() for path in read)
    today = datetime.now(UTC).date().isoformat()
    with replacing(target, target.with_suffix(".json")) as (table, about):
        new.sort_values("source", kind="stable").to_csv(table, index=False)
        ages.write(about, {"date": today, "code": {chapter: made_by}})
    return target
