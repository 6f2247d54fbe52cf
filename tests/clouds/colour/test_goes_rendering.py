"""The stretch is undone, and a picture of another sensor keeps what it must keep."""

import numpy as np
import pandas as pd
import pytest

from helpers.clouds.colour import goes_rendering
from helpers.clouds.products import worldview
from helpers.clouds.simulation import scene_rendering
from helpers.errors import BadInput


def grey(level, shape=(40, 60)):
    return np.full((*shape, 3), level, np.uint8)


def test_reflectance_undoes_the_display():
    true = np.linspace(0.005, 0.995, 500)
    assert (
        np.abs(goes_rendering.reflectance(scene_rendering.display(true)) - true).max()
        < 0.012
    )
    shown = scene_rendering.display(true)
    assert np.array_equal(scene_rendering.display(goes_rendering.reflectance(shown)), shown)


def test_reflectance_is_documented_at_the_stretch_s_corners():
    inputs, outputs = worldview.STRETCH
    back = goes_rendering.reflectance(np.array(outputs, np.uint8))
    assert np.allclose(back, np.array(inputs) / 255)


def test_brighter_stays_brighter_and_clouds_become_darker():
    levels = [goes_rendering.goes_like(grey(v)).mean() for v in range(0, 256, 5)]
    assert (np.diff(levels) > 0).all()
    clouds = np.arange(110, 255, 5)
    assert (np.array(levels)[clouds // 5] < clouds).all()


def test_a_grey_picture_becomes_its_reflectance_to_a_power():
    shown = goes_rendering.goes_like(grey(160))  # reflectance 60 / 255, in all bands
    expected = 255 * (60 / 255) ** (1 / 2.2)
    assert np.abs(shown[..., [0, 2]] - expected).max() <= 0.5
    assert np.abs(shown[..., 1] - expected).max() <= 1  # the weights sum to 1.001


def test_pixels_of_the_same_size_keep_the_shape_and_blur_little():
    random = np.random.default_rng(0)
    image = random.integers(0, 256, (50, 70, 3), dtype=np.uint8)
    shown = goes_rendering.goes_like(image, worldview.PIXEL_KM)
    assert shown.shape == image.shape
    red = 255 * goes_rendering.reflectance(image)[..., 0] ** (1 / 2.2)
    assert 0.9 < np.corrcoef(shown[..., 0].ravel(), red.ravel())[0, 1] < 1
    assert shown[..., 0].std() < red.std()


def test_a_tile_has_the_same_middle_in_both_pictures():
    image = grey(0, (400, 600))
    image[230:234, 330:334] = 255  # the middle of the tile
    table = pd.DataFrame({"y": [104], "x": [204], "height": [256], "width": [256]})
    place = goes_rendering.same_middle(table).iloc[0]
    shown = goes_rendering.goes_like(image)[
        place.y : place.y + 256, place.x : place.x + 256, 0
    ]
    assert shown.shape == (256, 256)
    bright = np.argwhere(shown > 100)
    assert np.abs(bright.mean(axis=0) - 127.5).max() < 1.5


def test_masks_go_with_their_pictures():
    mask = np.zeros((140, 210), bool)
    mask[70:, :] = True
    there = goes_rendering.resampled_mask(mask)
    assert there.shape == goes_rendering.goes_like(grey(0, mask.shape)).shape[:2]
    assert there.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: goes_rendering.reflectance(np.zeros((2, 2))), "float64"),
        (lambda: goes_rendering.goes_like(np.zeros((4, 4), np.uint8)), r"\(4, 4\)"),
        (lambda: goes_rendering.goes_like(grey(0), 0), "pixel_km = 0"),
    ],
)
def test_what_is_no_picture_is_refused(call, says):
    with pytest.raises(BadInput, match=says):
        call()
