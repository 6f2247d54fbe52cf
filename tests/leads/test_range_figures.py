"""What the figures of ranges show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.leads.figures import ranges


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_waves_are_drawn_in_centimetres_for_each_retracker():
    blur = np.array([0.3, 0.6, 0.9])
    apart = {"threshold": blur, "model": np.array([0.5, 0.5, 0.5])}
    ranges.waves(blur, apart)
    ax = plt.gca()
    drawn = {points.get_label(): points.get_offsets() for points in ax.collections}
    assert drawn.keys() == apart.keys()
    for name, metres in apart.items():
        np.testing.assert_allclose(drawn[name], np.column_stack([blur, 100 * metres]))
    colours = [tuple(points.get_facecolor()[0]) for points in ax.collections]
    assert len(set(colours)) == 2
