"""Two levels of brightness, or one."""

import numpy as np
import pytest

from helpers.leads.optical import levels


def test_known_distributions():
    rng = np.random.default_rng(0)
    assert levels.variance_left(rng.normal(size=200_000)) == pytest.approx(
        levels.ONE_LEVEL, abs=0.003
    )
    assert levels.variance_left(rng.random(200_000)) == pytest.approx(0.25, abs=0.003)


def test_scale_offset_and_missing_pixels_play_no_part():
    rng = np.random.default_rng(0)
    values = np.append(rng.normal(0.2, 0.03, 300), rng.normal(0.8, 0.05, 2000))
    left = levels.variance_left(values)
    assert left < 0.1
    assert levels.variance_left(np.append(7 - 3 * values, np.nan)) == pytest.approx(left)


def test_the_interval_holds_the_value_of_the_image():
    rng = np.random.default_rng(0)
    image = rng.normal(0.8, 0.05, (60, 80))
    image[20:25] = 0.1
    low, high = levels.interval(image, 20)
    assert low < levels.variance_left(image) < high < levels.ONE_LEVEL
    patches = np.repeat(np.repeat(rng.random((3, 4)), 20, 0), 20, 1)
    wide = levels.interval(image - 0.2 * patches, 20)
    assert wide[1] - wide[0] > high - low
