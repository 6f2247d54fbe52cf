"""Leads along the track."""

import numpy as np
import pytest

from helpers.leads.simulation import ice_track


def test_leads_fill_the_published_share_with_the_published_widths():
    rng = np.random.default_rng(0)
    track = 4e8
    width = ice_track._widths(track, rng)
    assert width.sum() / track == pytest.approx(ice_track.LEAD_AREA, rel=0.05)
    # Hill's estimator of the exponent, below the truncation
    small = width[width < 300]
    assert width.min() >= 30 and width.max() <= 3000
    exponent = 1 + 1 / np.mean(np.log(width / 30))
    assert (
        exponent == pytest.approx(ice_track.LEAD_EXPONENT, abs=0.08) and small.size > 1000
    )
