"""Fit ``helpers/polder/simulation/climatology.toml`` to the digitised POLDER product.

``python -m tools.derive.polder_coefficients DIGITISED.nc``: needed once, and again only
when the model in ``helpers/polder/simulation/climatology.py`` changes. The digitised
product was read off the original study's published maps and is not distributed with the
project.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.polder.products import grasp
from helpers.polder.simulation import climatology
from tools.derive import toml

TARGET = Path(climatology.__file__).with_suffix(".toml")
BIOMES = {"land": 12, "sea": 3}
"""How many Gaussians the product's pixels are described by."""
LAND_PIXELS = 10_870
"""Pixels wholly of land that have all seven variables, in the original product."""


def fitted(ds):
    """Fit everything to the digitised product: the tables of the file, by name."""
    tables = {"mask": mask(ds)}
    for selection, count in BIOMES.items():
        table = grasp.land_table(ds, selection=selection)
        tables[selection] = model(table, ds, count)
    return tables


def model(table, ds, count):
    """Fit the biomes of a table's pixels: where they lie, their spectra and spread.

    Returns
    -------
    dict
        What :func:`helpers.polder.simulation.climatology.draw` takes.
    """
    on_grid = table.NDVI.to_xarray().reindex_like(ds.NDVI).notnull().values
    values = table.to_numpy()
    target = np.column_stack([values[:, 0], np.log(values[:, 1:])])
    mixture = GaussianMixture(count, n_init=2, max_iter=500, reg_covar=1e-5, random_state=0)
    biomes = mixture.fit_predict(target)
    terms = climatology.within()[on_grid]
    means, factors = zip(
        *(spectra(terms, target, biomes == b) for b in range(count)), strict=True
    )
    return {
        "logits": logits(climatology.between()[on_grid], biomes),
        "means": means,
        "factors": factors,
        "quantiles": np.quantile(values, climatology.LEVELS, axis=0),
    }


def logits(terms, biomes):
    """Fit where the biomes lie: a multinomial logistic regression on raw terms."""
    fit = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000))
    scale, regression = (step for _, step in fit.fit(terms[:, 1:], biomes).steps)
    slopes = regression.coef_ / scale.scale_
    return np.vstack([regression.intercept_ - slopes @ scale.mean_, slopes.T])


def spectra(terms, target, inside):
    """Fit how the values of a biome follow the terms, and the covariance that is left."""
    means = np.linalg.lstsq(terms[inside], target[inside], rcond=None)[0]
    left = target[inside] - terms[inside] @ means
    return means, np.linalg.cholesky(np.cov(left.T) + 1e-9 * np.eye(left.shape[1]))


def mask(ds):
    """Calibrate the colours of shore and open water, and the share of missing land.

    The shore parts land from water most like the product does; the gaps leave as many
    land pixels as it has.
    """
    land = (ds.land100 == 1).values
    latitude = ds.latitude.values[:, None] + np.zeros(land.shape)
    seen = (latitude < climatology.NORTH) & (latitude > climatology.SOUTH)
    north = seen & (latitude > climatology.GAPS_FROM)
    south = seen & ~north
    blue = climatology.blueness()
    shores = np.arange(0, 0.2, 0.001)
    shore = min(shores, key=lambda shore: np.sum((blue <= shore)[south] != land[south]))
    dry = blue <= shore
    return {
        "shore": shore,
        "water": np.quantile(blue[seen & ~land], 0.1),
        "gaps": 1 - (LAND_PIXELS - dry[south].sum()) / dry[north].sum(),
    }


if __name__ == "__main__":
    header = "Written by tools/derive/polder_coefficients.py; see climatology.py."
    TARGET.write_text(toml(header, fitted(grasp.open(sys.argv[1])), 9), encoding="utf-8")
