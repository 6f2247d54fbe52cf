"""Real Sentinel-1 series: one glacier by elevation, and stacks over crop fields.

Neither is PAZ. The glacier's tables (Dariaeagle/InnoLab, 2020–2023) hold the mean VH
backscatter of 50 m elevation bins, and a weekly optical snow index, NDSI, which labels
the bins independently of the radar. The crop stacks (WorldCereal, Van Tricht et al. 2023,
doi:10.5194/essd-15-5491-2023) hold VV and VH pixel by pixel, with the farmers' labels.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from helpers import netcdf
from helpers.errors import BadInput

ASPECTS = ("north", "south")
BACKSCATTER = "Backscatter_Results_VH_{}_002.csv"
SNOW = {
    "north": "NDSI_Results_By_Elevation_Weekly_aspectnorth_002.csv",
    "south": "NDSI_Results_By_Elevation_Weekly_south_002.csv",
}
SNOW_BIN = re.compile(r"Mean_NDSI=([^,}]+), Elevation Range=([\d.]+)-([\d.]+)")
BACKSCATTER_RANGE, NDSI_RANGE = (-100, 50), (-1, 1)
"""What a value can be (dB; an index); any other, such as −9999, stands for none."""

KEEPS_SNOW, LOSES_SNOW = 0.7, 0.5
"""Mean NDSI of August and September above which a bin keeps its snow, and below which
it does not."""
STEP = 12
"""Days between the passes of one Sentinel-1 satellite over the same track."""

PATCH = "0000280849BAC91C"


def open_glacier(path):
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
        When a table is missing or isn't what its name says.
    """
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
    rows = [
        (date, (float(low) + float(high)) / 2, value)
        for date, bins in zip(table.Date, table.Bins.fillna(""), strict=True)
        for value, low, high in SNOW_BIN.findall(bins)
    ]
    table = pd.DataFrame(rows, columns=["Date", "elevation", "value"])
    table["value"] = pd.to_numeric(table.value, errors="coerce")
    return _grid(table, NDSI_RANGE, path)


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


def annual_series(glacier, step=STEP):
    """List one series per elevation bin and year, with its label.

    Parameters
    ----------
    glacier : xarray.Dataset
        From :func:`open_glacier`.
    step : int
        Days between the samples of a series.

    Returns
    -------
    xarray.Dataset
        Over ``bin_year`` (124: 31 bins, 4 years): ``vh`` (bin_year, day), dB, on days
        1, 1 + step, … of the year, linear between that year's own dates and held beyond
        its first and last, so that no year takes from its neighbours; ``ndsi``, the
        mean of August and September; ``label``: ``"accumulation"`` where that is above
        0.7, ``"ablation"`` below 0.5, ``""`` between. Coordinates: ``aspect``,
        ``elevation``, ``year``.

    Raises
    ------
    BadInput
        When ``step`` is no day at least, or no snow index is of August or September.
    """
    if step < 1:
        raise BadInput(f"step is {step}: give a day or more.")
    days = np.arange(1, 366, step)
    late = glacier.ndsi.sel(week=glacier.week.dt.month.isin([8, 9]))
    if not late.week.size:
        raise BadInput(
            f"{glacier.attrs['source']} has no snow index of August or September beside "
            "it: give tables that cover a late summer."
        )
    summer = late.groupby("week.year").mean()
    found = []
    for year, stack in glacier.vh.groupby("time.year"):
        dated = stack.assign_coords(time=stack.time.dt.dayofyear.values).rename(time="day")
        inside = np.clip(days, *dated.day.values[[0, -1]])
        series = dated.interp(day=inside).assign_coords(day=days)
        found.append(series.assign_coords(year=year))
    vh = xr.concat(found, "year").stack(bin_year=["aspect", "elevation", "year"])
    vh = vh.transpose("bin_year", "day").dropna("bin_year")
    ndsi = summer.stack(bin_year=["aspect", "elevation", "year"]).sel(bin_year=vh.bin_year)
    ds = xr.Dataset({"vh": vh, "ndsi": ndsi}).reset_index("bin_year")
    ds["label"] = "bin_year", label(ds.ndsi.values)
    return ds.assign_coords(aspect=ds.aspect.astype(object).astype(str))


def label(ndsi):
    """Label late-summer means of the snow index.

    Examples
    --------
    >>> label(np.array([0.9, 0.6, 0.1])).tolist()
    ['accumulation', '', 'ablation']
    """
    return np.select(
        [ndsi > KEEPS_SNOW, ndsi < LOSES_SNOW], ["accumulation", "ablation"], default=""
    )


def open_crops(path, patch=PATCH):
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
        When a file of the patch is missing, isn't NetCDF, or lacks a variable; when the
        labels lie on another grid.
    """
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
                    f"{label_file} has labels of shape {labels[code].shape}: give those "
                    f"of {stack_file.name}, at half its pixels' size."
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


def monthly(stack):
    """Average a stack by month, since several tracks are mixed in it.

    Parameters
    ----------
    stack : xarray.Dataset
        From :func:`open_crops`.

    Returns
    -------
    xarray.Dataset
        Means of the dB values, with ``time`` the first day of each month; the labels
        as they are.
    """
    means = stack[["VV", "VH"]].resample(time="MS").mean()
    return stack.drop_dims("time").merge(means)
