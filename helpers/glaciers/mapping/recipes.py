"""What a map is made by, and a whole scene mapped by several recipes, block by block."""

from typing import NamedTuple

import numpy as np

from helpers.glaciers import classifiers, window_features
from helpers.glaciers.mapping import classify, features_by_blocks
from helpers.glaciers.series import without_level


class Recipe(NamedTuple):
    """How a pixel is compared, and with what; from :func:`learn`."""

    names: tuple  # of the features that vote
    level: bool  # whether a series keeps its mean
    radius: int  # of the band
    barycentres: np.ndarray  # (features, classes, dates)


def learn(windows, names, level, radius, n_iterations=5):
    """Average the series of each class, for a map.

    Parameters
    ----------
    windows : xarray.Dataset
        From :func:`helpers.glaciers.series.of_windows`.
    names : sequence of str
        The features to use.
    level : bool
        Whether a series keeps its mean over the dates.
    radius, n_iterations : int
        As in :func:`helpers.glaciers.classifiers.class_barycentres`.

    Returns
    -------
    Recipe
    """
    series = windows.series.sel(feature=list(names)).values
    series = series if level else without_level(series, axis=2)
    label = windows.label.values
    centres = classifiers.feature_barycentres(series, label, radius, n_iterations)
    return Recipe(tuple(names), level, radius, centres)


def follow(recipe, features, names):
    """Classify a scene, or a block of one, as a recipe says.

    Parameters
    ----------
    recipe : Recipe
    features : array, shape (features, dates, ...)
    names : sequence of str
        Of the features.

    Returns
    -------
    numpy.ndarray of float32, shape (classes, ...)
        As of :func:`helpers.glaciers.mapping.classify`.
    """
    used = features[[list(names).index(name) for name in recipe.names]]
    used = used if recipe.level else without_level(used)
    return classify(used, recipe.barycentres, recipe.radius)


def scene(amplitude, size, recipes):
    """Map a scene from its images by several recipes, block by block.

    Features are computed for one block at a time, used by all recipes and forgotten, so
    that the memory is that of a few blocks and of the result.

    Parameters
    ----------
    amplitude : dask.array.Array, shape (2, dates, rows, columns)
        HH and HV; its blocks in rows and columns are those of the work.
    size : int
        Side of the window in pixels.
    recipes : sequence of Recipe
        All of the same classes.

    Returns
    -------
    dask.array.Array of float32, shape (recipes, classes, rows, columns)
        Not computed yet.
    """
    names = [n for n in window_features.FEATURES if any(n in r.names for r in recipes)]
    features = features_by_blocks(amplitude, size, names)

    def followed(block):
        return np.stack([follow(recipe, block, names) for recipe in recipes])

    few = len(recipes), recipes[0].barycentres.shape[1]
    chunks = ((few[0],), (few[1],), *features.chunks[2:])
    return features.map_blocks(followed, chunks=chunks, meta=np.empty((0,) * 4, "f4"))
