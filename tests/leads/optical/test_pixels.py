"""Valid pixels, their texture, a sample of them."""

import numpy as np
import pytest
from scipy.ndimage import generic_filter

from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.optical import pixels

RNG = np.random.default_rng(0)


def test_texture_is_the_local_standard_deviation(values):
    values = values[0, 20:40, 20:60]
    wanted = generic_filter(values, np.std, 5, mode="reflect")
    np.testing.assert_allclose(pixels.local_std(values, 5), wanted, atol=1e-6)


def test_texture_leaves_missing_pixels_out():
    values = RNG.normal(size=(7, 7))
    values[2, 3] = np.nan
    found = pixels.local_std(values, 3)
    assert np.isnan(found[2, 3]) and np.isfinite(found).sum() == 48
    assert found[3, 3] == pytest.approx(np.nanstd(values[2:5, 2:5]))


def test_texture_does_not_depend_on_brightness(values):
    one = pixels.local_std(values[0], 5)
    np.testing.assert_allclose(pixels.local_std(values[0] + 7, 5), one, atol=1e-6)
    np.testing.assert_allclose(pixels.local_std(values[0] * 3, 5), 3 * one, atol=1e-6)


def test_sample_holds_pixels_of_the_scene(values, picture):
    stack = pixels.features(picture(values, chunks=32))
    rows = pixels.sample(stack, n_pixels=500, blocks=3)
    assert rows.shape == (500, 2) and np.isfinite(rows).all()
    flat = stack.values.reshape(2, -1).T
    assert np.isin(rows[:, 0], flat[:, 0]).all()
    np.testing.assert_array_equal(rows, pixels.sample(stack, n_pixels=500, blocks=3))


@pytest.mark.parametrize("fill", [np.nan, 0.0])
def test_scene_without_a_valid_pixel(fill, picture):
    with pytest.raises(BadInput, match="no valid pixel"):
        pixels.sample(pixels.features(picture(np.full((1, 40, 40), fill))))


@pytest.mark.parametrize("chunks", [None, 16])
def test_scene_of_one_value(chunks, picture):
    one = picture(np.full((2, 40, 40), 0.5), chunks)
    with pytest.raises(BadInput, match=r"the same value, 0\.5, 0\.5: "):
        pixels.sample(pixels.features(one))


@pytest.mark.parametrize(
    ("texture", "window_px", "message"),
    [("B99", 5, "no band 'B99'"), ("B02", 4, "window_px = 4"), ("B02", 1, "window_px = 1")],
)
def test_texture_that_cannot_be(values, texture, window_px, message, picture):
    with pytest.raises(BadInput, match=message):
        pixels.features(picture(values), texture, window_px)


def test_composite_shows_the_files_own_colours(real):
    ds = products.open(
        real("leads/modis/greenland_sea-50km-20180712.terra.falsecolor.tiff"),
        colours="false",
    )
    shown = pixels.composite(ds, step=2)
    np.testing.assert_array_equal(shown[..., 0], ds.image.sel(band="band 7")[::2, ::2])
