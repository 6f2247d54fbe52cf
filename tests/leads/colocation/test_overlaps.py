"""Pairs of products: overlap on the sphere, gaps in time, drift."""

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer

from helpers.errors import BadInput
from helpers.leads.colocation import overlaps

NOON = pd.Timestamp("2019-03-01T12:00Z")


def products(*footprints, start=NOON, minutes=0.0):
    end = start + pd.Timedelta(minutes, "min")
    rows = [(f"p{n}", start, end, f, "test") for n, f in enumerate(footprints)]
    return pd.DataFrame(rows, columns=["id", "start", "end", "footprint", "source"])


def ellipsoidal_area(polygon):
    fine = shapely.segmentize(polygon, 0.1)
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(fine)[0])


@pytest.mark.parametrize("latitude", [71, 84, -66])
@pytest.mark.parametrize("longitude", [-168, 10, 179.6])
def test_the_overlap_is_the_area_on_the_ellipsoid(latitude, longitude):
    image = shapely.box(longitude, latitude, longitude + 2, latitude + 1)
    radar = shapely.box(longitude + 0.5, latitude - 9, longitude + 0.7, latitude + 5)
    found = overlaps.find(products(image), products(radar))
    expected = ellipsoidal_area(image & radar)
    assert found.overlap_km2[0] * 1e6 == pytest.approx(expected, rel=1e-3)
    assert found.overlap_share[0] == pytest.approx(
        expected / ellipsoidal_area(image), rel=1e-3
    )


def test_how_a_footprint_is_written_at_the_180th_meridian_does_not_matter():
    image = shapely.box(179, 70, 181, 71)
    running = shapely.box(179.5, 60, 180.5, 80)
    stepping = shapely.Polygon([(179.5, 60), (-179.5, 60), (-179.5, 80), (179.5, 80)])
    parted = shapely.MultiPolygon(
        [shapely.box(179.5, 60, 180, 80), shapely.box(-180, 60, -179.5, 80)]
    )
    found = overlaps.find(products(image), products(running, stepping, parted))
    np.testing.assert_allclose(found.overlap_share, 0.5, rtol=1e-3)


def test_a_footprint_may_hold_the_pole():
    around = shapely.Polygon([(longitude, 84) for longitude in (-150, -60, 30, 120)])
    written_flat = shapely.segmentize(shapely.box(-180, 84, 180, 90), 60)
    caps = overlaps.project([around, written_flat], "north")
    assert all(cap.contains(shapely.Point(100, 100)) for cap in caps)
    # The map is of equal areas, and a parallel a circle about its middle.
    radius = np.hypot(*Transformer.from_crs(4326, 6931).transform(84, 0))
    np.testing.assert_allclose([c.area for c in caps], np.pi * radius**2, rtol=1e-3)


def test_a_line_is_as_wide_as_the_footprint():
    image, line = shapely.box(0, 70, 1, 71), shapely.LineString([(0.5, 69), (0.5, 72)])
    length = Geod(ellps="WGS84").line_length([0.5, 0.5], [70, 71]) / 1000
    found = overlaps.find(products(image), products(line)).overlap_km2[0]
    # The map of equal areas isn't one of equal angles: a line keeps its width to 1.5 %.
    assert found == pytest.approx(1.6 * length, rel=0.02)


def test_gaps_run_between_the_periods():
    image = products(shapely.box(0, 70, 1, 71), minutes=2)
    radar = products(
        shapely.box(0, 70, 1, 71), start=NOON + pd.Timedelta("30min"), minutes=20
    )
    pair = overlaps.find(image, radar, drift_speed=0.2).iloc[0]
    assert (pair.gap_least, pair.gap_most) == (28, 50)
    assert pair.drift_m == pytest.approx(50 * 60 * 0.2)
    swapped = overlaps.find(radar, image).iloc[0]
    assert (swapped.gap_least, swapped.gap_most) == (28, 50)


def test_the_shortest_gap_comes_first_then_the_largest_overlap():
    whole, half = shapely.box(0, 70, 1, 71), shapely.box(0, 70, 0.5, 71)
    image = products(whole)
    later = products(whole, start=NOON + pd.Timedelta("1h")).assign(id="later")
    now = products(half, whole)
    far = products(shapely.box(5, 70, 6, 71)).assign(id="elsewhere")
    found = overlaps.find(image, pd.concat([later, now, far], ignore_index=True))
    assert found.radar.tolist() == ["p1", "p0", "later"]


def test_no_overlap_and_too_long_a_gap_are_told_apart():
    image = products(shapely.box(0, 70, 1, 71))
    with pytest.raises(BadInput, match=r"None of the 2 pairs .* overlap"):
        overlaps.find(
            image, products(shapely.box(5, 70, 6, 71), shapely.box(0, -71, 1, -70))
        )
    with pytest.raises(BadInput, match=r"closest overlapping pair is 6\.0 hours apart"):
        overlaps.find(
            image, products(shapely.box(0, 70, 1, 71), start=NOON + pd.Timedelta("6h"))
        )
    with pytest.raises(BadInput, match="None of the 0 pairs"):
        overlaps.find(image, products())
