"""Optical scenes of any kind: which reader a path takes, and what its red band is."""

from pathlib import Path

from helpers.leads import geotiff, sentinel2

# MODIS "false colour" shows its bands 7, 2 and 1 as red, green and blue.
FALSE_COLOUR = ("band 7", "band 2", "band 1")
COMPOSITES = (("B04", "B03", "B02"), FALSE_COLOUR)


def open(path):
    """Open a scene lazily.

    Parameters
    ----------
    path : path-like
        A Sentinel-2 ``.SAFE`` folder, or a GeoTIFF picture. One whose name says
        ``falsecolor`` is taken for MODIS bands 7, 2 and 1, as NASA Worldview shows
        them; red light, band 1, then comes first.

    Returns
    -------
    xarray.Dataset
        As :func:`helpers.leads.sentinel2.open` and :func:`helpers.leads.geotiff.open`
        give it, with the attributes ``red``, the name of the band of red light (or of
        the only one), and ``pixel``, its size in metres.

    Raises
    ------
    BadInput
        When it can't be read.
    """
    path = Path(path)
    if path.is_dir():
        ds = sentinel2.open(path).assign_attrs(red="B04")
    else:
        ds = geotiff.open(path)
        if "falsecolor" in path.name and ds.sizes["band"] == 3:
            ds = ds.assign_coords(band=list(FALSE_COLOUR)).isel(band=[2, 1, 0])
        names = ds.band.values.tolist()
        ds.attrs["red"] = "band 1" if "band 1" in names else names[0]
    return ds.assign_attrs(pixel=abs(float(ds.x[1] - ds.x[0])))


def composite(ds, step=1):
    """Give a picture to show: three bands, or one as grey, from 0 to 1.

    Parameters
    ----------
    ds : xarray.Dataset
        From :func:`open`.
    step : int
        Every how many pixels to take one.

    Returns
    -------
    array, shape (height, width, 3)
        Black where there is no data.
    """
    names = ds.band.values.tolist()
    known = [colours for colours in COMPOSITES if set(colours) <= set(names)]
    shown = list(known[0]) if known else (names * 3)[:3]
    image = ds.image.sel(band=shown)[:, ::step, ::step].transpose("y", "x", "band")
    return image.fillna(0).clip(0, 1).values
