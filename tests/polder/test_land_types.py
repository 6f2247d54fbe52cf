"""Land types: an order that doesn't depend on names, and colours of land."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.errors import BadInput
from helpers.polder import land_types


def test_order_follows_ndvi_whatever_the_clusters_are_called():
    rng = np.random.default_rng(0)
    ndvi = rng.uniform(size=300)
    truth = np.digitize(ndvi, [0.2, 0.5, 0.8])
    renamed = np.array(["d", "a", "c", "b"])[truth]
    np.testing.assert_array_equal(land_types.by_greenness(renamed, ndvi), truth)


def test_one_ndvi_per_label():
    with pytest.raises(BadInput, match=r"\(3,\).*\(2,\)"):
        land_types.by_greenness([0, 1, 1], [0.1, 0.2])


def test_colours_differ_and_none_is_blue():
    rgb = np.array([to_rgb(colour) for colour in land_types.PALETTE])
    assert len(set(land_types.PALETTE)) == 8
    assert np.all(rgb[:, 2] <= rgb[:, :2].max(1))
