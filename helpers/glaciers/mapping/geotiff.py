"""A map of classes as a GeoTIFF, where the archive says where it lies."""

import numpy as np
import rioxarray
import xarray as xr
from affine import Affine

from helpers.errors import BadInput
from helpers.files import replacing
from helpers.glaciers.mapping import labels

NO_CLASS = 255


def write(path, probabilities, classes, stack):
    """Write a map of classes where it lies on Earth.

    Parameters
    ----------
    path : path-like
        Of the GeoTIFF to write.
    probabilities : array_like, shape (classes, rows, columns)
        NaN where there is no class.
    classes : sequence of str
        Their names, which stand in the file's tags, too.
    stack : xarray.Dataset
        What was mapped, from :func:`helpers.glaciers.products.cpazmal.open`; its ``crs``
        and ``transform`` say where.

    Raises
    ------
    BadInput
        When the archive doesn't say where the stack lies.
    """
    if "transform" not in stack.attrs:
        raise BadInput(
            f"{stack.attrs['source']} does not say where {stack.attrs['group']} lies: give "
            "an archive with geo_transform and geo_projection."
        )
    codes = labels(probabilities)
    codes = np.where(codes < 0, NO_CLASS, codes).astype("uint8")
    image = rioxarray.raster_array.RasterArray(xr.DataArray(codes, dims=("y", "x")))
    image = image.write_crs(stack.attrs["crs"]).rio.write_nodata(NO_CLASS)
    image = image.rio.write_transform(Affine(*stack.attrs["transform"]))
    tags = {f"class_{i}": name for i, name in enumerate(classes)}
    with replacing(path) as beside:
        image.rio.to_raster(beside, driver="GTiff", tags=tags, compress="deflate")
