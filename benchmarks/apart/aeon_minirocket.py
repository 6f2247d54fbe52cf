"""Time aeon's MiniRocket: ``python aeon_minirocket.py given.npz made.npz``.

Runs in aeon's own environment, so that it imports nothing of this project.
"""

import sys
from time import perf_counter

import numpy as np
from aeon.transformations.collection.convolution_based import MiniRocket

with np.load(sys.argv[1], allow_pickle=False) as given:
    series = given["series"][:, None].astype(np.float32)
    count, repeats = int(given["features"]), int(given["repeats"])
    threads = int(given["threads"])

rocket = MiniRocket(num_kernels=count, random_state=0, n_jobs=threads)
rocket.fit(series[:500])
times = []
for _ in range(repeats + 1):  # the first compiles
    start = perf_counter()
    features = np.asarray(rocket.transform(series))
    times.append(perf_counter() - start)
# of one channel: the last three are dilations, thresholds per kernel at each, thresholds
dilations, per_dilation, biases = rocket.parameters[-3:]
np.savez(
    sys.argv[2],
    features=features,
    dilations=dilations,
    per_dilation=per_dilation,
    biases=biases,
    seconds=min(times[1:]),
)
