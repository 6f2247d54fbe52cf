"""Threshold rules give the published classes."""

import numpy as np

from helpers.leads.radar import threshold_rules


def cpom_columns(path):
    table = np.loadtxt(path)
    own = np.array([3, 0, 2, 1])[table[:, 0].astype(int)]
    return own, (table[:, 9], table[:, 16], table[:, 11])


def test_cpom_rule_gives_every_class_of_the_sar_file(real):
    name = "CS_OFFL_SIR_SAR_1B_20221214T001528_20221214T002325_E001.elev"
    own, features = cpom_columns(real(name))
    np.testing.assert_array_equal(threshold_rules.cpom_class(*features), own)


def test_cpom_rule_has_another_limit_for_interferometric_echoes(real):
    name = "CS_OFFL_SIR_SIN_1B_20221214T015253_20221214T015406_E001.elev"
    own, features = cpom_columns(real(name))
    np.testing.assert_array_equal(
        threshold_rules.cpom_class(*features, stack_std_limit=4.62), own
    )
    missed = threshold_rules.cpom_class(*features) != own
    assert set(own[missed]) == {1} and missed.sum() == 9


def test_nan_fulfils_no_condition():
    assert threshold_rules.cpom_class(np.nan, 2.0, 90.0) == 3
    assert threshold_rules.cpom_class(5.0, 20.0, np.nan) == 3
    at_the_limits = np.array([66.0, 23.0, 0.75, 15.0])
    assert threshold_rules.awi_lead(*at_the_limits)
    for n in range(4):
        features = at_the_limits.copy()
        features[n] = np.nan
        assert not threshold_rules.awi_lead(*features)


def test_awi_thresholds_can_be_calibrated():
    assert not threshold_rules.awi_lead(40.0, 30.0, 0.5, 90.0)
    assert threshold_rules.awi_lead(40.0, 30.0, 0.5, 90.0, min_peakiness=30)
