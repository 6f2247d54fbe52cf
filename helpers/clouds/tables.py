"""Tables that others published of the patterns: their weather, and where they lie."""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers import netcdf
from helpers.clouds.scenes import LABELS, NAME, PER_DEGREE, SHAPE
from helpers.errors import BadInput

PROFILES = tuple(
    f"{name}_isobaric"
    for name in ("Temperature", "Specific_humidity", "Cloud_cover", "Vertical_velocity")
)


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


def _table(path, columns):
    try:
        table = pd.read_csv(Path(path))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read as a table ({error}): give one.") from error
    missing = [name for name in columns if name not in table]
    if missing:
        raise BadInput(f"{path} has no column {', '.join(missing)}: give a table with it.")
    return table
