"""Components of metrics."""

import numpy as np
import pandas as pd

from helpers.clouds.statistics import principal_components

rng = np.random.default_rng(0)


def test_components_do_not_see_units():
    one, two = rng.normal(size=(2, 200))
    table = pd.DataFrame({"a": one, "b": one + 0.1 * two, "c": two})
    loadings, explained = principal_components.components(table, 2)
    scaled, again = principal_components.components(table * [1e6, 1, 1], 2)
    assert np.allclose(loadings, scaled)
    assert np.allclose(explained, again)
    assert (loadings.max() >= -loadings.min()).all()
