"""The classifier's settings, swept.

Each setting is trained on two thirds of the scenes and asked about the other third, three
times and with each seed; the usual one is also trained and asked on boxes dealt at random.
Real scenes need the table of Kaggle's boxes; without it the sweep ends with a word, and
nothing is written.
"""

import itertools

import pandas as pd
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from tqdm.auto import tqdm

from helpers.clouds import products
from helpers.clouds.classification import cross_validation
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.tiles import cutting, placement

SOURCES = ("simulated", "real")
SEEDS, FOLDS, SIDE, EPOCHS, BATCH = (0, 1, 2), 3, 64, 30, 16
USUAL = {"stages": 2, "frozen": False, "learning_rate": 1e-3, "weighted": True}
GRID = [
    USUAL | {"learning_rate": rate, "weighted": weighted}
    for rate, weighted in itertools.product((1e-3, 3e-3), (True, False))
]
CUTS = [
    USUAL | {"stages": stages, "frozen": frozen}
    for stages, frozen in itertools.product((1, 2, 3, 4), (False, True))
]


def settings():
    """Give the kind of input and the settings of every run; none twice."""
    grid = [{"kind": kind} | one for kind in placement.CROPS for one in GRID]
    cuts = [{"kind": "box"} | one for one in CUTS]
    rows = [{"dealt": "scene"} | one for one in grid]
    rows += [{"dealt": "scene"} | one for one in cuts if one not in grid]
    return [*rows, {"dealt": "box", "kind": "box"} | USUAL]


def shown(scenes, kind):
    """Give tiles, their labels as numbers, and the scene of each."""
    table = placement.crops(scenes, kind)
    labels = table.label.map(LABELS.index).to_numpy()
    return cutting.cut(scenes, table, SIDE), labels, table.scene.to_numpy()


def score(pictures, labels, groups, seed, **chosen):
    """Train and score one setting.

    Returns
    -------
    dict
        ``tiles``, ``accuracy``, and ``precision``, ``recall``, ``f1`` as means of the
        classes; a class that is never named counts as 0.
    """
    found = cross_validation.cross_validate(
        pictures, labels, groups, FOLDS, seed, n_epochs=EPOCHS, batch=BATCH, **chosen
    )
    said = found.logits.argmax(1)
    means = precision_recall_fscore_support(labels, said, average="macro", zero_division=0)
    names = "precision", "recall", "f1"
    return {
        "tiles": len(labels),
        "accuracy": accuracy_score(labels, said),
        **dict(zip(names, means[:3], strict=True)),
    }


def rows(source):
    """Score every setting and seed on a source: a table, a row per run."""
    scenes = products.open(source)
    data = {kind: shown(scenes, kind) for kind in placement.CROPS}
    found = []
    for one, seed in tqdm(list(itertools.product(settings(), SEEDS)), unit="run"):
        chosen = {name: one[name] for name in USUAL}
        pictures, labels, scene = data[one["kind"]]
        groups = scene if one["dealt"] == "scene" else range(len(labels))
        result = score(pictures, labels, groups, seed, **chosen)
        found.append({"source": source, **one, "seed": seed, **result})
    return pd.DataFrame(found).round(4)
