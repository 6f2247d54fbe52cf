"""What the pixels of a tile were drawn as, in simulated scenes."""

import numpy as np
import pandas as pd

from helpers.clouds.products.boxes import LABELS


def shares(truth, scenes, table):
    """Say how much of each tile was drawn as which pattern.

    Parameters
    ----------
    truth : xarray.Dataset
        Of simulated scenes, see :func:`helpers.clouds.simulation.worldview_scenes.write`.
    scenes : list of Scene
    table : pandas.DataFrame
        Such as from :func:`helpers.clouds.tiles.placement.in_boxes`.

    Returns
    -------
    pandas.DataFrame
        ``none`` and the four labels, shares (0–1) in the order of the table.
    """
    order, shares = list(truth.file.values), []
    for t in table.itertuples():
        inside = {"y": slice(t.y, t.y + t.height), "x": slice(t.x, t.x + t.width)}
        part = truth.pattern[order.index(scenes[t.scene].name)].sel(inside).values
        shares.append(np.bincount(part.ravel(), minlength=5) / part.size)
    return pd.DataFrame(shares, table.index, ["none", *LABELS], float)


def masks(truth, scenes, table, input_px):
    """Tell which pixels of a tile were drawn as the pattern that its label says.

    Parameters
    ----------
    truth : xarray.Dataset
        Of simulated scenes, see
        :func:`helpers.clouds.simulation.worldview_scenes.write`.
    scenes : list of helpers.clouds.products.scenes.Scene
    table : pandas.DataFrame
        From :func:`helpers.clouds.tiles.placement.crops`.
    input_px : int
        Pixels to which each tile is brought.

    Returns
    -------
    array of bool, shape (n, side, side)
    """
    order, codes = list(truth.file.values), truth.pattern.flag_meanings.split()
    middles, masks = (np.arange(input_px) + 0.5) / input_px, []
    for t in table.itertuples():
        pattern = truth.pattern[order.index(scenes[t.scene].name)]
        places = {"y": t.y + middles * t.height, "x": t.x + middles * t.width}
        found = pattern.sel(places, method="nearest").values
        masks.append(found == codes.index(t.label))
    return np.stack(masks)
