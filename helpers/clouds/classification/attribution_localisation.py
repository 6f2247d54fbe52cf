"""Whether a heat map falls on what one expects: a number, with a baseline."""

import numpy as np

from helpers.clouds.organisation import objects
from helpers.errors import BadInput


def concentration(maps, masks, groups):
    """Compare the heat on a mask with the area of the mask.

    Parameters
    ----------
    maps : array, shape (n, y, x)
        Not negative; NaN where there is no map.
    masks : array of bool, shape (n, y, x)
        Clouds, say.
    groups : array, shape (n,)
        The scene of each.

    Returns
    -------
    own : array, shape (n,)
        The share of a map's heat that lies on its own mask, over the mask's share of
        the area: 1 for heat that doesn't know of the mask. NaN without map or mask.
    others : array, shape (n,)
        The same for the maps of the other groups, on average, laid on this mask. It is
        what maps give that don't know of this tile, but have the same form: heat in
        the middle, for instance.

    Raises
    ------
    BadInput
        When shapes differ or heat is negative.
    """
    maps, masks, groups = np.asarray(maps, float), np.asarray(masks), np.asarray(groups)
    if maps.shape != masks.shape or len(groups) != len(maps) or (maps < 0).any():
        raise BadInput(
            f"The maps have shape {maps.shape}, the masks {masks.shape} and there are "
            f"{len(groups)} groups: give rectified maps, and a mask and a group for each."
        )
    heat, area = (each.reshape(len(maps), -1) for each in (maps, masks))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (heat / heat.sum(1, keepdims=True)) @ area.T.astype(float)
        ratio = share / area.mean(1)
    apart = (groups[:, None] != groups) & np.isfinite(ratio)
    count = apart.sum(0)
    total = np.where(apart, ratio, 0).sum(0)
    return np.diag(ratio).copy(), np.divide(
        total, count, out=np.full(len(maps), np.nan), where=count > 0
    )


def largest_objects(mask, share=0.5):
    """Keep the largest clouds, as few as hold a share of the cloudy area together.

    Parameters
    ----------
    mask : array of bool, shape (y, x)
    share : float

    Returns
    -------
    array of bool, shape (y, x)

    Examples
    --------
    >>> largest_objects(np.array([[1, 1, 1, 0, 1]], bool)).astype(int).tolist()
    [[1, 1, 1, 0, 0]]
    """
    found = objects.find(np.asarray(mask, bool))
    order = np.argsort(-found.areas, kind="stable")
    before = np.cumsum(found.areas[order]) - found.areas[order]
    kept = order[before < share * found.areas.sum()] + 1
    return np.isin(found.labels, kept)
