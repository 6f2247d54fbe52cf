"""Figures show the numbers that they were given, and fetch nothing to do so."""

import socket

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from helpers import plotting


@pytest.fixture(autouse=True)
def offline_and_tidy(monkeypatch):
    """Draw off-screen, without any network, and close what was drawn."""

    def refuse(*_):
        raise OSError("no network here")

    matplotlib.use("Agg")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with plt.rc_context():
        yield
    plt.close("all")


@pytest.fixture
def world():
    """Give a map whose values tell their latitude, without the far south."""
    latitude, longitude = 89.5 - np.arange(180.0), np.arange(360.0) - 179.5
    values = np.repeat(latitude[:, None], 360, axis=1)
    values[latitude < -60] = np.nan
    return xr.DataArray(
        values, {"latitude": latitude, "longitude": longitude}, ("latitude", "longitude")
    )


def test_style_is_readable_on_a_phone():
    plotting.style()
    sizes = ["font.size", "axes.labelsize", "xtick.labelsize", "legend.fontsize"]
    assert min(plt.rcParams[size] for size in sizes) >= 12
    fig, ax = plt.subplots()
    ax.set(xlabel="gate", ylabel="power")
    assert plotting.smallest_letter(fig) >= 11
    fig.set_figwidth(7)
    assert plotting.smallest_letter(fig) < 11


def test_confusion_shows_every_count_and_its_share_of_the_row():
    ax = plotting.confusion([[3, 1], [0, 1200]], ["ice", "lead"], ["a", "b"])
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["3\n75.0%", "1\n25.0%", "0\n0.0%", "1,200\n100.0%"]
    shares = ax.collections[0].get_array().reshape(2, 2)
    np.testing.assert_allclose(shares, [[0.75, 0.25], [0, 1]])


def test_confusion_takes_a_class_without_members():
    ax = plotting.confusion([[0, 0], [1, 1]], ["none", "some"], ["a", "b"])
    assert np.isfinite(ax.collections[0].get_array()).all()


@pytest.mark.parametrize("latitude", [[70.0, 85.0], [-62.0, -80.0]])
def test_polar_map_holds_its_latitudes(latitude):
    import cartopy.crs as ccrs

    ax = plotting.polar_map(np.array(latitude))
    left, right, bottom, top = ax.get_extent()
    for longitude in (0, 90, 180, 270):
        for each in latitude:
            x, y = ax.projection.transform_point(longitude, each, ccrs.PlateCarree())
            assert left <= x <= right and bottom <= y <= top
    ax.figure.canvas.draw()


def test_global_map_puts_values_where_they_belong(world):
    mesh = plotting.global_map(world, label="latitude")
    np.testing.assert_array_equal(mesh.get_array().filled(np.nan), world)
    x, y = mesh.get_coordinates()[0, 0]
    assert (x, y) == (-180, 90)
    assert [ax.get_xlabel() for ax in mesh.figure.axes] == ["", "latitude"]


def test_global_map_does_not_depend_on_the_order_of_dimensions(world):
    turned = plotting.global_map(world.transpose("longitude", "latitude"))
    np.testing.assert_array_equal(turned.get_array().filled(np.nan), world)


def test_global_map_draws_background_and_land_without_network(world):
    mesh = plotting.global_map(world, land=world > 0, background=True, vmin=-90, vmax=90)
    mesh.figure.canvas.draw()
    assert mesh.axes.images and len(mesh.axes.collections) == 2


def test_maps_side_by_side_are_equal_area():
    axes = plotting.equal_earth(2, 2)
    assert axes.shape == (2, 2)
    assert {type(ax.projection).__name__ for ax in axes.flat} == {"EqualEarth"}


def test_interactive_figure_of_the_book_needs_only_the_script_beside_it(monkeypatch):
    shown = []
    monkeypatch.setenv("EO_BOOK", "1")
    monkeypatch.setattr(plotting, "display", shown.append)
    plotting.interactive(go.Figure(go.Heatmap(z=[[1, 2]])), 'A "map"')
    page = shown[0].data
    assert 'src="plotly.min.js"' in page and 'src="http' not in page
    assert 'aria-label="A &quot;map&quot;"' in page
    assert page.count("<html") == 0


def test_interactive_figure_shows_itself_elsewhere(monkeypatch):
    class Figure:
        shown = 0

        def show(self):
            self.shown += 1

    figure = Figure()
    monkeypatch.delenv("EO_BOOK", raising=False)
    plotting.interactive(figure, "a map")
    assert figure.shown == 1
