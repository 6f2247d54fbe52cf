"""Triplets lie as they must."""

import numpy as np
import pytest

from helpers.clouds.embedding import triplets
from helpers.errors import BadInput

CORNER = np.zeros((200, 300), bool)
CORNER[:64, :64] = True


def shades(count=3, shape=(200, 300)):
    """Scenes of one grey each: a tile tells its scene."""
    return [np.full((*shape, 3), 10 + 20 * k, np.uint8) for k in range(count)]


def test_half_of_the_area_in_every_direction():
    angle = np.linspace(0, 2 * np.pi, 1000)
    share = (1 - np.abs(triplets.half_overlap(angle, 10_000)) / 10_000).prod(axis=-1)
    assert np.abs(share - 0.5).max() < 1e-4


def drawn(**settings):
    places = triplets.batches(
        shades(), 64, 32, n_triplets=2000, batch=500, **settings
    ).sampler
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
    loader = triplets.batches(shades(), 64, 32, n_triplets=50, batch=20, seed=4)
    same = triplets.batches(shades(), 64, 32, n_triplets=50, batch=20, seed=4)
    assert len(loader) == 3
    for tiles, places in zip(loader, same.sampler, strict=True):
        assert tiles.shape == (len(places), 3, 32, 32, 3)
        assert np.array_equal(tiles[:, :, 5, 5, 0], 10 + 20 * places[..., 0])


def test_every_epoch_has_other_triplets():
    sampler = triplets.batches(shades(), 64, 32, n_triplets=50).sampler
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
    loader = triplets.batches(scenes, 64, 32, n_triplets=100)
    assert sum(len(tiles) for tiles in loader) == 100


@pytest.mark.parametrize(
    ("scenes", "settings", "says"),
    [
        (shades(1), {}, "1 scenes"),
        (shades(), {"n_triplets": 0}, "0 triplets"),
        (shades(), {"tile_px": 201, "input_px": 64}, "larger than a scene"),
        (shades(), {"input_px": 65}, "only reduced"),
        (shades(), {"usable": [np.zeros((200, 300), bool)] * 3}, "Only 0 of 3"),
        (shades(), {"usable": [np.ones((20, 30), bool)] * 3}, r"mask of \(20, 30\)"),
        (shades(), {"usable": [CORNER] * 3}, "no room for a neighbour"),
        ([np.zeros((200, 300, 3))] * 2, {}, "float64"),
        ([np.zeros((200, 300), np.uint8)] * 2, {}, r"shape \(200, 300\)"),
    ],
)
def test_batches_are_refused(scenes, settings, says):
    with pytest.raises(BadInput, match=says):
        list(triplets.batches(scenes, **{"tile_px": 64, "input_px": 32, **settings}))
