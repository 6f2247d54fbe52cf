"""Simulated crossings in memory."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.leads.colocation import footprints
from helpers.leads.simulation import (
    crossings,
    ice_scene,
    scene_geometry,
    sentinel2_scene,
)


@pytest.fixture(scope="module")
def pair():
    return crossings.draw(3, size=512)


def test_the_echoes_saw_the_ice_that_the_image_shows(pair):
    where = scene_geometry.locate(512, drift=(0.0, 0.0))
    _, truth = sentinel2_scene.picture(ice_scene.draw(3, 512), where, bands=["B04"])
    lead = (truth.surface_class == 2).astype(float)
    strip = footprints.cut(lead, pair.echoes, along=336.5, across=300)
    inside = np.isfinite(strip).all(1)
    assert inside.sum() > 5
    np.testing.assert_allclose(
        strip[inside].mean(1), pair.echoes.lead_share[inside], atol=0.03
    )


def test_a_cloud_hides_the_leads_and_leaves_the_echoes(pair):
    contrast = [float(pair.image(cloud=depth).std()) for depth in (0, 10, 40)]
    assert contrast[0] > contrast[1] > contrast[2]
    again = crossings.draw(3, size=512)
    pd.testing.assert_frame_equal(again.echoes, pair.echoes)
    xr.testing.assert_equal(again.image(), pair.image())
