"""What several of the study's tests ask for."""

import numpy as np
import pytest

from helpers.errors import BadInput


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


@pytest.fixture
def damage():
    """Give a function that damages a file in many ways and counts the refusals.

    Cut off or overwritten with bytes drawn at random, it may still be readable; what
    isn't must be refused in one sentence, and no other error may come out.
    """

    def refusals(read, path, overwritten=20):
        whole, rng, refused = path.read_bytes(), np.random.default_rng(0), 0
        broken = [whole[: len(whole) * part // 4] for part in range(4)]
        for _ in range(overwritten):
            changed = bytearray(whole)
            for place in rng.integers(len(whole), size=8):
                changed[place] = rng.integers(256)
            broken.append(bytes(changed))
        for content in broken:
            path.write_bytes(content)
            try:
                read(path)
            except BadInput as refusal:
                assert "\n" not in str(refusal)
                refused += 1
        return refused

    return refusals
