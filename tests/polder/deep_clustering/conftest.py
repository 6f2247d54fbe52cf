"""Groups that every deep clustering must find."""

import numpy as np
import pytest


@pytest.fixture
def groups():
    """Give 900 rows of three far groups in five dimensions, and which row is of which."""
    rng = np.random.default_rng(0)
    truth = rng.integers(3, size=900)
    X = 4 * rng.normal(size=(3, 5))[truth] + 0.3 * rng.normal(size=(900, 5))
    return (X - X.mean(0)) / X.std(0), truth
