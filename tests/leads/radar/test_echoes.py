"""Features of echoes: known values, public products, other programs."""

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import curve_fit
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from helpers import partitions
from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.products import altimetry, cpom, sentinel3
from helpers.leads.radar import echoes

LOOKS = np.arange(256.0)


def gaussian(looks, amplitude, centre, width):
    return amplitude * np.exp(-0.5 * ((looks - centre) / width) ** 2)


def fitted(profile, start=None):
    """σ by scipy, started as the course starts it unless told otherwise."""
    if start is None:
        mean = np.sum(LOOKS * profile) / profile.sum()
        spread = np.sqrt(np.sum(profile * (LOOKS - mean) ** 2) / profile.sum())
        start = profile.max(), mean, spread
    return abs(curve_fit(gaussian, LOOKS, profile, p0=start, maxfev=10000)[0][2])


def profiles(widths, seed, looks=None):
    """Range-integrated power profiles, with speckle of so many looks."""
    random = np.random.default_rng(seed)
    centre = random.uniform(115, 141, len(widths))[:, None]
    power = gaussian(
        LOOKS,
        random.uniform(1e-3, 1e6, len(widths))[:, None],
        centre,
        np.asarray(widths, dtype=float)[:, None],
    )
    return power if looks is None else power * random.gamma(looks, 1 / looks, power.shape)


def course_peakiness(echo):
    top = int(np.argmax(echo))
    if top < 50 or top + 78 > echo.size:
        return np.nan
    crop = echo[top - 50 : top + 78]
    return crop.max() / crop[crop > crop[10:20].mean()].mean()


@pytest.fixture
def power():
    random = np.random.default_rng(3)
    gate = np.arange(256) - random.uniform(30, 200, (400, 1))
    clean = np.where(gate < 0, np.exp(-(gate**2)), np.exp(-gate / 20)) + 0.02
    return clean * random.gamma(20, 1 / 20, clean.shape)


L2I = "CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"
SIN = "CS_OFFL_SIR_SIN_1B_20221214T015253_20221214T015406_E001.wfm"
WATER = "S3B_SR_2_WAT_20251001T102551_standard_measurement.nc"


def test_cpom_peakiness_comes_back_from_the_echoes(real):
    ds = cpom.open(real(SIN))
    np.testing.assert_allclose(echoes.peakiness(ds.power.values), ds.peakiness, atol=1e-4)
    assert (ds.power.argmax("gate") == 50).all()
    assert (ds.ice_concentration.isnull() | (ds.ice_concentration >= 0)).all()


def test_features_say_what_is_missing(real):
    with pytest.raises(BadInput, match="no stack_std"):
        echoes.features(sentinel3.open(real(WATER)))


def test_features_without_any_value_are_named():
    ds = xr.Dataset({name: ("echo", [1.0, 2.0]) for name in echoes.FEATURES})
    assert list(echoes.features(ds)) == list(echoes.FEATURES)
    ds["sigma0"] = "echo", [np.nan, np.nan]
    with pytest.raises(BadInput, match="no sigma0 in any echo, but peakiness and stack_"):
        echoes.features(ds)


def test_features_that_nobody_needs_may_be_missing():
    ds = xr.Dataset({name: ("echo", [1.0, 2.0]) for name in echoes.FEATURES[1:]})
    assert list(echoes.features(ds, ["stack_std"])) == ["peakiness", "stack_std"]


@pytest.mark.parametrize(
    ("scale_on", "confusion"),
    [("ice and lead", [[629, 0], [4, 953]]), ("all", [[629, 0], [32, 925]])],
)
def test_kmeans_repeats_the_class_of_cryosat2(real, scale_on, confusion):
    ds = products.open(real(L2I))
    table, flag = echoes.features(ds), ds.surface_class.values
    kept = np.isin(flag, [altimetry.SEA_ICE, altimetry.LEAD])
    scaler = StandardScaler().fit(table[kept] if scale_on == "ice and lead" else table)
    clusters = KMeans(2, n_init=10, random_state=0).fit_predict(
        scaler.transform(table[kept])
    )
    found = partitions.agreement(clusters, flag[kept])["confusion"]
    np.testing.assert_array_equal(found, confusion)


def test_pulse_peakiness_of_known_echoes():
    assert echoes.pulse_peakiness(np.ones(128)) == 1
    assert echoes.pulse_peakiness(np.eye(128)[40]) == 128


def test_pulse_peakiness_leaves_nan_gates_out():
    echo = np.array([1.0, 2.0, 5.0, np.nan])
    assert echoes.pulse_peakiness(echo) == echoes.pulse_peakiness(echo[:3])


def test_peakiness_equals_the_one_published_with_the_echoes(real):
    name = "CS_OFFL_SIR_SIN_1B_20221214T015253_20221214T015406_E001"
    power = np.loadtxt(real(f"{name}.wfm"))[:, 5:]
    published = np.loadtxt(real(f"{name}.elev"))[:, 9]
    np.testing.assert_allclose(echoes.peakiness(power), published, atol=1e-4)


def test_peakiness_equals_the_course_echo_by_echo(power):
    expected = [course_peakiness(echo) for echo in power]
    assert 0 < np.isnan(expected).sum() < 200  # some crops leave the echo
    np.testing.assert_allclose(echoes.peakiness(power), expected, rtol=1e-12)


def test_peakiness_refuses_a_crop_without_noise_gates(power):
    with pytest.raises(BadInput, match="before = 5, after = 10"):
        echoes.peakiness(power, before=5, after=10)


@pytest.mark.parametrize("feature", [echoes.peakiness, echoes.pulse_peakiness])
def test_peakinesses_depend_on_neither_scale_nor_position(power, feature):
    # fault 4 of the original: alignment cannot change these
    echo = np.roll(power[0], 90 - power[0].argmax())
    moved = np.stack([1e-12 * echo, np.roll(echo, 1), np.roll(echo, -5)])
    np.testing.assert_allclose(feature(moved), feature(echo), rtol=0.02)


@pytest.mark.parametrize("width", [2, 5, 20, 64])
def test_noise_free_profile_gives_its_width(width):
    np.testing.assert_allclose(
        echoes.stack_std(profiles([width] * 50, 1)), width, rtol=1e-4
    )


@pytest.mark.parametrize("width", [2, 5, 20, 64])
def test_speckled_profile_gives_the_same_minimum_as_curve_fit(width):
    noisy = profiles([width] * 60, 2, looks=30)
    expected = [fitted(profile) for profile in noisy]
    np.testing.assert_allclose(echoes.stack_std(noisy), expected, rtol=1e-4)


def test_fit_has_no_bias_under_speckle():
    noisy = profiles([20] * 2000, 4, looks=30)
    assert np.mean(echoes.stack_std(noisy)) == pytest.approx(20, rel=0.01)


def test_second_lobe_and_floor_do_not_draw_the_fit_away():
    lobes = gaussian(LOOKS, 1, 60, 4) + gaussian(LOOKS, 0.8, 190, 4)
    floor = gaussian(LOOKS, 1, 128, 4) + 0.05
    found = echoes.stack_std([lobes, floor])
    expected = [fitted(lobes, (1, 60, 4)), fitted(floor, (1, 128, 4))]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_missing_looks_are_left_out():
    profile = profiles([20], 6)[0]
    profile[::3] = np.nan
    assert echoes.stack_std(profile) == pytest.approx(20, rel=1e-4)


@pytest.mark.parametrize(
    "profile",
    [np.zeros(256), -np.ones(256), np.ones(256), np.full(256, np.nan), np.eye(256)[9]],
    ids=["zero", "negative", "flat", "nan", "spike"],
)
def test_profile_without_a_width_is_nan(profile):
    assert np.isnan(echoes.stack_std(profile))


@pytest.mark.parametrize(
    "feature",
    [echoes.peakiness, echoes.pulse_peakiness, echoes.stack_std],
)
def test_any_leading_dimensions_and_single_precision(power, feature):
    whole = feature(power[:6])
    np.testing.assert_array_equal(
        feature(power[:6].reshape(2, 3, 256)), whole.reshape(2, 3)
    )
    np.testing.assert_allclose(feature(power[:6].astype("float32")), whole, rtol=1e-5)
    assert np.isnan(feature(np.full((2, 256), np.nan))).all()
    assert np.isnan(feature(np.zeros(256)))


def test_broad_echoes_have_one_peakiness_at_either_gate_width():
    gates = np.arange(256)
    edge = np.clip((gates - 100) / 4, 0, 1)
    noise = 0.02 * np.random.default_rng(0).gamma(50, 1 / 50, 256)
    echo = noise + edge * np.exp(-np.maximum(gates - 104, 0) / 30)
    fine, coarse = (
        xr.Dataset(
            {"power": (("echo", "gate"), power), "sigma0": ("echo", [9.0]),
             "stack_std": ("echo", [30.0])},
            attrs={"gate_m": 60 / power.shape[1]},
        )
        for power in (echo[None], echo[None, ::2])
    )  # fmt: skip
    both = [echoes.features(ds).peakiness[0] for ds in (fine, coarse)]
    assert both[1] == pytest.approx(both[0], rel=0.15)
