"""Simulated files are packed as NOAA packs its own."""

import netCDF4
import numpy as np

from helpers.clouds.products.goes16 import bands


def test_counts_are_packed_as_noaa_packs_them(scan):
    for number, path in scan.items():
        band = bands.BANDS[number]
        with netCDF4.Dataset(path) as ds:
            ds.set_auto_maskandscale(False)
            radiance = ds["Rad"]
            assert {ds[name].dtype for name in ("Rad", "x", "y")} == {np.dtype("int16")}
            assert radiance._Unsigned == ds["DQF"]._Unsigned == "true"
            assert radiance._FillValue == 2**band.bits - 1
            assert radiance.valid_range.tolist() == [0, 2**band.bits - 2]
            assert 0 <= radiance[:].min() <= radiance[:].max() < 2**band.bits
