"""Which reader a scene takes, where clustering breaks, and what labels are worth."""

import numpy as np
import pytest
from scipy.ndimage import binary_dilation
from sklearn.datasets import make_blobs

from helpers.errors import BadInput
from helpers.leads import few_labels, scene_place, scene_trials, scenes, simulated_scene


def test_safe_folder_and_picture_open_alike(tmp_path, real):
    folder = tmp_path / scene_place.place(64).layout.name
    simulated_scene.write(folder, tmp_path / "truth.nc", size=64)
    ours = scenes.open(folder)
    assert (ours.red, ours.pixel) == ("B04", 10.0)
    assert scenes.composite(ours).shape == (64, 64, 3)
    modis = scenes.open(
        real("leads/modis/greenland_sea-50km-20180712.terra.falsecolor.tiff")
    )
    assert (modis.red, modis.pixel) == ("band 1", 250.0)
    assert modis.band.values.tolist() == ["band 1", "band 2", "band 7"]


def test_false_colour_holds_the_red_light_of_the_true_one(real):
    name = "leads/modis/barents_kara_seas-100km-20250507.terra.{}.tiff"
    false, true = (
        scenes.open(real(name.format(kind))).image for kind in ("falsecolor", "truecolor")
    )
    red = true.sel(band="red").values.ravel()
    alike = {b: np.corrcoef(false.sel(band=b).values.ravel(), red)[0, 1]
             for b in ("band 1", "band 7")}  # fmt: skip
    assert alike["band 1"] > 0.98 > 0.5 > alike["band 7"]


def test_composite_shows_the_files_own_colours(real):
    ds = scenes.open(real("leads/modis/greenland_sea-50km-20180712.terra.falsecolor.tiff"))
    shown = scenes.composite(ds, step=2)
    np.testing.assert_array_equal(shown[..., 0], ds.image.sel(band="band 7")[::2, ::2])


# Where it breaks


def test_ponds_are_taken_for_leads():
    scores = scene_trials.sweep("ponds", [0, 0.3], seeds=[0], size=200)
    assert (scores.loc[0] > 0.85).all()
    assert (scores.loc[0.3] < 0.7).all()


def test_one_thing_changes():
    thick, leads = scene_trials.scene("thickness", 0.8, size=128)
    open_, same = scene_trials.scene("thickness", 0.0, size=128)
    np.testing.assert_array_equal(leads, same)
    away = ~binary_dilation(leads, np.ones((3, 3)), iterations=3)  # as far as blur goes
    assert away.any()
    np.testing.assert_array_equal(thick.values[0][away], open_.values[0][away])
    assert np.nanmean(thick.values[0][leads]) > np.nanmean(open_.values[0][leads]) + 0.2


def test_unknown_change():
    with pytest.raises(BadInput, match="change = 'fog'"):
        scene_trials.scene("fog", 1.0)


# Labels


def test_one_label_per_group_is_enough_where_groups_stand_apart():
    X, y = make_blobs(400, centers=[[0, 0], [9, 9]], random_state=0)
    curve = few_labels.curve(X, y, [10, 280], repeats=2, trees=20)
    assert (curve[["forest", "spreading"]] > 0.99).all().all()


def test_labels_that_mean_nothing_are_not_learnt():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(600, 4)), rng.integers(0, 2, 600)
    curve = few_labels.curve(X, y, [300], repeats=2, trees=30)
    assert np.abs(curve[["forest", "spreading"]] - 0.5).max().max() < 0.1
    assert set(curve.columns) == {"forest", "spreading", "forest_std", "spreading_std"}


def test_neighbours_on_both_sides_of_a_split_flatter():
    """Scenes of 50 rows alike, each with a label by chance: only scenes can be learnt."""
    rng = np.random.default_rng(0)
    X = np.repeat(rng.normal(size=(16, 5)), 50, 0) + rng.normal(0, 0.05, (800, 5))
    y = np.repeat([0, 1] * 8, 50)
    scores = few_labels.forest_scores(X, y, folds=4, trees=20)
    assert scores["shuffled"].mean() > 0.98
    assert scores["in_order"].mean() < 0.8


@pytest.mark.parametrize("counts", [[5], [10, 90]])
def test_too_few_or_too_many_labels(counts):
    with pytest.raises(BadInput, match="numbers of labels from 10 to 70"):
        few_labels.curve(np.zeros((100, 2)), np.arange(100) % 2, counts)
