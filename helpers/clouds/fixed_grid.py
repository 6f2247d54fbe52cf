"""From the scan angles of a geostationary imager to longitude and latitude, and back.

The closed forms are those of the GOES-R Product Definition and Users' Guide, volume 3,
section 5.1.2.8.
"""

from typing import NamedTuple

import numpy as np

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
        """Take it from the attributes of a product's ``goes_imager_projection``."""
        names = "perspective_point_height", "semi_major_axis", "semi_minor_axis"
        names += ("longitude_of_projection_origin",)
        if missing := [name for name in names if name not in attributes]:
            raise BadInput(
                f"goes_imager_projection has no attribute {', '.join(missing)}: get the "
                "file again."
            )
        return cls(*(float(np.ravel(attributes[name])[0]) for name in names))

    @property
    def radius(self):
        """Of the orbit: from the Earth's centre, metres."""
        return self.height + self.equator

    @property
    def ratio(self):
        """Of the ellipsoid's half axes, squared."""
        return (self.equator / self.pole) ** 2


def to_lonlat(x, y, projection=Projection()):  # noqa: B008
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
    cos_x, cos_y, sin_y = np.cos(x), np.cos(y), np.sin(y)
    radius, ratio = projection.radius, projection.ratio
    square = np.sin(x) ** 2 + cos_x**2 * (cos_y**2 + ratio * sin_y**2)
    half = radius * cos_x * cos_y
    root = half**2 - square * (radius**2 - projection.equator**2)
    distance = (half - np.sqrt(root.where(root >= 0))) / square
    inward = radius - distance * cos_x * cos_y
    east, north = distance * np.sin(x), distance * cos_x * sin_y
    longitude = projection.longitude + np.degrees(np.arctan2(east, inward))
    latitude = np.degrees(np.arctan(ratio * north / np.hypot(inward, east)))
    order = list(dict.fromkeys(y.dims + x.dims))
    return longitude.transpose(*order), latitude.transpose(*order)


def from_lonlat(longitude, latitude, projection=Projection()):  # noqa: B008
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
    away = np.radians(np.asarray(longitude, float) - projection.longitude)
    central = np.arctan(np.tan(np.radians(latitude)) / projection.ratio)
    flattening = 1 - 1 / projection.ratio
    distance = projection.pole / np.sqrt(1 - flattening * np.cos(central) ** 2)
    inward = projection.radius - distance * np.cos(central) * np.cos(away)
    east = distance * np.cos(central) * np.sin(away)
    north = distance * np.sin(central)
    facing = projection.radius * (projection.radius - inward)
    seen = facing >= east**2 + projection.ratio * north**2
    x = np.arcsin(east / np.sqrt(inward**2 + east**2 + north**2))
    return np.where(seen, x, np.nan), np.where(seen, np.arctan(north / inward), np.nan)
