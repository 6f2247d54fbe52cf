"""Boxes on the map: where they lie, how often, and what a detector has there."""

import numpy as np
import pandas as pd
import xarray as xr

from helpers.clouds.products import worldview
from helpers.clouds.products.boxes import LABELS


def located(boxes):
    """Put boxes of scenes on the map, through the bounds in the files' names.

    Parameters
    ----------
    boxes : pandas.DataFrame
        From :func:`helpers.clouds.products.boxes.open`.

    Returns
    -------
    pandas.DataFrame
        As from :func:`helpers.clouds.products.boxes.detections`, with ``file`` too.
    """
    name = boxes.file.str.rsplit("/", n=1).str[-1].str.extract(worldview.NAME)
    west, north = name.west.astype(float), name.north.astype(float)
    return pd.DataFrame(
        {
            "file": boxes.file,
            "time": pd.to_datetime(name.day),
            "label": boxes.label,
            "west": west + boxes.x1 / worldview.PER_DEGREE,
            "east": west + boxes.x2 / worldview.PER_DEGREE,
            "south": north - boxes.y2 / worldview.PER_DEGREE,
            "north": north - boxes.y1 / worldview.PER_DEGREE,
        }
    )


def union_overlap(people, detector):
    """Compare people's boxes with a detector's of the same day and label.

    Parameters
    ----------
    people, detector : pandas.DataFrame
        From :func:`located` and :func:`helpers.clouds.products.boxes.detections`. The
        detector's boxes are cut to the image first, for people saw no more.

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
    name = worldview.NAME.search(file)
    mask = np.zeros((worldview.SHAPE[0] // 10, worldview.SHAPE[1] // 10), bool)
    x = (boxes[["west", "east"]].to_numpy() - int(name["west"])) * 10
    y = (int(name["north"]) - boxes[["north", "south"]].to_numpy()) * 10
    for (left, right), (top, bottom) in zip(
        x.round().clip(0).astype(int), y.round().clip(0).astype(int), strict=True
    ):
        mask[top:bottom, left:right] = True
    return mask


def as_boxes(places):
    """Take places on the map for boxes in an image, which have corners.

    :func:`helpers.clouds.labels.annotator_agreement.overlaps` can then pair them.

    Parameters
    ----------
    places : pandas.DataFrame
        ``west``, ``east``, ``south`` and ``north`` in degrees, and more.

    Returns
    -------
    pandas.DataFrame
        ``x1``, ``x2`` in degrees east and ``y1``, ``y2`` in degrees *south*, and the rest.
    """
    south, north = places["south"], places["north"]
    boxes = places.rename(columns={"west": "x1", "east": "x2"}).assign(y1=-north, y2=-south)
    return boxes.drop(columns=["south", "north"])


def days_covered(places, step=2.0):
    """Count on how many days each cell of the globe lay in a box.

    Parameters
    ----------
    places : pandas.DataFrame
        From :func:`helpers.clouds.products.boxes.detections`.
    step : float
        Side of a cell in degrees.

    Returns
    -------
    xarray.DataArray
        Over ``latitude`` (from north) and ``longitude``, cell centres; two boxes of one
        day count once.
    """
    latitude = np.arange(90 - step / 2, -90, -step)
    longitude = np.arange(-180 + step / 2, 180, step)
    days = np.zeros((latitude.size, longitude.size), int)
    for _, day in places.groupby("time"):
        covered = np.zeros(days.shape, bool)
        for west, north, east, south in day[["west", "north", "east", "south"]].to_numpy():
            rows = slice(*(-latitude).searchsorted([-north, -south]))
            covered[rows, slice(*longitude.searchsorted([west, east]))] = True
        days += covered
    axes = {"latitude": latitude, "longitude": longitude}
    return xr.DataArray(days, axes, ("latitude", "longitude"), "days")
