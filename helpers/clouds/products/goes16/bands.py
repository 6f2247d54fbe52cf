"""The bands of GOES-16's imager (ABI) that the study reads, and the grid of its full disk.

After the GOES-R Product Definition and Users' Guide, volume 3, and the headers of
GOES-16's files, from which the constants of the bands are.
"""

from typing import NamedTuple

import numpy as np

EPOCH = np.datetime64("2000-01-01T12:00", "ms")
"""From which the files count seconds."""
HALF_DISK = 0.151872
"""Radians from the middle of the full disk's grid to its edge."""
STEP = 28e-6
"""Radians of 1 km: what the imager calls so, straight below it."""
CHUNK = 226
"""Pixels along a side of the pieces in which the files are compressed."""


class Band(NamedTuple):
    """A band of GOES-16's imager, with what stands about it in the files' headers.

    Attributes
    ----------
    number : int
    micrometres : float
        Its wavelength.
    km : float
        Its pixel, straight below the satellite.
    bits : int
        Of a count; the largest means that there is no value.
    scale, offset : float
        From counts to radiance: W m⁻² sr⁻¹ µm⁻¹ or, above 3 µm, mW m⁻² sr⁻¹ cm.
    irradiance : float
        Of the sun, W m⁻² µm⁻¹, in bands that see reflected light.
    planck : tuple of float
        fk1, fk2, bc1, bc2, in bands that see emitted light.
    """

    number: int
    micrometres: float
    km: float
    bits: int
    scale: float
    offset: float
    irradiance: float | None = None
    planck: tuple | None = None

    @property
    def fill(self):
        """The count that says that there is no value.

        Returns
        -------
        int
        """
        return 2**self.bits - 1


HEAT = 10803.3, 1392.74, 0.0755, 0.99975
"""Planck constants of C13."""
BANDS = {
    band.number: band
    for band in (
        Band(1, 0.47, 1, 10, 0.8121064, -25.936647, irradiance=2017.1648),
        Band(2, 0.64, 0.5, 12, 0.15859237, -20.289911, irradiance=1631.3351),
        Band(3, 0.87, 1, 10, 0.37691253, -12.037643, irradiance=957.0699),
        Band(13, 10.35, 2, 12, 0.04572892, -1.6443, planck=HEAT),
    )
}
"""The four bands by their number."""

VARIABLES = {1: "blue", 2: "red", 3: "veggie", 13: "brightness_temperature"}
"""What each band becomes in a Dataset."""
