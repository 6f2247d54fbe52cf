"""Sentinel-3's altimetry: slow series by time, absent stays absent."""

import numpy as np
import pytest
import xarray as xr

from helpers.leads.products import sentinel3

COAST = "s3a_hongkong_result_final_sea_ice.nc"
WATER = "S3B_SR_2_WAT_20251001T102551_standard_measurement.nc"


def test_sentinel3_one_hertz_values_keep_their_range(real):
    path = real(WATER)
    ds = sentinel3.open(path)
    assert ds.sizes["echo"] == 3022 and "power" not in ds
    with xr.open_dataset(path, decode_times=False) as raw:
        slow = raw["ocean_tide_sol1_01"].values
        middle = int(np.abs(raw["time_20_ku"].values - raw["time_01"].values[70]).argmin())
    assert float(ds.ocean_tide[middle]) == pytest.approx(slow[70], abs=1e-3)
    assert slow.min() <= ds.ocean_tide.min() and ds.ocean_tide.max() <= slow.max()
    assert ds.ocean_tide.attrs["includes_load_tide"] == 1


def test_esa_peakiness_is_85_times_maximum_over_sum(real):
    ds = sentinel3.open(real(COAST))
    ours = 85 * ds.power.max("gate") / ds.power.sum("gate")
    np.testing.assert_allclose(ours, ds.peakiness, atol=0.006)
    assert ds.gate_m == pytest.approx(0.4684, abs=1e-4)


def test_a_variable_without_any_value_is_absent(real):
    assert "range_ice" not in sentinel3.open(real(COAST))
    assert "ocean_tide" not in sentinel3.open(real(COAST))


def test_a_damaged_file_is_refused_in_a_sentence(altimetry_file, power, spoil):
    path = altimetry_file(waveform_20_ku=power, alt_20_ku=power[:, 0])
    spoil(sentinel3.open, path)


def test_gates_are_as_wide_as_their_number_says_and_unknown_ones_are_left_open(
    altimetry_file, power
):
    ds = sentinel3.open(altimetry_file(waveform_20_ku=power))
    assert (ds.gate_m, ds.reference_gate) == (pytest.approx(0.2342, abs=1e-4), 86)
    ds = sentinel3.open(altimetry_file(waveform_20_ku=power[:, :97]))
    assert ds.sizes["gate"] == 97 and "gate_m" not in ds.attrs
