"""Two sensors over the same ice: what the image adds to the echoes, and what they to it."""

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GroupKFold

from helpers.errors import BadInput
from helpers.leads.colocation import footprints

RADAR = ["sigma0", "peakiness", "stack_std"]
OPTICAL = ["strip_share", "wide_share", "darkest", "spread"]

STRIP = {"along": 336.5, "across": 300.0}
"""m; the strip right under the satellite, as long as the echoes are apart."""


def lead_map(image, seed=0, n_pixels=20_000):
    """Part an image in two by a Gaussian mixture and call the darker part lead.

    Parameters
    ----------
    image : xarray.DataArray
        Reflectance in one band over ``y`` and ``x``; NaN where nothing is seen.
    seed : int
    n_pixels : int
        Drawn with replacement, on which the mixture is fitted.

    Returns
    -------
    xarray.DataArray
        1 lead, 0 ice, NaN unknown.

    Raises
    ------
    BadInput
        When none of them is seen, or all have one value.
    """
    values = image.values.ravel()
    chosen = np.random.default_rng(seed).integers(values.size, size=n_pixels)
    chosen = values[chosen][np.isfinite(values[chosen])]
    if not chosen.size or np.ptp(chosen) == 0:
        what = f"one value, {chosen[0]:g}, in" if chosen.size else "nothing in"
        raise BadInput(
            f"The image has {what} all its pixels ({values.size:,}): nothing can be told "
            "apart in it; give an image of ice and leads without cloud."
        )
    mixture = GaussianMixture(2, random_state=seed).fit(chosen[:, None])
    dark = (image <= _edge(mixture)).astype("float32")
    return dark.where(image.notnull())


def _edge(mixture):
    """Give the value up to which a pixel is more likely of the darker component.

    Looked for between the two means: beyond the bright one, the wider component may
    come out on top again.
    """
    levels = np.linspace(*np.sort(mixture.means_.ravel()), 500)
    darker = mixture.predict(levels[:, None]) == mixture.means_.argmin()
    return levels[darker][-1] if darker.any() else levels[0]


def seen(image, lead, echoes):
    """Describe what the image shows under each echo.

    Parameters
    ----------
    image, lead : xarray.DataArray
        Reflectance, and the map that :func:`lead_map` makes of it.
    echoes : pandas.DataFrame
        From :func:`helpers.leads.colocation.footprints.project`.

    Returns
    -------
    pandas.DataFrame
        Per echo: ``valid``, the share of the strip under the satellite that is seen;
        ``strip_share`` and ``wide_share``, of lead in that strip and in the whole
        footprint; ``darkest`` and ``spread``, the second percentile and the standard
        deviation of the reflectance in the strip. NaN where nothing is seen.
    """
    strip = footprints.cut(image, echoes, **STRIP)
    narrow = footprints.shares(footprints.cut(lead, echoes, **STRIP))
    wide = footprints.shares(footprints.cut(lead, echoes))
    any_seen = (narrow.valid > 0).values
    darkest, spread = np.full((2, len(echoes)), np.nan)
    darkest[any_seen] = np.nanquantile(strip[any_seen], 0.02, axis=1)
    spread[any_seen] = np.nanstd(strip[any_seen], axis=1)
    shares = {"strip_share": narrow.share_1, "wide_share": wide.share_1}
    table = {"valid": narrow.valid} | shares | {"darkest": darkest, "spread": spread}
    return pd.DataFrame(table).set_axis(echoes.index)


def held_out(model, X, groups, n_folds=4, y=None):
    """Predict each group by a model that was fitted without it.

    Neighbouring echoes see the same ice; a split that parts them flatters.

    Parameters
    ----------
    model : scikit-learn estimator
        With ``fit`` and ``predict``; a copy is fitted for each fold.
    X : array, shape (n, features)
    groups : array, shape (n,)
        Such as pieces of track.
    n_folds : int
    y : array, shape (n,), optional
        The label, for a supervised model; without it clusters are predicted, and
        those of each fold are named by the largest mean of the first feature: 1, the
        others 0.

    Returns
    -------
    array, shape (n,)

    Raises
    ------
    BadInput
        When there are fewer groups than folds.
    """
    X, found = np.asarray(X, float), np.unique(groups).size
    if found < n_folds:
        raise BadInput(
            f"There are {found} groups for {n_folds} folds: ask for fewer folds."
        )
    result = np.empty(len(X), int)
    for train, test in GroupKFold(n_folds).split(X, groups=groups):
        fitted = clone(model).fit(X[train], None if y is None else np.asarray(y)[train])
        result[test] = fitted.predict(X[test])
        if y is None:
            result[test] = result[test] == _brightest(fitted.predict(X[train]), X[train])
    return result


def _brightest(labels, X):
    """Give the cluster of the largest mean in the first feature."""
    return max(np.unique(labels), key=lambda k: X[labels == k, 0].mean())
