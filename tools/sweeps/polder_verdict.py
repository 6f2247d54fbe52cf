"""Keep a sweep of the verdict: ``python -m tools.polder_verdict TABLE``.

TABLE is what ``make sweep CHAPTER=polder/5_verdict GRID="source=… seed=…"`` wrote. The
rows of its products take the place of those in the committed table.
"""

import os
import sys
from pathlib import Path

import pandas as pd

from helpers.errors import BadInput
from helpers.polder import seed_sweep
from helpers.polder.clustering_methods import METHODS
from tools import chapters

TARGET = chapters.ROOT / "book/reference/sweeps/polder/5_verdict.csv"


def kept(runs):
    """Return the runs of known products in long form.

    Parameters
    ----------
    runs : pandas.DataFrame
        A row per run, with ``source``, ``seed``, and a column per metric.

    Returns
    -------
    pandas.DataFrame
        ``product``, ``method``, ``seed``, ``score`` and ``value``.

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
    return pd.concat(parts, names=["product"]).reset_index("product")


def main(path, target=TARGET):
    """Write the sweep beside its place, then put it there."""
    new = kept(pd.read_csv(path))
    old = pd.read_csv(target)
    rest = old[~old["product"].isin(new["product"])]
    partial = target.with_name(f".{target.name}.tmp")
    order = ["product", "seed", "score"]
    both = pd.concat([rest, new]).sort_values(order, kind="stable")
    both.to_csv(partial, index=False)
    os.replace(partial, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
