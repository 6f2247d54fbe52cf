"""A simulated GRASP POLDER climatology: real geography, statistics of the product.

The map underneath is cartopy's own Natural Earth image. Its colours and the absolute
latitude tell each variable by a cubic polynomial; what they leave unexplained is drawn
with the covariance and the spatial correlation that it has in the product. All figures
were fitted once, by ``tools/derive/polder_coefficients.py``, to the digitised product of
Chen et al. (2020), and stand in ``climatology.toml``.
"""

import functools
import tomllib
from pathlib import Path

import cartopy
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from sklearn.preprocessing import PolynomialFeatures

from helpers.polder.products.grasp import FILL, LATITUDE, LONGITUDE, VARIABLES

SHAPE = LATITUDE.size, LONGITUDE.size
IMAGE = "raster/natural_earth/50-natural-earth-1-downsampled.png"

NORTH, SOUTH = 62.0, -64.0
"""Latitudes beyond which the product has no values."""

GAPS_FROM = 47.0
"""°N; up from here the product misses pixels, in whole regions."""
GAPS_SPREAD, GAPS_LENGTH = 8.0, 15.0
"""° of latitude by which the edge of the gaps wanders, cells over which it does
(both judged by eye from the product's map)."""

LEVELS = np.concatenate([[0, 0.005, 0.02], np.arange(0.05, 0.99, 0.05), [0.98, 0.995, 1]])
"""Probabilities at which the product's distributions are tabulated."""


def write(product_path, truth_path, seed=0):
    """Simulate a climatology; write the product and its truth.

    Parameters
    ----------
    product_path, truth_path : path-like
        NetCDF. The product is laid out like the original, fill −1000, but has only
        the seven variables of the study, ``LandPercentage``, ``Latitude`` and
        ``Longitude``; the other 118 are left out. The truth has the same seven
        without noise, and ``<name>_residual``, what was added to each.
    seed : int
        The same seed gives the same product.
    """
    rng = np.random.default_rng(seed)
    land = land_percentage()
    values, fitted = np.full((2, *SHAPE, len(VARIABLES)), np.nan)
    observed = ~gaps(land, rng)
    for name, surface in (("land", land == 100), ("sea", land < 100)):
        where = surface & observed
        model = models()[name]
        noise = correlated_noise(len(VARIABLES), model["length"], rng)[:, where].T
        values[where], fitted[where] = draw(model, predictors()[where], noise)
    product(values, land).to_netcdf(product_path, engine="netcdf4")
    truth(values, fitted).to_netcdf(truth_path, engine="netcdf4")


@functools.cache
def models():
    """Read the fitted figures: the tables ``land``, ``sea`` and ``mask``."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@functools.cache
def predictors():
    """Give red, green, blue (0–1) and absolute latitude / 90° of each cell.

    Returns
    -------
    array, shape (180, 360, 4)
        Colours are means over the image's pixels within the cell.
    """
    image = plt.imread(Path(cartopy.config["repo_data_dir"]) / IMAGE)[..., :3]
    rows, columns = np.array(image.shape[:2]) // SHAPE
    colour = image.reshape(SHAPE[0], rows, SHAPE[1], columns, 3).mean((1, 3))
    latitude = np.broadcast_to(np.abs(LATITUDE)[:, None, None] / 90, (*SHAPE, 1))
    return np.concatenate([colour, latitude], axis=2).astype(float)


def basis(X):
    """Give the terms of the cubic polynomial: shape (n, 4) to (n, 35)."""
    return PolynomialFeatures(degree=3).fit_transform(X)


def blueness():
    """Give blue minus red of each cell, which parts water from land."""
    return predictors()[..., 2] - predictors()[..., 0]


def land_percentage():
    """Tell land from water by the image's colour.

    Returns
    -------
    array, shape (180, 360)
        0 where a cell is as blue as open water, 100 where it is no bluer than the
        ``shore`` that leaves as many land pixels as the product has, linear between.
    """
    mask = models()["mask"]
    share = (mask["water"] - blueness()) / (mask["water"] - mask["shore"])
    return 100 * np.clip(share, 0, 1)


def gaps(land, rng):
    """Say where the product has no values.

    Returns
    -------
    array of bool, shape (180, 360)
        High latitudes, and regions of the northern land, the likelier the farther
        north; their share is the product's, whatever the draw.
    """
    latitude = np.broadcast_to(LATITUDE[:, None], SHAPE)
    missing = (latitude > NORTH) | (latitude < SOUTH)
    north = np.flatnonzero((land == 100) & (latitude > GAPS_FROM) & ~missing)
    (field,) = correlated_noise(1, GAPS_LENGTH, rng)
    order = np.argsort((latitude + GAPS_SPREAD * field).flat[north])
    missing.flat[north[order[::-1][: round(models()["mask"]["gaps"] * north.size)]]] = True
    return missing


def correlated_noise(count, length, rng):
    """Draw Gaussian fields of mean 0 and variance 1.

    Their correlation over d cells is exp(−d / length); they are periodic in
    longitude. Source: circulant embedding, Dietrich & Newsam (1997), SIAM J. Sci.
    Comput. 18, 1088.

    Parameters
    ----------
    count : int
    length : float
        Cells.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (count, 180, 360)
    """
    rows, columns = 2 * SHAPE[0], SHAPE[1]  # twice the height: the poles don't meet
    distance = np.hypot(_around(rows)[:, None], _around(columns))
    power = np.fft.rfft2(np.exp(-distance / length)).real.clip(min=0)
    white = np.fft.rfft2(rng.standard_normal((count, rows, columns)))
    return np.fft.irfft2(white * np.sqrt(power))[:, : SHAPE[0]]


def _around(size):
    steps = np.arange(size)
    return np.minimum(steps, size - steps)


def draw(model, X, noise):
    """Draw the seven variables of some cells.

    Parameters
    ----------
    model : dict
        ``polynomial`` (35, 7) for NDVI and ln DHR; ``edges``, the two NDVI that part
        three classes; ``factors`` (3, 7, 7), a square root of the residuals'
        covariance in each; ``quantiles`` (25, 7), the product's, at ``LEVELS``.
    X : array, shape (n, 4)
        From :func:`predictors`.
    noise : array, shape (n, 7)

    Returns
    -------
    values, fitted : array, shape (n, 7)
        With and without noise. Both went through the monotone curve that gives the
        values the product's distribution, which Gaussian residuals alone miss.
    """
    terms = basis(X)
    fitted = terms @ np.array(model["polynomial"])
    classes = np.digitize(fitted[:, 0], model["edges"])
    values = fitted.copy()
    for i, factor in enumerate(model["factors"]):
        inside = classes == i
        residual = least_squares_like(noise[inside], terms[inside])
        values[inside] += residual @ np.transpose(factor)
    drawn = np.quantile(values, LEVELS, axis=0).T
    curves = list(zip(drawn, np.transpose(model["quantiles"]), strict=True))
    return tuple(
        np.column_stack([np.interp(part[:, i], *curve) for i, curve in enumerate(curves)])
        for part in (values, fitted)
    )


def least_squares_like(noise, terms):
    """Make noise uncorrelated with the terms and within itself, as residuals are."""
    residual = noise - terms @ np.linalg.lstsq(terms, noise, rcond=None)[0]
    factor = np.linalg.cholesky(np.cov(residual.T))
    return np.linalg.solve(factor, residual.T).T


def product(values, land):
    """Lay the values out as a GRASP Level 3 file.

    Returns
    -------
    xarray.Dataset
        Over ``y`` and ``x``, float32, fill −1000.
    """
    latitude, longitude = np.meshgrid(LATITUDE, LONGITUDE, indexing="ij")
    grids = dict(zip(VARIABLES, np.moveaxis(values, 2, 0), strict=True))
    grids |= {"LandPercentage": land, "Latitude": latitude, "Longitude": longitude}
    ds = _dataset(grids, "Simulated GRASP POLDER Level 3 climatology at 1 degree")
    for variable in ds.data_vars.values():
        variable.encoding["_FillValue"] = np.float32(FILL)
    return ds


def truth(values, fitted):
    """Gather what the product was drawn from."""
    grids = dict(zip(VARIABLES, np.moveaxis(fitted, 2, 0), strict=True))
    residuals = np.moveaxis(values - fitted, 2, 0)
    grids |= {f"{n}_residual": r for n, r in zip(VARIABLES, residuals, strict=True)}
    return _dataset(grids, "What the simulated product was drawn from: for scoring only")


def _dataset(grids, title):
    variables = {name: (("y", "x"), grid.astype("float32")) for name, grid in grids.items()}
    steps = {"y": np.arange(SHAPE[0]) - 90, "x": np.arange(SHAPE[1]) - 180}
    return xr.Dataset(variables, steps, {"title": title})
