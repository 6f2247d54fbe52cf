"""Sentinel-2 Level-1C as ESA delivers it: names, folders and metadata of a SAFE product.

Written after ESA's *Sentinel-2 Products Specification Document* (S2-PDGS-TAS-DI-PSD):
the parts that programs read. From processing baseline 04.00 on, counts carry an
offset of 1000, which the metadata name.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.errors import BadInput
from helpers.leads.products import sentinel2

QUANTIFICATION, OFFSET, NODATA, SATURATED = 10_000, -1000, 0, 65_535
TEMPLATES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
ANGLE_STEP, ANGLES = 5000, 23
"""m between the values of the angle grids, and their number along a full tile."""


@dataclass(frozen=True)
class SafeProduct:
    """What names and metadata of one product are made from."""

    time: np.datetime64
    baseline: str
    tile: str
    epsg: int
    left: float
    top: float
    size: int
    pixel: float = 10.0

    @property
    def offset(self):
        """Offset to add to counts before they are divided."""
        return OFFSET if float(self.baseline) >= 4 else 0

    @property
    def name(self):
        """Name of the product's folder."""
        number = self.baseline.replace(".", "")
        made = _compact(self.time + np.timedelta64(108, "m"))
        return f"S2A_MSIL1C_{_compact(self.time)}_N{number}_R116_T{self.tile}_{made}.SAFE"

    @property
    def granule(self):
        """Folder of the one granule, from the product's."""
        return f"GRANULE/L1C_T{self.tile}_A019273_{_compact(self.time)}"

    def band(self, band):
        """Path of a band's image, from the product's folder."""
        return f"{self.granule}/IMG_DATA/T{self.tile}_{_compact(self.time)}_{band}.jp2"

    def write_metadata(self, folder, zenith, azimuth):
        """Write the two metadata files.

        Parameters
        ----------
        folder : path-like
            The product's; it is made where it isn't there.
        zenith, azimuth : array, shape (ANGLES, ANGLES)
            Of the sun, in degrees.
        """
        granule = Path(folder) / self.granule
        (granule / "IMG_DATA").mkdir(parents=True, exist_ok=True)
        product = TEMPLATES["product"].format(**self._words())
        Path(folder, "MTD_MSIL1C.xml").write_text(product, "utf-8")
        sun = {"zenith": _grid(zenith), "azimuth": _grid(azimuth)}
        sun |= {"mean_zenith": np.mean(zenith), "mean_azimuth": np.mean(azimuth)}
        tile = TEMPLATES["tile"].format(**self._words(), **sun)
        (granule / "MTD_TL.xml").write_text(tile, "utf-8")

    def _words(self):
        time = np.datetime_as_string(self.time, "ms") + "Z"
        length, steps = self.size * self.pixel, (10, 20, 60)
        offsets = _lines("offset", [(i, OFFSET) for i in range(len(sentinel2.NUMBERS))])
        return vars(self) | {
            "sensed": time,
            "name": self.name,
            "images": _lines(
                "image", [(self.band(band)[:-4],) for band in sentinel2.BANDS]
            ),
            "offsets": TEMPLATES["offsets"].format(offsets) if self.offset else "",
            "suns": _lines("sun", enumerate(TEMPLATES["irradiances"])),
            "spectra": _lines("spectrum", enumerate(TEMPLATES["physical_bands"])),
            "sizes": _lines("size", [(step, int(length / step)) for step in steps]),
            "corners": _lines("corner", [(s, self.left, self.top) for s in steps]),
        }


def tile_name(epsg, latitude, x, y):
    """Name the 100 km square of the military grid that a place lies in.

    Parameters
    ----------
    epsg : int
        326 and the number of a UTM zone.
    latitude : float
        Degrees, north.
    x, y : float
        Metres in that zone.

    Returns
    -------
    str
        Such as ``"01WCU"``.

    Raises
    ------
    BadInput
        Where the zone is not one of the north, or the latitude none of its own.

    Examples
    --------
    >>> tile_name(32631, 48.86, 448_250, 5_411_900)  # Paris
    '31UDQ'
    """
    zone = epsg - 32_600
    if not (1 <= zone <= 60 and 0 <= latitude <= 84):
        raise BadInput(
            f"EPSG:{epsg} at {latitude}° is no northern UTM zone: give 32601 to 32660 "
            "and a latitude from 0 to 84."
        )
    band = "NPQRSTUVWXX"[int(latitude // 8)]
    column = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")[(zone - 1) % 3][int(x // 100_000) - 1]
    row = "ABCDEFGHJKLMNPQRSTUV"[(int(y // 100_000) + 5 * (zone % 2 == 0)) % 20]
    return f"{zone:02d}{band}{column}{row}"


def _compact(time):
    return np.datetime_as_string(time, "s").replace("-", "").replace(":", "")


def _lines(name, rows):
    return "\n".join(TEMPLATES[name].format(*row) for row in rows)


def _grid(values):
    rows = (" ".join(f"{value:.4f}" for value in row) for row in values)
    return "\n".join(f"            <VALUES>{row}</VALUES>" for row in rows)
