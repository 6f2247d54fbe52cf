"""Radiances become reflectances and temperatures."""

import numpy as np
import pytest
import xarray as xr

from helpers.clouds.products.goes16 import bands, radiance
from helpers.clouds.simulation import goes16_scans


def test_reflectance_of_white_under_the_sun_is_one():
    distance, irradiance = 0.984, 1631.3351
    sent = xr.DataArray(np.float32([irradiance / (np.pi * distance**2)]))
    kappa0 = np.pi * distance**2 / irradiance
    assert radiance.reflectance(sent, kappa0).item() == pytest.approx(1)


def test_brightness_temperature_undoes_planck():
    band = bands.BANDS[13]
    kelvin = np.array([210.0, 285.0, 310.0])
    sent = xr.DataArray(goes16_scans.planck(kelvin, band).astype("float32"))
    back = radiance.brightness_temperature(sent, *band.planck)
    np.testing.assert_allclose(back, kelvin, atol=2e-3)
    assert np.isnan(radiance.brightness_temperature(sent * 0 - 1, *band.planck)).all()
