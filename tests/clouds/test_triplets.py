"""Neighbours share half of their area, distant tiles are of another scene."""

import numpy as np
import pytest

from helpers.clouds.embedding import triplets
from helpers.clouds.tiles import cutting
from helpers.errors import BadInput


def shades(count=3, shape=(200, 300)):
    """Scenes of one grey each: a tile tells its scene."""
    return [np.full((*shape, 3), 10 + 20 * k, np.uint8) for k in range(count)]


def test_reduced_pixels_are_means_of_their_area():
    scene = np.random.default_rng(0).integers(0, 256, (41, 66, 3), dtype=np.uint8)
    means = scene[:40, :64].reshape(10, 4, 16, 4, 3).mean(axis=(1, 3))
    small = cutting.reduce(scene, 4)
    assert small.shape == (10, 16, 3)
    assert np.abs(small - means).max() <= 1  # rounded along x, then along y
    assert abs((small - means).mean()) < 0.3


def test_tiles_are_cut_where_they_are_asked_for():
    y, x = np.mgrid[:128, :200]
    scene = np.stack([y, x, 0 * x], axis=-1).astype(np.uint8)
    corners = np.array([[0, 0], [64, 136], [12, 40]])
    tiles = cutting.at_corners(scene, corners, tile=64, size=64)
    assert np.array_equal(tiles[:, 0, 0, :2], corners)
    halves = cutting.at_corners(scene, corners, tile=64, size=32)
    assert halves.shape == (3, 32, 32, 3)
    assert np.abs(halves[:, 0, 0, :2] - (corners + 0.5)).max() <= 0.5
    assert cutting.at_corners(scene, [], tile=64, size=32).shape == (0, 32, 32, 3)


def test_a_tile_that_is_no_multiple_is_cut_at_the_edges_too():
    scene = np.zeros((1400, 2100, 3), np.uint8)
    corners = [[0, 0], [550, 1250], [275, 601]]
    assert cutting.at_corners(scene, corners, tile=850, size=64).shape == (3, 64, 64, 3)


def test_half_of_the_area_in_every_direction():
    angle = np.linspace(0, 2 * np.pi, 1000)
    share = (1 - np.abs(triplets.half_overlap(angle, 10_000)) / 10_000).prod(axis=-1)
    assert np.abs(share - 0.5).max() < 1e-4


def drawn(**settings):
    places = triplets.batches(shades(), 64, 32, count=2000, batch=500, **settings).sampler
    return np.concatenate(list(places))


def test_neighbours_are_half_overlapping_and_distant_tiles_elsewhere():
    anchor, neighbour, distant = np.moveaxis(drawn(), 1, 0)
    assert np.array_equal(anchor[:, 0], neighbour[:, 0])
    assert (anchor[:, 0] != distant[:, 0]).all()
    moved = neighbour[:, 1:] - anchor[:, 1:]
    share = (1 - np.abs(moved) / 32).prod(axis=1)
    assert np.abs(share - 0.5).max() < 0.04  # a pixel of 32
    directions = np.arctan2(*moved.T)
    assert np.abs(np.exp(1j * directions).mean()) < 0.1
    assert np.histogram(directions, 8, (-np.pi, np.pi))[0].min() > 100


def test_a_batch_holds_the_tiles_of_its_places():
    loader = triplets.batches(shades(), 64, 32, count=50, batch=20, seed=4)
    same = triplets.batches(shades(), 64, 32, count=50, batch=20, seed=4)
    assert len(loader) == 3
    for tiles, places in zip(loader, same.sampler, strict=True):
        assert tiles.shape == (len(places), 3, 32, 32, 3)
        assert np.array_equal(tiles[:, :, 5, 5, 0], 10 + 20 * places[..., 0])


def test_every_epoch_has_other_triplets():
    sampler = triplets.batches(shades(), 64, 32, count=50).sampler
    first, second = (np.concatenate(list(sampler)) for _ in range(2))
    assert len(first) == len(second) == 50
    assert not np.array_equal(first, second)


def test_no_tile_touches_what_is_not_usable():
    masks = [np.ones((200, 300), bool) for _ in range(3)]
    masks[0][:, 100] = False
    masks[1][:] = False
    places = drawn(usable=masks).reshape(-1, 3)
    assert set(places[:, 0]) == {0, 2}
    x = 2 * places[places[:, 0] == 0, 2]
    assert ((x + 64 <= 100) | (x > 100)).all()
    assert (x > 100).any() and (x + 64 <= 100).any()


def test_scenes_may_differ_in_shape():
    scenes = [*shades(1, (64, 400)), *shades(1, (300, 100))]
    loader = triplets.batches(scenes, 64, 32, count=100)
    assert sum(len(tiles) for tiles in loader) == 100


CORNER = np.zeros((200, 300), bool)
CORNER[:64, :64] = True


@pytest.mark.parametrize(
    ("scenes", "settings", "says"),
    [
        (shades(1), {}, "1 scenes"),
        (shades(), {"count": 0}, "0 triplets"),
        (shades(), {"tile": 201, "size": 64}, "larger than a scene"),
        (shades(), {"size": 65}, "only reduced"),
        (shades(), {"usable": [np.zeros((200, 300), bool)] * 3}, "Only 0 of 3"),
        (shades(), {"usable": [np.ones((20, 30), bool)] * 3}, r"mask of \(20, 30\)"),
        (shades(), {"usable": [CORNER] * 3}, "no room for a neighbour"),
        ([np.zeros((200, 300, 3))] * 2, {}, "float64"),
        ([np.zeros((200, 300), np.uint8)] * 2, {}, r"shape \(200, 300\)"),
    ],
)
def test_batches_are_refused(scenes, settings, says):
    with pytest.raises(BadInput, match=says):
        list(triplets.batches(scenes, **{"tile": 64, "size": 32, **settings}))


def test_tiles_beyond_the_scene_are_refused():
    with pytest.raises(BadInput, match=r"at \(150, 0\) reaches out"):
        cutting.at_corners(shades(1)[0], [[0, 0], [150, 0]], 64, 32)
