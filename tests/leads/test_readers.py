"""Readers: one layout for every product, absent stays absent, and bad files are named."""

import numpy as np
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.leads import cpom, cryosat2, echoes, layout, products, sentinel3

L2I = "CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"
L1B = "CS_LTA__SIR_SAR_1B_20141118T092303_20141118T092355_D001.nc"
SIN = "CS_OFFL_SIR_SIN_1B_20221214T015253_20221214T015406_E001.wfm"
COAST = "s3a_hongkong_result_final_sea_ice.nc"
WATER = "S3B_SR_2_WAT_20251001T102551_standard_measurement.nc"


def test_gate_width_is_half_a_wavelength_of_bandwidth():
    assert layout.gate_width(128) == pytest.approx(0.4684, abs=1e-4)
    assert layout.gate_width(256) == pytest.approx(0.2342, abs=1e-4)
    with pytest.raises(BadInput, match="97 gates"):
        layout.gate_width(97)


def test_slow_series_arrive_by_time_not_by_length():
    slow_time = np.array([0.0, 1, 2, 3])
    echo_time = np.array([0.25, 2.9, 1.5])
    out = layout.to_echo_time(10 * slow_time, slow_time, echo_time)
    np.testing.assert_allclose(out, 10 * echo_time)
    backwards = layout.to_echo_time(10 * slow_time[::-1], slow_time[::-1], echo_time)
    np.testing.assert_allclose(backwards, out)


def test_slow_series_stay_missing_where_they_are_missing():
    out = layout.to_echo_time([0, np.nan, 2], [0, 1, 2], [0.0, 0.5, 1.5, 2.0])
    assert np.isnan(out).tolist() == [False, True, True, False]


def test_along_track_distance_of_one_degree_of_latitude():
    ds = xr.Dataset(
        {"latitude": ("echo", [70.0, 71.0]), "longitude": ("echo", [10.0, 10.0])}
    )
    # a degree of the WGS84 meridian at 70.5° N
    assert layout.along_track_km(ds)[-1] == pytest.approx(111.57, abs=0.01)


def test_along_track_distance_bridges_a_missing_place():
    latitude = [70.0, np.nan, 71.0]
    ds = xr.Dataset({"latitude": ("echo", latitude), "longitude": ("echo", [10.0] * 3)})
    distance = layout.along_track_km(ds)
    assert np.isnan(distance[1])
    assert distance[2] == pytest.approx(111.57, abs=0.01)


def test_broad_echoes_have_one_peakiness_at_either_gate_width():
    gates = np.arange(256)
    edge = np.clip((gates - 100) / 4, 0, 1)
    noise = 0.02 * np.random.default_rng(0).gamma(50, 1 / 50, 256)
    echo = noise + edge * np.exp(-np.maximum(gates - 104, 0) / 30)
    fine, coarse = (
        xr.Dataset(
            {"power": (("echo", "gate"), power), "sigma0": ("echo", [9.0]),
             "stack_std": ("echo", [30.0])},
            attrs={"gate_m": layout.gate_width(power.shape[1])},
        )
        for power in (echo[None], echo[None, ::2])
    )  # fmt: skip
    both = [products.features(ds).peakiness[0] for ds in (fine, coarse)]
    assert both[1] == pytest.approx(both[0], rel=0.15)


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


def test_cpom_peakiness_comes_back_from_the_echoes(real):
    ds = cpom.open(real(SIN))
    np.testing.assert_allclose(echoes.peakiness(ds.power.values), ds.peakiness, atol=1e-4)
    assert (ds.power.argmax("gate") == 50).all()
    assert (ds.ice_concentration.isnull() | (ds.ice_concentration >= 0)).all()


def test_products_are_recognised_by_content(real):
    assert products.open(real(L2I)).mission == "CryoSat-2"
    assert products.open(real(COAST)).mission == "Sentinel-3"
    assert products.open(real(SIN)).sizes["gate"] == 128


def test_features_say_what_is_missing(real):
    with pytest.raises(BadInput, match="no stack_std"):
        products.features(sentinel3.open(real(WATER)))


@pytest.mark.parametrize("reader", [products.open, sentinel3.open, cryosat2.open])
def test_a_text_file_is_refused_in_one_sentence(reader, tmp_path):
    path = tmp_path / "notes.nc"
    path.write_text("not a product")
    with pytest.raises(BadInput, match=r"notes\.nc is not a NetCDF file") as caught:
        reader(path)
    assert "\n" not in str(caught.value)


def test_other_netcdf_is_refused_by_the_missing_variable(tmp_path):
    path = tmp_path / "other.nc"
    xr.Dataset({"x": ("y", [1.0])}).to_netcdf(path)
    with pytest.raises(BadInput, match="no variable time_20_ku"):
        products.open(path)


def test_a_product_without_any_place_or_value_is_refused(tmp_path):
    nothing = {"time_20_ku": ("time_20_ku", np.arange(3.0))}
    for name in ("lat_20_ku", "lon_20_ku"):
        nothing[name] = "time_20_ku", np.full(3, np.nan)
    xr.Dataset(nothing).to_netcdf(tmp_path / "a.nc")
    with pytest.raises(BadInput, match="no echo with a latitude"):
        products.open(tmp_path / "a.nc")


def test_features_without_any_value_are_named():
    ds = xr.Dataset({name: ("echo", [1.0, 2.0]) for name in products.FEATURES})
    assert list(products.features(ds)) == list(products.FEATURES)
    ds["sigma0"] = "echo", [np.nan, np.nan]
    with pytest.raises(BadInput, match="no value of sigma0"):
        products.features(ds)


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(BadInput, match=r"no file .*gone\.nc"):
        products.open(tmp_path / "gone.nc")
    with pytest.raises(BadInput, match="neither enhanced_measurement"):
        sentinel3.open(tmp_path)
    with pytest.raises(BadInput, match=r"gone\.wfm"):
        cpom.open(tmp_path / "gone.wfm")


def test_a_class_that_cpom_does_not_know_is_unclassified(tmp_path):
    row = np.zeros(17)
    row[0], row[4] = 7, 26_645
    np.savetxt(tmp_path / "x.elev", [row])
    assert cpom.open(tmp_path / "x.elev").surface_class.values.tolist() == [3]


def test_times_keep_microseconds_and_gaps():
    time = layout.decode_time([0.000001, np.nan])
    assert time[0] == np.datetime64("2000-01-01T00:00:00.000001")
    assert np.isnat(time[1])


def test_broken_table_is_refused(tmp_path):
    path = tmp_path / "x.elev"
    path.write_text("1 2 three\n")
    with pytest.raises(BadInput, match="17 numeric columns"):
        cpom.open(path)
