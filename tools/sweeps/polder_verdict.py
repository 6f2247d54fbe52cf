"""Ten seeds of the verdict. The chapter itself is swept first:

``make sweep CHAPTER=polder/5_verdict GRID="source=simulated,PATH seed=0,1,2,3,…"``
"""

import pandas as pd

from helpers.errors import BadInput
from helpers.polder import seed_sweep
from helpers.polder.clustering_methods import METHODS
from tools import ROOT, records

SOURCES = ("simulated", "digitised")
TABLE = ROOT / "_build/sweeps/polder/5_verdict.csv"


def rows(source):
    """Return the swept runs of ``"simulated"`` or ``"digitised"`` in long form."""
    if not TABLE.exists():
        raise BadInput(f"There is no {TABLE.relative_to(ROOT)}: run `make sweep` first.")
    points = sorted(TABLE.with_suffix("").glob("*.ipynb"))
    if any(record is None or records.stale(record) for record in map(records.of, points)):
        raise BadInput("Code has changed since that sweep: run `make sweep` again.")
    table = kept(pd.read_csv(TABLE))
    order = ["seed", "score"]
    return table[table["source"] == source].sort_values(order, kind="stable")


def kept(runs):
    """Return the runs of known products in long form.

    Parameters
    ----------
    runs : pandas.DataFrame
        A row per run, with ``source``, ``seed``, and a column per metric.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``method``, ``seed``, ``score`` and ``value``.

    Raises
    ------
    BadInput
        When a column or a value is missing, or no run is of a known product.
    """
    scores = [f"{s}_{m}" for s in seed_sweep.ALL_SCORES for m in METHODS]
    whole = runs.reindex(columns=["source", "seed", *scores]).notna().all()
    if not whole.all():
        raise BadInput(
            f"The table has no {whole.idxmin()} in some run: sweep polder/5_verdict, with "
            "the map of climates, again."
        )
    parts = {
        seed_sweep.edition(source, source): seed_sweep.tidy(part)
        for source, part in runs.groupby("source")
    }
    parts.pop(None, None)
    if not parts:
        raise BadInput("The table has no run of a known product: see what it was swept on.")
    return pd.concat(parts, names=["source"]).reset_index("source")
