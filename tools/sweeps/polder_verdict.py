"""Twenty seeds of the verdict on the real land, on as many cores as there are."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pandas as pd
import torch
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from helpers import catalog
from helpers.polder import pixel_table, seed_sweep
from helpers.polder.products import grasp

SOURCES = ("digitised",)
SEEDS = range(20)


def rows(source):
    """Return the scores of every seed of the land as read back from the maps."""
    work = partial(one, land())
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(tqdm(pool.map(work, SEEDS), total=len(SEEDS), unit="seed"))
    table = pd.concat(found).assign(source=source)
    return table[["source", "seed", "on", "score", "method", "value"]]


def land():
    """Return the scaled land."""
    product = catalog.find("polder/grasp-digitised", "real")
    return pixel_table.scaled(grasp.land_table(grasp.open(product)))


def one(rows, seed):
    """Return the scores of one seed."""
    torch.set_num_threads(1)
    with threadpool_limits(1):
        return seed_sweep.run(rows, seed, **seed_sweep.SWEPT).assign(seed=seed)
