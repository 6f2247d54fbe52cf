"""Sentinel-1 over one glacier, by elevation: mean backscatter, and snow from optics.

The tables (Dariaeagle/InnoLab, 2020–2023) hold the mean VH backscatter of 50 m elevation
bins, and a weekly optical snow index, NDSI, which labels the bins independently of the
radar.
"""

from pathlib import Path

import pandas as pd
import xarray as xr

from helpers.errors import BadInput, reading

ASPECTS = ("north", "south")
BACKSCATTER = "Backscatter_Results_VH_{}_002.csv"
SNOW = {
    "north": "NDSI_Results_By_Elevation_Weekly_aspectnorth_002.csv",
    "south": "NDSI_Results_By_Elevation_Weekly_south_002.csv",
}
SNOW_BIN = r"Mean_NDSI=(?P<value>[^,}]+), Elevation Range=(?P<low>[\d.]+)-(?P<high>[\d.]+)"
BACKSCATTER_RANGE, NDSI_RANGE = (-100, 50), (-1, 1)
"""What a value can be (dB; an index); any other, such as −9999, stands for none."""


def open(path: str | Path) -> xr.Dataset:
    """Read backscatter and snow index of the glacier.

    Parameters
    ----------
    path : path-like
        The folder of the four tables, or one of them, the others lying beside it.

    Returns
    -------
    xarray.Dataset
        ``vh`` (aspect, elevation, time): mean VH backscatter, dB, of the bin with its
        centre at ``elevation`` (m); two tracks up to 2021, one from 2022. ``ndsi``
        (aspect, elevation, week): mean snow index, NaN where clouds or night left none;
        its bins lie 1 m (north) and 12 m (south) higher and take the nearest bin's place.

    Raises
    ------
    BadInput
        When a table is missing, damaged, or isn't what its name says.
    """
    with reading(path, "the Sentinel-1 tables of the glacier"):
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        vh = [_backscatter(folder / BACKSCATTER.format(name)) for name in ASPECTS]
        vh = xr.concat(vh, pd.Index(ASPECTS, name="aspect"), join="outer")
        snow = [
            _snow(folder / SNOW[name])
            .rename(time="week")
            .reindex(elevation=vh.elevation, method="nearest", tolerance=25)
            for name in ASPECTS
        ]
        ds = xr.Dataset({"vh": vh, "ndsi": xr.concat(snow, vh.aspect, join="outer")})
    ds.vh.attrs = {"units": "dB", "long_name": "VH backscatter"}
    ds.ndsi.attrs = {"units": "1", "long_name": "normalised difference snow index"}
    ds.elevation.attrs = {"units": "m"}
    return ds.assign_attrs(source=BACKSCATTER.format(ASPECTS[0]))


def _table(path, columns):
    if not path.is_file():
        raise BadInput(
            f"There is no file {path}: the glacier's tables must lie in one folder under "
            "their own names."
        )
    try:
        table = pd.read_csv(path, usecols=list(columns), dtype=columns)
        return table.assign(Date=pd.to_datetime(table.Date))
    except ValueError:
        raise BadInput(
            f"{path} is not a table with the columns {', '.join(columns)} of dates and "
            "figures: give one."
        ) from None


def _backscatter(path):
    table = _table(path, {"Date": str, "ElevationBin": str, "MeanBackscatter": float})
    edges = table.ElevationBin.str.extract(r"^([\d.]+)-([\d.]+)$").astype(float)
    values = {"elevation": edges.mean(axis=1), "value": table.MeanBackscatter}
    return _grid(table[["Date"]].assign(**values), BACKSCATTER_RANGE, path)


def _snow(path):
    table = _table(path, {"Date": str, "Bins": str})
    bins = table.set_index("Date").Bins.str.extractall(SNOW_BIN).reset_index("Date")
    values = {"elevation": bins[["low", "high"]].astype(float).mean(axis=1)}
    values["value"] = pd.to_numeric(bins["value"], errors="coerce")
    return _grid(bins[["Date"]].assign(**values), NDSI_RANGE, path)


def _grid(table, possible, path):
    keys = table[["elevation", "Date"]]
    if table.empty or keys.isna().any(axis=None) or keys.duplicated().any():
        raise BadInput(
            f"{path} lists no values, or some without a date and an elevation range of "
            "their own: give the table as it was published."
        )
    table = table.assign(value=table.value.where(table.value.between(*possible)))
    series = table.set_index(["elevation", "Date"])["value"]
    return series.rename_axis(index={"Date": "time"}).to_xarray().sortby("time")
