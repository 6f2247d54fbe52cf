"""Derive ``helpers/glaciers/simulation/levels.toml`` from figures of the CPAZMaL archive.

``python -m tools.derive.glacier_levels``: needed once, and again only when the model in
``surface_model.py`` beside that file changes. The figures were read off the archive's
published plots and are not distributed with the project; ``EO_DATA`` names their folder.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import optimize, special

from helpers import catalog
from helpers.glaciers.products import digitised
from helpers.glaciers.simulation import surface_model
from tools.derive import toml

TARGET = Path(surface_model.LEVELS)
GLACIER, POLARISATIONS = surface_model.GLACIER, ("HH", "HV")
NAMES = [file["name"] for file in catalog.files("glaciers/cpazmal-figures")]
ORDER = ("class", "pol", "month")


def derived(means, histograms, areas):
    """Derive every figure of the file: the tables by name."""
    levels = monthly_levels(means)
    residuals = means.assign(
        residual=means.mean_intensity_dB
        - levels.stack()[pd.MultiIndex.from_arrays(_keys(means))].to_numpy()
    )
    kappa2 = amplitude_kappa2(histograms)
    tables = {"acquisitions": acquisitions(means) | speckle(kappa2, residuals)}
    for name in levels.index.unique("class"):
        tables[name] = geography(name, means, areas)
        for pol in POLARISATIONS:
            chosen = residuals[(residuals["class"] == name) & (residuals.pol == pol)]
            tables[name] |= {
                pol: levels.loc[(name, pol)].to_numpy(),
                f"{pol}_spread": chosen.residual.std(),
                f"{pol}_kappa2": kappa2[name, pol],
            }
    return tables


def _keys(means):
    return [means["class"], means.pol, means.date.dt.month]


def monthly_levels(means):
    """Give the median level of the dates of each calendar month: a row per class, pol."""
    keys = [key.rename(name) for key, name in zip(_keys(means), ORDER, strict=True)]
    return means.mean_intensity_dB.groupby(keys).median().unstack()


def acquisitions(means):
    """List the dates of each polarisation."""
    days = means.date.dt.strftime("%Y-%m-%d")
    return {pol: np.unique(days[means.pol == pol]) for pol in POLARISATIONS}


def amplitude_kappa2(histograms):
    """Give the variance of ln amplitude, by class and polarisation.

    Of the three months the smallest: where the level changes within a month, its
    histogram is broader than that of a single date.
    """
    by_month = histograms.groupby(["class", "pol", "month2020"])

    def variance(bins):
        return np.cov(np.log(bins.amplitude), aweights=bins.fraction, ddof=0)

    spread = by_month[["amplitude", "fraction"]].apply(variance).astype(float)
    return spread.groupby(["class", "pol"]).min()


def speckle(kappa2, residuals):
    """Give the looks of the least textured class, and how HH and HV vary together.

    Over L looks, ln amplitude has the variance ψ′(L) / 4: Nicolas and Anfinsen (2002),
    Traitement du signal 19, 139.
    """
    looks = optimize.brentq(
        lambda looks: special.polygamma(1, looks) / 4 - kappa2.min(), 0.5, 100
    )
    pairs = residuals.pivot(index=["class", "date"], columns="pol", values="residual")
    each = [part.corr().loc["HH", "HV"] for _, part in pairs.groupby("class")]
    return {"looks": looks, "correlation": np.mean(each), **shared(residuals)}


def shared(residuals):
    """Give the mean correlation, date by date, within glacier classes and within others."""
    found = {}
    for pol in POLARISATIONS:
        chosen = residuals[residuals.pol == pol]
        between = chosen.pivot(index="date", columns="class", values="residual").corr()
        glacier = between.index.isin(GLACIER)
        for kind, some in {"glacier": glacier, "other": ~glacier}.items():
            part = between.to_numpy()[np.ix_(some, some)]
            mean = part[np.triu_indices(len(part), 1)].mean()
            found[f"shared_{kind}_{pol}"] = max(0.0, mean)
    return found


def geography(name, means, areas):
    """Give altitudes, number and size of a class's polygons."""
    polygons = areas[areas["class"] == name]
    sides = np.sqrt(polygons.height_px * polygons.width_px)
    (group,) = means.group[means["class"] == name].unique()
    (known,) = polygons.alt_m[polygons.group == group.removeprefix(name)]
    return {
        "polygons": len(polygons),
        "side": sides.median(),
        "side_spread": np.log(sides).std(),
        "altitude": [polygons.alt_m.mean(), polygons.alt_m.std()],
        "level_altitude": known,
    }


if __name__ == "__main__":
    figures = digitised.means(), digitised.histograms(), digitised.areas()
    if any(table is None for table in figures):
        sys.exit(f"EO_DATA names no folder with all of {', '.join(NAMES)}: set it.")
    header = "Written by tools/derive/glacier_levels.py; see surface_model.py."
    TARGET.write_text(toml(header, derived(*figures), 4), encoding="utf-8")
