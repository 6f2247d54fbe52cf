"""What the tests of this study share."""

import numpy as np
import pytest
import torch
import xarray as xr
from threadpoolctl import threadpool_limits

from helpers import catalog
from helpers.polder import pixel_table
from helpers.polder.products import grasp


@pytest.fixture(scope="session")
def digitised_path(real):
    """Give the product that was read back from published maps."""
    return real("polder/grasp_polder_l3_clim_S1_1degree_digitised.nc")


@pytest.fixture(scope="session")
def climate_path(real):
    """Give the registered climate zones."""
    return real("polder/climatezones.rda")


@pytest.fixture(scope="session")
def grasp_file():
    """Give a function that writes a file laid out like the original.

    Its numbers tell their place, apart from the variables that are given.
    """

    def write(path, **changes):
        latitude, longitude = np.meshgrid(grasp.LATITUDE, grasp.LONGITUDE, indexing="ij")
        grids = {name: latitude + i for i, name in enumerate(grasp.VARIABLES)}
        grids |= {"LandPercentage": np.where(longitude > 0, 100.0, 40.0)}
        grids |= {"Latitude": latitude, "Longitude": longitude, "AOD443": longitude}
        grids |= changes
        ds = xr.Dataset({n: (("y", "x"), g) for n, g in grids.items() if g is not None})
        rows = np.arange(len(ds.y)) - 90
        ds["config"], ds["ys"] = "settings of the retrieval", ("y", rows)
        ds.to_netcdf(path, engine="netcdf4")
        return path

    return write


@pytest.fixture(scope="session")
def land():
    """Give the scaled table of the simulated product."""
    ds = grasp.open(catalog.find("polder/grasp", "simulated"))
    return pixel_table.scaled(grasp.land_table(ds))


@pytest.fixture
def one_thread():
    """Spare small networks and tables the wait for threads that other programs hold up."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        yield
    torch.set_num_threads(threads)
