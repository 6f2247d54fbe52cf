"""The simulated archive: CPAZMaL's layout, levels and dates of its plots, truth apart."""

import hashlib

import h5py
import numpy as np
import pytest
import xarray as xr
from scipy import special

from helpers import catalog
from helpers.glaciers.products import cpazmal, digitised
from helpers.glaciers.simulation import archive, scene_model, surface_model
from helpers.glaciers.simulation.surface_model import CLASSES, POLARISATIONS
from tools.derive import glacier_levels

GLACIERS = ("ABL", "ACC", "HAG", "ICA")


@pytest.fixture(scope="module")
def path():
    return catalog.find("glaciers/cpazmal")


@pytest.fixture(scope="module")
def truth(path):
    return xr.load_dataset(catalog.truth(path))


@pytest.fixture(scope="module")
def index(path):
    return cpazmal.index(path)


@pytest.fixture(scope="module")
def means(real):
    real("glaciers/cpazmal_DSC_group_mean_timeseries_digitised.csv")
    return digitised.means()


def db(values):
    return 10 * np.log10(values)


def inside(stack):
    """Give the clear pixels of a stack: (time, pixel)."""
    pixels = stack.intensity.values.reshape(stack.sizes["time"], -1)
    return pixels[:, np.isfinite(pixels).all(0)]


def test_the_file_is_laid_out_like_the_archive(path):
    assert path.name == "cpazmal.hdf5"
    with h5py.File(path) as file:
        assert set(file) == {"data", "metadata", "index"}
        stack = file["data/ICA003/DSC/HV"]
        height, width, dates = stack["images"].shape
        assert dates in (29, 30)
        assert stack["images"].dtype == "float32"
        assert stack["images"].compression == "gzip"
        assert stack["masks"].shape == (height, width, dates)
        assert stack["timestamps"][0] == b"20200108"
        known = {"images", "masks", "timestamps", "passes", "angles_incidence"}
        assert set(stack) == known | {"resolution_range", "resolution_azimuth"}
        assert len(stack.attrs["geo_transform"]) == 9
        outside = stack["masks"][..., 0] == -127
        assert np.all(stack["images"][...][outside] == -999)
        assert np.all(stack["images"][...][~outside] > 0)


def test_eight_classes_have_polygons_each_and_the_scene_is_there(path):
    counts = cpazmal.groups(path)["class"].value_counts()
    assert set(counts.index) == {*CLASSES, "STUDY"}
    assert counts.drop("STUDY").min() >= 5
    assert counts["STUDY"] == 2


def test_dates_are_those_digitised(index, means):
    for pol, count in {"HH": 66, "HV": 30}.items():
        ours = index[(index.orbit == "DSC") & (index.polarisation == pol)].date.unique()
        theirs = means[means.pol == pol].date.unique()
        assert len(ours) == count
        assert sorted(ours) == sorted(theirs)


def test_a_few_dates_are_missing(index):
    polygons = index[(index.orbit == "DSC") & (index["class"] != "STUDY")]
    missing = 68 * (66 + 30) - len(polygons)
    assert 0 < missing < 25  # 8.5 on average


def test_orbits_differ_and_the_satellite_does_not(index):
    assert set(index.satellite) == {"PAZ"}
    for orbit, word in {"ASC": "Ascending", "DSC": "Descending"}.items():
        assert set(index[index.orbit == orbit]["pass"]) == {word}
    assert index.groupby("orbit").incidence_angle.nunique().eq(1).all()
    assert index.incidence_angle.nunique() == 2


def test_committed_levels_are_those_that_the_script_derives(means):
    ours = glacier_levels.derived(means, digitised.histograms(), digitised.areas())
    theirs = surface_model.table()
    assert ours.keys() == theirs.keys()
    for name, table in ours.items():
        for key, value in table.items():
            if key in POLARISATIONS and name == "acquisitions":
                assert [str(day) for day in theirs[name][key]] == list(value)
            else:
                assert theirs[name][key] == pytest.approx(value, rel=1e-3), (name, key)


@pytest.mark.parametrize("pol", POLARISATIONS)
@pytest.mark.parametrize("name", CLASSES)
def test_level_in_the_middle_of_a_month_is_the_table_s(name, pol):
    days = np.arange("2021-01", "2022-01", dtype="datetime64[M]").astype("datetime64[D]")
    middles = days + np.diff(np.append(days, np.datetime64("2022-01-01"))) // 2
    levels = surface_model.seasonal_level(name, pol, middles)
    steps = np.abs(np.diff(surface_model.table()[name][pol], append=np.nan))
    slack = np.nanmax(steps) / 30 * 1.6  # months are not equally long
    np.testing.assert_allclose(levels, surface_model.table()[name][pol], atol=slack)


def test_melt_comes_later_and_frost_earlier_higher_up():
    days = np.arange("2021-01-01", "2022-01-01", dtype="datetime64[D]")
    low, high = surface_model.seasonal_level("ACC", "HV", days, np.array([0, 20]))
    wet_low, wet_high = (np.flatnonzero(level < -15) for level in (low, high))
    assert wet_high[0] - wet_low[0] == pytest.approx(20, abs=4)
    autumn = np.sin(2 * np.pi * (270 - surface_model.HEIGHT_OF_SUMMER) / 365.25)
    assert wet_low[-1] - wet_high[-1] == pytest.approx(20 * autumn, abs=4)
    metres = np.array([2990, 3190])
    assert np.diff(surface_model.melt_delay("ACC", metres)) == pytest.approx(10)


@pytest.mark.parametrize("pol", POLARISATIONS)
def test_group_means_are_the_levels_they_were_drawn_from(path, truth, pol):
    """Texture, with few cells in a polygon, moves its mean, but on all dates alike."""
    errors = []
    for group in truth.group.values:
        stack = cpazmal.open(path, group, polarisation=pol)
        level = truth[f"level_{pol}"].sel(group=group).rename({f"time_{pol}": "time"})
        mean = db(stack.intensity.mean(("y", "x")).compute())
        errors.append((mean - level.sel(time=stack.time)).values)
    assert np.mean([error.mean() for error in errors]) == pytest.approx(0, abs=0.25)
    assert np.std([error.mean() for error in errors]) < 1
    assert np.mean([error.std() for error in errors]) < 0.2


@pytest.mark.parametrize("pol", POLARISATIONS)
@pytest.mark.parametrize("name", CLASSES)
def test_levels_of_a_class_scatter_about_the_table(truth, name, pol):
    ours = truth.sel(group=truth["class"] == name)
    season = surface_model.seasonal_level(
        name, pol, truth[f"time_{pol}"].values.astype("M8[D]"), ours.delay.values
    )
    departure = ours[f"level_{pol}"] - ours[f"offset_{pol}"] - season
    own = surface_model.seasonal_level(
        name, pol, truth[f"time_{pol}"].values.astype("M8[D]")
    )
    variety = np.hypot(surface_model.SWING, surface_model.WAVES) * own.std()
    spread = np.hypot(surface_model.table()[name][f"{pol}_spread"], variety)
    assert departure.std() == pytest.approx(spread, rel=0.4)
    assert departure.mean() == pytest.approx(0, abs=0.6 * spread)


@pytest.mark.parametrize("kind", ["glacier", "other"])
@pytest.mark.parametrize("pol", POLARISATIONS)
def test_weather_makes_places_as_alike_as_the_plots_polygons_are(kind, pol, monkeypatch):
    """No class has weather of its own, which a comparison date by date could read."""
    rng = np.random.default_rng(0)
    times = {pol: np.datetime64("2020-01-01") + np.arange(3000)}
    common = surface_model.weather(times, rng)
    two = [surface_model.fluctuations(times, common, rng, variety=0)[pol] for _ in range(2)]
    chosen = [(name in surface_model.GLACIER) == (kind == "glacier") for name in CLASSES]
    between = np.corrcoef(*(place[chosen] for place in two))[:4, 4:]
    share = surface_model.table()["acquisitions"][f"shared_{kind}_{pol}"]
    assert between.mean() == pytest.approx(share, abs=0.03)
    same = between.diagonal().mean()
    assert same == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize("name", ["ACC", "HAG"])
def test_places_of_a_class_differ_in_swing_and_slow_waves(name):
    rng = np.random.default_rng(0)
    times = {
        pol: np.datetime64("2020-01-01") + np.arange(0, 365, 11) for pol in ("HH", "HV")
    }
    level = surface_model.seasonal_level(name, "HV", times["HV"])
    drawn = np.array([surface_model.own_season(name, times, rng)["HV"] for _ in range(800)])
    spread = np.hypot(surface_model.SWING, surface_model.WAVES) * level.std()
    assert np.sqrt(np.mean(drawn**2)) == pytest.approx(spread, rel=0.15)
    assert np.abs(drawn.mean(axis=0)).max() < 0.1 * level.std()
    steps = np.diff(drawn, axis=1).std() / drawn.std()
    assert steps < 0.6  # slow: two dates eleven days apart are alike


def test_speckle_is_correlated_between_neighbours_and_not_between_dates():
    drawn = surface_model.speckle((200, 200, 3), np.random.default_rng(0)).astype(float)
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert 1 / drawn.var() == pytest.approx(surface_model.looks(), rel=0.03)
    logs = np.log(drawn)
    logs = (logs - logs.mean()) / logs.std()
    known = 2 * surface_model.TOUCHING / (1 + 2 * surface_model.TOUCHING**2)
    assert np.mean(logs[1:] * logs[:-1]) == pytest.approx(known, abs=0.03)
    assert np.mean(logs[:, 1:] * logs[:, :-1]) == pytest.approx(known, abs=0.03)
    assert np.mean(logs[4:] * logs[:-4]) == pytest.approx(0, abs=0.02)
    assert np.mean(logs[..., 1] * logs[..., 0]) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("pol", POLARISATIONS)
@pytest.mark.parametrize("name", GLACIERS)
def test_the_digitised_polygon_could_be_one_of_its_class(truth, means, name, pol):
    """Month by month it lies about as far from the class's mean as the drawn ones do."""
    chosen = (means["class"] == name) & (means.pol == pol) & (means.date < "2021")
    theirs = means[chosen].set_index("date").mean_intensity_dB
    ours = truth[f"level_{pol}"].sel(group=truth["class"] == name)
    ours = ours.assign_coords({f"time_{pol}": truth[f"time_{pol}"]})
    ours = ours.sel({f"time_{pol}": theirs.index}).values
    away = (theirs.to_numpy() - ours.mean(axis=0)) / ours.std(axis=0, ddof=1)
    assert np.abs(np.median(away)) < 2
    assert np.mean(np.abs(away) < 3) > 0.8


def test_looks_come_back_from_a_patch_without_texture(path, truth):
    assert np.isinf(surface_model.texture_shape("ROC", "HH"))
    found = []
    for group in truth.group.values[truth["class"] == "ROC"]:
        pixels = inside(cpazmal.open(path, group))
        found.append((pixels.mean(1) / pixels.std(1)) ** 2)
    assert np.mean(np.concatenate(found)) == pytest.approx(surface_model.looks(), rel=0.02)


@pytest.mark.parametrize("pol", POLARISATIONS)
@pytest.mark.parametrize("name", CLASSES)
def test_spread_of_ln_amplitude_is_that_of_the_archive_s_histograms(path, truth, name, pol):
    kappa2 = surface_model.table()[name][f"{pol}_kappa2"]
    rng = np.random.default_rng(0)
    shape = surface_model.texture_shape(name, pol)
    texture = surface_model.texture(rng.standard_normal(200_000), shape)
    speckle = surface_model.speckle((400, 500, 1), rng).ravel()
    drawn = np.log(texture * speckle) / 2
    assert drawn.var() == pytest.approx(kappa2, rel=0.02)
    pixels = [
        np.log(inside(cpazmal.open(path, group, polarisation=pol))) / 2
        for group in truth.group.values[truth["class"] == name]
    ]  # a small polygon has few cells of texture, so less spread
    assert np.mean([p.var(1).mean() for p in pixels]) == pytest.approx(kappa2, rel=0.35)


def test_texture_lasts_and_speckle_does_not(path, truth):
    """Over all polygons of a class: one has few cells of texture."""
    between = []
    for group in truth.group.values[truth["class"] == "ACC"]:
        pixels = np.log(inside(cpazmal.open(path, group)))
        pixels -= pixels.mean(1, keepdims=True)
        between.append(np.mean(pixels[0::2].mean(0) * pixels[1::2].mean(0)))
    shape = surface_model.texture_shape("ACC", "HH")
    assert np.mean(between) == pytest.approx(special.polygamma(1, shape), rel=0.25)


def test_texture_is_gamma_of_mean_one():
    field = np.random.default_rng(0).standard_normal(200_000)
    drawn = surface_model.texture(field, 2.5)
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert drawn.var() == pytest.approx(1 / 2.5, rel=0.02)
    assert np.log(drawn).var() == pytest.approx(special.polygamma(1, 2.5), rel=0.02)


@pytest.mark.parametrize("length", [1.5, 4, 15])
def test_a_smooth_field_has_the_correlation_it_was_asked_for(length):
    field = surface_model.smooth_field((900, 900), length, np.random.default_rng(0))
    assert field.std() == pytest.approx(1, rel=0.1)
    lag = round(2 * length)
    together = np.mean(field[lag:] * field[:-lag]) / field.var()
    assert together == pytest.approx(np.exp(-(lag**2) / (4 * length**2)), abs=0.06)


def test_masks_have_plausible_shares_and_change_what_the_radar_sees(path):
    names = [group for group in cpazmal.groups(path).index if group[-3:].isdigit()]
    stacks = [cpazmal.open(path, group, masked=False).isel(time=3) for group in names]
    codes = np.concatenate([stack.mask.values.ravel() for stack in stacks])
    shares = np.bincount(codes[codes >= 0], minlength=4) / np.sum(codes >= 0)
    assert shares[cpazmal.LAYOVER] == pytest.approx(scene_model.LAYOVER, abs=0.02)
    assert shares[cpazmal.SHADOW] == pytest.approx(scene_model.SHADOW, abs=0.02)
    values = np.concatenate([stack.intensity.values.ravel() for stack in stacks])
    dark = values[codes == cpazmal.SHADOW]
    assert db(dark.mean()) == pytest.approx(archive.SHADOW_LEVEL, abs=0.3)


@pytest.mark.parametrize("area", ["ALLGLA", "ARGTOP"])
def test_a_scene_has_all_four_glacier_surfaces_where_they_belong(path, truth, area):
    names, surface = truth.classes.split(), truth[f"surface_{area}"].values
    present = {names[i] for i in np.unique(surface) if i >= 0}
    assert present == set(GLACIERS)
    assert min((surface == names.index(name)).mean() for name in GLACIERS) > 0.005
    altitude = truth[f"altitude_{area}"].values
    height = {name: altitude[surface == names.index(name)].mean() for name in GLACIERS}
    assert height["ABL"] < height["HAG"] < height["ICA"]
    assert height["ABL"] < height["ACC"]
    stack = cpazmal.open(path, area, masked=False)
    np.testing.assert_array_equal(stack.intensity.isel(time=0).notnull(), surface >= 0)


def test_truth_is_not_in_the_product(path):
    with h5py.File(path) as file:
        names = set()
        file.visit(lambda name: names.add(name.rpartition("/")[2]))
    assert not names & {"surface_ALLGLA", "level_HH", "delay", "offset_HH"}


@pytest.mark.parametrize("seed", [7])
def test_same_seed_same_archive_in_time_and_size(tmp_path, seed):
    def make(name, seed):
        archive.write(tmp_path / name, tmp_path / f"{name}.truth", seed=seed)
        assert (tmp_path / name).stat().st_size < 60e6
        return hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()

    other = hashlib.sha256(catalog.find("glaciers/cpazmal").read_bytes()).hexdigest()
    assert make("a", seed) == make("b", seed) != other
