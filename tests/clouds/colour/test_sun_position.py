"""The sun stands where others see it."""

import numpy as np
import pytest

from helpers.clouds.colour import sun_position


def test_sun_stands_where_pyorbital_sees_it():
    astronomy = pytest.importorskip("pyorbital.astronomy")
    for time in ("2020-01-22T13:05", "2019-07-03T17:40", "2021-10-11T20:00"):
        theirs = astronomy.sun_zenith_angle(np.datetime64(time), -57.0, 13.0)
        ours = np.degrees(np.arccos(sun_position.zenith_cosine(time, -57.0, 13.0)))
        assert abs(ours - theirs) < 0.02
        assert (
            abs(
                sun_position.distance(time)
                - astronomy.sun_earth_distance_correction(np.datetime64(time))
            )
            < 1e-3
        )
