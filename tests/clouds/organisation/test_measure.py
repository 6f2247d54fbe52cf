"""Organisation metrics: published values, cases known by hand, invariances, bad input."""

import json

import numpy as np
import pytest
from scipy import ndimage

from helpers.clouds.organisation import measure
from helpers.errors import BadInput

SPECTRAL = (
    "spectral_anisotropy",
    "spectral_slope",
    "spectral_slope_binned",
    "spectral_length_median",
    "spectral_length_moment",
)
SCENES = (
    "lattice_2x2_every16",
    "blobs_sigma2_cf05",
    "blobs_sigma2_cf20",
    "blobs_sigma6_cf20",
    "blobs_sigma6_cf50",
    "disc_r30",
    "worldview_fish_crop300_256px_gt100",
    "worldview_gravel_crop300_256px_gt100",
)
# cloudmetrics lays each piece of an object at most one domain further on. In this scene
# one object needs two, and it counts three: see test_objects.py.
SPLIT_BY_CLOUDMETRICS = "worldview_fish_crop300_256px_gt100"
HAS_PERIODIC_VALUE = (
    "num",
    "iorg",
    "cop",
    "mean_object_length_scale",
    "max_object_length_scale",
    "mean_object_eccentricity",
    "mean_object_perimeter_length",
)


@pytest.fixture(scope="module")
def reference(real):
    """Mask, field and expected values of a reference scene, by our names."""
    folder = "clouds/reference/cloudmetrics_reference_"
    values = json.loads(real(f"{folder}values.json").read_text())["values"]
    with np.load(real(f"{folder}masks.npz"), allow_pickle=False) as archive:
        arrays = dict(archive)

    def scene(name):
        expected = {key.replace("_objects", ""): v for key, v in values[name].items()}
        spectral = expected.pop("spectral_aniso_slope_slopebinned_lenmedian_lenmoment", ())
        expected |= dict(zip(SPECTRAL, spectral, strict=False))
        return arrays[name], arrays.get(f"scalar__{name}"), expected

    return scene


def tolerance(name):
    return 1e-3 if name.startswith(("iorg", "spectral")) else 1e-6


def squares(side):
    """Four squares on 20 × 20, centred at (5 | 14, 5 | 14)."""
    mask = np.zeros((20, 20), bool)
    reach = side // 2
    for row in (5, 14):
        for column in (5, 14):
            mask[row - reach : row + reach + 1, column - reach : column + reach + 1] = True
    return mask


def blobs(seed=0, shape=(96, 96), sigma=3, cover=0.25):
    field = np.random.default_rng(seed).normal(size=shape)
    field = ndimage.gaussian_filter(field, sigma, mode="wrap")
    return field > np.quantile(field, 1 - cover), field


@pytest.mark.parametrize("name", SCENES)
def test_reference_values_in_an_open_domain(reference, name):
    mask, field, expected = reference(name)
    ours = measure(mask, field=field)
    names = [
        key
        for key in expected
        if key in ours and not key.startswith("open_sky") and not np.isnan(ours[key])
    ]
    assert len(names) >= 8
    for key in names:
        close = pytest.approx(expected[key], rel=tolerance(key), abs=1e-12)
        assert ours[key] == close, key


@pytest.mark.parametrize("name", SCENES)
def test_reference_values_in_a_periodic_domain(reference, name):
    mask, _, expected = reference(name)
    ours = measure(mask, periodic=True)
    for key in ("open_sky_max", "open_sky_mean"):
        assert ours[key] == pytest.approx(expected[f"{key}_periodic"], rel=1e-6)
    if name == SPLIT_BY_CLOUDMETRICS:
        return
    for key in HAS_PERIODIC_VALUE:
        if not np.isnan(ours[key]):
            close = pytest.approx(expected[f"{key}_periodic"], rel=tolerance(key))
            assert ours[key] == close, key
    if not np.isnan(ours["scai"]):  # theirs is for a domain of four times the area
        assert ours["scai"] == pytest.approx(4 * expected["scai_periodic"], rel=1e-6)


@pytest.mark.parametrize(
    ("side", "cop"), [(1, 0.113135), (3, 0.339405), (5, 0.565675), (7, 0.791944)]
)
def test_four_squares(side, cop):
    ours = measure(squares(side), pixel_size=55)
    assert ours["cop"] == pytest.approx(cop, abs=1e-6)
    assert ours["scai"] == pytest.approx(11.1124, abs=1e-4)
    gap, area = 9 - side, side**2
    sides, corners = area**2 / max(gap**2, area), area**2 / max(2 * gap**2, area)
    rome = area + (4 * sides + 2 * corners) / 6
    assert ours["rome"] == pytest.approx(55**2 * rome)
    near = 1 - np.sqrt(np.sqrt(2) * gap * np.array([1, np.sqrt(2)]) / 20)
    assert ours["oidra"] == pytest.approx((4 + 8 * near[0] + 4 * near[1]) / 16)


def test_pixel_size_scales_lengths_and_nothing_else():
    mask, field = blobs()
    near, far = measure(mask, field=field), measure(mask, pixel_size=3.0, field=field)
    power = {key: 1 for key in near if "length" in key} | {"scai": 1, "rome": 2}
    for key in near:
        assert far[key] == pytest.approx(near[key] * 3.0 ** power.get(key, 0)), key


@pytest.mark.parametrize("turn", [np.transpose, np.fliplr, np.flipud, np.rot90])
@pytest.mark.parametrize("periodic", [False, True])
def test_nothing_depends_on_the_way_up(turn, periodic):
    mask, field = blobs(1, (64, 64))
    ours = measure(mask, periodic=periodic, field=field)
    turned = measure(turn(mask), periodic=periodic, field=turn(field))
    for key, value in ours.items():
        assert turned[key] == pytest.approx(value, rel=1e-6, nan_ok=True), key


@pytest.mark.parametrize("shift", [(0, 31), (50, 0), (77, 13)])
def test_a_periodic_domain_may_be_cut_anywhere(shift):
    mask, field = blobs(2, (96, 80))
    moved = np.roll(mask, shift, (0, 1))
    ours = measure(mask, periodic=True, field=field)
    there = measure(moved, periodic=True, field=np.roll(field, shift, (0, 1)))
    padded = {"fractal_dimension", "woi1", "woi2", "woi3"}  # laid from the first pixel
    for key in set(ours) - padded:
        assert there[key] == pytest.approx(ours[key], rel=1e-6, nan_ok=True), key


def test_empty_mask():
    ours = measure(np.zeros((32, 40), bool))
    known = {
        "cloud_fraction": 0,
        "open_sky_max": 1,
        "open_sky_mean": 1,
        "num": 0,
        "num_objects": 0,
        "total_object_perimeter_length": 0,
    }
    assert {key: v for key, v in ours.items() if not np.isnan(v)} == known


@pytest.mark.parametrize("periodic", [False, True])
def test_full_mask_is_one_object(periodic):
    ours = measure(np.ones((32, 32), bool), periodic=periodic)
    assert (ours["cloud_fraction"], ours["num"]) == (1, 1)
    assert (ours["open_sky_max"], ours["open_sky_mean"]) == (0, 0)
    assert ours["max_object_length_scale"] == ours["mean_object_length_scale"] == 32
    assert ours["rome"] == 32**2
    undefined = "fractal_dimension", "size_exponent", "iorg", "iorg_benner", "scai", "cop"
    assert all(np.isnan(ours[key]) for key in (*undefined, "oidra"))


def test_single_pixel():
    mask = np.zeros((16, 16), bool)
    mask[3, 5] = True
    ours = measure(mask)
    assert ours["num"] == ours["mean_object_length_scale"] == ours["rome"] == 1
    assert ours["mean_object_eccentricity"] == ours["mean_object_perimeter_length"] == 0
    undefined = "orientation", "size_exponent", "iorg", "iorg_benner", "scai", "cop"
    assert all(np.isnan(ours[key]) for key in (*undefined, "oidra"))


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (2, 2), (3, 130)])
@pytest.mark.parametrize("periodic", [False, True])
def test_tiny_and_narrow_domains_are_measured(shape, periodic):
    field = np.random.default_rng(3).normal(size=shape)
    ours = measure(field > 0, periodic=periodic, field=field)
    assert ours["cloud_fraction"] == np.mean(field > 0)


def test_concentric_objects_have_no_distance():
    mask = np.zeros((21, 21), bool)
    mask[4:17, 4:17] = True
    mask[6:15, 6:15] = False
    mask[10, 10] = True
    ours = measure(mask)
    assert ours["num"] == 2
    assert np.isnan(ours["cop"]) and np.isnan(ours["scai"])
    assert np.isfinite([ours["rome"], ours["oidra"], ours["iorg"]]).all()


@pytest.mark.parametrize("periodic", [False, True])
def test_metrics_asked_for_by_name_are_the_same(periodic):
    mask, field = blobs(4)
    everything = measure(mask, periodic=periodic, field=field)
    for name, value in everything.items():
        ours = measure(mask, periodic=periodic, field=field, names=[name])
        assert list(ours) == [name]
        np.testing.assert_equal(ours[name], value)
    names = ["woi2", "num", "rome"]
    assert list(measure(mask, field=field, names=names)) == names


def test_what_is_not_asked_for_is_not_computed(monkeypatch):
    monkeypatch.setattr("helpers.clouds.organisation.objects.find", None)
    mask, _ = blobs(5)
    assert measure(mask, names=["cloud_fraction"]) == {"cloud_fraction": mask.mean()}


def test_ones_and_zeros_are_a_mask():
    mask, _ = blobs()
    np.testing.assert_equal(measure(mask.astype(float)), measure(mask))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"mask": np.zeros(9)}, "shape (9,)"),
        ({"mask": np.zeros((3, 4, 5))}, "shape (3, 4, 5)"),
        ({"mask": np.zeros((0, 4))}, "shape (0, 4)"),
        ({"mask": np.full((4, 4), 255)}, "holds 255"),
        ({"mask": np.full((4, 4), np.nan)}, "holds nan"),
        ({"mask": np.full((4, 4), "cloud")}, "type <U5"),
        ({"pixel_size": 0}, "pixel_size is 0"),
        ({"pixel_size": -1.5}, "pixel_size is -1.5"),
        ({"pixel_size": np.inf}, "pixel_size is inf"),
        ({"pixel_size": "1 km"}, "pixel_size is '1 km'"),
        ({"field": np.zeros((4, 5))}, "field has the shape (4, 5)"),
        ({"field": np.full((4, 4), np.nan)}, "not finite"),
        ({"names": ["iorg", "icorg"]}, "names holds 'icorg'"),
        ({"names": ["woi1"]}, "give field, too"),
    ],
)
def test_bad_input_is_told_in_one_sentence(arguments, words):
    with pytest.raises(BadInput) as refused:
        measure(**{"mask": np.eye(4), **arguments})
    message = str(refused.value)
    assert words in message
    assert message.count(".\n") == 0 and message.endswith(".")
