"""Figures of places and of tensors show what they were given, for a phone as well."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from helpers import plotting
from helpers.polder import land_types
from helpers.polder.figures import places, tensors
from helpers.polder.products import grasp


@pytest.fixture(autouse=True)
def in_style():
    plotting.style()
    yield
    smallest = [plotting.smallest_letter(plt.figure(n)) for n in plt.get_fignums()]
    plt.close("all")
    assert min(smallest) >= 11


@pytest.fixture
def grid():
    return xr.Dataset(coords={"latitude": grasp.LATITUDE, "longitude": grasp.LONGITUDE})


@pytest.fixture
def types():
    spots = [(0.5, 10.5), (1.5, 10.5), (1.5, 11.5), (-9.5, -50.5)]
    index = pd.MultiIndex.from_tuples(spots, names=["latitude", "longitude"])
    return pd.Series(["sand", "forest", "snow", "forest"], index)


def test_shares_have_one_scale_for_all_maps(types, grid):
    table = pd.DataFrame({"one": [1.0] * 4, "other": [0.5, 1, 1, 1]}, types.index)
    for name, ax in zip(table, places.shares(table, grid, "runs"), strict=True):
        mesh = ax.collections[-1]
        assert ax.get_title() == name and mesh.get_clim() == (0.5, 1)
        drawn = np.sort(mesh.get_array().compressed())
        np.testing.assert_allclose(drawn, np.sort(table[name]))


def test_a_region_has_its_types_its_colours_and_a_picture(types, grid):
    colours = pd.DataFrame(np.linspace(0, 1, 12).reshape(4, 3), types.index)
    regions = {"Africa": (-20, 52, -36, 38), "South America": (-83, -33, -56, 14)}
    axes = places.zooms(types, colours, grid, regions)
    assert axes.shape == (2, 3)
    assert [ax.get_title() for ax in axes[:, 0]] == list(regions)
    shown = axes[0, 1].collections[-1].get_array().reshape(180, 360, 3)
    north, east = np.array(types.index.tolist()).T
    drawn = shown[np.floor(90 - north).astype(int), np.floor(east + 180).astype(int)]
    np.testing.assert_allclose(drawn, colours)
    assert axes[0, 2].images


def test_a_glued_continent_lies_where_it_was_turned_to(types):
    at = np.array([[5.0, 6.0]] * 4)
    still, turned = places.glued(types, types, at).collections
    np.testing.assert_allclose(still.get_offsets()[:, ::-1], types.index.tolist())
    np.testing.assert_allclose(turned.get_offsets()[:, ::-1], at)
    colours = [to_hex(c).upper() for c in still.get_facecolors()]
    assert colours == [land_types.PALETTE[name].upper() for name in types]


def test_profiles_of_a_map_multiply_to_the_map():
    rng = np.random.default_rng(0)
    maps = np.array([rng.normal(size=(5, 3)) @ rng.normal(size=(3, 6)) for _ in range(3)])
    spectra = rng.normal(size=(3, 7))
    cube = xr.DataArray(
        np.zeros((5, 6, 7)),
        {
            "latitude": range(5),
            "longitude": range(6),
            "variable": list(grasp.VARIABLES),
        },
    )
    of_spectra, along, across = tensors.factors(maps, spectra, cube)
    x = [np.array([line.get_ydata() for line in ax.lines[:3]]) for ax in (along, across)]
    np.testing.assert_allclose(np.einsum("ij,ik->kj", *x), maps[0], atol=1e-10)
    np.testing.assert_allclose([line.get_ydata() for line in of_spectra.lines[:3]], spectra)
