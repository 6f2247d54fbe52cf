"""Text products of the UCL sea-ice processor: ``.elev`` (records) and ``.wfm`` (echoes).

The Centre for Polar Observation and Modelling (CPOM) makes them from CryoSat-2
Level 1B; the code and these files are in CPOM-Altimetry/cpom_seaice (MIT).
"""

from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from helpers.errors import BadInput, reading
from helpers.leads.products import altimetry

FILL = -999.0
RECORD_COLUMNS, ID_COLUMNS, GATES = 17, 5, 128
GATE_M = altimetry.range_resolution(320e6) / 2
"""Metres: ``bin_width`` in the processor's settings. The file doesn't say, but its
narrowest echoes have just the width of a zero-padded point target, 1.77 gates."""

# Their class to ours: 0 unknown (as any other number), 1 ocean, 2 lead, 3 floe.
CLASSES = np.array(
    [altimetry.UNCLASSIFIED, altimetry.OCEAN, altimetry.LEAD, altimetry.SEA_ICE], "int8"
)


SUFFIXES = (".elev", ".wfm")


def recognises(path: Path) -> bool:
    """Tell whether a file is such a product, by its name.

    Parameters
    ----------
    path : Path
        Text tables end in ``.elev`` or ``.wfm``.

    Returns
    -------
    bool
    """
    return path.suffix in SUFFIXES


def open(path: str | PathLike) -> xr.Dataset:
    """Read records, echoes, or both where the two files lie side by side.

    Parameters
    ----------
    path : path-like
        A ``.elev`` or a ``.wfm`` file.

    Returns
    -------
    xarray.Dataset
        Over ``echo``: the processor's class, peakiness, stack standard deviation
        (looks) and ice concentration (%) from the ``.elev``; ``power`` over 128
        gates of 0.2342 m from the ``.wfm``, cut so that the maximum is at gate 50:
        these echoes have shapes, but no ranges.

    Raises
    ------
    BadInput
        When the file is missing, isn't such a table, or the two don't belong together.
    """
    path = Path(path)
    if path.suffix not in SUFFIXES:
        raise BadInput(f"{path} is no CPOM product: its name should end in .elev or .wfm.")
    records, echoes = (path.with_suffix(suffix) for suffix in SUFFIXES)
    with reading(path, "a CPOM .elev or .wfm file"):
        variables, ids = _records(records) if records.is_file() else ({}, None)
        if echoes.is_file():
            variables |= _echoes(echoes, ids)
        gates = {"gate_m": GATE_M} if "power" in variables else {}
        return altimetry.dataset(variables, path, mission="CryoSat-2", **gates)


def _table(path, columns):
    try:
        table = np.loadtxt(path, ndmin=2)
    except (ValueError, UnicodeDecodeError):
        table = np.empty((0, 0))
    if table.shape[1] != columns:
        raise BadInput(
            f"{path} is not a table of {columns} numeric columns: it is no CPOM product."
        )
    return table


def _records(path):
    table = _table(path, RECORD_COLUMNS)
    known = np.isin(table[:, 0], range(len(CLASSES)))
    code = np.where(known, table[:, 0], 0).astype(int)
    table[table <= FILL] = np.nan
    variables = {
        "surface_class": CLASSES[code],
        "time": altimetry.decode_time(table[:, 4] * 86_400, "1950-01-01"),
        "latitude": table[:, 5],
        "longitude": table[:, 6],
        "peakiness": table[:, 9],
        "ice_concentration": table[:, 11],
        "stack_std": table[:, 16],
    }
    return variables, table[:, 2:4]


def _echoes(path, ids):
    table = _table(path, ID_COLUMNS + GATES)
    if ids is not None and not np.array_equal(ids, table[:, :2]):
        raise BadInput(
            f"{path} and the .elev beside it number their echoes differently: "
            "put files of the same pass beside each other."
        )
    return {
        "latitude": table[:, 3],
        "longitude": table[:, 4],
        "power": table[:, ID_COLUMNS:].astype("float32"),
    }
