"""Small products of every format, and the ways in which a file gets damaged."""

import contextlib

import numpy as np
import pytest
import rasterio
import xarray as xr

from helpers.errors import BadInput

ECHOES, FLIPS, SEEDS = 40, 20, 8


@pytest.fixture
def altimetry_file(tmp_path):
    """Give a function that writes a NetCDF file of 20 Hz variables, echoes among them."""

    def write(**echoes):
        time = np.arange(ECHOES) / 20
        slow = {"time_20_ku": time, "lat_20_ku": 80 + time, "lon_20_ku": time}
        variables = {name: ("time_20_ku", values) for name, values in slow.items()}
        for name, values in echoes.items():
            variables[name] = ("time_20_ku", "gate")[: values.ndim], values
        path = tmp_path / "pass.nc"
        path.unlink(missing_ok=True)
        xr.Dataset(variables).to_netcdf(path, engine="netcdf4")
        return path

    return write


@pytest.fixture
def power():
    """Echoes of 256 gates that hold no two equal values."""
    return np.random.default_rng(0).uniform(1, 6e4, (ECHOES, 256))


@pytest.fixture
def picture_file(tmp_path):
    """A GeoTIFF in three colours."""
    path = tmp_path / "a.tif"
    with rasterio.open(
        path, "w", driver="GTiff", dtype="uint8", count=3, height=60, width=60,
        crs="EPSG:3413", transform=rasterio.transform.from_origin(0, 0, 250, 250),
        compress="deflate",
    ) as image:  # fmt: skip
        image.write(np.random.default_rng(0).integers(1, 255, (3, 60, 60), "uint8"))
    return path


@pytest.fixture
def spoil():
    """Give a function that damages a file in many ways and reads it after each.

    It must be refused when it ends early or holds something else, and read or refused,
    but never fail otherwise, where some of its bytes are others.
    """

    def check(reader, path, read=None):
        whole = path.read_bytes()
        read = path if read is None else read
        reader(read).load()
        for spoilt in (b"", b"\0" * 500, b"none of it " * 50, whole[: len(whole) // 3]):
            replace(path, spoilt)
            with pytest.raises(BadInput) as refusal:
                reader(read).load()
            assert "\n" not in str(refusal.value)
        for seed in range(SEEDS):
            replace(path, flipped(whole, np.random.default_rng(seed)))
            with contextlib.suppress(BadInput):
                reader(read).load()
        replace(path, whole)

    return check


def replace(path, content):
    """Write a new file: HDF5 keeps hold of one that it failed to open."""
    path.unlink()
    path.write_bytes(content)


def flipped(whole, rng):
    """Give other values to some bytes, of the first thousand or of all by turns."""
    spoilt = bytearray(whole)
    end = min(len(whole), 1000) if rng.random() < 0.5 else len(whole)
    for place in rng.integers(0, end, FLIPS):
        spoilt[place] = rng.integers(256)
    return bytes(spoilt)
