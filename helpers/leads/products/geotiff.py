"""Scenes as GeoTIFF pictures, such as MODIS in true or false colour."""

from os import PathLike
from pathlib import Path

import xarray as xr

from helpers.errors import BadInput, reading
from helpers.leads.products import rasters

COLOURS = ("red", "green", "blue")
FALSE_COLOUR = ("band 7", "band 2", "band 1")
"""What MODIS "false colour" shows as red, green and blue."""


def recognises(path: Path) -> bool:
    """Tell whether a file may be such a picture, by its name.

    Parameters
    ----------
    path : Path
        An image ends in ``.tif`` or ``.tiff``.

    Returns
    -------
    bool
    """
    return path.suffix.lower() in (".tif", ".tiff")


def open(path: str | PathLike) -> xr.Dataset:
    """Open a GeoTIFF picture lazily.

    Parameters
    ----------
    path : path-like
        A file with a grey band, or with red, green, blue and perhaps an alpha band. One
        whose name says ``falsecolor`` is taken for MODIS bands 7, 2 and 1, as NASA
        Worldview shows them; red light, band 1, then comes first.

    Returns
    -------
    xarray.Dataset
        ``image`` over ``band``, ``y`` and ``x``, as float32: display values from 0
        to 1 where the file holds bytes, not reflectance; else the file's values.
        NaN where the file's no-data value or its alpha band says so. Attributes
        ``source``, ``crs``, ``red``, the name of the band of red light (or of the only
        one), and ``pixel_m``, the size of a pixel.

    Raises
    ------
    BadInput
        When the file can't be read as a picture, or doesn't say where it lies.
    """
    path = Path(path)
    with reading(path, "a GeoTIFF"):
        values = rasters.open(path, "GTiff", masked=True)
        crs = values.rio.crs
        if crs is None:
            raise BadInput(f"{path} has no coordinate system: give a GeoTIFF that has one.")
        names = COLOURS if values.sizes["band"] >= 3 else ("grey",)
        scale = 255 if values.encoding["rasterio_dtype"] == "uint8" else 1
        image = values[: len(names)].astype("float32") / scale
        image = image.drop_vars("spatial_ref").assign_coords(band=list(names))
        if "falsecolor" in path.name and len(names) == 3:
            image = image.assign_coords(band=list(FALSE_COLOUR))[::-1]
        image.attrs = {"long_name": "display value" if scale > 1 else "value", "units": "1"}
        return image.to_dataset(name="image", promote_attrs=False).assign_attrs(
            source=path.name,
            crs=crs.to_string(),
            red="band 1" if "band 1" in image.band else str(image.band.values[0]),
            pixel_m=abs(float(image.x[1] - image.x[0])),
        )
