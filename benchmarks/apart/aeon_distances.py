"""Time aeon's DTW distances: ``python aeon_distances.py given.npz made.npz``.

Runs in aeon's own environment, so that it imports nothing of this project.
"""

import sys
from time import perf_counter

import numpy as np
from aeon.distances import dtw_pairwise_distance

with np.load(sys.argv[1], allow_pickle=False) as given:
    series, barycentres = given["series"][:, None], given["barycentres"][:, None]
    # aeon's window is a share of the length, which it rounds down
    window = (int(given["radius"]) + 0.5) / series.shape[-1]
    repeats, threads = int(given["repeats"]), int(given["threads"])


def measure(jobs):
    return dtw_pairwise_distance(series, barycentres, window=window, n_jobs=jobs)


times = []
for jobs in sorted({1, threads}):
    squared = measure(jobs)
    for _ in range(repeats):
        start = perf_counter()
        measure(jobs)
        times.append(perf_counter() - start)
np.savez(sys.argv[2], distances=np.sqrt(squared), seconds=min(times))
