"""Figures of what a tensor decomposition consists of."""

import matplotlib.pyplot as plt
import numpy as np

from helpers import plotting

NAMES = ("first", "second", "third")


def factors(maps, spectra, cube):
    """Draw the factors of a tensor train: its spectra, and the profiles of its first map.

    A map is a sum of products of a profile along latitude and one along longitude. They
    are turned so that no other three products come nearer to the map (singular value
    decomposition); each product's size is shared by its two profiles.

    Parameters
    ----------
    maps : array, shape (3 or more, latitude, longitude)
    spectra : array, shape (3 or more, variable)
        Both as :func:`helpers.polder.tensor_decompositions.train_parts` gives them.
    cube : xarray.DataArray
        Over latitude, longitude and variable, for the axes.

    Returns
    -------
    array of matplotlib.axes.Axes
        Of spectra, of profiles along longitude, and of those along latitude.
    """
    rows, sizes, columns = np.linalg.svd(maps[0], full_matrices=False)
    profiles = columns * np.sqrt(sizes)[:, None], (rows * np.sqrt(sizes)).T
    size = (plotting.WIDTH, 7.5)
    figure, axes = plt.subplots(len(NAMES), figsize=size, layout="constrained")
    marks = [{"marker": "o"}, {}, {}]
    dimensions = ("variable", "longitude", "latitude")
    lines = [spectra, *profiles]
    for ax, name, values, mark in zip(axes, dimensions, lines, marks, strict=True):
        drawn = ax.plot(cube[name], values[: len(NAMES)].T, **mark)
        ax.axhline(0, color=plotting.COLOURS["grey"], linestyle=":")
        ax.set(xlabel=name, ylabel="weight" if name == "variable" else "profile")
    axes[0].set_xticks(range(cube.sizes["variable"]), list(cube["variable"].values))
    axes[0].tick_params(axis="x", labelrotation=30)
    figure.legend(drawn, NAMES, loc="outside upper center", ncol=3)
    return axes
