"""Every embedding over seeds, swept; on one core a source takes some five minutes."""

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from tqdm.auto import tqdm

from helpers import partitions
from helpers.clouds.embedding import autoencoder, comparison, deepcluster, evaluation
from helpers.clouds.simulation import known_answers

SOURCES = ("simulated", "real")
SEEDS = 0, 1, 2
EPOCHS = 10
KEPT = 2, 8, 32


def rows(source):
    """Return ``source``, ``seed``, ``method``, ``score``, ``value`` of every run."""
    table = pd.DataFrame(runs(source), columns=["seed", "method", "score", "value"])
    return table.round({"value": 4}).assign(source=source)


def runs(source):
    """Yield ``(seed, method, score, value)`` of every run on one source."""
    material = comparison.gather(source)
    for seed in tqdm(SEEDS, source):
        yield from judged(material, seed)
        yield from clustered(material, seed)
    yield from squeezed(material)


def judged(material, seed):
    """Judge every embedding by every score, and by the chance of its clusters."""
    scenes = material.places.scene.to_numpy()
    learnt = {n: m for n, m in comparison.METHODS.items() if n not in comparison.UNLEARNT}
    for name, method in (learnt if seed else comparison.METHODS).items():
        features = method(material, seed, EPOCHS)
        scores = evaluation.score(features, material.labels, material.fold)
        for count in evaluation.CLUSTERS:
            part = evaluation.partition(features, material.fold, count)
            chance = evaluation.permutation_level(
                part, material.labels, material.fold, scenes
            )
            scores[f"chance_{count}"] = chance
        yield from ((seed, name, score, value) for score, value in scores.items())


def clustered(material, seed):
    """Cluster clouds by DeepCluster and by its frozen start, and textures as a control."""
    tiles, kind = known_answers.textures(seed=seed)
    for name, frozen in {"deepcluster_7": False, "frozen_7": True}.items():
        settings = {"seed": seed, "frozen": frozen}
        found = deepcluster.cluster(material.everything, 7, EPOCHS, **settings)
        alike = partitions.agreement(found.labels[: len(material.labels)], material.labels)
        control = deepcluster.cluster(tiles, 4, EPOCHS, **settings)
        yield seed, name, "nmi", alike["nmi"]
        yield seed, name, "ami", alike["ami"]
        yield seed, name, "nmi_between_epochs", found.history.nmi.iloc[-1]
        yield seed, name, "control_ami", partitions.agreement(control.labels, kind)["ami"]


def squeezed(material):
    """Take the error of autoencoders, and of as many principal components."""
    new = material.fold == 0
    rows = material.tiles.reshape(len(new), -1) / 255
    for kept in KEPT:
        network = comparison.train_autoencoder(material, 0, EPOCHS, kept=kept)
        numbers = network.hparams.dimensions
        error = autoencoder.reconstruction_error(network, material.tiles[new])
        yield 0, f"autoencoder_{numbers}", "mse", error
        line = PCA(min(numbers, sum(~new)), random_state=0).fit(rows[~new])
        guess = line.inverse_transform(line.transform(rows[new]))
        yield 0, f"components_{numbers}", "mse", np.mean((guess - rows[new]) ** 2)
