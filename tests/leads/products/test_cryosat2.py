"""CryoSat-2's two levels."""

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads.products import cryosat2

L2I = "CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"
L1B = "CS_LTA__SIR_SAR_1B_20141118T092303_20141118T092355_D001.nc"


def test_cryosat_classes_count_as_the_flag_does(real):
    ds = cryosat2.open(real(L2I))
    assert np.bincount(ds.surface_class).tolist() == [1138, 629, 957, 1588]
    assert "power" not in ds and "gate_m" not in ds.attrs
    assert ds.ocean_tide.attrs["includes_load_tide"] == 0


def test_cryosat_power_is_in_watts(real):
    path = real(L1B)
    ds = cryosat2.open(path)
    with xr.open_dataset(path, decode_times=False) as raw:
        counts, factor, exponent = (
            float(raw[name][5, 100] if raw[name].ndim == 2 else raw[name][5])
            for name in (
                "pwr_waveform_20_ku",
                "echo_scale_factor_20_ku",
                "echo_scale_pwr_20_ku",
            )
        )
    assert float(ds.power[5, 100]) == pytest.approx(counts * factor * 2**exponent, rel=1e-6)
    assert ds.power.attrs["units"] == "W"
    assert ds.gate_m == pytest.approx(0.2342, abs=1e-4)
    # Antarctic coast: whatever the surface, the window lies within its own 60 m of it.
    assert np.abs(ds.altitude - ds.tracker_range).median() < 4000


def test_a_damaged_file_is_refused_in_a_sentence(altimetry_file, power, spoil):
    scale = {name: np.ones(len(power)) for name in (
        "echo_scale_factor_20_ku", "echo_scale_pwr_20_ku", "window_del_20_ku")}  # fmt: skip
    spoil(cryosat2.open, altimetry_file(pwr_waveform_20_ku=power, **scale))
    with pytest.raises(BadInput, match="echo_scale_factor_20_ku"):
        cryosat2.open(altimetry_file(pwr_waveform_20_ku=power))
    with pytest.raises(BadInput, match="neither pwr_waveform_20_ku"):
        cryosat2.open(altimetry_file())
