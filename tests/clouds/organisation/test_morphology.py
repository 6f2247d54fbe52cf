"""Fractal dimension and orientation: cases known by hand."""

import numpy as np
import pytest

from helpers.clouds.organisation import morphology


def disc(radius, side):
    row, column = np.mgrid[:side, :side] - (side - 1) / 2
    return row**2 + column**2 <= radius**2


@pytest.mark.parametrize("shape", [(128, 128), (128, 200)])
def test_fractal_dimension_of_a_line_and_of_noise(shape):
    line = np.zeros(shape, bool)
    line[40] = True
    assert morphology.fractal_dimension(line) == pytest.approx(1, abs=0.2)
    noise = np.random.default_rng(1).random(shape) < 0.5
    assert morphology.fractal_dimension(noise) == pytest.approx(2, abs=0.2)


def test_fractal_dimension_is_exact_where_boxes_fill_the_scene():
    line = np.zeros((64, 64), bool)
    line[:, 40] = True
    assert morphology.fractal_dimension(line) == pytest.approx(1)
    checks = np.indices((64, 64)).sum(axis=0) % 2 == 0
    assert morphology.fractal_dimension(checks) == pytest.approx(2)


def test_fractal_dimension_of_a_cut_box_that_is_full():
    mask = np.zeros((36, 36), bool)
    mask[32:] = True  # whole boxes of 4, and half of one of 8: no box is mixed
    assert np.isnan(morphology.fractal_dimension(mask))


@pytest.mark.parametrize("turn", [np.asarray, np.transpose])
def test_orientation_of_a_line_and_of_a_disc(turn):
    line = np.zeros((40, 50), bool)
    line[7, 3:30] = True
    assert morphology.orientation(turn(line)) == 1
    assert morphology.orientation(turn(disc(12, 40))) == 0
    assert morphology.orientation(np.eye(20, dtype=bool)) == pytest.approx(1)


def test_orientation_of_an_ellipse():
    row, column = np.mgrid[-100:101, -100:101]
    ellipse = (row / 30) ** 2 + (column / 60) ** 2 <= 1
    assert morphology.orientation(ellipse) == pytest.approx(np.sqrt(0.75), abs=1e-3)
