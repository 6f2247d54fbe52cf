"""Sentinel-1 stacks over crop fields, with the farmers' labels pixel by pixel.

They are of WorldCereal: Van Tricht et al. (2023), doi:10.5194/essd-15-5491-2023.
"""

from pathlib import Path

import numpy as np
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput, reading

PATCH = "0000280849BAC91C"


def open(path: str | Path, patch: str = PATCH) -> xr.Dataset:
    """Read a pixel stack and its labels.

    Parameters
    ----------
    path : path-like
        The folder of the patch's two files, or any file in it.
    patch : str
        ``"0000280849BAC91C"`` or ``"000028085BF08E7E"``.

    Returns
    -------
    xarray.Dataset
        ``VV`` and ``VH`` (time, y, x): dB, 32 × 32 pixels of 20 m. ``crop`` and
        ``land_cover`` (y, x): codes, 0 without a label. The labels come at 10 m; of the
        four in a pixel the north-western is taken, since a majority would favour the
        larger fields.

    Raises
    ------
    BadInput
        When a file of the patch is missing, damaged, isn't NetCDF, or lacks a variable;
        when the labels lie on another grid.
    """
    with reading(path, "a Sentinel-1 stack of WorldCereal"):
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        stack_file, label_file = (
            _only(folder, f"{start}_{patch}_*.nc") for start in ("S1_GRD-*", "OUTPUT_*")
        )
        bands = "VV", "VH", "timestamp"
        with netcdf.open(stack_file, "WorldCereal Sentinel-1", bands) as raw:
            ds = xr.decode_cf(raw)[["VV", "VH"]].load().rename(timestamp="time")
        with netcdf.open(label_file, "WorldCereal label", ["CT", "LC"]) as labels:
            for name, code in {"crop": "CT", "land_cover": "LC"}.items():
                values = labels[code].values[::2, ::2]
                if values.shape != ds.VV.shape[1:]:
                    raise BadInput(
                        f"{label_file} has labels of shape {labels[code].shape}: give "
                        f"those of {stack_file.name}, at half its pixels' size."
                    )
                ds[name] = ("y", "x"), np.nan_to_num(values).astype(int)
        ds = ds.drop_vars("spatial_ref", errors="ignore").sortby("time")
        return ds.assign_attrs(source=stack_file.name)


def _only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise BadInput(
            f"{folder} has {len(found)} files {pattern}: give a folder with the stack and "
            "the labels of one patch, under their own names."
        )
    return found[0]
