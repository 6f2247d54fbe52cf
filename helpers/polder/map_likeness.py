"""How alike a map is to itself: from place to place, and from one partition to the next."""

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter
from scipy.spatial.transform import Rotation

from helpers import partitions


def consensus(runs, reference):
    """Say how many of several partitions agree on the type of each pixel.

    Parameters
    ----------
    runs : sequence of array, shape (n,)
        Partitions of the same pixels, whatever their clusters are called.
    reference : array, shape (n,)
        The partition that their clusters are named after
        (:func:`helpers.partitions.match`).

    Returns
    -------
    array, shape (n,)
        The share of the runs that give a pixel its commonest type: 1 where all agree.

    Examples
    --------
    >>> consensus([[0, 0, 1, 1], [5, 5, 3, 5]], [0, 0, 1, 1]).tolist()
    [1.0, 1.0, 1.0, 0.5]
    """
    named = np.array([partitions.match(run, reference) for run in runs])
    return np.max([(named == name).mean(axis=0) for name in np.unique(named)], axis=0)


def neighbours(values):
    """Give the values of each pixel's four neighbours.

    Parameters
    ----------
    values : pandas.Series
        Over latitude and longitude, at the centres of cells of 1°.

    Returns
    -------
    pandas.DataFrame
        ``north``, ``south``, ``east`` and ``west`` by pixel; missing where no pixel lies
        there.

    Examples
    --------
    >>> places = [(0.5, 179.5), (0.5, -179.5), (1.5, 179.5)]
    >>> index = pd.MultiIndex.from_tuples(places, names=["latitude", "longitude"])
    >>> neighbours(pd.Series(["sand", "snow", "forest"], index)).iloc[0].tolist()
    ['forest', nan, 'snow', nan]
    """
    latitude, longitude = (values.index.get_level_values(i) for i in (0, 1))
    steps = {"north": (1, 0), "south": (-1, 0), "east": (0, 1), "west": (0, -1)}
    found = {}
    for name, (up, right) in steps.items():
        around = (longitude + right + 180) % 360 - 180  # across the date line
        places = pd.MultiIndex.from_arrays([latitude + up, around])
        found[name] = values.reindex(places).to_numpy()
    return pd.DataFrame(found, values.index)


def rotated(index, pole, degrees):
    """Turn pixels around any axis of the Earth, as a continent is turned.

    Parameters
    ----------
    index : pandas.MultiIndex
        With levels ``latitude`` and ``longitude``, in degrees.
    pole : tuple of float
        Latitude and longitude where the axis leaves the Earth.
    degrees : float
        Anticlockwise, looking down on the pole.

    Returns
    -------
    array, shape (n, 2)
        New latitudes and longitudes.

    Examples
    --------
    >>> place = pd.MultiIndex.from_tuples([(0.0, 10.0)], names=["latitude", "longitude"])
    >>> rotated(place, (90, 0), 30).round(6).tolist()
    [[0.0, 40.0]]
    """
    turn = Rotation.from_rotvec(degrees * _direction(*np.array(pole)), degrees=True)
    places = (index.get_level_values(level).to_numpy() for level in (0, 1))
    x, y, z = turn.apply(_direction(*places)).T
    return np.degrees([np.arcsin(np.clip(z, -1, 1)), np.arctan2(y, x)]).T


def _direction(latitude, longitude):
    latitude, longitude = np.radians(latitude), np.radians(longitude)
    east = np.cos(latitude)
    x, y, z = east * np.cos(longitude), east * np.sin(longitude), np.sin(latitude)
    return np.stack([x, y, z], axis=-1)


def smooth(land, seed, reach):
    """Draw smooth noise on the map, with the means and the covariances of the land.

    White noise on the whole grid is blurred, so that neighbours are alike; nothing else
    ties a value to its place.

    Parameters
    ----------
    land : pandas.DataFrame
        Indexed by latitude and longitude.
    seed : int
    reach : float
        Deviation of the Gaussian that blurs, in degrees.

    Returns
    -------
    pandas.DataFrame
        With the index and columns of ``land``.
    """
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(land.shape[1], 180, 360))
    blurred = gaussian_filter(noise, (0, reach, reach), mode=("wrap", "nearest", "wrap"))
    latitude, longitude = (land.index.get_level_values(i) for i in (0, 1))
    rows = np.floor(90 - latitude).astype(int), np.floor(longitude + 180).astype(int)
    drawn = blurred[:, *rows].T
    drawn = (drawn - drawn.mean(axis=0)) / drawn.std(axis=0)
    mixed = drawn @ np.linalg.cholesky(np.cov(land.T)).T + land.mean().to_numpy()
    return pd.DataFrame(mixed, land.index, land.columns)
