"""Figures of what hangs on constants show the numbers they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers import plotting
from helpers.leads.figures import constants

USUAL = {"young": 1.0, "refrozen": 1.0}


@pytest.fixture
def sweep():
    rows = [(c, v, d) for c in USUAL for v in (0.0, 1.0, 2.0) for d in (-0.1, 0.1)]
    table = pd.DataFrame(rows, columns=["constant", "value", "draw"])
    table["product"], table["mixture"] = 0.5, 0.9
    table["K-means"] = 0.2 + 0.2 * table.value + table.draw
    return table.assign(moves=table.value - 0.5 + table.draw, price=1.0)


@pytest.fixture(autouse=True)
def _close():
    plotting.style()
    yield
    plt.close("all")


def diamonds(ax):
    return [line.get_xydata()[0] for line in ax.lines if line.get_marker() == "D"]


def test_scores_mark_where_two_methods_change_places(sweep):
    constants.scores(sweep, USUAL)
    for ax in plt.gcf().axes:
        np.testing.assert_allclose(diamonds(ax), [[1.5, 0.5]])
    assert plotting.smallest_letter(plt.gcf()) >= 11


def test_costs_mark_the_change_of_sign_and_the_real_pass(sweep):
    constants.costs(sweep, USUAL, {"moves": -4.0, "price": -1.0})
    for ax in plt.gcf().axes:
        np.testing.assert_allclose(diamonds(ax), [[0.5, 0]])
        dashed = [line.get_ydata()[0] for line in ax.lines if line.get_linestyle() == "--"]
        assert dashed == [-4.0, -1.0]
    assert plotting.smallest_letter(plt.gcf()) >= 11
