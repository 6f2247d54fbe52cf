"""Confidence that is right is found right; confidence that was scaled is scaled back."""

import numpy as np
import pytest

from helpers.clouds.classification import calibration
from helpers.errors import BadInput


def honest(count=20_000, seed=0):
    """Draw logits, and labels from their own probabilities."""
    random = np.random.default_rng(seed)
    logits = 2 * random.normal(size=(count, 4))
    labels = (logits + random.gumbel(size=logits.shape)).argmax(1)
    return logits, labels


def test_honest_confidence_has_hardly_an_error():
    assert calibration.expected_calibration_error(*honest()) < 0.01
    assert calibration.temperature(*honest()) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("factor", [0.4, 3.0])
def test_the_temperature_undoes_a_factor(factor):
    logits, labels = honest()
    found = calibration.temperature(factor * logits, labels)
    assert found == pytest.approx(factor, rel=0.03)
    before = calibration.expected_calibration_error(factor * logits, labels)
    assert (
        calibration.expected_calibration_error(factor * logits, labels, found) < before / 5
    )


def test_error_by_hand():
    logits = np.log([[0.9, 0.1], [0.9, 0.1], [0.45, 0.55]])
    table = calibration.reliability(logits, [0, 1, 1])
    assert table.confidence.tolist() == pytest.approx([0.55, 0.9])
    assert table.accuracy.tolist() == [1, 0.5]
    assert table["count"].tolist() == [1, 2]
    error = (1 * 0.45 + 2 * 0.4) / 3
    assert calibration.expected_calibration_error(logits, [0, 1, 1]) == pytest.approx(error)


def test_few_tiles_have_an_error_by_chance_alone():
    few, many = (
        calibration.chance_calibration_error(honest(n)[0], n_resamples=20)
        for n in (50, 5_000)
    )
    assert few > 3 * many
    fresh = [
        calibration.expected_calibration_error(*honest(50, seed)) for seed in range(50)
    ]
    assert few == pytest.approx(np.mean(fresh), rel=0.2)


def test_what_is_refused():
    with pytest.raises(BadInput, match="a row of logits per label"):
        calibration.temperature(np.zeros((3, 4)), [0, 1])
    with pytest.raises(BadInput, match="A logit is no number"):
        calibration.reliability(np.full((2, 4), np.nan), [0, 1])
