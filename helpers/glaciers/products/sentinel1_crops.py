"""Sentinel-1 stacks over crop fields, with the farmers' labels pixel by pixel.

They are of WorldCereal: Van Tricht et al. (2023), doi:10.5194/essd-15-5491-2023.
"""

import re
from pathlib import Path

import numpy as np
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput, reading

STACK = re.compile(r"S1_GRD-[A-Z]+_\d+m_([^_]+)_.*\.nc")
# Of the data set's legend, the crops of the two patches that are registered.
CROPS = {
    1110: "winter wheat",
    1200: "maize",
    1500: "barley",
    1510: "winter barley",
    1910: "winter cereal",
    5100: "potatoes",
    8100: "sugar beet",
    9120: "grass",
}


def open(path: str | Path, patch: str | None = None) -> xr.Dataset:
    """Read a pixel stack and its labels.

    Parameters
    ----------
    path : path-like
        The folder of the patch's two files, or any file in it.
    patch : str, optional
        As in the files' names; by default the first of :func:`patches`.

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
        folder, patch = _folder(path), patch or patches(path)[0]
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


def patches(path: str | Path) -> list[str]:
    """List the patches that a folder holds.

    Parameters
    ----------
    path : path-like
        The folder, or any file in it.

    Returns
    -------
    list of str
        As in the files' names, in order.

    Raises
    ------
    BadInput
        When there is none.
    """
    names = (STACK.fullmatch(file.name) for file in _folder(path).glob("S1_GRD-*"))
    found = sorted({name[1] for name in names if name})
    if not found:
        raise BadInput(
            f"{_folder(path)} has no file S1_GRD-…_20m_<patch>_….nc: give a folder with "
            "the stack and the labels of a patch."
        )
    return found


def crop_names(codes) -> np.ndarray:
    """Name crops by their codes.

    Parameters
    ----------
    codes : array_like of int

    Returns
    -------
    numpy.ndarray of str
        Of the same shape; empty for 0, which is no label.

    Examples
    --------
    >>> crop_names([1200, 0, 4100]).tolist()
    ['maize', '', 'crop 4100']
    """
    kinds, place = np.unique(codes, return_inverse=True)
    known = {0: ""} | CROPS
    names = np.array([known.get(code, f"crop {code}") for code in kinds])
    return names[place].reshape(np.shape(codes))


def _folder(path):
    return Path(path) if Path(path).is_dir() else Path(path).parent


def _only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise BadInput(
            f"{folder} has {len(found)} files {pattern}: give a folder with the stack and "
            "the labels of one patch, under their own names."
        )
    return found[0]
