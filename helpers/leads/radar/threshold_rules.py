"""Threshold rules that name the surface under an echo from its features.

They are what the classes of public products are made of. A clustering that is scored
against such a class on the same features is scored against these thresholds.
"""

import numpy as np

from helpers.leads.products.altimetry import LEAD, SEA_ICE, UNCLASSIFIED


def cpom_class(peakiness, stack_std, concentration, *, stack_std_limit=6.29):
    """Classify echoes by the rule of the Centre for Polar Observation and Modelling.

    Lead: peakiness above 18 and stack standard deviation below the limit. Floe:
    peakiness below 9, stack standard deviation above the limit and concentration above
    75 %. Anything else is unclassified.

    Parameters
    ----------
    peakiness : array_like
        On the scale of :func:`helpers.leads.radar.echoes.peakiness`, which is the peakiness
        that the processor publishes.
    stack_std : array_like
        Stack standard deviation in looks.
    concentration : array_like
        Sea-ice concentration in per cent.
    stack_std_limit : float
        6.29 parts SAR echoes, 4.62 interferometric ones (SIN).

    Returns
    -------
    numpy.ndarray of int
        1 sea ice, 2 lead, 3 unclassified. A value that is NaN fulfils no condition.

    References
    ----------
    Tilling, Ridout & Shepherd (2018), Advances in Space Research 62, 1203; limits as in
    the settings of the public processor, CPOM-Altimetry/cpom_seaice.

    Examples
    --------
    >>> cpom_class([30.0, 5.0, 12.0], [2.0, 20.0, 9.0], [90.0, 90.0, 90.0])
    array([2, 1, 3])
    """
    peakiness, stack_std = np.asarray(peakiness), np.asarray(stack_std)
    lead = (peakiness > 18) & (stack_std < stack_std_limit)
    floe = (peakiness < 9) & (stack_std > stack_std_limit)
    floe &= np.asarray(concentration) > 75
    return np.select([lead, floe], [LEAD, SEA_ICE], UNCLASSIFIED)


def awi_lead(
    pulse_peakiness,
    sigma0,
    leading_edge_width_m,
    concentration,
    *,
    min_peakiness=66.0,
    min_sigma0=23.0,
    max_width_m=0.75,
    min_concentration=15.0,
):
    """Name the leads by the thresholds of the Alfred Wegener Institute.

    The thresholds belong to AWI's own processing of 256 zero-padded gates: peakiness
    grows with the number of gates and σ0 has an offset from one product to the next.
    Calibrate them before use on another product. The width is in metres: AWI takes it
    from the ranges of the gates, and 0.75 gates no zero-padded echo can reach, since
    its point target alone rises over more than one.

    Parameters
    ----------
    pulse_peakiness : array_like
        As :func:`helpers.leads.radar.echoes.pulse_peakiness`.
    sigma0 : array_like
        Backscatter coefficient in dB.
    leading_edge_width_m : array_like
        :func:`helpers.leads.radar.retracking.leading_edge_width` times the gate width.
    concentration : array_like
        Sea-ice concentration in per cent.
    min_peakiness, min_sigma0, max_width_m, min_concentration : float
        The thresholds, for SAR echoes; the limits belong to the leads.

    Returns
    -------
    numpy.ndarray of bool
        True for a lead. A value that is NaN is not one.

    References
    ----------
    AWI's public processor pysiral, configuration ``awi_sentinel3b_nh_v2p6_rep``.
    """
    return (
        (np.asarray(pulse_peakiness) >= min_peakiness)
        & (np.asarray(sigma0) >= min_sigma0)
        & (np.asarray(leading_edge_width_m) <= max_width_m)
        & (np.asarray(concentration) >= min_concentration)
    )
