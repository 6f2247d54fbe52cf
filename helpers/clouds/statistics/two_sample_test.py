"""Whether a classifier can tell two sets of tiles apart."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.errors import BadInput


def by_classifier(embeddings, other, groups, n_folds=5):
    """Ask how well two sets of tiles can be told apart in scenes that weren't seen.

    A two-sample test by a classifier (Lopez-Paz & Oquab 2017, ICLR): logistic
    regression on standardised numbers, scored on whole scenes left out.

    Parameters
    ----------
    embeddings : array, shape (n, dimensions)
    other : array of bool, shape (n,)
        Which set a tile belongs to.
    groups : array, shape (n,)
        The scene of each.
    n_folds : int

    Returns
    -------
    array, shape (n,)
        The probability that a tile is of the second set, from the fold in which its
        scene was left out. Its area under the curve is ½ where the sets are alike.

    Raises
    ------
    BadInput
        When a set is empty, or there are fewer scenes than folds.
    """
    other = np.asarray(other, bool)
    if len(np.unique(other)) < 2 or len(np.unique(groups)) < n_folds:
        raise BadInput(
            f"{other.sum()} of {len(other)} tiles, from {len(np.unique(groups))} scenes: "
            f"give tiles of both sets, from at least {n_folds} scenes."
        )
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    parts = GroupKFold(n_folds)
    return cross_val_predict(
        model, embeddings, other, groups=groups, cv=parts, method="predict_proba"
    )[:, 1]
