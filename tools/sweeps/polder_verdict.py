"""Twenty seeds of the verdict, of both kinds of land, on as many cores as there are."""

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

SOURCES = ("simulated", "digitised")
SEEDS = range(20)


def rows(source):
    """Return the scores of every seed of ``"simulated"`` or ``"digitised"`` land."""
    work = partial(one, land(source))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(tqdm(pool.map(work, SEEDS), total=len(SEEDS), unit="seed"))
    table = pd.concat(found).assign(source=source)
    return table[["source", "seed", "on", "score", "method", "value"]]


def land(source):
    """Return the scaled land of ``"simulated"`` or ``"digitised"`` maps."""
    product = "polder/grasp" if source == "simulated" else "polder/grasp-digitised"
    kind = "simulated" if source == "simulated" else "real"
    return pixel_table.scaled(grasp.land_table(grasp.open(catalog.find(product, kind))))


def one(rows, seed):
    """Return the scores of one seed."""
    torch.set_num_threads(1)
    with threadpool_limits(1):
        return seed_sweep.run(rows, seed, **seed_sweep.SWEPT).assign(seed=seed)
