"""Figures read off the published plots of the CPAZMaL archive.

They are means and histograms of whole polygons, not pixels. The tables have no open home
known to us; each function gives None where ``EO_DATA`` does not hold its table.
"""

import pandas as pd

from helpers import catalog
from helpers.errors import reading


def means() -> pd.DataFrame | None:
    """Read the mean intensity of one polygon per class over time.

    Returns
    -------
    pandas.DataFrame or None
        Descending orbit: ``class``, ``group``, ``orbit``, ``pol``, ``date``,
        ``mean_intensity_dB``, ``mean_intensity`` and ``std_intensity`` (linear).
    """
    return _read("cpazmal_DSC_group_mean_timeseries_digitised.csv", parse_dates=["date"])


def histograms() -> pd.DataFrame | None:
    """Read the amplitude histograms of one polygon per class in three months of 2020.

    Returns
    -------
    pandas.DataFrame or None
        ``class``, ``group``, ``orbit``, ``pol``, ``month2020``, ``amplitude`` (centre
        of a bin 0.02 wide) and ``fraction``; the plots end at amplitude 1.
    """

    def centred(table):
        left = table.pop("bin_left(width0.02)")
        return table.assign(amplitude=left + 0.01)

    return _read("cpazmal_DSC_amplitude_hist_2020_digitised.csv", centred)


def areas() -> pd.DataFrame | None:
    """Read the table of the 68 labelled polygons and the two whole study areas.

    Returns
    -------
    pandas.DataFrame or None
        Size in pixels, valid share in %, acquisitions by orbit, polarisation and
        satellite, mean altitude (m), slope and aspect (degrees), position.
    """
    return _read("cpazmal_study_areas.csv", dtype={"group": str})


def _read(name, change=pd.DataFrame.copy, **options):
    path = catalog.optional("glaciers/cpazmal-figures", name)
    if path is None:
        return None
    with reading(path, "a table of figures of CPAZMaL"):
        return change(pd.read_csv(path, **options))
