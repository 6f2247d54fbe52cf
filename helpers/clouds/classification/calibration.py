"""Whether a classifier that says 80 % is right in 80 % of the cases.

Guo et al. (2017, ICML), https://arxiv.org/abs/1706.04599.
"""

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from helpers.errors import BadInput

TEMPERATURES = 0.05, 50
"""The least and the largest that is tried."""


def reliability(logits, labels, temperature=1.0, bins=10):
    """Compare confidence, the largest probability, with how often it is right.

    Parameters
    ----------
    logits : array, shape (n, classes)
    labels : int array, shape (n,)
    temperature : float
        Logits are divided by it first.
    bins : int
        Of equal width, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        Mean ``confidence``, ``accuracy`` and ``count`` of each bin that holds something.
    """
    logits, labels = _checked(logits, labels)
    confidence = softmax(logits / temperature, axis=1).max(1)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = pd.DataFrame({"confidence": confidence, "accuracy": logits.argmax(1) == labels})
    table = rows.astype(float).groupby(place).mean()
    return table.assign(count=np.bincount(place)[table.index]).rename_axis("bin")


def expected_calibration_error(logits, labels, temperature=1.0, bins=10):
    """Average ``|confidence − accuracy|`` over the bins of `reliability`, by their count.

    Parameters
    ----------
    logits, labels, temperature, bins
        As for :func:`reliability`.

    Returns
    -------
    float
        0–1.
    """
    table = reliability(logits, labels, temperature, bins)
    gap = (table.confidence - table.accuracy).abs()
    return float(np.average(gap, weights=table["count"]))


def chance_calibration_error(logits, temperature=1.0, bins=10, n_resamples=100, seed=0):
    """Give the mean error of calibration of a classifier whose probabilities are right.

    It isn't 0: in a bin of few tiles the accuracy differs from the confidence by chance.
    Labels are drawn from the probabilities themselves.

    Parameters
    ----------
    logits : array, shape (n, classes)
    temperature : float
    bins : int
    n_resamples : int
        Draws of the labels.
    seed : int

    Returns
    -------
    float
        0–1.
    """
    edges = softmax(np.asarray(logits, float) / temperature, axis=1).cumsum(1)
    random = np.random.default_rng(seed)
    labels = (random.random((n_resamples, len(edges), 1)) > edges[None, :, :-1]).sum(2)
    return float(
        np.mean([expected_calibration_error(logits, y, temperature, bins) for y in labels])
    )


def temperature(logits, labels):
    """Find the temperature at which the labels are most likely.

    Dividing by it changes no decision, only how sure each is.

    Parameters
    ----------
    logits : array, shape (n, classes)
        Of tiles that the classifier was not trained on.
    labels : int array, shape (n,)

    Returns
    -------
    float
        Above 1 where the classifier was too sure; between 0.05 and 50.

    Raises
    ------
    BadInput
        When lengths differ, there is nothing, or a logit is no number.
    """
    logits, labels = _checked(logits, labels)

    def loss(log_t):
        rows = log_softmax(logits / np.exp(log_t), axis=1)
        return -rows[np.arange(len(labels)), labels].mean()

    found = minimize_scalar(loss, bounds=np.log(TEMPERATURES), method="bounded")
    return float(np.exp(found.x))


def _checked(logits, labels):
    logits, labels = np.asarray(logits, float), np.asarray(labels)
    if logits.ndim != 2 or labels.shape != logits.shape[:1] or not len(labels):
        raise BadInput(
            f"The logits have shape {logits.shape} and the labels {labels.shape}: give a "
            "row of logits per label, and at least one."
        )
    if not np.isfinite(logits).all():
        raise BadInput("A logit is no number: look at how the classifier was trained.")
    return logits, labels
