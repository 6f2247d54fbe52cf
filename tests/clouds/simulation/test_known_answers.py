"""Masks and textures have the values that they were drawn for."""

import math

import numpy as np
import pytest

from helpers.clouds import organisation
from helpers.clouds.simulation import known_answers


def test_teaching_masks_have_their_values():
    found = {name: organisation.measure(m) for name, m in known_answers.masks().items()}
    assert found["lattice"]["iorg"] == pytest.approx(math.exp(-math.pi), rel=0.03)
    random = [organisation.measure(known_answers.masks(seed=s)["random"]) for s in range(6)]
    assert np.mean([r["iorg"] for r in random]) == pytest.approx(0.5, abs=0.06)
    assert found["clustered"]["iorg"] > 0.75
    assert found["line"]["fractal_dimension"] == pytest.approx(1)
    assert found["line"]["orientation"] == pytest.approx(1)


def test_textures_are_alike_in_brightness():
    tiles, kind = known_answers.textures(3)
    means = (tiles > 100).mean((1, 2, 3))
    np.testing.assert_allclose(means, 0.3, atol=0.02)
    assert np.bincount(kind).tolist() == [3, 3, 3, 3]
