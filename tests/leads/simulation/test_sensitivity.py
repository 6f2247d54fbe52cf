"""Where clustering breaks."""

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

from helpers.errors import BadInput
from helpers.leads.simulation import sensitivity


def test_ponds_are_taken_for_leads():
    scores = sensitivity.sweep("ponds", [0, 0.3], seeds=[0], size=200)
    assert (scores.loc[0] > 0.85).all()
    assert (scores.loc[0.3] < 0.7).all()


def test_one_thing_changes():
    thick, leads = sensitivity.scene("thickness", 0.8, size=128)
    open_, same = sensitivity.scene("thickness", 0.0, size=128)
    np.testing.assert_array_equal(leads, same)
    away = ~binary_dilation(leads, np.ones((3, 3)), iterations=3)  # as far as blur goes
    assert away.any()
    np.testing.assert_array_equal(thick.values[0][away], open_.values[0][away])
    assert np.nanmean(thick.values[0][leads]) > np.nanmean(open_.values[0][leads]) + 0.2


def test_unknown_change():
    with pytest.raises(BadInput, match="change = 'fog'"):
        sensitivity.scene("fog", 1.0)
