"""Tile2Vec's settings, swept: trained on the same triplets, judged on the same tiles."""

import pandas as pd
from tqdm.auto import tqdm

from helpers.clouds import products
from helpers.clouds.embedding import evaluation, tile2vec
from helpers.clouds.tiles import cutting, masking, placement

SOURCES = ("simulated", "real")
TILE, SIZE, TRIPLETS = 256, 64, 512
USUAL = {
    "depth": 10,
    "frozen": False,
    "squared": True,
    "batch": 64,
    "learning_rate": 1e-3,
    "epochs": 6,
    "seed": 0,
}
"""What the chapter trains with; each of `OTHERS` changes a part of it."""
OTHERS = (
    {},
    {"seed": 1},
    {"seed": 2},
    {"depth": 18},
    {"depth": 34},
    {"frozen": True},
    {"depth": 18, "frozen": True},
    {"depth": 34, "frozen": True},
    {"squared": False},
    {"batch": 16},
    {"batch": 256},
    {"learning_rate": 1e-4},
    {"learning_rate": 1e-2},
    {"epochs": 60},
)


def run(found, usable, table, setting):
    """Train once, and judge what it learnt; a row of the table."""
    network_settings = {
        name: setting[name] for name in ("depth", "frozen", "squared", "learning_rate")
    }
    data = {"tile_px": TILE, "input_px": SIZE, "usable": usable, "n_triplets": TRIPLETS}
    network, history = tile2vec.train(
        [scene.image.values for scene in found],
        setting["epochs"],
        setting["seed"],
        data=data | {"batch": setting["batch"]},
        **network_settings,
    )
    embeddings = tile2vec.embed(network, cutting.cut(found, table, SIZE))
    last = history.iloc[-1][["neighbour", "distant"]].to_dict()
    return setting | last | evaluation.classes_and_scenes(embeddings, table)


def rows(source):
    """Train all settings on one source; a table."""
    found = products.open(source)
    usable = [masking.usable(scene.image.values) for scene in found]
    table = placement.labelled(found, TILE)
    settings = [USUAL | other for other in OTHERS]
    runs = [run(found, usable, table, setting) for setting in tqdm(settings, source)]
    return pd.DataFrame(runs).assign(source=source).round(4)
