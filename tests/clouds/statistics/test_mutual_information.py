"""What chance gives to few tiles, and what may be compared."""

import numpy as np
import pytest
from sklearn.metrics import (
    adjusted_mutual_info_score,
    normalized_mutual_info_score,
)

from helpers.clouds.products import published_metrics
from helpers.clouds.statistics import mutual_information, two_sample_test
from helpers.clouds.tiles import concentric, placement
from helpers.errors import BadInput


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
        scores = mutual_information.equal_samples(
            shuffled, embeddings, count, 8, n_resamples=150
        )
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
    table, largest = (
        published_metrics.per_tile(real(f"cloud_metrics_scale_{size}.tsv"))
        for size in (256, 850)
    )
    random = np.random.default_rng(0)
    scores = []
    for _ in range(100):
        few = table.iloc[random.choice(len(table), len(largest), replace=False)]
        scores.append(normalized_mutual_info_score(few.labels, few.clusters))
    there = normalized_mutual_info_score(largest.labels, largest.clusters)
    assert np.mean(scores) == pytest.approx(there, abs=0.02)
    assert normalized_mutual_info_score(table.labels, table.clusters) < 0.1


def test_ward_finds_groups_and_what_is_refused(half_cloudy, everywhere):
    points = np.repeat([[0.0], [5.0], [9.0]], 5, axis=0)
    found = mutual_information.ward(
        points + np.random.default_rng(0).normal(0, 0.1, (15, 1)), 3
    )
    assert adjusted_mutual_info_score(np.repeat(range(3), 5), found) == 1
    with pytest.raises(BadInput, match="15 tiles for 15 clusters"):
        mutual_information.ward(points, 15)
    with pytest.raises(BadInput, match="A sample of 16 of 15 tiles"):
        mutual_information.equal_samples(range(15), points, 16, 3)
    one = [half_cloudy("a")]
    with pytest.raises(BadInput, match="larger than the scene a"):
        concentric.centres(one, 512, 50, everywhere(one))
    with pytest.raises(BadInput, match="No scene has 300 usable pixels"):
        concentric.centres(one, 300, 50, [np.zeros((500, 600), bool)])
    with pytest.raises(BadInput, match="No tile is of the class Flower, Gravel"):
        placement.need_labels(placement.in_boxes(one, 100, usable=everywhere(one)))
    with pytest.raises(BadInput, match="give tiles of both sets"):
        two_sample_test.by_classifier(points, np.zeros(15, bool), range(15))


def dealt(tiles=600, scenes=20, seed=0):
    random = np.random.default_rng(seed)
    return random.integers(4, size=tiles), np.sort(random.integers(scenes, size=tiles))


def test_equal_partitions_agree_wholly_whatever_they_are_called():
    labels, scenes = dealt()
    found = mutual_information.agreement(labels, (labels + 2) % 4, scenes)
    assert [found[name] for name in ("ami", "low", "high")] == pytest.approx([1, 1, 1])
    assert found["chance_95"] < 0.1


def test_independent_partitions_do_not():
    labels, scenes = dealt()
    found = mutual_information.agreement(labels, dealt(seed=1)[0], scenes)
    assert found["low"] < 0 < found["high"]
    assert abs(found["by_chance"]) < 0.02


def test_labels_that_scenes_share_agree_more_by_chance():
    random = np.random.default_rng(0)
    labels = np.repeat(random.integers(4, size=20), 30)
    clusters = np.repeat(random.integers(4, size=20), 30)
    scenes = np.repeat(range(20), 30)
    found = mutual_information.agreement(labels, clusters, scenes)
    alone = mutual_information.agreement(labels, clusters, range(600))
    assert found["chance_95"] > 3 * alone["chance_95"]


def test_lengths_and_scenes_are_checked():
    labels, scenes = dealt(20)
    with pytest.raises(BadInput, match="19 clusters"):
        mutual_information.agreement(labels, labels[1:], scenes)
    with pytest.raises(BadInput, match="1 scenes"):
        mutual_information.agreement(labels, labels, np.zeros(20))
