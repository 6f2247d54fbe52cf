"""Tables that others published: metrics of real scenes and tiles, weather, detections."""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers import netcdf
from helpers.clouds.scenes import LABELS, NAME, PER_DEGREE, SHAPE
from helpers.errors import BadInput

GOES_METRICS = (
    *("cloud_fraction", "fractal_dimension", "open_sky", "cop", "iorg", "scai"),
    *("max_length_scale", "mean_eccentricity", "mean_length_scale"),
    *("mean_perimeter_length", "num_objects", "orientation", "spectral_length_moment"),
    *("spectral_anisotropy", "spectral_slope", "woi1", "woi2", "woi3", "mean", "var"),
)
"""``mean`` and ``var`` are those of the 11 µm brightness temperature (K, K²)."""

PATTERN_FRACTIONS = ("Sugar", "Flowers", "Fish", "Gravel", "Unclassified")

PROFILES = tuple(
    f"{name}_isobaric"
    for name in ("Temperature", "Specific_humidity", "Cloud_cover", "Vertical_velocity")
)


def goes_metrics(path):
    """Read the metrics of GOES-16 scenes over the EUREC4A domain.

    Parameters
    ----------
    path : path-like
        CSV with ``time`` and the columns `GOES_METRICS`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``time``, rounded to half an hour.
    """
    return _series(path, GOES_METRICS)


def goes_fractions(path):
    """Read the fractions of GOES-16 scenes that belong to each pattern.

    Returns
    -------
    pandas.DataFrame
        ``Sugar, Flower, Fish, Gravel, Unclassified``, indexed by ``time``.
    """
    return _series(path, PATTERN_FRACTIONS).rename(columns={"Flowers": "Flower"})


def goes(metrics_path, fractions_path):
    """Join both where both exist: a row per half hour."""
    return goes_metrics(metrics_path).join(goes_fractions(fractions_path), how="inner")


def _series(path, columns):
    table = _table(path, ("time", *columns))
    table["time"] = pd.to_datetime(table.time, format="mixed").dt.round("30min")
    return table.set_index("time")[list(columns)].astype(float)


def tile_metrics(path):
    """Read the published metrics of the tiles of one size.

    Parameters
    ----------
    path : path-like
        Such as ``cloud_metrics_scale_256.tsv``. The tiles were all brought to 256 × 256
        pixels before they were measured.

    Returns
    -------
    pandas.DataFrame
        The published columns, of which ``cf`` is 0 throughout and ``specLMom`` empty;
        ``cloud_fraction``, from the column ``area``, which counts cloudy pixels;
        ``label``, the pattern's name; ``labels`` and ``clusters``, as numbers.
    """
    table = _table(
        path, ("area", "iOrgPoiss", "lMean", "fracDim", "labels", "clusters"), "\t"
    )
    table = table.loc[:, ~table.columns.str.startswith("Unnamed")]
    if not table.labels.isin(range(len(LABELS))).all():
        raise BadInput(
            f"{path} has a label that is not 0 to {len(LABELS) - 1}: correct it."
        )
    name = np.array(LABELS)[table.labels]
    return table.assign(cloud_fraction=table.area / 256**2, label=name)


def profiles(path):
    """Read the weather that goes with each pattern, ERA-Interim's mean profiles.

    Returns
    -------
    xarray.Dataset
        Temperature, humidity, cloud cover and vertical velocity over ``pattern`` and
        ``pressure`` (hPa), and each one's median over all days, ``…_median``.
    """
    with netcdf.open(path, "ERA-Interim profiles", PROFILES) as ds:
        return ds.load()


def detections(path):
    """Read a detector's boxes, in degrees.

    Returns
    -------
    pandas.DataFrame
        ``time, label, west, east, south, north``.
    """
    table = _table(path, ("Date", "label", "lon1", "lon2", "lat1", "lat2"))
    longitudes, latitudes = table[["lon1", "lon2"]], table[["lat1", "lat2"]]
    return pd.DataFrame(
        {
            "time": pd.to_datetime(table.Date),
            "label": table.label,
            "west": longitudes.min(axis=1),
            "east": longitudes.max(axis=1),
            "south": latitudes.min(axis=1),
            "north": latitudes.max(axis=1),
        }
    )


def places(boxes):
    """Put boxes of scenes on the map, through the bounds in the files' names.

    Parameters
    ----------
    boxes : pandas.DataFrame
        From :func:`helpers.clouds.scenes.boxes`.

    Returns
    -------
    pandas.DataFrame
        As from :func:`detections`, with ``file`` too.
    """
    name = boxes.file.str.rsplit("/", n=1).str[-1].str.extract(NAME)
    west, north = name.west.astype(float), name.north.astype(float)
    return pd.DataFrame(
        {
            "file": boxes.file,
            "time": pd.to_datetime(name.day),
            "label": boxes.label,
            "west": west + boxes.x1 / PER_DEGREE,
            "east": west + boxes.x2 / PER_DEGREE,
            "south": north - boxes.y2 / PER_DEGREE,
            "north": north - boxes.y1 / PER_DEGREE,
        }
    )


def matches(people, detector):
    """Compare people's boxes with a detector's of the same day and label.

    Parameters
    ----------
    people, detector : pandas.DataFrame
        From :func:`places` and :func:`detections`. The detector's boxes are cut to the
        image first, for people saw no more.

    Returns
    -------
    pandas.DataFrame
        ``time, label, iou``: of the union of people's boxes on an image with the union
        of the detector's, on a grid of 0.1°; a row for each label that either has on an
        image for whose day the detector has any box.
    """
    days = dict(iter(detector.groupby("time")))
    rows = []
    for file, seen in people.groupby("file", sort=False):
        time = seen.time.iloc[0]
        if time not in days:
            continue
        for label in LABELS:
            mine, theirs = (
                _covered(table[table.label == label], file) for table in (seen, days[time])
            )
            if (mine | theirs).any():
                rows.append((time, label, (mine & theirs).sum() / (mine | theirs).sum()))
    return pd.DataFrame(rows, columns=["time", "label", "iou"])


def _covered(boxes, file):
    name = NAME.search(file)
    mask = np.zeros((SHAPE[0] // 10, SHAPE[1] // 10), bool)
    x = (boxes[["west", "east"]].to_numpy() - int(name["west"])) * 10
    y = (int(name["north"]) - boxes[["north", "south"]].to_numpy()) * 10
    for (left, right), (top, bottom) in zip(
        x.round().clip(0).astype(int), y.round().clip(0).astype(int), strict=True
    ):
        mask[top:bottom, left:right] = True
    return mask


def _table(path, columns, separator=","):
    try:
        table = pd.read_csv(Path(path), sep=separator)
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read as a table ({error}): give one.") from error
    missing = [name for name in columns if name not in table]
    if missing:
        raise BadInput(f"{path} has no column {', '.join(missing)}: give a table with it.")
    return table
