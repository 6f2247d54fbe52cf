"""IDEC's probabilities and their targets."""

import pytest
import torch

from helpers.polder.deep_clustering import idec

pytestmark = pytest.mark.usefixtures("one_thread")


def test_probabilities_and_their_targets():
    codes, centres = torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([[0.0], [2.0]])
    q = idec.soft_assignment(codes, centres)
    assert torch.allclose(q, torch.tensor([[5 / 6, 1 / 6], [0.5, 0.5], [1 / 6, 5 / 6]]))
    p = idec.target_distribution(q)
    assert torch.allclose(p.sum(1), torch.ones(3))
    assert p[0, 0] > q[0, 0] and p[2, 1] > q[2, 1]
