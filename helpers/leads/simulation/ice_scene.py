"""A piece of pack ice seen from above: floes, ridges, fractures, ponds and cloud.

The ice is drawn as shapes and smooth fields, not as pixels: any window of the scene
can be had on its own, so that a full tile never has to be in memory. Each number
stands beside its source; "assumed" marks those that have none.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from affine import Affine
from rasterio.features import rasterize
from scipy.interpolate import BSpline
from scipy.special import erfinv
from shapely import LineString, STRtree, box

from helpers.errors import BadInput
from helpers.leads.products import altimetry
from helpers.leads.simulation import echo_model, lead_lines

PIXEL = 10.0
"""m; Sentinel-2's bands 2, 3, 4 and 8."""
MARGIN = 3000.0
"""m around the scene in which shapes may begin, so that they also enter from outside."""

LEAD_AREA = 0.06
"""Area share of leads (assumed)."""
LEAD_LENGTH, BRANCHES, BRANCH_ANGLE = (9000.0, 0.5), 0.5, (20.0, 60.0)
"""m, median and spread of the logarithm; share of leads that leave another one, and
at which angle in degrees (assumed)."""
WIDEST = 0.08
"""Width of the widest lead over the size of the scene (assumed)."""
FREEZING, AIR = -1.8, -25.0
"""°C; the sea's freezing point, and winter air (assumed)."""
OLDEST = 5.0
"""Days; age of the oldest refrozen lead (assumed)."""
RIDGES, RIDGE_LENGTH, SAIL = 2.5, (900.0, 0.6), (1.2, 0.4)
"""km of ridges per km²; length in m, and height of the sail in m, both median and
spread of the logarithm (assumed)."""
RANGES = {
    "size": (64, 10_980),
    "lead_area": (0.005, 0.5),
    "ponds": (0, 0.6),
    "cloud": (0, 20),
}
"""Lowest and highest value of each option of :func:`draw`."""


@dataclass(frozen=True)
class Lines:
    """Crooked bands: leads or ridges. ``owner`` is the index of each shape's band."""

    tree: STRtree
    owner: np.ndarray

    def burn(self, window, shape):
        """Give the index of the band that each pixel belongs to, −1 where none."""
        left, top, right, bottom = window
        hits = np.sort(self.tree.query(box(left, bottom, right, top)))
        grid = Affine((right - left) / shape[1], 0, left, 0, (bottom - top) / shape[0], top)
        found = [(self.tree.geometries[i], int(self.owner[i])) for i in hits]
        if not found:
            return np.full(shape, -1, "int32")
        return rasterize(found, shape, fill=-1, transform=grid, dtype="int32")


@dataclass(frozen=True)
class Texture:
    """A smooth random field of mean 0 and spread 1: splines on a grid of draws."""

    draws: np.ndarray
    spacing: float  # pixels between draws

    @classmethod
    def draw(cls, size, spacing, rng):
        """Draw a field for ``size`` pixels and a margin of 4 draws."""
        count = int(size / spacing) + 12
        return cls(rng.standard_normal((count, count), dtype="float32"), spacing)

    def window(self, row, column, height, width):
        """Give the field in a window of pixels, which may reach over the edge."""
        rows, columns = self._weights(row, height), self._weights(column, width)
        smooth = rows @ self.draws @ columns.T
        return (smooth / np.float32(151 / 315)).astype("float32")  # Σ of squared splines

    def _weights(self, start, length):
        place = np.arange(start, start + length) / self.spacing + 4
        knots = np.arange(-3, len(self.draws) + 1)
        place = np.clip(place, 0, len(self.draws) - 3 - 1e-6)
        return BSpline.design_matrix(place, knots.astype(float), 3).astype("float32")


@dataclass(frozen=True)
class Scene:
    """What the ice is; :meth:`Scene.fields` says it of any window of pixels."""

    size: int
    leads: Lines
    lead: dict  # of arrays over leads, as ice_model draws them
    ridges: Lines
    sail: np.ndarray
    textures: dict
    pond_share: float
    cloud_depth: float

    def fields(self, row, column, height, width):
        """Say what lies in a window.

        Parameters
        ----------
        row, column, height, width : int
            Pixels from the upper left corner; may reach over the edge.

        Returns
        -------
        dict of str to array, shape (height, width)
            ``surface_class`` (1 ice, 2 lead), ``lead`` and ``ridge`` (index, −1: none),
            ``lead_thickness`` (m) and ``lead_age`` (days; NaN off leads), ``pond``,
            ``cloud`` (optical thickness), ``snow`` (a field of mean 0, spread 1).
        """
        place, shape = (row, column, height, width), (height, width)
        window = np.array([column, -row, column + width, -row - height]) * PIXEL
        lead, ridge = self.leads.burn(window, shape), self.ridges.burn(window, shape)
        here = lead >= 0
        smooth = {name: field.window(*place) for name, field in self.textures.items()}
        snow = 0.7 * smooth["floes"] + 0.5 * smooth["drifts"] + 0.5 * smooth["fine"]
        level = np.sqrt(2) * erfinv(2 * self.pond_share - 1)  # of a standard Gaussian
        cloud = np.exp(0.8 * smooth["cloud"] - 0.32) * self.cloud_depth
        classes = np.where(here, altimetry.LEAD, altimetry.SEA_ICE)
        return {
            "surface_class": classes.astype("uint8"),
            "lead": lead,
            "ridge": np.where(here, -1, ridge),
            "lead_thickness": np.where(here, self.lead["thickness"][lead], np.nan),
            "lead_age": np.where(here, self.lead["age"][lead], np.nan),
            "pond": (smooth["ponds"] < level) & ~here & (ridge < 0),
            "cloud": cloud.astype("float32"),
            "snow": snow,
        }


def draw(seed=0, size=1536, lead_area=LEAD_AREA, ponds=0.0, cloud=0.0):
    """Draw a scene.

    Parameters
    ----------
    seed : int
        The same seed and size give the same ice, whatever the ponds and the cloud.
    size : int
        Pixels of 10 m along a side, from 64 to 10,980.
    lead_area, ponds : float
        Shares of the scene under leads, and of the ice under melt ponds.
    cloud : float
        Mean optical thickness of a thin cloud, 0 for a clear sky.

    Returns
    -------
    Scene

    Raises
    ------
    BadInput
        When an option is out of its range.
    """
    given = {"size": size, "lead_area": lead_area, "ponds": ponds, "cloud": cloud}
    for name, value in given.items():
        low, high = RANGES[name]
        if not low <= value <= high:
            raise BadInput(f"{name} = {value} is out of range: give {low} to {high}.")
    random = [np.random.default_rng([seed, size, part]) for part in range(3)]
    leads, lead = _leads(size * PIXEL, lead_area, random[0])
    ridges, sail = _ridges(size * PIXEL, random[1])
    scales = {"floes": 45.0, "drifts": 9.0, "fine": 2.0, "ponds": 5.0, "cloud": 150.0}
    textures = {n: Texture.draw(size, step, random[2]) for n, step in scales.items()}
    return Scene(size, leads, lead, ridges, sail, textures, ponds, cloud)


def thickness(age):
    """Give the thickness of new ice after so many days of frost.

    Lebedev's law h = 1.33·F^0.58 (cm), F in degree-days below freezing (Lebedev
    1938, as given by Maykut 1986).

    Parameters
    ----------
    age : array_like
        Days.

    Returns
    -------
    array
        Metres.

    Examples
    --------
    >>> round(float(thickness(1.0)), 3)
    0.082
    """
    frost = np.asarray(age, float) * (FREEZING - AIR)
    return 0.0133 * frost**0.58


def _leads(extent, share, rng):
    """Draw fractures until they fill their share; refrozen ones by ice_model's odds."""
    widths, paths, area = [], [], 0.0
    wanted = share * (extent + 2 * MARGIN) ** 2
    frame = box(-MARGIN, -MARGIN - extent, MARGIN + extent, MARGIN)
    main = rng.uniform(0, 180)
    while area < wanted:
        widths.append(min(lead_lines.draw_widths(1, rng)[0], WIDEST * extent))
        paths.append(_fracture(paths, main, extent, rng))
        area += 0.8 * widths[-1] * LineString(paths[-1]).intersection(frame).length
    return _bands(paths, np.array(widths), rng), _properties(np.array(widths), rng)


def _properties(width, rng):
    """Draw each lead's age, thickness and radar properties, as ice_model has them."""
    refrozen = rng.random(width.size) < lead_lines.REFROZEN
    age = np.where(refrozen, rng.uniform(0, OLDEST, width.size), 0.0)
    sigma0, (stack, spread) = lead_lines.mirrors(refrozen)
    looks = rng.lognormal(np.log(stack), spread)
    ice = {"width": width, "refrozen": refrozen, "age": age, "thickness": thickness(age)}
    return ice | {"sigma0": rng.normal(*sigma0), "alpha": echo_model.falloff(looks)}


def _fracture(others, main, extent, rng):
    """Draw one lead's path: along one of two crossing directions, or off another lead."""
    length = rng.lognormal(np.log(LEAD_LENGTH[0]), LEAD_LENGTH[1])
    if others and rng.random() < BRANCHES:
        parent = others[rng.integers(len(others))]
        start = parent[rng.integers(1, len(parent) - 1)]
        step = parent[-1] - parent[0]
        turn = rng.choice([-1, 1]) * rng.uniform(*BRANCH_ANGLE)
        return _path(start, np.rad2deg(np.arctan2(*step[::-1])) + turn, length / 2, rng)
    start = _place(extent, rng)
    heading = main + rng.choice([0, 40]) + 180 * rng.integers(2) + rng.normal(0, 10)
    return _path(start, heading, length, rng)


def _place(extent, rng):
    """Draw a place in the scene or its margin; y runs down from 0."""
    return rng.uniform(-MARGIN, extent + MARGIN, 2) * [1, -1]


def _path(start, heading, length, rng, step=120.0):
    """Walk from the start in steps (m) whose direction wanders by some 15 degrees."""
    count = max(int(length / step), 3)
    wander = np.cumsum(rng.normal(0, 8, count)) * 0.7 + rng.normal(0, 12, count)
    angle = np.deg2rad(heading + wander - wander.mean())
    moves = step * np.stack([np.cos(angle), np.sin(angle)], 1)
    return start + np.concatenate([[[0.0, 0.0]], np.cumsum(moves, 0)])


def _bands(paths, widths, rng):
    """Give each path its width, narrower to the ends, as one shape per step."""
    shapes, owner = [], []
    for index, (path, width) in enumerate(zip(paths, widths, strict=True)):
        along = np.linspace(0, np.pi, len(path) - 1)
        profile = 0.35 + 0.75 * np.sqrt(np.sin(along).clip(0))
        profile *= np.exp(rng.normal(0, 0.15, profile.size))
        for ends, wide in zip(pairwise(path), width * profile, strict=True):
            shapes.append(LineString(ends).buffer(max(wide, PIXEL) / 2, quad_segs=3))
            owner.append(index)
    return Lines(STRtree(shapes), np.array(owner))


def _ridges(extent, rng):
    """Draw ridges at random places, one pixel wide."""
    area = (extent + 2 * MARGIN) ** 2
    length, spread = RIDGE_LENGTH
    count = rng.poisson(RIDGES * area / 1000 / (length * np.exp(spread**2 / 2)))
    paths = []
    for _ in range(count):
        start, heading = _place(extent, rng), rng.uniform(0, 360)
        far = rng.lognormal(np.log(length), spread)
        paths.append(LineString(_path(start, heading, far, rng, step=60.0)))
    sail = rng.lognormal(np.log(SAIL[0]), SAIL[1], count)
    return Lines(STRtree(paths), np.arange(count)), sail
