"""Simulated scenes and the echoes of the pass that crosses each, in memory.

The physics is that of :mod:`helpers.leads.simulation.sentinel2_scene`, which writes one
scene and one pass to files; one crossing has too few echoes to compare methods on.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.leads.radar import echoes
from helpers.leads.simulation import (
    ice_scene,
    ice_track,
    scene_geometry,
    sentinel2_scene,
    sentinel3_file,
    sentinel3_pass,
)


@dataclass(frozen=True)
class Crossing:
    """A scene and the echoes over it, of the same minute: the ice hasn't drifted.

    ``echoes`` has their places as :func:`helpers.leads.colocation.footprints.project`,
    their three features, and the truth: ``lead_share`` of the 300 m strip under the
    satellite.
    """

    seed: int
    scene: ice_scene.Scene
    where: scene_geometry.Location
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
        picture, _ = sentinel2_scene.picture(scene, self.where, self.seed, [band])
        return picture.sel(band=band)


def draw(seed, size=1536):
    """Draw a scene and the echoes over it.

    Parameters
    ----------
    seed : int
    size : int
        Pixels of 10 m along the scene's side.

    Returns
    -------
    Crossing
    """
    scene, where = ice_scene.draw(seed, size), scene_geometry.locate(size, drift=(0.0, 0.0))
    track = scene_geometry.track(where.crs)
    x, y = track[["x", "y"]].values.T
    inside = scene_geometry.in_scene(where, x, y)
    rng = np.random.default_rng(seed)
    along = ice_track.along_track(x.size, rng)
    surface = {name: values[inside] for name, values in along.items()}
    surface |= scene_geometry.surface_under(scene, where, x, y, inside)
    gate = np.full(inside.sum(), sentinel3_file.REFERENCE_GATE)
    power, rip = sentinel3_pass.record(surface | {"gate": gate}, rng)
    table = (
        track[inside]
        .reset_index(drop=True)
        .assign(
            sigma0=10 * np.log10(power.max(1)),
            peakiness=echoes.peakiness(power),
            stack_std=echoes.stack_std(rip),
            lead_share=surface["lead_share"],
        )
    )
    return Crossing(seed, scene, where, table)
