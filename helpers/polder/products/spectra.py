"""Spectra of pure things, such as leaves and soils, as laboratories measure them.

Two formats: a file of the ECOSTRESS spectral library (Meerdink et al. 2019,
doi:10.1016/j.rse.2019.05.015), and the two soils of the canopy model PROSAIL (Jacquemoud et
al. 2009, doi:10.1016/j.rse.2008.01.026).
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.errors import BadInput, reading

PRODUCT = "a spectrum of the ECOSTRESS library, or the soils of PROSAIL"
SOILS = ("dry soil", "wet soil")
FIRST_NM, LAST_NM = 400, 2500
"""Of the soils, a row per nanometre."""


def open(path: str | os.PathLike) -> pd.DataFrame:
    """Read the reflectance of one or more things over wavelength.

    Parameters
    ----------
    path : path-like
        Text: lines ``Name: …`` and the like, an empty line, and pairs of micrometres and
        per cent; or, without any words, a row of two soils' reflectances for each
        nanometre from 400 to 2500.

    Returns
    -------
    pandas.DataFrame
        Reflectance, 0 to 1, indexed by wavelength in ``nm``, rising; a column for each
        thing, by its name.

    Raises
    ------
    BadInput
        When the file is missing or damaged, or has another unit or other wavelengths.
    """
    with reading(path, PRODUCT):
        text = Path(path).read_text(encoding="latin-1")
        read = _library if text.startswith("Name:") else _soils
        spectra = read(text, path)
        values = spectra.to_numpy()
        if not np.all((values >= -0.01) & (values <= 1.5)):  # noise around zero is kept
            raise BadInput(f"{path} has reflectances that are none: give {PRODUCT}.")
        return spectra.rename_axis("nm").sort_index()


def _library(text, path):
    head, _, body = text.replace("\r", "").partition("\n\n")
    lines = (line.partition(":") for line in head.splitlines())
    about = {name: words.strip() for name, _, words in lines}
    units = about.get("X Units", ""), about.get("Y Units", "")
    if "micrometer" not in units[0].lower() or "percent" not in units[1].lower():
        raise BadInput(
            f"{path} is in {' and '.join(units)}: give micrometres and per cent."
        )
    micrometres, percent = np.array(body.split(), float).reshape(-1, 2).T
    return pd.DataFrame({about["Name"]: percent / 100}, np.round(micrometres * 1000, 4))


def _soils(text, path):
    rows = np.array(text.split(), float).reshape(-1, len(SOILS))
    nm = np.arange(FIRST_NM, LAST_NM + 1)
    if len(rows) != len(nm):
        raise BadInput(f"{path} has {len(rows)} rows: give {len(nm)}, one per nanometre.")
    return pd.DataFrame(rows, nm, SOILS)


def at(spectra: pd.DataFrame, nm) -> pd.DataFrame:
    """Give spectra at other wavelengths, on straight lines between their own.

    Parameters
    ----------
    spectra : pandas.DataFrame
        As :func:`open` gives it.
    nm : array, shape (n,)

    Returns
    -------
    pandas.DataFrame
        Indexed by ``nm``.

    Raises
    ------
    BadInput
        For a wavelength that the spectra don't reach.

    Examples
    --------
    >>> at(pd.DataFrame({"leaf": [0.1, 0.3]}, [400, 500]), [450])["leaf"].tolist()
    [0.2]
    """
    known, nm = spectra.index.to_numpy(), np.asarray(nm)
    if nm.min() < known[0] or nm.max() > known[-1]:
        raise BadInput(
            f"The spectra reach from {known[0]:g} to {known[-1]:g} nm: ask for less."
        )
    lines = {name: np.interp(nm, known, values) for name, values in spectra.items()}
    return pd.DataFrame(lines, pd.Index(nm, name="nm"))
