"""Many simulated pairs of an image and a pass, in memory: of each pass the crossing alone.

The physics is that of :mod:`simulated_scene`, which writes one pair to files; one pair
has too few echoes to compare methods on.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.leads import (
    echoes,
    ice_model,
    pass_model,
    scene_model,
    scene_place,
    simulated,
    simulated_scene,
)


@dataclass(frozen=True)
class Pair:
    """A scene and the echoes over it, of the same minute: the ice hasn't drifted.

    ``echoes`` has their places as :func:`helpers.leads.footprints.places`, their three
    features, and the truth: ``lead_share`` of the 300 m strip under the satellite.
    """

    seed: int
    scene: scene_model.Scene
    where: scene_place.Place
    echoes: pd.DataFrame

    def image(self, band="B04", cloud=0.0):
        """Give what the camera sees through a cloud.

        Parameters
        ----------
        band : {"B02", "B03", "B04", "B08"}
        cloud : float
            Mean optical thickness; the cloud has the same shape at any.

        Returns
        -------
        xarray.DataArray
            Reflectance over ``y`` and ``x`` (m), NaN beyond the camera's swath.
        """
        scene = replace(self.scene, cloud_depth=float(cloud))
        picture, _ = simulated_scene.picture(scene, self.where, self.seed, [band])
        return picture.sel(band=band)


def draw(seed, size=1536):
    """Draw a pair.

    Parameters
    ----------
    seed : int
    size : int
        Pixels of 10 m along the scene's side.

    Returns
    -------
    Pair
    """
    scene, where = scene_model.draw(seed, size), scene_place.place(size, drift=(0.0, 0.0))
    x, y = scene_place.track(where.crs)
    inside = scene_place.in_scene(where, x, y)
    rng = np.random.default_rng(seed)
    along = ice_model.along_track(x.size, rng)
    surface = {name: values[inside] for name, values in along.items()}
    surface |= scene_place.surface_under(scene, where, x, y, inside)
    step = (np.gradient(x) + 1j * np.gradient(y))[inside]
    step /= np.abs(step)
    table = {"x": x[inside], "y": y[inside], "along_x": step.real, "along_y": step.imag}
    table |= _features(surface, rng) | {"lead_share": surface["lead_share"]}
    return Pair(seed, scene, where, pd.DataFrame(table))


def _features(surface, rng):
    gate = np.full(surface["lead_share"].size, pass_model.REFERENCE_GATE)
    power, rip = simulated.record(surface | {"gate": gate}, rng)
    return {
        "sigma0": 10 * np.log10(power.max(1)),
        "peakiness": echoes.peakiness(power),
        "stack_std": echoes.stack_std(rip),
    }
