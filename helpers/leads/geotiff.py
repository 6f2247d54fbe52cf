"""Scenes as GeoTIFF pictures, such as MODIS in true or false colour."""

from pathlib import Path

from helpers.errors import BadInput
from helpers.leads import rasters

COLOURS = ("red", "green", "blue")


def open(path):
    """Open a GeoTIFF picture lazily.

    Parameters
    ----------
    path : path-like
        A file with a grey band, or with red, green, blue and perhaps an alpha band.

    Returns
    -------
    xarray.Dataset
        ``image`` over ``band``, ``y`` and ``x``, as float32: display values from 0
        to 1 where the file holds bytes, not reflectance; else the file's values.
        NaN where the file's no-data value or its alpha band says so. Attributes
        ``source`` and ``crs``.

    Raises
    ------
    BadInput
        When the file can't be read as a picture, or doesn't say where it lies.
    """
    path = Path(path)
    grid = rasters.describe(path)
    if grid["crs"] is None:
        raise BadInput(f"{path} has no coordinate system: give a GeoTIFF that has one.")
    names = COLOURS if grid["count"] >= 3 else ("grey",)
    layers = list(range(1, len(names) + 1))
    values = rasters.stack([path] * len(names), names, layers)
    known = values == values  # false for NaN alone
    if grid["nodata"] is not None:
        known &= values != grid["nodata"]
    if grid["alpha"]:
        known &= rasters.stack([path], ["alpha"], [grid["alpha"]]).isel(band=0) > 0
    scale = 255 if values.dtype == "uint8" else 1
    image = (values.astype("float32") / scale).where(known)
    image.attrs.update(long_name="display value" if scale > 1 else "value", units="1")
    ds = image.drop_vars([c for c in image.coords if c not in image.dims]).to_dataset(
        name="image"
    )
    return ds.assign_attrs(source=path.name, crs=grid["crs"].to_string())
