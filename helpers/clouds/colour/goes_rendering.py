"""A Worldview picture as another camera and another recipe of colours would show it.

It stays a picture that MODIS took: what another sensor would see from another place, at
another hour and through more air isn't in it.
"""

import numpy as np
import xarray as xr
from PIL import Image
from scipy import ndimage

from helpers.clouds.colour.true_colour import BLUE, GAMMA, RED, VEGGIE
from helpers.clouds.products.worldview import PIXEL_KM, STRETCH
from helpers.errors import BadInput

GOES_KM = 200 / 256
"""Side of a pixel on which GOES tiles of 256 pixels and 200 km are made: Denby (2020),
doi:10.1029/2019GL085190."""

FOOTPRINT_KM = 1.0
"""Of a pixel of the blue and of the 0.86 µm band of GOES-16's imager, below the
satellite: Schmit et al. (2017), Bull. Am. Meteorol. Soc. 98, 681,
doi:10.1175/BAMS-D-15-00230.1. That half of the light comes from within it is assumed."""


def reflectance(image):
    """Undo the stretch of a corrected-reflectance picture.

    Parameters
    ----------
    image : array of uint8

    Returns
    -------
    array of float32
        Reflectance, 0 to 1, the inverse of
        :data:`helpers.clouds.products.worldview.STRETCH`. Where it is flat, in the
        brightest clouds, a step of the picture is up to 0.02.

    Raises
    ------
    BadInput
        When the picture isn't of uint8.
    """
    image = np.asarray(image)
    if image.dtype != np.uint8:
        raise BadInput(f"The picture is of {image.dtype}: give uint8, as it was read.")
    table = np.interp(np.arange(256), STRETCH[1], STRETCH[0]) / 255
    return table.astype("float32")[image]


def goes_like(image, pixel_km=GOES_KM):
    """Render a Worldview picture with the pixels and the colours of GOES-16 pictures.

    Reflectances are blurred by the imager's footprint and interpolated onto its pixels;
    green is mixed from the other bands, with red in the place of 0.86 µm, as clouds
    and sea reflect about as much there (assumed); brightness is reflectance to the
    power of 1/2.2.

    Parameters
    ----------
    image : array of uint8, shape (y, x, 3)
    pixel_km : float
        Side of a pixel that is given.

    Returns
    -------
    array of uint8, shape (y · 1.11 / pixel_km, x · 1.11 / pixel_km, 3)

    Raises
    ------
    BadInput
        When the picture isn't such an array, or a pixel not positive.
    """
    if np.ndim(image) != 3 or np.shape(image)[2] != 3 or not pixel_km > 0:
        raise BadInput(
            f"A picture of shape {np.shape(image)}, pixel_km = {pixel_km}: give (y, x, 3) "
            "and a pixel above 0 km."
        )
    light = reflectance(image)
    light[..., 1] = light @ np.float32([RED + VEGGIE, 0, BLUE])
    sigma = FOOTPRINT_KM / PIXEL_KM / np.sqrt(8 * np.log(2))
    light = ndimage.gaussian_filter(light, sigma, axes=(0, 1))
    height, width = resampled_shape(np.shape(image), pixel_km)
    bands = [
        Image.fromarray(band).resize((width, height), Image.Resampling.BILINEAR)
        for band in np.moveaxis(light, -1, 0)
    ]
    brightness = np.clip(np.stack(bands, axis=-1), 0, 1) ** np.float32(1 / GAMMA)
    return np.round(255 * brightness).astype(np.uint8)


def as_goes(scene, pixel_km=GOES_KM):
    """Give a scene the picture that :func:`goes_like` makes.

    Parameters
    ----------
    scene : helpers.clouds.products.scenes.Scene
    pixel_km : float

    Returns
    -------
    helpers.clouds.products.scenes.Scene
    """
    picture = goes_like(scene.image.values, pixel_km)
    return scene._replace(image=xr.DataArray(picture, dims=("y", "x", "band")))


def resampled_shape(shape, pixel_km=GOES_KM):
    """Give the rows and columns of a Worldview picture in other pixels.

    Parameters
    ----------
    shape : tuple of int
        Of the Worldview picture.
    pixel_km : float
        Side of the other pixels.

    Returns
    -------
    tuple of int
    """
    return tuple(round(side * PIXEL_KM / pixel_km) for side in shape[:2])


def resampled_mask(mask, pixel_km=GOES_KM):
    """Carry a mask over to other pixels: bool, each that of the nearest one.

    Parameters
    ----------
    mask : array of bool, shape (y, x)
    pixel_km : float
        Side of the other pixels.

    Returns
    -------
    array of bool, shape (y · 1.11 / pixel_km, x · 1.11 / pixel_km)
    """
    height, width = resampled_shape(np.shape(mask), pixel_km)
    image = Image.fromarray(np.asarray(mask, np.uint8))
    return np.asarray(image.resize((width, height), Image.Resampling.NEAREST)) > 0


def same_middle(table, pixel_km=GOES_KM):
    """Place tiles of as many other pixels around the same middles.

    Parameters
    ----------
    table : pandas.DataFrame
        ``y``, ``x``, ``height``, ``width`` in pixels of Worldview, as from
        ``helpers.clouds.tiles``.
    pixel_km : float
        Of the other pixels; not larger than Worldview's, or tiles may leave the scene.

    Returns
    -------
    pandas.DataFrame
        The table with other ``y`` and ``x``.
    """
    factor = PIXEL_KM / pixel_km
    moved = {
        corner: ((table[corner] + table[side] / 2) * factor - table[side] / 2)
        .round()
        .astype(int)
        for corner, side in (("y", "height"), ("x", "width"))
    }
    return table.assign(**moved)
