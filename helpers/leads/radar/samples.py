"""Which echoes and which features a clustering is given."""

import numpy as np

from helpers.errors import BadInput
from helpers.leads.products import altimetry


def ice_or_lead(ds, table, least=20):
    """Tell which echoes have all features and are sea ice or lead by the product's class.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``surface_class``.
    table : pandas.DataFrame
        From :func:`helpers.leads.radar.echoes.features`.
    least : int
        Echoes of either class without which there is nothing to compare.

    Returns
    -------
    numpy.ndarray of bool

    Raises
    ------
    BadInput
        When there are fewer.
    """
    valid, flag = table.notna().all(axis=1).values, ds.surface_class.values
    for number in (altimetry.SEA_ICE, altimetry.LEAD):
        found = np.sum(valid & (flag == number))
        if found < least:
            raise BadInput(
                f"{ds.attrs.get('source', 'This product')} has {found} usable echoes of "
                f"{altimetry.SURFACES[number]}: give a pass with at least {least} of each "
                "class."
            )
    return valid & np.isin(flag, [altimetry.SEA_ICE, altimetry.LEAD])


def select(table, features):
    """Take the features that a reader asks for.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`helpers.leads.radar.echoes.features`.
    features : str
        Columns, with spaces between them.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    BadInput
        When there is no such column, or none is asked for.
    """
    wanted = features.split()
    if not wanted or not set(wanted) <= set(table):
        raise BadInput(
            f"features = {features!r} is not known: give some of {', '.join(table)}, with "
            "spaces between them."
        )
    return table[wanted]
