"""Clusters of whole echoes: each laid with its edge at one gate, and cut to one length."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline

from helpers.errors import BadInput
from helpers.leads.radar import retracking
from helpers.leads.radar.echoes import rows

AHEAD, BEHIND = 4.0, 15.0
"""m; the part of an echo that is kept, around where its edge is half as high as its first
maximum."""


def shapes(power, gate_m):
    """Lay echoes upon one another and take their size away.

    Parameters
    ----------
    power : array, shape (n, gates)
    gate_m : float
        Width of a gate in metres.

    Returns
    -------
    array, shape (n, kept)
        Power over its largest value, at steps of a gate from ``AHEAD`` metres before the
        place where TFMRA puts the surface to ``BEHIND`` metres behind it. NaN where there
        is no such place, or the echo doesn't reach so far.

    Raises
    ------
    BadInput
        When the gates are no echoes, or too few for one of such length.
    """
    echoes, _ = rows(power)
    kept = np.arange(-round(AHEAD / gate_m), round(BEHIND / gate_m) + 1)
    if not 0 < kept.size < echoes.shape[1]:
        raise BadInput(
            f"Echoes of {echoes.shape[1]} gates of {gate_m:g} m are too short: give some "
            f"that are longer than {AHEAD + BEHIND:g} m."
        )
    place = retracking.tfmra(echoes)[:, None] + kept
    inside = (place >= 0) & (place <= echoes.shape[1] - 1)
    whole = inside.all(axis=1)
    left = np.clip(np.nan_to_num(place[whole]).astype(int), 0, echoes.shape[1] - 2)
    low, high = (np.take_along_axis(echoes[whole], left + k, axis=1) for k in (0, 1))
    laid = np.full(place.shape, np.nan)
    laid[whole] = low + (place[whole] - left) * (high - low)
    return laid / laid.max(axis=1, keepdims=True)


def model(n_clusters=2, n_components=5, seed=0):
    """Make what clusters shapes: principal components, and a Gaussian mixture on them.

    Parameters
    ----------
    n_clusters, n_components, seed : int

    Returns
    -------
    sklearn.pipeline.Pipeline
    """
    components = PCA(n_components, random_state=seed)
    clouds = GaussianMixture(n_clusters, n_init=3, random_state=seed)
    return make_pipeline(components, clouds)
