"""Figures read off the published plots of the CPAZMaL archive.

They are means and histograms of whole polygons, not pixels. The tables have no open home
known to us; each function gives None where ``EO_DATA`` does not hold its table.
"""

import pandas as pd

from helpers import downloads

FILES = {
    "means": {
        "name": "cpazmal_DSC_group_mean_timeseries_digitised.csv",
        "bytes": 42362,
        "sha256": "1c814f5004af46817a785feceafc594d2066a6442d1cd158ff26a9e2115f5d66",
    },
    "histograms": {
        "name": "cpazmal_DSC_amplitude_hist_2020_digitised.csv",
        "bytes": 89597,
        "sha256": "a26c19676c80fc34c57592f20a740d1d7aea0d17a848c37b4bb9f782b7434783",
    },
    "areas": {
        "name": "cpazmal_study_areas.csv",
        "bytes": 5646,
        "sha256": "272dffdfb70cb07935acd9b4a7a2ee486502b46763b6bc49b15af7b7978100e3",
    },
}


def means():
    """Read the mean intensity of one polygon per class over time.

    Returns
    -------
    pandas.DataFrame or None
        Descending orbit: ``class``, ``group``, ``orbit``, ``pol``, ``date``,
        ``mean_intensity_dB``, ``mean_intensity`` and ``std_intensity`` (linear).
    """
    return _read("means", parse_dates=["date"])


def histograms():
    """Read the amplitude histograms of one polygon per class in three months of 2020.

    Returns
    -------
    pandas.DataFrame or None
        ``class``, ``group``, ``orbit``, ``pol``, ``month2020``, ``amplitude`` (centre
        of a bin 0.02 wide) and ``fraction``; the plots end at amplitude 1.
    """
    table = _read("histograms")
    if table is None:
        return None
    left = table.pop("bin_left(width0.02)")
    return table.assign(amplitude=left + 0.01)


def areas():
    """Read the table of the 68 labelled polygons and the two whole study areas.

    Returns
    -------
    pandas.DataFrame or None
        Size in pixels, valid share in %, acquisitions by orbit, polarisation and
        satellite, mean altitude (m), slope and aspect (degrees), position.
    """
    return _read("areas", dtype={"group": str})


def _read(name, **options):
    path = downloads.in_data(FILES[name])
    return None if path is None else pd.read_csv(path, **options)
