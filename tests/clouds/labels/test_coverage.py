"""What boxes cover."""

import numpy as np
import pytest

from helpers.clouds.labels import coverage
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import worldview

BOXES = "clouds/worldview/annotations_fulldataset_IRchecked_285.csv"
FILE = "Region1_DJF_Aqua/Aqua_CorrectedReflectance20080120_-61--40_10-24.jpeg"


@pytest.fixture(scope="module")
def crowd(real):
    return box_tables.open(real(BOXES))


def test_coverage_is_that_of_the_union(crowd):
    boxes = crowd[crowd.file == FILE]
    shares = coverage.by_label(boxes)
    painted = np.zeros(worldview.SHAPE, bool)
    for box in boxes[boxes.label == "Fish"].itertuples():
        painted[box.y1 : box.y2, box.x1 : box.x2] = True
    assert shares[FILE, "Fish"] == pytest.approx(painted.mean())
    assert coverage.largest_share(shares).between(0.25, 1).all()


def test_form_of_the_coverage_is_skewed_to_the_right_as_published(crowd):
    form = coverage.distribution(coverage.by_label(crowd))
    assert form["mode"].between(0.05, 0.25).all()
    assert form.skewness.between(0.8, 1.4).all()
    assert form.skewness[["Flower", "Fish", "Gravel", "Sugar"]].is_monotonic_increasing


def test_mode_is_the_peak_of_a_skewed_distribution():
    values = np.random.default_rng(0).gamma(3, 0.1, 20_000)  # mode (3 - 1) * 0.1
    assert coverage.mode(values) == pytest.approx(0.2, abs=0.02)
    assert np.isnan(coverage.mode([0.1, 0.1]))
