"""From the radiances of GOES-16's imager to reflectances and brightness temperatures."""

import numpy as np
import xarray as xr


def reflectance(radiance: xr.DataArray, kappa0: float) -> xr.DataArray:
    """Turn the radiance of sunlight into a reflectance factor.

    Parameters
    ----------
    radiance : xarray.DataArray
        W m⁻² sr⁻¹ µm⁻¹.
    kappa0 : float
        π d² / E of the file: the distance from the sun squared (astronomical units) over
        the sunlight at 1 unit.

    Returns
    -------
    xarray.DataArray
        1 for white under an overhead sun; not divided by the cosine of the sun's zenith
        angle. The attribute ``kappa0`` keeps the factor.
    """
    field = radiance * np.float32(kappa0)
    field.attrs = {"units": "1", "kappa0": kappa0, "long_name": "reflectance factor"}
    return field


def brightness_temperature(
    radiance: xr.DataArray, fk1: float, fk2: float, bc1: float, bc2: float
) -> xr.DataArray:
    """Turn the radiance of heat into the temperature of a black body that sends as much.

    Parameters
    ----------
    radiance : xarray.DataArray
        mW m⁻² sr⁻¹ cm.
    fk1, fk2, bc1, bc2 : float
        Planck's constants and the band's correction, of the file.

    Returns
    -------
    xarray.DataArray
        K; NaN where the radiance is not positive.
    """
    constants = fk1, fk2, bc1, bc2
    fk1, fk2, bc1, bc2 = (np.float32(constant) for constant in constants)
    field = (fk2 / np.log1p(fk1 / radiance.where(radiance > 0)) - bc1) / bc2
    field.attrs = {"units": "K", "long_name": "brightness temperature at 10.35 µm"}
    return field
