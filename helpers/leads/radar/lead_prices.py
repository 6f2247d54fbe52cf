"""What a choice of leads costs a freeboard, on any pass that has heights and classes.

The product's leads and floes are the measure, so that a pass without a truth can be asked.
"""

from dataclasses import dataclass

import numpy as np

from helpers.leads.products import altimetry
from helpers.leads.radar import freeboard, sea_level


@dataclass(frozen=True)
class Track:
    """Heights along a track: kilometres, centimetres, the product's class, peakiness.

    ``reach`` and ``limit`` are the kilometres that the leads of a sea-level line may lie
    away, and the centimetres from which a freeboard is a failure.
    """

    distance_km: np.ndarray
    height_cm: np.ndarray
    surface_class: np.ndarray
    peakiness: np.ndarray
    reach: float = 100.0
    limit: float = 100.0

    @property
    def lead(self):
        """Which echoes the product calls leads."""
        return self.surface_class == altimetry.LEAD

    def freeboard(self, lead):
        """Give the freeboard of the product's floes, with the sea level of these leads."""
        floe = self.surface_class == altimetry.SEA_ICE
        within = {"reach": self.reach, "max_freeboard_m": self.limit}
        return freeboard.radar(self.distance_km, self.height_cm, lead, floe, **within)

    def moves(self, lead):
        """Give how far other leads move the mean freeboard.

        Parameters
        ----------
        lead : array of bool, shape (n,)

        Returns
        -------
        float
            Centimetres, against the freeboard with the product's leads.

        Raises
        ------
        BadInput
            As :func:`helpers.leads.radar.freeboard.radar` does.
        """
        return float(np.nanmean(self.freeboard(lead) - self.freeboard(self.lead)))

    def false_lead(self, share=0.1):
        """Give how far it moves when the likeliest mistakes become leads.

        These are the peakiest of the echoes that the product calls sea ice or gives no
        class, failures of the retracker left out.

        Parameters
        ----------
        share : float
            Of the leads afterwards that are false.

        Returns
        -------
        float
            Centimetres.
        """
        level, _ = sea_level.interpolate(
            self.distance_km, self.height_cm, self.lead, self.reach
        )
        near = np.abs(self.height_cm - level) <= self.limit
        near &= np.isin(self.surface_class, [altimetry.SEA_ICE, altimetry.UNCLASSIFIED])
        wrong = {"false_share": share, "likeness": self.peakiness}
        spoilt = freeboard.degrade(self.lead, near, np.random.default_rng(0), **wrong)
        return self.moves(spoilt)


def crossing(values, difference):
    """Find where a curve crosses zero, by straight lines between its points.

    Parameters
    ----------
    values, difference : array, shape (n,)
        In rising order of the values.

    Returns
    -------
    list of float
        The values at which it does, none or several.

    Examples
    --------
    >>> crossing([0, 1, 2], [2.0, 1.0, -1.0])
    [1.5]
    """
    x, y = np.asarray(values, float), np.asarray(difference, float)
    turns = np.flatnonzero(y[:-1] * y[1:] < 0)
    return [float(x[i] + (x[i + 1] - x[i]) * y[i] / (y[i] - y[i + 1])) for i in turns]
