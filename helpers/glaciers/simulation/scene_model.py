"""Where the surfaces of the simulated archive lie: polygons, whole scenes, masks.

Polygons are as many as in the CPAZMaL archive, with altitudes and sizes drawn from its
spread (``levels.toml``); larger ones are cut down so that the archive stays small.
"""

from dataclasses import dataclass

import numpy as np
import scipy.stats

from helpers.glaciers.simulation import surface_model
from helpers.glaciers.simulation.surface_model import CLASSES, smooth_field

SMALLEST, LARGEST = 34, 64
"""Pixels along a side; the archive's go to 700, which would make it gigabytes."""
ELONGATION = 1.46
"""Width over height: the median of the archive's polygons."""
VALID = 0.52
"""Share of its frame that a polygon fills: the median of the archive's."""
ALTITUDES = 1000, 4000
"""m; what the massif has."""

PHASE = 7
"""Days by which polygons of a class differ beyond altitude: slope and shade (assumed)."""
OFFSET = 1.5
"""dB between polygons of a class, whose images are flattened: rougher or smoother ground
(assumed; the plots show one polygon per class)."""

SCENES = {"ALLGLA": (224, 280), "ARGTOP": (144, 208)}
"""Rows and columns of the study areas, under the archive's names; the archive's have
541 × 674 and 1,451 × 2,126."""
SCENE_VALID = 0.5
"""Share of the scene that is glacier; the archive's study areas have 0.2 to 0.4."""
SCENE_ALTITUDES = 2300, 3700
SNOW_LINE, SNOW_LINE_SPREAD = 2900, 60
"""m; ablation below, accumulation above: between the altitudes of the polygons."""
STEEP = 0.25
"""Share of the scene's glacier too steep for a glacier to lie on (assumed)."""
APRONS_FROM = 3250
"""m; above, half of what is steep is ice apron, below it hangs (assumed)."""

LAYOVER, SHADOW = 0.05, 0.03
"""Share of pixels in each (assumed; independent, so that few are in both)."""
MASK_LENGTH = 4
"""Pixels over which layover and shadow extend (assumed)."""


@dataclass
class Place:
    """A group of the archive: what lies in each pixel of its frame."""

    group: str
    label: str  # its class in the archive
    surface: np.ndarray  # (y, x); position in CLASSES, -1 outside the polygon
    altitude: np.ndarray  # (y, x); m
    phase: float  # days
    offset: dict  # by polarisation: dB, a number or (y, x)


def places(rng):
    """Draw every group of the archive, the scenes last.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    list of Place
    """
    drawn = [
        polygon(name, number + 1, rng)
        for name in CLASSES
        for number in range(surface_model.table()[name]["polygons"])
    ]
    return [*drawn, *(scene(name, shape, rng) for name, shape in SCENES.items())]


def polygon(name, number, rng):
    """Draw one polygon of a class.

    Parameters
    ----------
    name : str
        The class.
    number : int
        Of the polygon in its class, from 1.
    rng : numpy.random.Generator

    Returns
    -------
    Place
    """
    figures = surface_model.table()[name]
    side = figures["side"] * np.exp(figures["side_spread"] * rng.standard_normal())
    side = np.clip(side, SMALLEST, LARGEST) * ELONGATION ** np.array([-0.5, 0.5])
    inside = blob(side.round().astype(int), rng)
    altitude = np.clip(rng.normal(*figures["altitude"]), *ALTITUDES)
    return Place(
        group=f"{name}{number:03d}",
        label=name,
        surface=np.where(inside, CLASSES.index(name), -1).astype("int8"),
        altitude=np.full(inside.shape, altitude),
        phase=rng.normal(0, PHASE),
        offset=offsets(rng.standard_normal((2, 1, 1))),
    )


def blob(shape, rng):
    """Draw an outline that fills its share of a frame: an ellipse with bays.

    Parameters
    ----------
    shape : (int, int)
    rng : numpy.random.Generator

    Returns
    -------
    array of bool, of that shape
    """
    y, x = (np.linspace(-1, 1, side) for side in shape)
    distance = np.hypot(y[:, None], x) + 0.15 * smooth_field(shape, 6, rng)
    return distance <= np.quantile(distance, VALID)


def offsets(draws):
    """Turn two standard Gaussian draws into the offsets of a place: dB."""
    return {pol: OFFSET * part for pol, part in surface_model.polarised(draws).items()}


def scene(name, shape, rng):
    """Draw a scene with the four glacier surfaces, from the valley to the ridge.

    Parameters
    ----------
    name : str
        Of the group.
    shape : (int, int)
        Rows and columns.
    rng : numpy.random.Generator

    Returns
    -------
    Place
    """
    ramp = np.linspace(*SCENE_ALTITUDES[::-1], shape[0])[:, None]
    altitude = np.clip(ramp + 150 * smooth_field(shape, 25, rng), *ALTITUDES)
    edge, steepness, kind = (smooth_field(shape, length, rng) for length in (15, 9, 12))
    snow = altitude > SNOW_LINE + SNOW_LINE_SPREAD * smooth_field(shape, 6, rng)
    surface = np.where(snow, CLASSES.index("ACC"), CLASSES.index("ABL"))
    apron = (altitude > APRONS_FROM) & (kind > 0)
    steep = (steepness > scipy.stats.norm.isf(STEEP)) & snow
    surface[steep] = np.where(apron, CLASSES.index("ICA"), CLASSES.index("HAG"))[steep]
    surface[edge > np.quantile(edge, SCENE_VALID)] = -1
    return Place(
        group=name,
        label="STUDY",
        surface=surface.astype("int8"),
        altitude=altitude,
        phase=0.0,
        offset=offsets(np.array([smooth_field(shape, 20, rng) for _ in range(2)])),
    )


def masks(inside, rng):
    """Draw layover and shadow: 0 clear, 1 layover, 2 shadow, 3 both; −127 outside.

    Parameters
    ----------
    inside : array of bool, shape (y, x)
    rng : numpy.random.Generator

    Returns
    -------
    array of int8, shape (y, x)
    """
    layover, shadow = (
        smooth_field(inside.shape, MASK_LENGTH, rng) > scipy.stats.norm.isf(share)
        for share in (LAYOVER, SHADOW)
    )
    return np.where(inside, layover + 2 * shadow, -127).astype("int8")
