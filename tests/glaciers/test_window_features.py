"""The features of windows, sliding or cut apart."""

import numpy as np
import pytest

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers import series, window_features
from helpers.glaciers.products import cpazmal


def test_features_come_in_the_order_asked(amplitude):
    every = window_features.sliding(amplitude, 5)
    some = window_features.sliding(amplitude, 5, ["ratio_mean", "HV_k1"])
    order = [window_features.FEATURES.index(name) for name in ("ratio_mean", "HV_k1")]
    np.testing.assert_array_equal(some, every[order])
    with pytest.raises(BadInput, match="no feature HV_k4"):
        window_features.sliding(amplitude, 5, ["HV_k4"])


def test_a_sliding_window_says_what_the_training_window_said():
    path = catalog.find("glaciers/cpazmal")
    windows = series.of_windows(path, classes=["ACC"])
    one = windows.isel(window=0)
    stack = cpazmal.open(path, one.group.item(), polarisation=["HH", "HV"])
    stack = np.sqrt(stack.intensity.sel(time=one.time.values).values)
    found = window_features.sliding(stack, 7, list(windows.feature.values))
    centre = found[:, :, one.row.item() + 3, one.column.item() + 3]
    np.testing.assert_allclose(centre, one.series, rtol=1e-4, atol=1e-5)
