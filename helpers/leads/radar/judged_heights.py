"""Heights of retrackers beside a truth, by the kind of surface that an echo is of."""

import numpy as np
import pandas as pd

KINDS = ("floe", "floe beside a lead", "a tenth lead", "half lead", "more lead")
"""Leads by their share of the strip under the satellite: up to a tenth, to half, more."""


def kinds(truth):
    """Say of each echo what it is of.

    Parameters
    ----------
    truth : xarray.Dataset
        With ``lead_share``, ``ice_share`` and ``side_distance`` over ``echo``.

    Returns
    -------
    pandas.Series
        Categorical, in the order of ``KINDS``; missing where there is open water.
    """
    share = truth.lead_share.values
    beside = np.isfinite(truth.side_distance.values)
    code = np.searchsorted([0, 0.1, 0.5], share) + (share > 0)
    code = np.where((share == 0) & beside, 1, code)
    water = (share == 0) & (truth.ice_share.values < 1)
    code = np.where(water, -1, code)
    return pd.Series(pd.Categorical.from_codes(code, KINDS, ordered=True))


def draw(truth, most, seed=0):
    """Draw echoes of each kind.

    Parameters
    ----------
    truth : xarray.Dataset
        As :func:`kinds` takes it.
    most : int
        Of a kind, where there are so many.
    seed : int

    Returns
    -------
    pandas.Series
        Their kinds; its index has their numbers.
    """
    mixed = kinds(truth).dropna().sample(frac=1, random_state=seed)
    return mixed.groupby(mixed, observed=True).head(most).sort_index()


def errors(gate, truth, gate_m):
    """Give by how much a retracker's height is above the true one.

    Parameters
    ----------
    gate : array, shape (n,)
        Where it puts the surface.
    truth : xarray.Dataset
        With ``gate``, of the sea, ``lead_share`` and ``freeboard``, of the same echoes.
    gate_m : float

    Returns
    -------
    array, shape (n,)
        Metres. Of echoes without a lead the surface is the floe's, of others the sea's.
    """
    above = np.where(truth.lead_share.values == 0, truth.freeboard.values, 0)
    return gate_m * (truth.gate.values - np.asarray(gate)) - above
