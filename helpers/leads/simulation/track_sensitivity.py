"""Short simulated passes, one assumed constant changed at a time: what hangs on it?"""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import f1_score
from sklearn.mixture import GaussianMixture

from helpers.errors import BadInput
from helpers.leads.products import altimetry
from helpers.leads.radar import echoes, lead_prices, retracking
from helpers.leads.simulation import ice_track, sentinel3_file, sentinel3_pass

PACK = 1600
"""Echoes before the pack ice: they are drawn, and not flown over."""
METHODS = {"K-means": KMeans(2, n_init=2), "mixture": GaussianMixture(2)}


def fly(constants, seed=0, n_echoes=1600):
    """Fly over pack ice, above a sea as flat as its mean surface.

    Parameters
    ----------
    constants : helpers.leads.simulation.ice_track.Ice
        What is assumed of the ice.
    seed, n_echoes : int

    Returns
    -------
    pandas.DataFrame
        By echo the three features, ``surface_class`` (by CPOM's rule), ``height_cm``,
        ``distance_km`` and the truth, ``lead``.
    """
    rng = np.random.default_rng(seed)
    ice = ice_track.along_track(PACK + n_echoes, rng, constants)
    ice = {name: values[PACK:] for name, values in ice.items()}
    gate = np.full(n_echoes, sentinel3_file.REFERENCE_GATE)
    power, rip = sentinel3_pass.record(ice | {"gate": gate}, rng)
    late = (retracking.tfmra(power) - gate) * sentinel3_pass.GATE_M
    table = {
        "sigma0": 10 * np.log10(power.max(1)),
        "peakiness": echoes.peakiness(power),
        "stack_std": echoes.stack_std(rip),
        "surface_class": sentinel3_file.flag(power, rip, 100 * ice["concentration"]),
        "height_cm": -100 * late,
        "distance_km": np.arange(n_echoes) * ice_track.SPACING / 1000,
        "lead": ice["lead_share"] > 0,
    }
    return pd.DataFrame(table)


def scores(table, seed=0):
    """Score the methods against the truth, and say what their leads cost a freeboard.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`fly`.
    seed : int
        Of the clusterings, which are fitted to the echoes that have a class.

    Returns
    -------
    dict of float
        F1 over all echoes of each method and of the product; in cm, how far K-means's
        leads (``moves``) and one false lead in ten (``price``) move the mean freeboard.
    """
    table = table[np.isfinite(table[list(echoes.FEATURES)]).all(axis=1)]
    features, flag = table[list(echoes.FEATURES)], table.surface_class
    kept = features[flag.isin([altimetry.SEA_ICE, altimetry.LEAD])]
    scaled = (features - kept.mean()) / kept.std()
    called = {"product": (flag == altimetry.LEAD).values}
    for name, model in METHODS.items():
        model.set_params(random_state=seed).fit(scaled.loc[kept.index])
        cluster = model.predict(scaled)
        called[name] = cluster == features.peakiness.groupby(cluster).mean().idxmax()
    columns = ("distance_km", "height_cm", "surface_class", "peakiness")
    track = lead_prices.Track(*(table[name].values for name in columns))
    found = {name: f1_score(table.lead, lead) for name, lead in called.items()}
    return found | {"moves": track.moves(called["K-means"]), "price": track.false_lead()}


def sweep(values, n_draws=3, n_echoes=1600, seed=0):
    """Score short passes, with one constant changed at a time.

    Parameters
    ----------
    values : dict of sequence of float
        By the name of a constant, the values that it takes besides its own.
    n_draws : int
        Passes for each value, of the same seeds.
    n_echoes, seed : int

    Returns
    -------
    pandas.DataFrame
        A row for each pass: ``constant``, ``value``, and what :func:`scores` gives. The
        passes with nothing changed are listed under each constant.

    Raises
    ------
    BadInput
        When there is no such constant.
    """
    usual, rows = ice_track.Ice(), []
    known = [field.name for field in fields(usual)]
    if not set(values) <= set(known):
        raise BadInput(f"constants {', '.join(values)}: give some of {', '.join(known)}.")
    draws = range(seed, seed + n_draws)
    unchanged = [scores(fly(usual, draw, n_echoes), draw) for draw in draws]
    for name, others in values.items():
        same = {"constant": name, "value": getattr(usual, name)}
        rows += [same | found for found in unchanged]
        for value in others:
            changed = replace(usual, **{name: value})
            for draw in draws:
                found = scores(fly(changed, draw, n_echoes), draw)
                rows.append({"constant": name, "value": value} | found)
    return pd.DataFrame(rows)
