"""Batches hold every row once; training is repeatable and leaves the rest alone."""

import lightning
import numpy as np
import pytest
import torch

from helpers import training
from helpers.errors import BadInput


class Line(lightning.LightningModule):
    """Learn y = a x + b."""

    def __init__(self, learning_rate=0.1):
        super().__init__()
        self.weights = torch.nn.Parameter(torch.zeros(2))
        self.learning_rate = learning_rate

    def training_step(self, batch, batch_idx):
        x, y = batch
        error = ((self.weights[0] * x + self.weights[1] - y) ** 2).mean()
        return {"loss": error, "doubled": 2 * error}

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), self.learning_rate)


X = np.random.default_rng(0).normal(size=500)


def test_an_epoch_holds_every_row_once_in_another_order():
    loader = training.batches(np.arange(1000), np.arange(1000.0), size=64)
    epochs = [[torch.cat(part) for part in zip(*loader, strict=True)] for _ in range(2)]
    for labels, numbers in epochs:
        assert sorted(labels.tolist()) == list(range(1000))
        assert torch.equal(labels.float(), numbers)
    assert not torch.equal(epochs[0][0], epochs[1][0])
    assert len(loader) == 16


def test_a_line_is_found():
    network = Line()
    history = training.fit(network, training.batches(X, 3 * X - 1), 20)
    assert network.weights.tolist() == pytest.approx([3, -1], abs=1e-3)
    assert history.index.tolist() == list(range(1, 21))
    assert np.allclose(history.doubled, 2 * history.loss)


def test_history_has_the_mean_over_batches():
    network = Line(learning_rate=0.0)
    history = training.fit(network, training.batches(X, X + 2, size=100), 1)
    assert history.loss[1] == pytest.approx(np.mean((X + 2) ** 2), rel=1e-5)


def test_same_seed_same_history_and_random_state_untouched():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    runs = [
        training.fit(Line(), training.batches(X, X, size=50), 2, seed=1) for _ in range(2)
    ]
    assert runs[0].equals(runs[1])
    assert torch.equal(torch.get_rng_state(), before)


class Noisy(Line):
    """Learn with draws on the way, and with an optimiser that remembers."""

    def training_step(self, batch, batch_idx):
        x, y = batch
        return super().training_step((x + 0.1 * torch.randn_like(x), y), batch_idx)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), self.learning_rate)


def fitted(epochs, checkpoint=None, network=None):
    network = network or Noisy()
    data = training.batches(X, 3 * X - 1, size=64)
    return network, training.fit(network, data, epochs, seed=3, checkpoint=checkpoint)


def test_two_epochs_and_two_more_are_four(tmp_path):
    checkpoint = tmp_path / "line.ckpt"
    whole, history = fitted(4)
    fitted(2, checkpoint)
    resumed, rest = fitted(4, checkpoint)
    assert torch.equal(resumed.weights, whole.weights)
    assert rest.equals(history)
    assert [path.name for path in tmp_path.iterdir()] == ["line.ckpt"]


def test_a_finished_training_is_taken_from_its_checkpoint(tmp_path):
    first, history = fitted(2, tmp_path / "line.ckpt")
    again, same = fitted(2, tmp_path / "line.ckpt")
    assert torch.equal(first.weights, again.weights)
    assert same.equals(history)


def test_checkpoints_that_do_not_fit_are_refused(tmp_path):
    checkpoint = tmp_path / "line.ckpt"
    fitted(2, checkpoint)
    with pytest.raises(BadInput, match="2 epochs"):
        fitted(1, checkpoint)
    other = Noisy()
    other.more = torch.nn.Linear(2, 2)
    with pytest.raises(BadInput, match="no checkpoint of this network"):
        fitted(3, checkpoint, other)
    checkpoint.write_bytes(b"no checkpoint")
    with pytest.raises(BadInput, match="no checkpoint of this network"):
        fitted(3, checkpoint)


@pytest.mark.parametrize(
    ("arrays", "size", "says"),
    [
        ((np.zeros(3), np.zeros(4)), 2, "[3, 4] rows"),
        ((np.zeros((0, 2)),), 2, "[0] rows"),
        ((np.zeros(3),), 0, "a batch 0"),
        ((np.array([1.0, np.nan]),), 2, "1 missing"),
        ((np.array([1.0, 1e300]),), 2, "1 missing or infinite"),
    ],
)
def test_batches_refuse(arrays, size, says):
    with pytest.raises(BadInput) as refusal:
        training.batches(*arrays, size=size)
    assert says in str(refusal.value)


def test_a_loss_that_explodes_is_said():
    with pytest.raises(BadInput, match="lower the learning rate"):
        training.fit(Line(1e6), training.batches(X, X), 200)


@pytest.mark.parametrize("epochs", [0, 1.5])
def test_numbers_of_epochs_are_refused(epochs):
    with pytest.raises(BadInput, match=f"epochs = {epochs}"):
        training.fit(Line(), training.batches(X, X), epochs)


def test_an_interrupt_is_passed_on_and_leaves_no_trace():
    class Interrupted(Line):
        def training_step(self, batch, batch_idx):
            raise KeyboardInterrupt

    before, network = torch.get_rng_state(), Interrupted()
    with pytest.raises(KeyboardInterrupt):
        training.fit(network, training.batches(X, X), 1)
    assert torch.equal(torch.get_rng_state(), before)
    assert not network.training


def test_a_graphics_card_is_left_alone(monkeypatch):
    asked = {}

    class Stop(Exception):
        pass

    def trainer(**settings):
        asked.update(settings)
        raise Stop

    monkeypatch.setattr(lightning, "Trainer", trainer)
    for settings, device in (({}, "cpu"), ({"accelerator": "gpu"}, "gpu")):
        with pytest.raises(Stop):
            training.fit(Line(), training.batches(X, X), 1, **settings)
        assert asked["accelerator"] == device
