"""A simulated GRASP POLDER climatology: real geography, biomes and spectra of the product.

The map underneath is cartopy's own Natural Earth image. Its colours, the latitude and a
trend surface tell how likely each biome is in a cell; a biome has a mean spectrum, which
follows picture and place, and a spread. All figures were fitted once, by
``tools/derive/polder_coefficients.py``, to the digitised product of Chen et al. (2020),
and stand in ``climatology.toml``: the biomes are the components of a Gaussian mixture.
"""

import functools
import tomllib
from pathlib import Path

import cartopy
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from scipy import stats
from sklearn.preprocessing import PolynomialFeatures

from helpers.polder.products.grasp import FILL, LATITUDE, LONGITUDE, VARIABLES
from helpers.polder.simulation.noise import SHAPE, correlated_noise, least_squares_like

IMAGE = "raster/natural_earth/50-natural-earth-1-downsampled.png"

NORTH, SOUTH = 62.0, -64.0
"""Latitudes beyond which the product has no values."""

GAPS_FROM = 47.0
"""°N; up from here the product misses pixels, in whole regions."""
GAPS_SPREAD, GAPS_LENGTH = 8.0, 15.0
"""° of latitude by which the edge of the gaps wanders, cells over which it does
(both judged by eye from the product's map)."""

NOISE_LENGTHS, NOISE_POWER = (3.0, 8.0), 1.5
"""Cells from north to south and from west to east over which what picture and place don't
tell is alike, and how smooth it is: cells one and ten apart are then as alike as in the
product, which a test holds."""

LEVELS = np.concatenate([[0, 0.005, 0.02], np.arange(0.05, 0.99, 0.05), [0.98, 0.995, 1]])
"""Probabilities at which the product's distributions are tabulated."""


def write(product_path, truth_path, seed=0):
    """Simulate a climatology; write the product and its truth.

    Parameters
    ----------
    product_path, truth_path : path-like
        NetCDF. The product is laid out like the original, fill −1000, but has only
        the seven variables of the study, ``LandPercentage``, ``Latitude`` and
        ``Longitude``; the other 118 are left out. The truth has the ``biome`` of each
        cell, numbered from 0 on land and on sea, −1 where there is no value.
    seed : int
        The same seed gives the same product.
    """
    rng = np.random.default_rng(seed)
    land = land_percentage()
    values, biomes = np.full((*SHAPE, len(VARIABLES)), np.nan), np.full(SHAPE, -1)
    observed = ~gaps(land, rng)
    for name, surface in (("land", land == 100), ("sea", land < 100)):
        where = surface & observed
        values[where], biomes[where] = draw(models()[name], where, rng)
    product(values, land).to_netcdf(product_path, engine="netcdf4")
    truth(biomes).to_netcdf(truth_path, engine="netcdf4")


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


def position(degree):
    """Give the terms of a polynomial in each cell's place on the globe: a trend surface.

    Parameters
    ----------
    degree : int

    Returns
    -------
    array, shape (180, 360, terms)
        Of the unit vector to the cell, without the constant: spherical harmonics up to
        that degree, in another basis.
    """
    latitude, longitude = np.deg2rad(np.meshgrid(LATITUDE, LONGITUDE, indexing="ij"))
    towards = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude)
    return _polynomial(np.stack([*towards, np.sin(latitude)], axis=-1), degree)


def _polynomial(grids, degree):
    terms = PolynomialFeatures(degree, include_bias=False)
    return terms.fit_transform(grids.reshape(-1, grids.shape[-1])).reshape(*SHAPE, -1)


@functools.cache
def between():
    """Give the terms that tell biomes apart: 1, cubic in the picture, quintic in place.

    Returns
    -------
    array, shape (180, 360, 90)
    """
    picture = _polynomial(predictors(), 3)
    return np.concatenate([np.ones((*SHAPE, 1)), picture, position(5)], axis=-1)


@functools.cache
def within():
    """Give the terms that spectra follow in a biome: 1, the picture, cubic in place.

    Returns
    -------
    array, shape (180, 360, 24)
    """
    return np.concatenate([np.ones((*SHAPE, 1)), predictors(), position(3)], axis=-1)


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
    (field,) = correlated_noise(1, (GAPS_LENGTH, GAPS_LENGTH), rng)
    order = np.argsort((latitude + GAPS_SPREAD * field).flat[north])
    missing.flat[north[order[::-1][: round(models()["mask"]["gaps"] * north.size)]]] = True
    return missing


def draw(model, where, rng):
    """Draw the biomes and the seven variables of some cells.

    Parameters
    ----------
    model : dict
        ``logits`` (90, b) of b biomes; ``means`` (b, 24, 7) of NDVI and ln DHR in each;
        ``factors`` (b, 7, 7), a square root of the covariance that is left;
        ``quantiles`` (25, 7), the product's, at ``LEVELS``.
    where : array of bool, shape (180, 360)
    rng : numpy.random.Generator

    Returns
    -------
    values : array, shape (n, 7)
        Of the cells in ``where``, through the monotone curve that gives them the
        product's distribution.
    biomes : array of int, shape (n,)
    """
    biomes = drawn_biomes(between()[where] @ np.array(model["logits"]), where, rng)
    means, factors = np.array(model["means"])[biomes], np.array(model["factors"])[biomes]
    noise = _noise(len(VARIABLES), where, rng)
    values = np.einsum("nt,ntv->nv", within()[where], means)
    values += np.einsum("nvw,nw->nv", factors, noise)
    return like(values, np.array(model["quantiles"])), biomes


def drawn_biomes(logits, where, rng):
    """Draw a biome per cell by its probabilities, alike in cells that are close.

    The Gumbel-max trick (Gumbel 1954; Maddison et al. 2014, NeurIPS, sect. 2) with noise
    that is correlated from cell to cell.

    Parameters
    ----------
    logits : array, shape (n, b)
        Logarithms of the probabilities, up to a constant.
    where : array of bool, shape (180, 360)
        The n cells.
    rng : numpy.random.Generator

    Returns
    -------
    array of int, shape (n,)
    """
    gumbel = stats.gumbel_r.ppf(stats.norm.cdf(_noise(logits.shape[1], where, rng)))
    return (logits + gumbel).argmax(axis=1)


def _noise(count, where, rng):
    noise = correlated_noise(count, NOISE_LENGTHS, rng, NOISE_POWER)[:, where].T
    return least_squares_like(noise, within()[where])


def like(values, quantiles):
    """Turn each column by the monotone curve that gives it some quantiles.

    Parameters
    ----------
    values : array, shape (n, v)
    quantiles : array, shape (levels, v)
        At ``LEVELS``.

    Returns
    -------
    array, shape (n, v)
    """
    own = np.quantile(values, LEVELS, axis=0)
    curves = zip(values.T, own.T, quantiles.T, strict=True)
    return np.column_stack([np.interp(*curve) for curve in curves])


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


def truth(biomes):
    """Gather what the product was drawn from."""
    ds = _dataset(
        {"biome": biomes}, "The biomes of the simulated product: for scoring only"
    )
    return ds.astype("int8")


def _dataset(grids, title):
    variables = {name: (("y", "x"), grid.astype("float32")) for name, grid in grids.items()}
    steps = {"y": np.arange(SHAPE[0]) - 90, "x": np.arange(SHAPE[1]) - 180}
    return xr.Dataset(variables, steps, {"title": title})
