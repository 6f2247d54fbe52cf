"""The one way that a network is trained here: Lightning, with shuffled batches.

A study's network is a ``lightning.LightningModule`` whose ``training_step`` gives a
dictionary with ``loss`` and whatever else is to be followed.
"""

import logging
import os
import pickle
import warnings
from contextlib import nullcontext
from pathlib import Path

import lightning
import numpy as np
import pandas as pd
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset
from tqdm.auto import tqdm

from helpers.errors import BadInput
from helpers.files import replacing

# What torch.load and load_state_dict raise for a file of another kind.
UNREADABLE = EOFError, KeyError, RuntimeError, TypeError, pickle.UnpicklingError
SETTINGS = {
    "accelerator": "cpu",  # so that a graphics card changes no result
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


def batches(*arrays, size=256, seed=0):
    """Cut arrays that fit in memory into shuffled batches, anew in every epoch.

    Whole batches are indexed out of the tensors; collecting them row by row takes
    longer than a small network needs to learn from them.

    Parameters
    ----------
    *arrays : array or torch.Tensor, shape (n, …)
        Numbers become float32 unless they are integers (labels).
    size : int
        Rows of a batch; the last one may be smaller.
    seed : int
        Of the order.

    Returns
    -------
    torch.utils.data.DataLoader
        Gives a list with a part of each array.

    Raises
    ------
    BadInput
        When lengths differ, values are missing or no float32 holds them, or there is
        nothing to cut.
    """
    tensors = [_tensor(array) for array in arrays]
    lengths = sorted({len(tensor) for tensor in tensors})
    if len(lengths) != 1 or lengths[0] == 0 or size < 1:
        raise BadInput(
            f"The arrays have {lengths} rows and a batch {size}: give arrays of one "
            "length, and batches of at least one row."
        )
    data = TensorDataset(*tensors)
    order = RandomSampler(data, generator=torch.Generator().manual_seed(seed))
    return DataLoader(data, sampler=BatchSampler(order, size, False), batch_size=None)


def _tensor(array):
    tensor = torch.as_tensor(np.asarray(array))
    if not tensor.is_floating_point():
        return tensor
    tensor = tensor.to(torch.float32)
    useless = int((~tensor.isfinite()).sum())
    if useless:
        raise BadInput(
            f"There are {useless} missing or infinite values: drop or fill them before "
            "training."
        )
    return tensor


def fit(network, data, n_epochs, seed=0, checkpoint=None, **settings):
    """Train a network, and keep what was followed.

    Parameters
    ----------
    network : lightning.LightningModule
        Trained in place.
    data : torch.utils.data.DataLoader
        As from :func:`batches`: what an epoch consists of is drawn by its sampler.
    n_epochs : int
        Times that the data are gone through.
    seed : int
        Of what is drawn on the way; the program's own random state is left alone.
    checkpoint : path, optional
        Written after every epoch. Where it exists, training goes on from it to
        ``n_epochs`` in all, and ends as if it had never been interrupted: give a network
        and data made anew from the same seeds.
    **settings
        Of ``lightning.Trainer``, for instance ``accelerator="gpu"``; the processor alone
        trains unless told otherwise.

    Returns
    -------
    pandas.DataFrame
        A row per epoch, counted from 1: the means over its batches of everything in
        the dictionary that ``training_step`` gave.

    Raises
    ------
    BadInput
        For less than one epoch or a part of one, when the loss is no number any more,
        or when the checkpoint is of another network, of more epochs, or none at all.
    """
    if n_epochs < 1 or n_epochs != int(n_epochs):
        raise BadInput(f"n_epochs = {n_epochs}: train for a whole number of at least 1.")
    followed = _History(n_epochs, checkpoint)
    done = _resume(network, data, n_epochs, checkpoint)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    with torch.random.fork_rng(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(seed)
        trainer = lightning.Trainer(
            max_epochs=n_epochs, callbacks=[followed], **{**SETTINGS, **settings}
        )
        try:
            trainer.fit(network.train(), data, ckpt_path=checkpoint if done else None)
        except SystemExit:  # Lightning ends the program where a user interrupts
            raise KeyboardInterrupt from None
        finally:
            followed.bar.close()
            network.eval()
    return pd.DataFrame(followed.epochs).rename_axis("epoch").rename(lambda i: i + 1)


def _resume(network, data, n_epochs, checkpoint):
    """Check a checkpoint, pass over the batches it has seen, and count its epochs."""
    if checkpoint is None or not Path(checkpoint).exists():
        return 0
    try:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        network.load_state_dict(state["state_dict"])
        done = len(state["callbacks"]["_History"]["epochs"])
    except UNREADABLE as error:
        raise BadInput(
            f"{checkpoint} is no checkpoint of this network: train with the settings "
            "that it was written with, or name a file that does not exist yet."
        ) from error
    if done > n_epochs:
        raise BadInput(
            f"{checkpoint} has seen {done} epochs: ask for more than n_epochs = {n_epochs}."
        )
    for _ in range(done):
        list(data.sampler)
    return done


class _History(lightning.Callback):
    """Collect means per epoch; Lightning's own logging takes a third longer."""

    state_key = "_History"

    def __init__(self, n_epochs, checkpoint):
        self.epochs, self.steps = [], []
        self.checkpoint = checkpoint and Path(checkpoint)
        self.bar = tqdm(
            total=n_epochs, unit="epoch", disable=os.environ.get("EO_BOOK") == "1"
        )

    def state_dict(self):
        return {"epochs": self.epochs, "random": torch.get_rng_state()}

    def load_state_dict(self, state):
        self.epochs = state["epochs"]
        self.bar.update(len(self.epochs))
        torch.set_rng_state(state["random"])

    def on_train_batch_end(self, trainer, network, outputs, batch, batch_idx):
        self.steps.append({name: value.detach() for name, value in outputs.items()})

    def on_train_epoch_end(self, trainer, network):
        means = {
            name: torch.stack([step[name] for step in self.steps]).mean().item()
            for name in self.steps[0]
        }
        if not np.isfinite(means["loss"]):
            raise BadInput(
                f"The loss became {means['loss']} in epoch {len(self.epochs) + 1}: "
                "scale the data, or lower the learning rate."
            )
        self.epochs.append(means)
        self.steps.clear()
        self.bar.update()
        if self.checkpoint:
            # Every process of a training takes part; the first alone writes.
            place = replacing if trainer.is_global_zero else nullcontext
            with place(self.checkpoint) as beside:
                trainer.save_checkpoint(beside)
