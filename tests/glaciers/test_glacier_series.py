"""The labelled series of windows and of elevations."""

import h5py
import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.glaciers import cpazmal, sentinel1, series
from helpers.glaciers.statistics import log_cumulants, ratio

DATES = np.array([b"20200108", b"20200130", b"20200210"])
SHAPE = 11, 16


def add(file, group, polarisation, dates, rng):
    """Write one stack of speckle with one masked pixel in its second window."""
    stack = file.create_group(f"data/{group}/DSC/{polarisation}")
    stack["images"] = rng.gamma(3, size=(*SHAPE, len(dates))).astype("float32")
    mask = np.zeros((*SHAPE, len(dates)), "int8")
    mask[2, 8] = cpazmal.LAYOVER
    stack["masks"] = mask
    stack["timestamps"] = dates
    stack["satellites"] = np.array([b"PAZ"] * len(dates))


@pytest.fixture
def archive(tmp_path):
    path, rng = tmp_path / "archive.hdf5", np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        for group in ("ABL001", "ACC001"):
            add(file, group, "HH", DATES, rng)
            add(file, group, "HV", DATES[1:] if group == "ACC001" else DATES, rng)
    return path


def of_archive(path, **options):
    return series.of_windows(path, 5, classes=("ABL", "ACC"), **options)


def test_windows_have_the_features_of_their_own_pixels(archive):
    ds = of_archive(archive)
    stack = cpazmal.open(archive, "ACC001", polarisation=["HH", "HV"])
    sample = ds.isel(window=(ds.group == "ACC001").values).isel(window=-1)
    here = {"y": slice(int(sample.row), int(sample.row) + 5)}
    here["x"] = slice(int(sample.column), int(sample.column) + 5)
    hh, hv = np.sqrt(stack.intensity.isel(here).values[:, 0])
    logs = np.log(hh).ravel()
    picked = sample.series.isel(time=0)
    assert picked.sel(feature="HH_k1") == pytest.approx(logs.mean(), rel=1e-5)
    assert picked.sel(feature="HH_k2") == pytest.approx(logs.var(ddof=1), rel=1e-5)
    third = log_cumulants(hv, 5, 3)[0, 2, 2]
    assert picked.sel(feature="HV_k3") == pytest.approx(third, rel=1e-5)
    signed = ratio(hh, hv, "code")
    assert picked.sel(feature="ratio_mean") == pytest.approx(signed.mean(), rel=1e-5)
    variation = signed.std() / signed.mean()
    assert picked.sel(feature="ratio_variation") == pytest.approx(variation, rel=1e-4)


def test_only_dates_common_to_all_groups_and_whole_windows_stay(archive):
    ds = of_archive(archive)
    assert ds.time.dt.strftime("%Y%m%d").values.tolist() == ["20200130", "20200210"]
    assert not ((ds.row == 0) & (ds.column == 5)).any()
    assert ds.label.values.tolist() == ["ABL"] * 5 + ["ACC"] * 5
    assert of_archive(archive, masked_share=0.05).sizes["window"] == 12


def test_one_polarisation_keeps_its_own_dates_and_has_no_ratio(archive):
    ds = of_archive(archive, polarisations=["HH"])
    assert ds.feature.values.tolist() == ["HH_k1", "HH_k2", "HH_k3"]
    assert ds.sizes["time"] == 3


def test_windows_are_drawn_per_polygon(archive):
    drawn = of_archive(archive, most=2, seed=1)
    assert drawn.group.values.tolist() == ["ABL001"] * 2 + ["ACC001"] * 2
    assert of_archive(archive, most=2, seed=1).identical(drawn)


def test_a_class_without_group_is_refused(archive):
    with pytest.raises(BadInput, match="no group of class HAG"):
        series.of_windows(archive, classes=("ABL", "HAG"))


def test_the_glacier_has_its_published_number_of_labelled_years(real):
    path = real(f"glaciers/sentinel1_glacier/{sentinel1.BACKSCATTER.format('north')}")
    ds = series.of_elevations(path)
    assert ds.series.dims == ("window", "feature", "time")
    counts = dict(zip(*np.unique(ds.label.values, return_counts=True), strict=True))
    assert counts == {"ablation": 27, "accumulation": 80}
    assert len(np.unique(ds.group.values)) <= 31
    assert np.isfinite(ds.series).all()


def test_thinned_series_lose_dates_and_straight_ones_are_filled_exactly():
    times = np.array([0, 11, 33, 44, 66])
    straight = np.array([2.0 * times, 5 - times])
    short, filled = series.thin(straight, times, 2, np.random.default_rng(0))
    assert short.shape == (2, 3)
    np.testing.assert_array_equal(short[:, [0, -1]], straight[:, [0, -1]])
    np.testing.assert_allclose(filled, straight)
    with pytest.raises(BadInput, match="dropped is 4: give 0 to 3"):
        series.thin(straight, times, 4, np.random.default_rng(0))


def mask(archive, group, share=1.0):
    """Mask the upper part of a polygon in both polarisations."""
    with h5py.File(archive, "a") as file:
        for stack in file[f"data/{group}/DSC"].values():
            stack["masks"][: int(share * stack["masks"].shape[0])] = cpazmal.LAYOVER


def test_a_polygon_masked_as_a_whole_is_left_out_with_a_word(archive):
    with h5py.File(archive, "a") as file:
        file.copy("data/ACC001", "data/ACC002")
    mask(archive, "ACC001")
    with pytest.warns(UserWarning, match="Left out: ACC001 DSC has no pixel with a value"):
        ds = of_archive(archive)
    assert set(ds.group.values) == {"ABL001", "ACC002"}


@pytest.mark.filterwarnings("ignore:Left out")
@pytest.mark.parametrize("share", [1.0, 0.8])
def test_a_class_without_window_is_refused(archive, share):
    mask(archive, "ACC001", share)
    with pytest.raises(BadInput, match="no window of 5 × 5 pixels of class ACC: leave"):
        of_archive(archive)


def test_a_group_that_paz_has_not_seen_is_refused(archive):
    with h5py.File(archive, "a") as file:
        for stack in file["data/ABL001/DSC"].values():
            stack["satellites"][:] = b"TSX"
    with pytest.raises(BadInput, match="ABL001 DSC has no image by PAZ, only by TSX"):
        of_archive(archive)
