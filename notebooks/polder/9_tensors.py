# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Tensors: what does the map know that a table doesn't?
#
# A table of pixels forgets where each pixel lies. Shuffle its rows, and K-means, PCA and every network of
# the other chapters give the same answer. But places are related, and that is knowledge, too. The
# [original study](https://github.com/mathiswauquiez/GRASPSatelliteLandTypeClustering)
# {cite:p}`wauquiez` wanted to describe the whole map at once, and "did not yield any conclusive
# results". Why not? And is the map worth it?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - two decompositions of a whole cube, latitude × longitude × variable;
# - how to decompose a cube that is mostly gaps;
# - to judge a model by cells that it hasn't seen, at equal size, beside the simplest rival.
#
# You need some Python, and {doc}`the chapter on components <3_components>`. The
# {doc}`glossary </book/glossary>` has the other terms. Reading takes a quarter of an hour, running less
# than a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import tensorly.decomposition
from sklearn.neighbors import KNeighborsRegressor
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, plotting, report
from helpers.polder import pixel_table, tensor_decompositions
from helpers.polder.figures import tensors
from helpers.polder.figures import variables as figures
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
hidden_share: float = 0.05  # [0.01, 0.5] share of pixels that is hidden
n_iterations: int = 20  # [1, 1000] of filling the gaps
n_repeats: int = 3  # [1, 100] draws of the hidden cells
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/9_tensors", globals())
threadpool_limits(1)  # matrices this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## From table to cube
#
# Put each pixel back in its place: a cube of latitude × longitude × variable, cut to the rows and columns
# that have land. Each variable has mean zero and standard deviation one.

# %%
ds = grasp.open(catalog.find("polder/grasp", source))
table = pixel_table.scaled(grasp.land_table(ds)).sort_index()
cube = table.to_xarray().to_array().sortby(["latitude", "longitude"])
cube = cube.transpose("latitude", "longitude", "variable")
land = cube.notnull().all("variable").values
report.record(pd.Series({"missing": 1 - land.mean()}, name="share").round(3))

# %% [markdown]
# More than half of the cube, {glue:text}`missing`, is sea and gaps.

# %% [markdown]
# ## Two short descriptions
#
# - **CP** (canonical polyadic) {cite:p}`kolda2009` is a sum of *R* products. Each product is one profile
#   along latitude, times one along longitude, times one spectrum.
# - **Tensor train** {cite:p}`oseledets2011` is a chain of small arrays, one for each axis, tied by bonds of
#   widths *r*₁ and *r*₂. With *r*₂ = 3 it has three spectra and three maps, as PCA has; but the maps must be
#   simple, too: each is a sum of *r*₁ products of a row and a column.
#
# The original wanted the tensor train. Ask `tensorly` {cite:p}`kossaifi2019` for one:

# %%
try:
    tensorly.decomposition.tensor_train(cube.values, (1, 5, 3, 1))
except np.linalg.LinAlgError as error:
    print(error)

# %% [markdown]
# The original met this message. A singular value decomposition can't take gaps. What would you put into
# them: zeros?
#
# The cure is old. Fill the gaps with a guess, decompose, fill them with what the decomposition says, and
# repeat. The values in the gaps never count in the result; they only have to stop being in the way. For CP
# `tensorly` does the same inside, given a mask.

# %%
maps, spectra = tensor_decompositions.train_parts(cube.values, (20, 3), n_iterations)
names = ["first", "second", "third"]
parts = pd.DataFrame(maps[:, land].T, table.index, names)

# %% mystnb={"figure": {"caption": "The three maps of a tensor train whose maps are sums of twenty products.", "name": "fig-tensors-train"}, "image": {"alt": "Three world maps in blurred stripes along rows and columns. The first separates deserts from forests, the second and third single out smaller regions."}}
figures.maps(parts, ds)
plt.show()

# %% [markdown]
# These maps are made of factors. Each has a spectrum, and is a sum of products of two profiles. Of which place
# does the largest product tell, the blue one?

# %% mystnb={"figure": {"caption": "Factors of the tensor train: the spectra of the three maps, and the profiles of the three largest products in the first map.", "name": "fig-tensors-factors"}, "image": {"alt": "Three panels of three curves. One spectrum weighs the reflectances alike against NDVI, another NDVI and the infrared together. The profiles along longitude and latitude rise and fall with continents and climate belts; those of the first product are largest over Africa and at the latitudes of deserts."}}
tensors.factors(maps, spectra, cube)
plt.show()

# %% [markdown]
# The spectra are nearly those of principal components. The maps are not: they are woven of rows and columns,
# since a product knows no other direction. It doesn't know neighbours either. Put the rows of the map in any
# order, and it fits as well (the second exercise). What it knows is which pixels share a latitude, and which a
# longitude. Is that worth anything?

# %% [markdown]
# ## A fair test
#
# More numbers always fit better what they were fitted to. So hide two kinds of cells from every method:
# *single cells*, whose pixel keeps its other variables, and *whole pixels*, which only the map can tell
# about. And compare at equal size. One principal component costs one number for each pixel and each
# variable; CP and tensor train get ranks that cost as much. (Nobody is charged for the outline of the land.)

# %%
shape = cube.shape
sizes = {k: k * (land.sum() + shape[2]) for k in (0.25, 1, 3)}


def hide(draw):
    """Draw whole pixels and single cells to hide; give the masks."""
    rng = np.random.default_rng([seed, draw])
    pixels = land & (rng.random(land.shape) < hidden_share)
    cells = (land & ~pixels)[..., None] & (rng.random(shape) < hidden_share)
    pixels = np.broadcast_to(pixels[..., None], shape)
    return {"hidden cells": cells, "hidden pixels": pixels}

# %%
def by_pca(training, k):
    """Fill by k principal components: a tensor train of a table, without a map."""
    guess = np.full(shape, np.nan)
    rows = training[land][:, None]
    guess[land] = tensor_decompositions.tensor_train(rows, (k, k), n_iterations)[:, 0]
    return guess


def by_cp(training, k):
    rank = max(1, round(sizes[k] / tensor_decompositions.cp_size(shape, 1)))
    return tensor_decompositions.cp(training, rank, n_iterations, seed)


def by_train(training, k):
    bond = max(1, round(sizes[k] / (shape[0] + 3 * shape[1])))
    return tensor_decompositions.tensor_train(training, (bond, 3), n_iterations)

# %% [markdown]
# The simplest rival of all has no model: the mean of the four nearest known values, weighted by the inverse
# of their distance.

# %%
def by_neighbours(training):
    guess = np.empty(shape)
    for i, values in enumerate(np.moveaxis(training, 2, 0)):
        known = np.isfinite(values)
        near = KNeighborsRegressor(4, weights="distance")
        near.fit(np.argwhere(known), values[known])
        guess[..., i][land] = near.predict(np.argwhere(land))
    return guess

# %%
methods = {"PCA": by_pca, "CP": by_cp, "tensor train": by_train}
jobs = [(name, k) for name in methods for k in sizes if k >= 1 or name != "PCA"]
rows = []
for draw in range(n_repeats):
    masks = hide(draw)
    training = np.where(sum(masks.values()) > 0, np.nan, cube)
    guesses = {(name, k): methods[name](training, k) for name, k in jobs}
    guesses["neighbours", 0] = by_neighbours(training)
    for (name, k), guess in guesses.items():
        for kind, mask in (masks | {"fitted": np.isfinite(training)}).items():
            error = np.sqrt(np.mean((guess - cube.values)[mask] ** 2))
            rows.append((name, k, kind, error))

# %%
columns = ["method", "size", "cells", "error"]
errors = pd.DataFrame(rows, columns=columns)
means = errors.groupby(columns[:3]).error.mean().unstack()
spread = errors.groupby(columns[:3]).error.std().max()
named = means.rename("{:g}".format, level="size")
report.record(named.round(3), "rmse", better="lower")

# %% mystnb={"figure": {"caption": "Error in standard deviations against size, in numbers per pixel. Below: single cells were hidden. Above: whole pixels. Dashed: the four nearest pixels.", "name": "fig-tensors-errors"}, "image": {"alt": "Two panels of error against size. On hidden cells all three curves fall, and CP lies lowest. On hidden pixels PCA stays near one; CP and tensor train lie above the dashed line of the neighbours at every size."}}
unseen = errors[errors.cells != "fitted"]
models = unseen[unseen.method != "neighbours"]
grid = sns.catplot(
    models, x="size", y="error", hue="method", row="cells", kind="point", errorbar="sd",
    row_order=["hidden pixels", "hidden cells"], height=2.8, aspect=1.8,
).set_titles("{row_name}")
sns.move_legend(grid, "lower center", bbox_to_anchor=(0.5, 1), ncol=3, title=None)
grid.axes[0, 0].axhline(means.loc["neighbours", "hidden pixels"].item(), ls="--")
plt.show()

# %% tags=["remove-cell"]
report.metric("largest_spread_of_draws", spread)

# %% [markdown]
# With one number per pixel the map is worth far more than the table: on cells that it hasn't seen CP errs by
# {glue:text}`rmse_cp_1_hidden_cells` where PCA errs by {glue:text}`rmse_pca_1_hidden_cells`. The tensor train,
# the original's goal, works, and lies behind CP (though its second bond was fixed and not tuned).
#
# With three numbers per pixel the table has nearly caught up.
#
# For whole hidden pixels PCA can only say "the mean". CP and tensor train say more, up to a point: with three
# numbers per pixel they *overfit*, and get worse. None reaches the four neighbours
# ({glue:text}`rmse_neighbours_0_hidden_pixels`), who need no model. As a *short* description CP wins. To fill
# a gap, ask next door.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The original's decomposition failed for a reason that a mask cures.
# - As a short description the map beats the table. As a way to fill gaps it loses to its neighbours.
# - For land types a decomposition isn't obviously what we want. The numbers that it
#   has for a pixel, its maps, are woven of rows and columns, and clusters found on them would be, too.
#
# :::{dropdown} Where ours may fail
# CP had one random start. Hidden pixels lie among known ones, an easy case; whole hidden regions would be
# harder. Latitude × longitude is an odd grid for low rank: climates follow the rows, mountains and coasts
# follow neither. On simulated land the small-scale texture is drawn at random: believe figures about the map from the
# published land first.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Count.** A cube of 100 × 200 × 7 without gaps is described by CP with *R* = 50. How many numbers does
# the description hold?

# %%
answer = ...

# %% tags=["hide-input", "check"]
expected = tensor_decompositions.cp_size((100, 200, 7), 50)
exercises.check(answer, expected, hint="each product has one profile along each axis.")

# %% tags=["hide-cell", "solution"]
answer = 50 * (100 + 200 + 7)  # a ninth of the numbers that the cube holds itself
exercises.check(answer, expected)

# %% [markdown]
# **2. Shuffle the map.** `mixed` has the longitudes of the cube in a random order. What is the error (root mean
# square, over land) of a tensor train of `mixed` with ranks (20, 3)? Say first whether it is larger than that
# of `cube`.

# %%
mixed = cube.values[:, np.random.default_rng(seed).permutation(shape[1])]
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
train = tensor_decompositions.tensor_train(cube.values, (20, 3), n_iterations)
expected = np.sqrt(np.nanmean((train - cube.values) ** 2))
exercises.check(answer, expected, tolerance=0.01, hint="np.nanmean skips the gaps.")

# %% tags=["hide-cell", "solution"]
# The same. A product of a row and a column doesn't care which column comes first, so a
# tensor knows nothing of neighbours.
fitted = tensor_decompositions.tensor_train(mixed, (20, 3), n_iterations)
answer = np.sqrt(np.nanmean((fitted - mixed) ** 2))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **3. The error of what was fitted.** In `means`, does CP's error on *fitted* cells fall from size 1 to 3?
# And its error on *hidden pixels*? Answer with two words, `"fall"` or `"rise"`, as a list.

# %%
answer = ...  # such as ["rise", "fall"]

# %% tags=["hide-input", "check"]
change = means.loc["CP", ["fitted", "hidden pixels"]].diff().iloc[-1]
expected = ["rise" if step > 0 else "fall" for step in change]
exercises.check(answer, expected, hint="look at the rows of CP.")

# %% tags=["hide-cell", "solution"]
# A higher rank contains the lower ones: the fit can't get worse. What is added last is
# shaped by noise, and, where nothing is known, by nothing. That is overfitting.
answer = [
    "rise" if means.loc[("CP", 3), kind] > means.loc[("CP", 1), kind] else "fall"
    for kind in ("fitted", "hidden pixels")
]
exercises.check(answer, expected)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/9_tensors")

# %% [markdown]
# ## References
#
# CP: {cite:t}`kolda2009`; tensor train: {cite:t}`oseledets2011`; tensorly: {cite:t}`kossaifi2019`; the
# product: {cite:t}`chen2020`; the study: {cite:t}`wauquiez`.
