"""Which echoes and which features a clustering is given."""

import warnings

import numpy as np

from helpers.errors import BadInput
from helpers.leads.products import altimetry
from helpers.leads.radar import echoes


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


def select(features):
    """Take apart the features that a reader asks for.

    Parameters
    ----------
    features : str
        Names of features (``sigma0``, ``peakiness``, ``stack_std``), with spaces between
        them.

    Returns
    -------
    list of str

    Raises
    ------
    BadInput
        When there is no such feature, or none is asked for.
    """
    wanted = list(dict.fromkeys(features.split()))
    if not wanted or not set(wanted) <= set(echoes.FEATURES):
        raise BadInput(
            f"features = {features!r} is not known: give some of "
            f"{', '.join(echoes.FEATURES)}, with spaces between them."
        )
    return wanted


def completed(ds, needed):
    """Give a product the variables that it lacks, without a value in any echo.

    What is computed of them is missing, too, and the rest of a chapter still runs. One
    printed sentence says which they are, in place of NumPy's warnings.

    Parameters
    ----------
    ds : xarray.Dataset
        From a reader of altimetry.
    needed : sequence of str

    Returns
    -------
    xarray.Dataset
        With NaN in the place of what is missing; a surface class is *unclassified*.
    """
    missing = [name for name in needed if name not in ds]
    ds = ds.assign({name: ("echo", np.full(ds.sizes["echo"], np.nan)) for name in missing})
    if "surface_class" in missing:
        ds["surface_class"] = "echo", np.full(ds.sizes["echo"], altimetry.UNCLASSIFIED)
    if "reference_gate" not in ds.attrs:
        ds.attrs["reference_gate"] = np.nan
    if missing:
        warnings.simplefilter("ignore", RuntimeWarning)  # at each mean of nothing
        source = ds.attrs.get("source", "This product")
        print(f"{source} has no {', '.join(missing)}: what needs them is empty.")
    return ds
