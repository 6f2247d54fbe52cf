"""From the reflectances of an imager without green to a picture in colour."""

import numpy as np
import xarray as xr
from matplotlib.colors import rgb_to_hsv

GAMMA = 2.2
"""Of a screen."""

RED, BLUE, VEGGIE = 0.48358168, 0.45706946, 0.06038137
"""Shares of the bands in the green that is missing: Open Commons Consortium,
Environmental Data Commons, http://edc.occ-data.org/goes16/python/."""


def gamma_corrected(reflectance, gamma=GAMMA):
    """Clip reflectances to 0–1 and brighten the dark ones, as screens expect.

    Parameters
    ----------
    reflectance : array
    gamma : float

    Returns
    -------
    array
        reflectance^(1/gamma).
    """
    return np.clip(reflectance, 0, 1) ** np.float32(1 / gamma)


def green(red, veggie, blue):
    """Mix the green that the imager lacks; the shares add up to 1.001.

    Parameters
    ----------
    red, veggie, blue : array
        Brightened reflectances, 0–1.

    Returns
    -------
    array
    """
    return RED * red + VEGGIE * veggie + BLUE * blue


def picture(ds, gamma=GAMMA):
    """Colour a scan, lazily where it is lazy.

    Parameters
    ----------
    ds : xarray.Dataset
        With ``red``, ``veggie`` and ``blue`` over ``y`` and ``x``.
    gamma : float

    Returns
    -------
    xarray.DataArray
        uint8 over ``y``, ``x`` and ``band`` (red, green, blue): 1 to 255, and 0 in all
        three where a band has no value. Without longitude and latitude.
    """

    def coloured(red, veggie, blue):
        red, veggie, blue = (gamma_corrected(each, gamma) for each in (red, veggie, blue))
        return levels(red, green(red, veggie, blue), blue)

    return _blockwise(coloured, ds)


def levels(red, green, blue):
    """Put three channels (0–1) together as uint8, (…, 3); black means no value.

    Parameters
    ----------
    red, green, blue : array
        0–1; NaN where there is no value.

    Returns
    -------
    uint8 array, shape (…, 3)
    """
    stacked = np.stack([red, green, blue], axis=-1)
    seen = np.isfinite(stacked).all(axis=-1, keepdims=True)
    whole = np.clip(np.rint(255 * stacked), 1, 255)
    return np.where(seen, whole, 0).astype("uint8")


def converted_twice(ds, gamma=0.25, contrast=180):
    """Colour a scan as the study's EUREC4A pictures were: convert twice, then mend.

    Reflectances in per cent were taken for radiances and multiplied by κ0 once more. The
    dark result was raised to the power ``gamma`` and its contrast stretched. How is not
    written; assumed is the usual stretch about the middle grey,
    259 (c + 255) / (255 (259 − c)).

    Parameters
    ----------
    ds : xarray.Dataset
        As for :func:`picture`, each band with the attribute ``kappa0``.
    gamma, contrast : float

    Returns
    -------
    xarray.DataArray
        As :func:`picture`; but what the stretch makes black is 0, too.
    """
    slope = 259 * (contrast + 255) / (255 * (259 - contrast))
    kappa = [np.float32(100 * ds[name].kappa0) for name in ("red", "veggie", "blue")]

    def coloured(*bands):
        again = (band * factor for band, factor in zip(bands, kappa, strict=True))
        red, veggie, blue = (gamma_corrected(each, 1 / gamma) for each in again)
        stacked = np.stack([red, green(red, veggie, blue), blue], axis=-1)
        stretched = slope * (255 * stacked - 128) + 128
        return np.nan_to_num(np.clip(np.rint(stretched), 0, 255)).astype("uint8")

    return _blockwise(coloured, ds)


def _blockwise(coloured, ds):
    # places are as many numbers as the picture, and would be computed along with it
    bands = ds[["red", "veggie", "blue"]].reset_coords(drop=True)
    return xr.apply_ufunc(
        coloured,
        *bands.values(),
        output_core_dims=[["band"]],
        dask="parallelized",
        output_dtypes=["uint8"],
        dask_gufunc_kwargs={"output_sizes": {"band": 3}},
    )


def hue(rgb):
    """Give the hue of colours: degrees, 0 red, 120 green, 240 blue.

    Parameters
    ----------
    rgb : array, shape (…, 3)
        0–255.

    Returns
    -------
    array, shape (…)

    Examples
    --------
    >>> float(hue([0, 128, 0]))
    120.0
    """
    return 360 * rgb_to_hsv(np.asarray(rgb) / 255)[..., 0]
