"""Figures of the verdict show what they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers import plotting
from helpers.polder import verdict
from helpers.polder.figures import verdict as figures


@pytest.fixture(autouse=True)
def _style():
    plotting.style()
    yield
    plt.close("all")


def test_a_line_for_each_method_through_its_values():
    table = pd.DataFrame(np.arange(12.0).reshape(3, 4), list("xyz"), list("abcd"))
    ax = figures.silhouettes(table)
    drawn = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert drawn == {name: list(row) for name, row in table.iterrows()}
    assert plotting.smallest_letter(ax.figure) >= 11


def test_points_are_means_and_bars_their_intervals():
    rng = np.random.default_rng(0)
    columns = pd.MultiIndex.from_product([["first", "second"], ["x", "y", "z"]])
    seeds = pd.DataFrame(rng.normal(size=(20, 6)), columns=columns)
    axes = figures.differences(seeds, verdict.interval)
    for ax, question in zip(axes, ("first", "second"), strict=True):
        assert ax.get_title() == question
        points, *bars = ax.lines[:-1]
        assert np.allclose(points.get_xdata(), seeds[question].mean())
        ends = [bar.get_xdata() for bar in bars]
        assert np.allclose(ends, np.transpose(verdict.interval(seeds[question])))
        assert [tick.get_text() for tick in ax.get_yticklabels()] == ["x", "y", "z"]
