"""Fit ``helpers/polder/simulation/climatology.toml`` to the digitised POLDER product.

``python -m tools.derive.polder_coefficients DIGITISED.nc``: needed once, and again only
when the model in ``helpers/polder/simulation/climatology.py`` changes. The digitised
product was read off the original study's published maps and is not distributed with the
project.
"""

import sys
from pathlib import Path

import numpy as np

from helpers.polder.products import grasp
from helpers.polder.simulation import climatology
from tools.derive import toml

TARGET = Path(climatology.__file__).with_suffix(".toml")
CLASSES = 3
LAND_PIXELS = 10_870
"""Pixels wholly of land that have all seven variables, in the original product."""


def fitted(ds):
    """Fit everything to the digitised product: the tables of the file, by name."""
    tables = {"mask": mask(ds)}
    for selection in ("land", "sea"):
        tables[selection] = model(grasp.land_table(ds, selection=selection), ds)
    return tables


def model(table, ds):
    """Fit polynomial, residual covariance and correlation length to a table's pixels.

    Returns
    -------
    dict
        What :func:`helpers.polder.simulation.climatology.draw` takes, and ``length`` in
        cells.
    """
    on_grid = table.NDVI.to_xarray().reindex_like(ds.NDVI).notnull().values
    terms = climatology.basis(climatology.predictors()[on_grid])
    values = table.to_numpy()
    target = np.column_stack([values[:, 0], np.log(values[:, 1:])])
    polynomial = np.linalg.lstsq(terms, target, rcond=None)[0]
    fitted = terms @ polynomial
    edges = np.quantile(fitted[:, 0], np.arange(1, CLASSES) / CLASSES)
    return {
        "length": correlation_length(target - fitted, on_grid),
        "edges": edges,
        "polynomial": polynomial,
        "factors": factors(target - fitted, np.digitize(fitted[:, 0], edges)),
        "quantiles": np.quantile(values, climatology.LEVELS, axis=0),
    }


def factors(residual, classes):
    """Give the Cholesky factor of the residuals' covariance in each class."""
    return np.array(
        [np.linalg.cholesky(np.cov(residual[classes == i].T)) for i in range(CLASSES)]
    )


def correlation_length(residual, on_grid, lags=60):
    """Give the distance in cells at which the residuals' correlation is 1/e."""
    field = np.full((*on_grid.shape, residual.shape[1]), np.nan)
    field[on_grid] = residual / residual.std(0)
    correlation = [
        (np.nanmean(field[d:] * field[:-d]) + np.nanmean(field[:, d:] * field[:, :-d])) / 2
        for d in range(1, lags + 1)
    ]
    falling = np.minimum.accumulate(correlation)[::-1]
    return np.interp(np.exp(-1), falling, np.arange(lags, 0, -1))


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
