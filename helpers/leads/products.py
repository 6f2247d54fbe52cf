"""Open any altimetry product that this study reads."""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers import netcdf
from helpers.errors import BadInput
from helpers.leads import cpom, cryosat2, echoes, layout, sentinel3

FEATURES = ("sigma0", "peakiness", "stack_std")


def open(path):
    """Recognise a product by what is in it, and read it.

    Parameters
    ----------
    path : path-like
        Sentinel-3 Level 2 (file or ``.SEN3`` folder), CryoSat-2 Level 1B or 2I,
        CPOM ``.elev`` or ``.wfm``.

    Returns
    -------
    xarray.Dataset
        In the layout of :mod:`helpers.leads.layout`.

    Raises
    ------
    BadInput
        When it is none of these.
    """
    path = Path(path)
    if path.suffix in (".elev", ".wfm"):
        return cpom.open(path)
    if path.is_dir():
        return sentinel3.open(path)
    with netcdf.open(path, "Sentinel-3 or CryoSat-2 altimetry", ["time_20_ku"]) as raw:
        cryosat = "pwr_waveform_20_ku" in raw or "flag_surf_type_class_20_ku" in raw
    return cryosat2.open(path) if cryosat else sentinel3.open(path)


def features(ds):
    """Gather the three features of each echo that the study clusters on.

    Parameters
    ----------
    ds : xarray.Dataset
        From any reader. Peakiness is computed where there are echoes, and taken
        from the product where there are none.

    Returns
    -------
    pandas.DataFrame
        Columns ``sigma0`` (dB), ``peakiness`` and ``stack_std`` (looks); one row
        per echo, NaN where a feature is undefined.

    Raises
    ------
    BadInput
        When the product lacks one of them, or has it in no echo.
    """
    columns = {name: ds[name].values for name in FEATURES if name in ds}
    if "power" in ds:
        # The crop is a length: twice the gates where they are half as wide.
        scale = layout.gate_width(2 * layout.GATES) / ds.gate_m
        crop = {"before": round(50 * scale), "after": round(78 * scale)}
        noise = round(10 * scale), round(20 * scale)
        columns["peakiness"] = echoes.peakiness(ds.power.values, **crop, noise=noise)
    missing = [name for name in FEATURES if name not in columns]
    if missing:
        raise BadInput(
            f"{ds.attrs.get('source', 'This product')} has no {' and no '.join(missing)}: "
            "give a product with σ0, peakiness or echoes, and the stack's width or profile."
        )
    empty = [name for name in FEATURES if not np.isfinite(columns[name]).any()]
    if empty:
        raise BadInput(
            f"{ds.attrs.get('source', 'This product')} has no value of "
            f"{' or of '.join(empty)} in any echo: give a product with data in it."
        )
    return pd.DataFrame(columns)[list(FEATURES)]
