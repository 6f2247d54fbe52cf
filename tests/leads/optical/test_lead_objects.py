"""Leads as objects."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.leads.optical import lead_objects


def strip(angle, width, length=200, size=300):
    """A straight strip through the middle; the angle counts from east to north."""
    row, column = np.mgrid[:size, :size] - size / 2 + 0.5
    cosine, sine = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    along, across = column * cosine - row * sine, column * sine + row * cosine
    return (np.abs(along) <= length / 2) & (np.abs(across) <= width / 2)


@pytest.mark.parametrize("angle", [-80, -45, -20, 0, 30, 60, 88])
@pytest.mark.parametrize("width", [5, 13])
def test_straight_lead(angle, width):
    table = lead_objects.measure(strip(angle, width), 10.0, min_lead_m=500)
    assert len(table) == 1
    one = table.iloc[0]
    assert one.orientation == pytest.approx(angle, abs=3)
    assert one.width == pytest.approx(10 * width, abs=12)
    assert one.length == pytest.approx(2000, abs=10 * width + 30)
    assert one.row == pytest.approx(149.5, abs=4)


def test_junction_parts_leads():
    cross = strip(20, 5) | strip(100, 5)
    table = lead_objects.measure(cross, 10.0, min_lead_m=500)
    assert len(table) == 4
    assert sorted(table.orientation.round(-1)) == [-80, -80, 20, 20]


def test_measures_grow_with_the_pixel():
    small, large = (lead_objects.measure(strip(30, 7), p, 0) for p in (10.0, 250.0))
    np.testing.assert_allclose(large.length, 25 * small.length)
    np.testing.assert_allclose(large.width, 25 * small.width)
    np.testing.assert_allclose(large.orientation, small.orientation)


def test_noise_is_no_lead():
    speckle = np.zeros((100, 100), bool)
    speckle[::7, ::7] = True
    assert len(lead_objects.measure(speckle, 10.0)) == 0
    assert len(lead_objects.measure(np.zeros((100, 100), bool), 10.0)) == 0


@pytest.mark.parametrize(
    ("mask", "pixel", "message"),
    [
        (np.zeros((3, 3)), 10.0, "map of booleans"),
        (np.zeros(3, bool), 10.0, "map of booleans"),
        (np.zeros((3, 3), bool), 0.0, "size of a pixel"),
        (np.zeros((3, 3), bool), np.nan, "size of a pixel"),
    ],
)
def test_no_map_of_leads(mask, pixel, message):
    with pytest.raises(BadInput, match=message):
        lead_objects.measure(mask, pixel)
