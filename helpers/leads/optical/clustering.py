"""Clusters of an optical scene's pixels, block by block.

A model is fitted on a sample of pixels and then predicts lazily, so that a scene never
has to be in memory. Models are scikit-learn's; what is here feeds them.
"""

import numpy as np
import xarray as xr

NO_DATA = -1


def darkest_first(model, rows):
    """Number a model's clusters by the mean of their first feature, from dark to bright.

    Parameters
    ----------
    model : scikit-learn estimator
        Fitted, with ``predict``.
    rows : array, shape (n, features)

    Returns
    -------
    array of int, shape (clusters,)
        The clusters of the model in that order; one that no row falls into comes last.
    """
    labels = model.predict(rows)
    count = np.maximum(np.bincount(labels), 1)
    mean = np.bincount(labels, rows[:, 0]) / count
    mean[np.bincount(labels) == 0] = np.inf
    return np.argsort(mean)


def classify(stack, model, order):
    """Give each pixel its cluster.

    Parameters
    ----------
    stack : xarray.DataArray
        From :func:`helpers.leads.optical.pixels.features`; lazy in, lazy out.
    model : scikit-learn estimator
        Fitted on rows of the same features.
    order : array of int
        From :func:`darkest_first`: cluster ``order[0]`` is called 0.

    Returns
    -------
    xarray.DataArray of int8
        Over ``y`` and ``x``; −1 where there is no data.
    """
    rank = np.argsort(order).astype("int8")
    return _per_pixel(stack, lambda rows: rank[model.predict(rows)], NO_DATA, "int8")


def probability(stack, model, cluster):
    """Give each pixel's posterior probability to belong to a cluster.

    Parameters
    ----------
    stack : xarray.DataArray
        From :func:`helpers.leads.optical.pixels.features`; lazy in, lazy out.
    model : scikit-learn estimator
        Fitted, with ``predict_proba``.
    cluster : int
        As the model numbers them.

    Returns
    -------
    xarray.DataArray of float32
        Over ``y`` and ``x``; NaN where there is no data.
    """
    return _per_pixel(
        stack, lambda rows: model.predict_proba(rows)[:, cluster], np.nan, "float32"
    )


def cloud_densities(model, values):
    """Give the density of each cloud of a mixture over one feature.

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        A ``StandardScaler``, then a ``GaussianMixture``, fitted on one feature.
    values : array, shape (n,)
        Of that feature, before it is scaled.

    Returns
    -------
    array, shape (clusters, n)
        Per unit of the feature, weighted; their sum is the mixture's density.
    """
    scaled = model[0].transform(np.reshape(values, (-1, 1)))
    total = np.exp(model[-1].score_samples(scaled)) / model[0].scale_[0]
    return model[-1].predict_proba(scaled).T * total


def _per_pixel(stack, function, fill, kind):
    """Apply a function of rows to the pixels with data, block by block where lazy."""

    def on_block(block):
        known = np.isfinite(block).all(-1)
        out = np.full(known.shape, fill, kind)
        if known.any():
            out[known] = function(block[known].astype("float64"))
        return out

    return xr.apply_ufunc(
        on_block,
        stack.drop_vars(stack.coords.keys() - {"x", "y"}),
        input_core_dims=[["feature"]],
        dask="parallelized",
        output_dtypes=[kind],
        dask_gufunc_kwargs={"allow_rechunk": True},
    ).rename(None)
