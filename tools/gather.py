"""Gather what executed chapters report: ``python -m tools.gather OUT NOTEBOOK…``.

``metrics.json`` gets one entry per metric; a ``.csv`` one row per notebook, with
the parameters it ran with and the metrics it found.
"""

import json
import sys
from pathlib import Path

import nbformat
import pandas as pd

from helpers import report
from helpers.files import replacing


def table(notebooks):
    """Return a table of executed notebooks: parameters and metrics, a row each.

    Parameters
    ----------
    notebooks : list of Path
        Runs of one chapter.

    Returns
    -------
    pandas.DataFrame
    """
    return pd.DataFrame(_row(path) for path in notebooks)


def _row(path):
    row = {}
    for metric in report.read(path):
        row |= {"source": metric["source"], **metric["parameters"]}
        row[metric["name"]] = metric["value"]
    # Last: a product's path says more than that the source is one.
    return row | nbformat.read(path, as_version=4).metadata.papermill.parameters


def main(out, notebooks):
    """Write the metrics of notebooks beside their place, then put them there."""
    with replacing(out) as beside:
        if out.suffix == ".csv":
            table(notebooks).to_csv(beside, index=False)
        else:
            metrics = [metric for path in notebooks for metric in report.read(path)]
            text = json.dumps(metrics, indent=1, ensure_ascii=False)
            beside.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
