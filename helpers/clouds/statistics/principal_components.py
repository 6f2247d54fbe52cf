"""Principal components of many metrics."""

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler


def components(metrics, n_components=4):
    """Find the principal components of standardised metrics.

    Parameters
    ----------
    metrics : DataFrame, shape (n, metrics)
        Complete, one row per scene.
    n_components : int

    Returns
    -------
    loadings : DataFrame, shape (metrics, count)
        Unit vectors; the largest entry of each is positive, as the sign means nothing.
    explained : array, shape (count,)
        Share of the variance.
    """
    found = PCA(n_components, svd_solver="full").fit(
        StandardScaler().fit_transform(metrics)
    )
    vectors = found.components_
    largest = np.abs(vectors).argmax(axis=1)
    vectors = vectors * np.sign(vectors[np.arange(n_components), largest])[:, None]
    names = [f"PC{i}" for i in range(1, n_components + 1)]
    loadings = pd.DataFrame(vectors.T, metrics.columns, names)
    return loadings, found.explained_variance_ratio_


def strongest(loadings, count=4):
    """Name the metrics that load most on each component, with their signs.

    Parameters
    ----------
    loadings : pandas.DataFrame
        From :func:`components`.
    count : int
        Metrics of each component.

    Returns
    -------
    dict of str to str
        By component.

    Examples
    --------
    >>> strongest(pd.DataFrame({"PC1": [0.1, -0.9]}, ["open_sky", "iorg"]), 1)
    {'PC1': '− iorg'}
    """
    named = {}
    for name, column in loadings.items():
        order = column.abs().sort_values(ascending=False).index[:count]
        signs = ("+" if column[metric] > 0 else "−" for metric in order)
        pairs = zip(signs, order, strict=True)
        named[name] = ", ".join(
            f"{sign} {metric.replace('_', ' ')}" for sign, metric in pairs
        )
    return named
