"""What several of the study's tests ask for."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def nearest():
    """Give a function that names samples as their nearest neighbour, Euclidean."""

    def named(train, train_labels, test):
        distance = ((test[:, None] - train[None]) ** 2).sum(-1)
        return train_labels[distance.argmin(1)]

    return named


@pytest.fixture
def samples():
    """Two classes of six groups each: a hump early or late, with noise of each group."""
    rng = np.random.default_rng(1)
    label = np.repeat(["early", "late"], 30)
    group = np.array([f"{name}{i // 5 % 6}" for i, name in enumerate(label)])
    days = np.arange(20)
    centre = np.where(label == "early", 6, 13)[:, None]
    hump = np.exp(-((days - centre) ** 2) / 8)
    series = np.stack([hump, rng.normal(size=hump.shape)], axis=1)
    return series + 0.1 * rng.normal(size=series.shape), label, group


@pytest.fixture(scope="session")
def amplitude():
    """Amplitude in HH and HV at six dates, a tenth and a corner of it missing."""
    rng = np.random.default_rng(2)
    values = rng.gamma(2, size=(2, 6, 41, 37)).astype("float32")
    values[rng.random(values.shape) < 0.1] = np.nan
    values[..., :9, :9] = np.nan
    return values
