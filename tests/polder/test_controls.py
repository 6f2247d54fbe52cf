"""Land whose answer is known."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.polder import controls

pytestmark = pytest.mark.usefixtures("one_thread")


def test_refuses_more_belts_than_latitudes(land):
    latitude = land.index.get_level_values("latitude")
    with pytest.raises(BadInput, match="too few latitudes"):
        controls.planted(land[np.isin(latitude, np.unique(latitude)[-3:])], 7, 0)
