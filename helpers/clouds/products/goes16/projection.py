"""From the scan angles of a geostationary imager to longitude and latitude, and back.

PROJ's ``geos`` projection with the sweep angle about x, as the GOES-R Product Definition
and Users' Guide, volume 3, section 5.1.2.8 has it.
"""

from typing import NamedTuple

import numpy as np
import pyproj
import xarray as xr

from helpers.errors import BadInput


class Projection(NamedTuple):
    """Where the satellite stands over which ellipsoid; what GOES-16 has, by default.

    Attributes
    ----------
    height, equator, pole : float
        Of the satellite above the ellipsoid, and the ellipsoid's half axes, metres.
    longitude : float
        Under the satellite, degrees east.
    """

    height: float = 35_786_023.0
    equator: float = 6_378_137.0
    pole: float = 6_356_752.31414
    longitude: float = -75.0

    @classmethod
    def of(cls, attributes):
        """Take it from the attributes of a product's ``goes_imager_projection``.

        Parameters
        ----------
        attributes : dict

        Returns
        -------
        Projection

        Raises
        ------
        helpers.errors.BadInput
            When one is missing.
        """
        names = "perspective_point_height", "semi_major_axis", "semi_minor_axis"
        names += ("longitude_of_projection_origin",)
        if missing := [name for name in names if name not in attributes]:
            raise BadInput(
                f"goes_imager_projection has no attribute {', '.join(missing)}: get the "
                "file again."
            )
        return cls(*(float(np.ravel(attributes[name])[0]) for name in names))

    @property
    def geos(self):
        """The same as PROJ has it, in metres: angles times the height.

        Returns
        -------
        pyproj.Proj
        """
        h, a, b, lon_0 = self
        return pyproj.Proj(proj="geos", h=h, a=a, b=b, lon_0=lon_0, sweep="x")


def to_lonlat(
    x: xr.DataArray,
    y: xr.DataArray,
    projection: Projection = Projection(),  # noqa: B008
) -> tuple[xr.DataArray, xr.DataArray]:
    """Say which places lie in the directions of scan angles.

    Parameters
    ----------
    x, y : xarray.DataArray
        Angles to the east and to the north, radians; they are broadcast, lazily where
        they are lazy.
    projection : Projection

    Returns
    -------
    longitude, latitude : xarray.DataArray
        Degrees, over the dimensions of ``y``, then ``x``; NaN where the imager looks
        past the Earth.
    """
    y, x = xr.broadcast(y, x)

    def inverse(x, y):
        h = projection.height
        return _finite(projection.geos(h * x, h * y, inverse=True))

    return xr.apply_ufunc(
        inverse,
        x,
        y,
        output_core_dims=[[], []],
        dask="parallelized",
        output_dtypes=[float, float],
    )


def from_lonlat(
    longitude,
    latitude,
    projection: Projection = Projection(),  # noqa: B008
) -> tuple[np.ndarray, np.ndarray]:
    """Say under which scan angles places are seen.

    Parameters
    ----------
    longitude, latitude : array
        Degrees.
    projection : Projection

    Returns
    -------
    x, y : array
        Radians; NaN for places that lie beyond the limb.

    Examples
    --------
    >>> x, y = from_lonlat(-59.55, 13.2)  # Barbados
    >>> round(float(x), 5), round(float(y), 5)
    (0.04566, 0.03997)
    """
    places = np.broadcast_arrays(np.asarray(longitude, float), np.asarray(latitude, float))
    x, y = _finite(projection.geos(*places))
    return x / projection.height, y / projection.height


def _finite(pair):
    """Give NaN where PROJ says that there is nothing."""
    pair = np.array(pair)
    pair[~np.isfinite(pair)] = np.nan
    return pair[0], pair[1]


def subset(
    ds: xr.Dataset, west: float, east: float, south: float, north: float
) -> xr.Dataset:
    """Cut out the smallest part of a scan that holds a box.

    Parameters
    ----------
    ds : xarray.Dataset
        Of :func:`helpers.clouds.products.goes16.reader.open`.
    west, east, south, north : float
        Degrees.

    Returns
    -------
    xarray.Dataset
        A rectangle of pixels; its corners may lie outside of the box.

    Raises
    ------
    helpers.errors.BadInput
        When the box is no box, or the scan does not see it.
    """
    if not (west < east and -90 <= south < north <= 90):
        raise BadInput(
            f"The box from {west} to {east} east and {south} to {north} north has no "
            "area: give west < east and south < north."
        )
    places = np.meshgrid(np.linspace(west, east, 50), np.linspace(south, north, 50))
    projection = Projection(*(ds.attrs[name] for name in Projection._fields))
    x, y = from_lonlat(*places, projection)
    seen = np.isfinite(x)
    if seen.any():
        across = slice(x[seen].min(), x[seen].max())
        ds = ds.sel(x=across, y=slice(y[seen].max(), y[seen].min()))
    if not seen.any() or 0 in ds.sizes.values():
        raise BadInput(
            f"The scan {ds.attrs['source']} does not see the box from {west} to {east} "
            f"east and {south} to {north} north: choose another box or sector."
        )
    return ds
