"""What the readers of altimeters share: gates, times, and one form of Dataset."""

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads.products import altimetry


def test_range_resolution_is_half_a_wavelength_of_bandwidth():
    assert altimetry.range_resolution(320e6) == pytest.approx(0.4684, abs=1e-4)


def test_gates_of_unknown_width_are_refused_where_it_is_needed():
    power = np.ones((2, 97))
    assert altimetry.geometry(power, {128: 0.5}, 0.5) == {}
    known = altimetry.geometry(np.ones((2, 128)), {128: 0.5}, 0.5)
    assert known == {"gate_m": 0.5, "reference_gate": 64}
    ds = altimetry.dataset({"power": power}, "new.nc")
    with pytest.raises(BadInput, match=r"new\.nc has 97 gates of unknown width"):
        altimetry.gate_width(ds)
    with pytest.raises(BadInput, match="has no echoes"):
        altimetry.gate_width(xr.Dataset())
    assert altimetry.gate_width(ds.assign_attrs(known)) == 0.5


def test_slow_series_arrive_by_time_not_by_length():
    slow_time = np.array([0.0, 1, 2, 3])
    echo_time = np.array([0.25, 2.9, 1.5])
    out = altimetry.to_echo_time(10 * slow_time, slow_time, echo_time)
    np.testing.assert_allclose(out, 10 * echo_time)
    backwards = altimetry.to_echo_time(10 * slow_time[::-1], slow_time[::-1], echo_time)
    np.testing.assert_allclose(backwards, out)


def test_slow_series_stay_missing_where_they_are_missing():
    out = altimetry.to_echo_time([0, np.nan, 2], [0, 1, 2], [0.0, 0.5, 1.5, 2.0])
    assert np.isnan(out).tolist() == [False, True, True, False]


def test_times_keep_microseconds_and_gaps():
    time = altimetry.decode_time([0.000001, np.nan])
    assert time[0] == np.datetime64("2000-01-01T00:00:00.000001")
    assert np.isnat(time[1])
