"""Scenes as GeoTIFF pictures, such as MODIS in true or false colour."""

from os import PathLike
from pathlib import Path

import xarray as xr

from helpers.errors import BadInput, reading
from helpers.leads.products import rasters

COLOURS = {
    "true": ("red", "green", "blue"),
    "false": ("band 7", "band 2", "band 1"),
}
"""What a picture may show as red, green and blue: these, or bands of MODIS."""
RED = ("red", "band 1", "B04")
"""Names of bands of red light."""


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


def open(path: str | PathLike, colours: str = "file") -> xr.Dataset:
    """Open a GeoTIFF picture lazily.

    Parameters
    ----------
    path : path-like
        A file with a grey band, or with three colours and perhaps an alpha band.
    colours : str
        What the three show where the file's descriptions of its bands don't say it:
        ``"true"`` is red, green and blue; ``"false"`` is MODIS bands 7, 2 and 1, as
        NASA Worldview shows them. ``"file"`` asks the file alone.

    Returns
    -------
    xarray.Dataset
        ``image`` over ``band``, ``y`` and ``x``, as float32, red light first: display
        values from 0 to 1 where the file holds bytes, not reflectance; else the
        file's values. NaN where the file's no-data value or its alpha band says so.
        Attributes ``source``, ``crs``, ``red``, the name of the band of red light (or
        of the only one), and ``pixel_m``, the size of a pixel.

    Raises
    ------
    BadInput
        When the file can't be read as a picture, doesn't say where it lies, or has
        three colours of which nobody says what they show.
    """
    path = Path(path)
    with reading(path, "a GeoTIFF"):
        values = rasters.open(path, "GTiff", masked=True)
        crs = values.rio.crs
        if crs is None:
            raise BadInput(f"{path} has no coordinate system: give a GeoTIFF that has one.")
        names = _names(values, path, colours)
        scale = 255 if values.encoding["rasterio_dtype"] == "uint8" else 1
        image = values[: len(names)].astype("float32") / scale
        image = image.drop_vars("spatial_ref").assign_coords(band=names)
        image = image.sel(band=sorted(names, key=lambda name: name not in RED))
        image.attrs = {"long_name": "display value" if scale > 1 else "value", "units": "1"}
        return image.to_dataset(name="image", promote_attrs=False).assign_attrs(
            source=path.name,
            crs=crs.to_string(),
            red=str(image.band.values[0]),
            pixel_m=abs(float(image.x[1] - image.x[0])),
        )


def _names(values, path, colours):
    """Name the bands of a picture by its own descriptions, or by what its colours show."""
    if colours not in ("file", *COLOURS):
        raise BadInput(f"colours = {colours!r}: give one of file, {', '.join(COLOURS)}.")
    if values.sizes["band"] < 3:
        return ["grey"]
    described = list(values.attrs.get("long_name", ()))[:3]
    if all(described) and set(described) & set(RED):
        return described
    if colours == "file":
        raise BadInput(
            f"{path} doesn't say what its three colours show: set colours to true for red, "
            "green and blue light, or to false for MODIS bands 7, 2 and 1."
        )
    return list(COLOURS[colours])
