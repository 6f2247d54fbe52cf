"""What lies together comes to lie together; nothing is learnt that is not there."""

import numpy as np
import pytest
import torch
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score

from helpers.clouds.embedding import networks, tile2vec
from helpers.clouds.simulation import known_answers
from helpers.errors import BadInput

SMALL = {"width": 4, "dimensions": 8}
DATA = {"tile_px": 64, "input_px": 16, "n_triplets": 48, "batch": 16}


@pytest.fixture(scope="module")
def control():
    """Embed tiles of scenes that training has not seen, of four textures."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the same sums on every machine
    yield embedded_textures()
    torch.set_num_threads(threads)


def embedded_textures():
    scenes, tiles, labels = known_answers.texture_scenes()
    data = {"tile_px": 128, "input_px": 64, "n_triplets": 256, "batch": 32}
    network, history = tile2vec.train(scenes, 5, data=data, learning_rate=2e-3)
    untrained = tile2vec.embed(tile2vec.Tile2Vec(), tiles)
    return history, tile2vec.embed(network, tiles), untrained, labels


def clusters(embeddings):
    return KMeans(4, n_init=10, random_state=0).fit_predict(embeddings)


def test_four_unmistakable_textures_are_told_apart(control):
    _, embeddings, untrained, labels = control
    assert adjusted_mutual_info_score(labels, clusters(embeddings)) >= 0.9
    assert adjusted_mutual_info_score(labels, clusters(untrained)) < 0.7


def test_shuffled_labels_are_not_found(control):
    _, embeddings, _, labels = control
    shuffled = np.random.default_rng(0).permutation(labels)
    assert abs(adjusted_mutual_info_score(shuffled, clusters(embeddings))) <= 0.02


def test_neighbours_come_closer_than_distant_tiles(control):
    history, *_ = control
    assert history.loss.iloc[-1] < history.loss.iloc[0]
    assert history.neighbour.iloc[-1] < history.distant.iloc[-1] / 2


def noise(count=3, shape=(200, 300)):
    random = np.random.default_rng(1)
    return [random.integers(0, 256, (*shape, 3), dtype=np.uint8) for _ in range(count)]


def trained(epochs=2, checkpoint=None, seed=0, **settings):
    scenes = noise()
    return tile2vec.train(scenes, epochs, seed, checkpoint, DATA, **SMALL, **settings)


def test_same_seed_same_network():
    (one, first), (two, second) = trained(), trained()
    assert first.equals(second)
    tiles = noise(5, (16, 16))
    assert np.array_equal(tile2vec.embed(one, tiles), tile2vec.embed(two, tiles))
    assert not trained(seed=1)[1].equals(first)


def test_two_epochs_and_two_more_are_four(tmp_path):
    checkpoint = tmp_path / "clouds.ckpt"
    whole, history = trained(4, turned=True)
    trained(2, checkpoint, turned=True)
    resumed, rest = trained(4, checkpoint, turned=True)
    assert rest.equals(history)
    tiles = noise(5, (16, 16))
    assert np.array_equal(tile2vec.embed(resumed, tiles), tile2vec.embed(whole, tiles))


@pytest.mark.parametrize(
    ("squared", "near", "loss"),
    [(True, [3, 4], 25 - 4 + 1), (False, [3, 4], 5 - 2 + 1), (True, [0, 0], 0)],
)
def test_the_loss_by_hand(squared, near, loss, monkeypatch):
    network = tile2vec.Tile2Vec(squared=squared, **SMALL)
    monkeypatch.setattr(network, "forward", lambda embeddings: embeddings)
    batch = torch.tensor([[[0.0, 0.0], near, [0.0, 2.0]]])
    followed = network.training_step(batch, 0)
    assert followed["loss"].item() == pytest.approx(loss)
    assert followed["neighbour"].item() == pytest.approx(np.hypot(*near))
    assert followed["distant"].item() == pytest.approx(2)


@pytest.mark.parametrize("squared", [True, False])
def test_tiles_without_any_difference_give_a_gradient(squared):
    network = tile2vec.Tile2Vec(squared=squared, **SMALL)
    network.training_step(torch.zeros(2, 3, 16, 16, 3, dtype=torch.uint8), 0)[
        "loss"
    ].backward()
    assert all(each.grad.isfinite().all() for each in network.parameters())


def test_a_frozen_backbone_keeps_its_weights():
    before = tile2vec.Tile2Vec(frozen=True, **SMALL)
    after, _ = trained(frozen=True)
    pairs = zip(before.backbone.parameters(), after.backbone.parameters(), strict=True)
    assert all(torch.equal(old, new) for old, new in pairs)
    assert not torch.equal(before.head.weight, after.head.weight)


def test_the_size_of_a_batch_does_not_matter():
    network, _ = trained()
    tiles = noise(7, (16, 16))
    whole, parts = tile2vec.embed(network, tiles), tile2vec.embed(network, tiles, batch=3)
    assert np.allclose(whole, parts, atol=1e-5)
    assert tile2vec.embed(network, np.empty((0, 16, 16, 3), np.uint8)).shape == (0, 8)


def test_turning_gives_each_of_eight_ways_and_nothing_else():
    tile = np.random.default_rng(0).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    ways = {np.rot90(t, k).tobytes() for t in (tile, tile[::-1]) for k in range(4)}
    torch.manual_seed(0)
    turned = tile2vec._turn(torch.from_numpy(np.repeat(tile[None], 200, axis=0))).numpy()
    assert {each.tobytes() for each in turned} == ways


def test_depth_is_the_number_of_layers_with_weights():
    for depth in networks.DEPTHS:
        network = tile2vec.Tile2Vec(depth=depth, width=2)
        layers = [
            each
            for each in network.modules()
            if isinstance(each, torch.nn.Linear)
            or (isinstance(each, torch.nn.Conv2d) and each.kernel_size != (1, 1))
        ]
        assert len(layers) == depth


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"depth": 50}, "depth = 50"),
        ({"width": 0}, "width = 0"),
        ({"dimensions": 0}, "dimensions = 0"),
        ({"margin": -1.0}, "margin = -1.0"),
    ],
)
def test_settings_are_refused(settings, says):
    with pytest.raises(BadInput, match=says):
        tile2vec.Tile2Vec(**settings)


def test_tiles_of_another_kind_are_refused():
    with pytest.raises(BadInput, match="float64"):
        tile2vec.embed(tile2vec.Tile2Vec(**SMALL), np.zeros((2, 16, 16, 3)))
