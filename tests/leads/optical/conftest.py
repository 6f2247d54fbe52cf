"""Small pictures of ice and leads."""

import dask.array as da
import numpy as np
import pytest
import xarray as xr


@pytest.fixture
def picture():
    """Give a function that makes an image of values, lazy where it is given chunks."""

    def make(values, chunks=None):
        data = np.asarray(values, "float32")
        if chunks:
            data = da.from_array(data, chunks=(1, chunks, chunks))
        bands = [f"B{number:02}" for number in range(2, 2 + len(values))]
        return xr.DataArray(data, dims=("band", "y", "x"), coords={"band": bands})

    return make


@pytest.fixture
def values():
    """Bright ice with a dark lead, a corner without data and one of zeros."""
    rng = np.random.default_rng(0)
    values = rng.normal(0.8, 0.03, (2, 90, 110))
    values[:, 40:52] = rng.normal(0.1, 0.01, (2, 12, 110))
    values[:, :9, :9] = np.nan
    values[:, -5:, -7:] = 0
    return values
