"""Sentinel-2 MSI Level-1C: SAFE folders as ESA delivers them.

Layout and meaning: ESA's *Sentinel-2 Products Specification Document*; from
processing baseline 04.00 on, an offset in the metadata is added to the counts before
they are divided by the quantification value.
"""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import xarray as xr

from helpers.errors import BadInput, reading
from helpers.leads.products import rasters

BANDS = ("B02", "B03", "B04", "B08")
"""The bands of 10 m: blue, green, red and near infrared."""
PRODUCT_METADATA, TILE_METADATA = "MTD_MSIL1C.xml", "MTD_TL.xml"
NUMBERS = (*(f"B{i:02}" for i in range(1, 9)), "B8A", "B09", "B10", "B11", "B12")
"""Names of the bands in the order of their ``band_id``."""


def recognises(path: Path) -> bool:
    """Tell whether a folder is such a product, by its name or by what lies in it.

    Parameters
    ----------
    path : Path
        A folder of a granule and its metadata.

    Returns
    -------
    bool
    """
    return path.is_dir() and (
        path.suffix == ".SAFE"
        or (path / PRODUCT_METADATA).exists()
        or (path / "GRANULE").exists()
    )


def open(path: str | PathLike, bands: Iterable[str] = BANDS) -> xr.Dataset:
    """Open a Sentinel-2 Level-1C product lazily.

    Parameters
    ----------
    path : path-like
        The ``.SAFE`` folder, unpacked.
    bands : sequence of str
        Of one resolution.

    Returns
    -------
    xarray.Dataset
        ``image`` over ``band``, ``y`` and ``x`` (metres, centres of pixels):
        reflectance at the top of the atmosphere as float32, NaN where there is no
        data, read block by block when it is computed. ``solar_zenith`` and
        ``solar_azimuth`` in degrees over a grid of 5 km, ``angle_y`` and
        ``angle_x``. Attributes ``crs``, ``time``, ``processing_baseline``; ``red``, the
        name of the band of red light (or of the first), and ``pixel_m``, its size.

    Raises
    ------
    BadInput
        When the folder is no such product, a band is missing or can't be read, or bands
        differ in coordinate system or size.
    """
    folder, bands = Path(path), list(bands)
    with reading(folder, "a Sentinel-2 Level-1C product"):
        product, tile = (_metadata(folder, n) for n in (PRODUCT_METADATA, TILE_METADATA))
        files = {band: _band_file(folder, band) for band in bands}
        counts = rasters.stack(files, "JP2OpenJPEG")
        image = _reflectance(counts, product, bands).drop_vars("spatial_ref")
        name = "reflectance at the top of the atmosphere"
        image.attrs = {"long_name": name, "units": "1"}
        ds = image.to_dataset(name="image", promote_attrs=False).assign_attrs(
            source=folder.name,
            crs=_text(tile, "HORIZONTAL_CS_CODE"),
            time=_text(tile, "SENSING_TIME").rstrip("Z"),
            processing_baseline=_text(product, "PROCESSING_BASELINE"),
            red="B04" if "B04" in bands else bands[0],
            pixel_m=abs(float(image.x[1] - image.x[0])),
        )
        return _with_sun(ds, tile)


def _metadata(folder, name):
    found = sorted(folder.glob(name)) or sorted(folder.glob(f"GRANULE/*/{name}"))
    if not found:
        raise BadInput(
            f"{folder} has no {name}: give the unpacked .SAFE folder of a Sentinel-2 "
            "Level-1C product."
        )
    try:
        return ElementTree.parse(found[0]).getroot()
    except ElementTree.ParseError as error:
        raise BadInput(
            f"{found[0]} is damaged ({error}): download the product again."
        ) from None


def _band_file(folder, band):
    found = sorted(folder.glob(f"GRANULE/*/IMG_DATA/*_{band}.jp2"))
    if len(found) == 1:
        return found[0]
    there = sorted(p.stem[-3:] for p in folder.glob("GRANULE/*/IMG_DATA/*_B??.jp2"))
    raise BadInput(
        f"{folder} has {len(found)} images of band {band}, not one; its bands are "
        f"{', '.join(there) or 'none'}: ask for those, or download the product again."
    )


def _text(root, tag):
    found = root.find(f".//{tag}")
    if found is None or not found.text:
        raise BadInput(
            f"The metadata have no {tag}: give a complete Sentinel-2 Level-1C product."
        )
    return found.text.strip()


def _reflectance(counts, product, bands):
    """Turn counts into reflectance: (count + offset) / quantification."""
    scale = float(_text(product, "QUANTIFICATION_VALUE"))
    named = {
        NUMBERS[int(o.get("band_id"))]: float(o.text)
        for o in product.iter("RADIO_ADD_OFFSET")
    }
    special = {
        _text(value, "SPECIAL_VALUE_TEXT"): int(_text(value, "SPECIAL_VALUE_INDEX"))
        for value in product.iter("Special_Values")
    }
    offsets = xr.DataArray(
        np.array([named.get(band, 0.0) for band in bands], "float32"), dims="band"
    )
    known = counts != special.get("NODATA", 0)
    return ((counts.astype("float32") + offsets) / np.float32(scale)).where(known)


def _with_sun(ds, tile):
    for name, tag in (("solar_zenith", "Zenith"), ("solar_azimuth", "Azimuth")):
        rows = tile.findall(f".//Sun_Angles_Grid/{tag}/Values_List/VALUES")
        if rows:
            angles = np.array([row.text.split() for row in rows], dtype=float)
            ds[name] = (("angle_y", "angle_x"), angles, {"units": "degrees"})
    if "solar_zenith" not in ds:
        return ds
    left, top = ds.x.values[0] - ds.pixel_m / 2, ds.y.values[0] + ds.pixel_m / 2
    return ds.assign_coords(
        angle_y=top - 5000.0 * np.arange(ds.sizes["angle_y"]),
        angle_x=left + 5000.0 * np.arange(ds.sizes["angle_x"]),
    )
