"""Scores of tiles of many sizes: what chance gives, and what may be compared."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sklearn.metrics import (
    adjusted_mutual_info_score,
    normalized_mutual_info_score,
    roc_auc_score,
)

from helpers.clouds.organisation import tile_metrics
from helpers.clouds.products import published_metrics, scenes
from helpers.clouds.statistics import mutual_information, two_sample_test
from helpers.clouds.tiles import brightness, concentric, placement
from helpers.errors import BadInput

BOXES = [(0, 0, 300, 300, "Fish"), (200, 0, 500, 300, "Sugar")]


def scene(name, boxes=BOXES, shape=(500, 600)):
    """Half of it cloudy, in columns from 300 on."""
    pixels = np.full((*shape, 3), 60, "uint8")
    pixels[:, 300:] = 200
    table = pd.DataFrame(boxes, columns=["x1", "y1", "x2", "y2", "label"])
    return scenes.Scene(name, xr.DataArray(pixels, dims=("y", "x", "band")), table)


def everywhere(found):
    return [np.ones(each.image.shape[:2], bool) for each in found]


@pytest.mark.parametrize("count", [22, 100, 1000])
def test_expected_nmi_is_the_mean_over_shuffles(count):
    random = np.random.default_rng(count)
    labels, clusters = random.integers(0, 4, count), random.integers(0, 12, count)
    shuffled = [
        normalized_mutual_info_score(random.permutation(labels), clusters)
        for _ in range(300)
    ]
    error = np.std(shuffled) / np.sqrt(300)
    assert mutual_information.expected_nmi(labels, clusters) == pytest.approx(
        np.mean(shuffled), abs=4 * error
    )


def test_chance_grows_as_tiles_become_fewer():
    levels = [
        mutual_information.expected_nmi_of_counts(c)
        for c in published_metrics.TILE_COUNTS.values()
    ]
    assert levels[0] < 0.001 < 0.3 < levels[-1]
    assert (np.diff(levels[2:]) > 0).all()
    assert np.isnan(mutual_information.expected_nmi([1, 1], [0, 0]))


def test_equal_samples_of_shuffled_labels_score_nought():
    random = np.random.default_rng(0)
    embeddings, labels = random.normal(size=(200, 5)), np.repeat(range(4), 50)
    shuffled = random.permutation(labels)
    for count in (16, 40, 120):
        scores = mutual_information.equal_samples(shuffled, embeddings, count, 8, draws=150)
        assert abs(scores.mean()) < 0.03 + 3 * scores.std() / np.sqrt(150), count


def test_equal_samples_of_what_is_there_find_it_at_any_number():
    random = np.random.default_rng(0)
    labels = np.repeat(range(4), 50)
    embeddings = 20 * np.eye(4)[labels] + random.normal(size=(200, 4))
    for count in (20, 100):
        assert (
            mutual_information.equal_samples(labels, embeddings, count, 4, 20).mean() > 0.97
        )


def test_the_authors_256_px_tiles_reach_the_nmi_of_850_when_as_few(real):
    real("cloud_metrics_scale_256.tsv")
    table, largest = published_metrics.per_tile(256), published_metrics.per_tile(850)
    random = np.random.default_rng(0)
    scores = []
    for _ in range(100):
        few = table.iloc[random.choice(len(table), len(largest), replace=False)]
        scores.append(normalized_mutual_info_score(few.labels, few.clusters))
    there = normalized_mutual_info_score(largest.labels, largest.clusters)
    assert np.mean(scores) == pytest.approx(there, abs=0.02)
    assert normalized_mutual_info_score(table.labels, table.clusters) < 0.1


def test_places_hold_the_largest_tile_and_are_named_where_boxes_agree():
    found = [scene("a"), scene("b", [])]
    usable = everywhere(found)
    usable[0][:, 590:] = False
    centres = concentric.centres(found, 200, 50, usable)
    table = concentric.around(centres, 200)
    assert (table[["y", "x"]] >= 0).all(axis=None)
    assert (table.x[centres.scene == 0] + 200 <= 590).all()
    assert set(centres.label.dropna()) == {"Fish", "Sugar"}
    shared = (centres.x >= 200) & (centres.x < 300)
    assert centres.label[shared | (centres.scene == 1)].isna().all()
    small = concentric.around(centres, 64)
    assert (small.y + 32 == table.y + 100).all() and (small.width == 64).all()


def test_chosen_tiles_do_not_overlap_and_no_other_fits():
    found = [scene("a"), scene("b")]
    centres = concentric.centres(found, 100, 25, everywhere(found))
    kept = centres.iloc[concentric.non_overlapping(centres, 100, np.random.default_rng(0))]
    gaps = [
        max(abs(a.y - b.y), abs(a.x - b.x))
        for i, a in enumerate(kept.itertuples())
        for b in list(kept.itertuples())[:i]
        if a.scene == b.scene
    ]
    assert min(gaps) >= 100
    for place in centres.itertuples():
        near = kept[kept.scene == place.scene]
        away = np.maximum(abs(near.y - place.y), abs(near.x - place.x))
        assert away.min() < 100


def test_cover_of_a_half_cloudy_scene():
    found = [scene("a")]
    centres = pd.DataFrame([[0, 250, 300, None]], columns=["scene", "y", "x", "label"])
    for size in (64, 200, 500):
        assert brightness.cover_in_scenes(
            found, concentric.around(centres, size)
        ).tolist() == [0.5]


def test_organisation_space_is_standard_and_fills_what_is_not_defined():
    random = np.random.default_rng(0)
    fields = (random.random((6, 64, 64)) > 0.7).astype("uint8") * 200
    fields[0] = 0  # no cloud: most metrics aren't defined
    space = tile_metrics.standardised(fields)
    assert np.isfinite(space).all()
    assert np.abs(space.mean(axis=0)).max() < 1e-9
    assert space.std(axis=0).max() < 1 + 1e-9


def test_two_sets_are_told_apart_in_unseen_scenes_only_if_they_differ_there():
    random = np.random.default_rng(0)
    groups, other = np.repeat(range(20), 30), np.tile([False, True], 300)
    alike = random.normal(size=(600, 5))
    # the difference has another sign in every second scene: nothing to carry over
    local = alike + 3 * np.outer(other * (-1) ** groups, np.ones(5))
    apart = alike + np.outer(other, np.ones(5))
    score = {
        name: roc_auc_score(other, two_sample_test.by_classifier(space, other, groups))
        for name, space in {"alike": alike, "local": local, "apart": apart}.items()
    }
    assert abs(score["alike"] - 0.5) < 0.08
    assert abs(score["local"] - 0.5) < 0.15
    assert score["apart"] > 0.85


def test_ward_finds_groups_and_what_is_refused():
    points = np.repeat([[0.0], [5.0], [9.0]], 5, axis=0)
    found = mutual_information.ward(
        points + np.random.default_rng(0).normal(0, 0.1, (15, 1)), 3
    )
    assert adjusted_mutual_info_score(np.repeat(range(3), 5), found) == 1
    with pytest.raises(BadInput, match="15 tiles for 15 clusters"):
        mutual_information.ward(points, 15)
    with pytest.raises(BadInput, match="A sample of 16 of 15 tiles"):
        mutual_information.equal_samples(range(15), points, 16, 3)
    one = [scene("a")]
    with pytest.raises(BadInput, match="larger than the scene a"):
        concentric.centres(one, 512, 50, everywhere(one))
    with pytest.raises(BadInput, match="No scene has 300 usable pixels"):
        concentric.centres(one, 300, 50, [np.zeros((500, 600), bool)])
    with pytest.raises(BadInput, match="No tile is of the class Flower, Gravel"):
        placement.need_labels(placement.in_boxes(one, 100, usable=everywhere(one)))
    with pytest.raises(BadInput, match="give tiles of both sets"):
        two_sample_test.by_classifier(points, np.zeros(15, bool), range(15))
