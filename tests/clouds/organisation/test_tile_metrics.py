"""Metrics of every tile."""

import numpy as np

from helpers.clouds.organisation import tile_metrics


def test_twenty_metrics_of_every_tile():
    fields = np.zeros((2, 64, 64), "uint8")
    fields[0, :32] = 200
    metrics = tile_metrics.measure_tiles(fields, 80)
    assert metrics.cloud_fraction.tolist() == [0.5, 0]
    assert tile_metrics.twenty(metrics).shape == (2, 20)


def test_organisation_space_is_standard_and_fills_what_is_not_defined():
    random = np.random.default_rng(0)
    fields = (random.random((6, 64, 64)) > 0.7).astype("uint8") * 200
    fields[0] = 0  # no cloud: most metrics aren't defined
    space = tile_metrics.standardised(fields)
    assert np.isfinite(space).all()
    assert np.abs(space.mean(axis=0)).max() < 1e-9
    assert space.std(axis=0).max() < 1 + 1e-9
