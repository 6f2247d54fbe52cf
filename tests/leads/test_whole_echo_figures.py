"""What the figures of whole echoes show."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers.leads.figures import whole_echoes
from helpers.leads.radar import judged_heights


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_a_component_is_added_to_the_mean_and_taken_off():
    mean, beyond = np.array([0.0, 1.0, 0.5]), np.array([-1.0, 0.0, 1.0])
    axes = np.eye(3)[:2]
    whole_echoes.components(mean, axes, np.array([0.2, 0.1]), beyond)
    panels = plt.gcf().axes
    assert len(panels) == 2
    more, less, plain = (line.get_ydata() for line in panels[1].lines)
    np.testing.assert_allclose(more - mean, [0, 0.15, 0])
    np.testing.assert_allclose(mean - less, [0, 0.15, 0])
    np.testing.assert_allclose(plain, mean)


def test_each_pass_has_a_line_through_its_scores():
    table = pd.DataFrame({"one": [0.5, 0.7], "other": [0.6, 0.9]})
    whole_echoes.scores(table)
    ax = plt.gca()
    lines = sorted(line.get_xdata().tolist() for line in ax.lines if len(line.get_xdata()))
    assert lines == [[0.5, 0.6], [0.7, 0.9]]
    points = np.concatenate([c.get_offsets()[:, 0] for c in ax.collections])
    assert sorted(points) == [0.5, 0.6, 0.7, 0.9]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["one", "other"]


def test_there_are_two_boxes_of_each_kind():
    kinds = pd.Categorical(list(judged_heights.KINDS) * 8, judged_heights.KINDS)
    rows = pd.DataFrame({"kind": kinds, "threshold": 20.0, "model": 1.0})
    rows.loc[::2, ["threshold", "model"]] += 1
    whole_echoes.height_errors(rows)
    ax = plt.gca()
    assert [t.get_text() for t in ax.get_yticklabels()] == list(judged_heights.KINDS)
    assert [len(one.boxes) for one in ax.containers] == 2 * [len(judged_heights.KINDS)]
    low, high = ax.get_xlim()
    assert low < 1 and high > 21
