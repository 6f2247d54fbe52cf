"""The labelled series of windows, of pixels and of elevations."""

import h5py
import numpy as np
import pytest
import xarray as xr

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers import series, window_features
from helpers.glaciers.products import cpazmal, sentinel1_glacier
from helpers.glaciers.statistics import log_cumulants, ratio

DATES = np.array([b"20200108", b"20200130", b"20200210"])
SHAPE = 11, 16
NORTH = "sentinel1_glacier/Backscatter_Results_VH_north_002.csv"


def add_stack(file, group, polarisation, dates, rng):
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
            add_stack(file, group, "HH", DATES, rng)
            add_stack(file, group, "HV", DATES[1:] if group == "ACC001" else DATES, rng)
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


def test_windows_are_drawn_per_polygon(archive):
    drawn = of_archive(archive, max_windows=2, seed=1)
    assert drawn.group.values.tolist() == ["ABL001"] * 2 + ["ACC001"] * 2
    assert of_archive(archive, max_windows=2, seed=1).identical(drawn)


def test_a_class_without_group_is_refused(archive):
    with pytest.raises(BadInput, match="no group of class HAG"):
        series.of_windows(archive, classes=("ABL", "HAG"))


def test_the_glacier_has_its_published_number_of_labelled_years(glacier):
    ds = series.of_elevations(glacier)
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


def test_pixels_of_a_polygon_keep_their_class_and_place():
    path = catalog.find("glaciers/cpazmal")
    stack = cpazmal.open(path, "HAG003", polarisation=["HH", "HV"])
    found = series.of_pixels(path, ["HAG003"], stack.time.values[:3], 5, ["HH_k1"])
    assert set(found.label.values) == {"HAG"} and set(found.group.values) == {"HAG003"}
    clear = np.sqrt(stack.intensity.isel(time=slice(3))).values
    known = window_features.sliding(clear, 5, ["HH_k1"])[..., found.row, found.column]
    np.testing.assert_array_equal(found.series.transpose("feature", "time", "pixel"), known)
    assert np.isfinite(clear[..., found.row, found.column]).all()


def test_a_date_that_a_polygon_lacks_is_named():
    path = catalog.find("glaciers/cpazmal")
    with pytest.raises(BadInput, match=r"HAG003 DSC has no images .* of 2019-01-01"):
        series.of_pixels(path, ["HAG003"], np.array(["2019-01-01"], "M8[ns]"), 5)


def test_without_level_every_series_has_mean_zero():
    values = np.random.default_rng(0).gamma(2, size=(2, 6, 4, 3)).astype("float32")
    np.testing.assert_allclose(series.without_level(values).mean(1), 0, atol=1e-5)


# A glacier by elevation


@pytest.fixture(scope="module")
def glacier(real):
    return sentinel1_glacier.open(real(NORTH))


@pytest.fixture(scope="module")
def bin_years(glacier):
    return series.annual_series(glacier)


@pytest.fixture(scope="module")
def labelled(bin_years):
    return bin_years.isel(bin_year=(bin_years.label != "").values)


@pytest.fixture
def hits_by_left_out_year(nearest):
    """Give a function that counts the years named rightly by the others."""

    def count(values, ds):
        found = 0
        for year in np.unique(ds.year):
            held = (ds.year == year).values
            guess = nearest(values[~held], ds.label.values[~held], values[held])
            found += np.sum(guess == ds.label.values[held])
        return found

    return count


def test_labels_are_as_many_as_published(bin_years):
    names, counts = np.unique(bin_years.label, return_counts=True)
    assert dict(zip(names, counts, strict=True)) == {
        "accumulation": 80,
        "ablation": 27,
        "": 17,
    }


def test_series_stay_within_the_year_s_own_values(glacier, bin_years):
    one = bin_years.isel(bin_year=5)
    own = glacier.vh.sel(aspect=one.aspect, elevation=one.elevation)
    own = own.sel(time=str(one.year.item()))
    assert own.min() <= one.vh.min() and one.vh.max() <= own.max()
    assert one.vh.values[0] == own.values[0]


def test_nearest_neighbour_under_left_out_years_is_as_published(
    labelled, hits_by_left_out_year
):
    raw = labelled.vh.values
    scaled = (raw - raw.mean(1, keepdims=True)) / raw.std(1, keepdims=True)
    assert labelled.sizes["bin_year"] == 107
    assert hits_by_left_out_year(raw, labelled) == 106
    assert hits_by_left_out_year(scaled, labelled) == 105


def test_elevation_alone_does_nearly_as_well(labelled, hits_by_left_out_year):
    """Bins of the same height tie; here the one on the same aspect is nearer."""
    south = labelled.aspect.values == "south"
    heights = labelled.elevation.values + 0.1 * south
    assert hits_by_left_out_year(heights[:, None], labelled) == 104  # published: 103


def test_a_glacier_without_late_summer_has_no_labels(glacier):
    with pytest.raises(BadInput, match="no snow index of August or September"):
        series.annual_series(glacier.isel(week=slice(3)))


def test_places_of_modis_samples_are_their_groups():
    days = np.array(["2010-09-14", "2010-09-30", "2010-10-16"], "M8[ns]")
    samples = xr.Dataset(
        {
            "series": (("sample", "time", "band"), np.arange(18.0).reshape(2, 3, 3)),
            "label": ("sample", ["Forest", "Pasture"]),
            "date": (("sample", "time"), np.stack([days, days])),
        },
        coords={
            "band": ["mir", "blue", "ndvi"],
            "longitude": ("sample", [-55.5, -55.5]),
            "latitude": ("sample", [-10.25, -10.25]),
        },
    )
    found = series.of_places(samples)
    assert found.series.dims == ("window", "feature", "time")
    assert found.feature.values.tolist() == ["ndvi", "mir"]
    assert found.time.values.tolist() == [0, 16, 32]
    assert found.series.sel(feature="mir").values.tolist() == [[0, 3, 6], [9, 12, 15]]
    assert found.label.values.tolist() == ["Forest", "Pasture"]
    assert len(set(found.group.values)) == 1
    assert series.of_places(samples, ["evi", "blue"]).feature.values.tolist() == ["blue"]
