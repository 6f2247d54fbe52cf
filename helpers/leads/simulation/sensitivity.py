"""Small simulated scenes, one thing changed at a time: where does clustering break?"""

from dataclasses import replace

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import f1_score
from sklearn.mixture import GaussianMixture

from helpers.errors import BadInput
from helpers.leads.optical import clustering, pixels
from helpers.leads.products import altimetry
from helpers.leads.simulation import ice_scene, scene_geometry, sentinel2_scene

METHODS = {
    "K-means": lambda seed: KMeans(2, n_init=3, random_state=seed),
    "mixture": lambda seed: GaussianMixture(2, random_state=seed),
    "mixture, tied": lambda seed: GaussianMixture(
        2, covariance_type="tied", random_state=seed
    ),
}
CHANGES = ("lead_area", "thickness", "cloud", "ponds")
"""Share of leads; thickness of the ice in all of them (m); mean optical thickness of
the cloud; share of melt ponds."""


def scene(change, value, seed=0, size=320):
    """Draw a small scene that differs from the default in one thing.

    Parameters
    ----------
    change : str
        One of ``CHANGES``.
    value : float
    seed, size : int

    Returns
    -------
    image : xarray.DataArray
        The red band, as :func:`helpers.leads.products.sentinel2.open` gives it.
    lead : array of bool
        The truth.

    Raises
    ------
    BadInput
        When there is no such change, or the value is out of range.
    """
    if change not in CHANGES:
        raise BadInput(f"change = {change!r}: give one of {', '.join(CHANGES)}.")
    drawn = ice_scene.draw(seed, size, **({} if change == "thickness" else {change: value}))
    if change == "thickness":
        ice = np.full_like(drawn.lead["thickness"], value)
        drawn = replace(drawn, lead=drawn.lead | {"thickness": ice})
    where = scene_geometry.locate(size)
    image, truth = sentinel2_scene.picture(drawn, where, seed, ("B04",))
    return image, truth.surface_class.values == altimetry.LEAD


def scores(image, lead, seed=0):
    """Score each method's darker cluster as leads.

    Parameters
    ----------
    image, lead
        From :func:`scene`.
    seed : int

    Returns
    -------
    dict of str to float
        F1 over the valid pixels.
    """
    stack = pixels.features(image)
    rows, known = pixels.sample(stack, 10_000, seed=seed), pixels.valid(image).values
    found = {}
    for name, make in METHODS.items():
        model = make(seed).fit(rows)
        classes = clustering.classify(stack, model, clustering.darkest_first(model, rows))
        found[name] = f1_score(lead[known], classes.values[known] == 0)
    return found


def sweep(change, values, seeds=range(2), size=320):
    """Score the methods over values of one change, each on several scenes.

    Parameters
    ----------
    change : str
        One of ``CHANGES``.
    values : iterable of float
    seeds : iterable of int
        Of the scenes.
    size : int
        Pixels along a side.

    Returns
    -------
    pandas.DataFrame
        Mean F1; a row per value, a column per method.
    """
    rows = {}
    for value in values:
        drawn = (scene(change, value, seed, size) for seed in seeds)
        rows[value] = pd.DataFrame([scores(*one) for one in drawn]).mean()
    return pd.DataFrame(rows).T.rename_axis(change)
