"""The simplest rivals of a network: lines between classes, drawn through a few numbers."""

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.clouds.organisation import tile_metrics
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.tiles import brightness

GROUPS = ("Fish", "Flower"), ("Gravel", "Sugar")
"""The two groups that the original's conclusion is about."""


def features(tiles, threshold=127):
    """Describe each tile by a few numbers, in three ways.

    Parameters
    ----------
    tiles : uint8 array, shape (n, y, x, 3)
    threshold : int
        Brightness above which a pixel is cloud.

    Returns
    -------
    dict of str to array, shape (n, numbers)
        ``brightness``: mean and spread of the brightness; ``colour``: of each of the
        three bands; ``metrics``: the twenty metrics of organisation.
    """
    grey = brightness.greyscale(tiles)
    table = tile_metrics.twenty(tile_metrics.measure_tiles(grey, threshold))
    return {
        "brightness": np.column_stack([grey.mean(axis=(1, 2)), grey.std(axis=(1, 2))]),
        "colour": np.hstack([tiles.mean(axis=(1, 2)), tiles.std(axis=(1, 2))]),
        "metrics": table.to_numpy(),
    }


def told(numbers, labels, fold):
    """Tell each tile's label by a logistic regression that learnt from other folds.

    Numbers are standardised, and missing ones put at the median, by what is learnt from;
    classes weigh the same.

    Parameters
    ----------
    numbers : array, shape (n, k)
    labels, fold : int array, shape (n,)

    Returns
    -------
    int array, shape (n,)
    """
    answers = np.empty_like(labels)
    for number in np.unique(fold):
        here = fold == number
        fill = SimpleImputer(strategy="median", keep_empty_features=True)
        line = LogisticRegression(class_weight="balanced", max_iter=2000)
        model = make_pipeline(fill, StandardScaler(), line)
        answers[here] = model.fit(numbers[~here], labels[~here]).predict(numbers[here])
    return answers


def two_groups(labels):
    """Say which of the two groups a label is of.

    Parameters
    ----------
    labels : int array, shape (n,)
        Places in :data:`helpers.clouds.products.boxes.LABELS`.

    Returns
    -------
    int array, shape (n,)
        0 for Fish and Flower, 1 for Gravel and Sugar.

    Examples
    --------
    >>> two_groups(np.arange(4)).tolist()
    [0, 0, 1, 1]
    """
    return np.array([int(name in GROUPS[1]) for name in LABELS])[np.asarray(labels)]
