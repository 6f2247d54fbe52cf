"""Cloud organisation: all our metrics beside all those of cloudmetrics.

Both sides measure the same fifty masks with their fields, one by one, compiled
beforehand, and count with their least disturbed time; their values are compared first.
Ours include seven that cloudmetrics does not have. It needs an older numpy, and is
installed into an environment of its own. Ends with 1 where a value differs, the floor is
missed, or cloudmetrics could not be run.
"""

import subprocess
import sys
from time import perf_counter

import numpy as np
from scipy.ndimage import gaussian_filter

from benchmarks import apart
from helpers.clouds.organisation import measure

SCENES, SIDE, REPEATS = 50, 256, 3
PACKAGE = "cloudmetrics==0.3.0 numpy<2.4"
FLOOR = 5
OPEN_SKY = "open_sky_max", "open_sky_mean"


def scenes(random):
    """Fields from fine grain to broad patches, cut at covers of 5 to 50 per cent."""
    noise = random.normal(size=(SCENES, SIDE, SIDE))
    scale = random.uniform(1, 6, SCENES)
    pairs = zip(noise, scale, strict=True)
    fields = np.stack([gaussian_filter(*pair, mode="wrap") for pair in pairs])
    cover = random.uniform(0.05, 0.5, SCENES)
    rank = fields.reshape(SCENES, -1).argsort(axis=1).argsort(axis=1) / SIDE**2
    return (rank >= 1 - cover[:, None]).reshape(fields.shape), fields


def measured(masks, fields):
    return [measure(mask, field=field) for mask, field in zip(masks, fields, strict=True)]


def seconds(masks, fields):
    """Time of our metrics when least disturbed."""
    times = []
    for _ in range(REPEATS):
        start = perf_counter()
        measured(masks, fields)
        times.append(perf_counter() - start)
    return min(times)


def differences(ours, theirs):
    """Largest relative difference of each metric over what is allowed.

    Slopes may be near 0, and are compared absolutely.
    """
    worst = {}
    for name, values in zip(theirs["names"], theirs["values"].T, strict=True):
        if name not in OPEN_SKY:
            mine = np.array([each[name.removesuffix("_objects")] for each in ours])
            allowed = 1e-3 if name.startswith(("iorg", "spectral")) else 1e-6
            scale = 1 if "slope" in name else np.abs(values)
            worst[name] = np.max(np.abs(mine - values) / scale) / allowed
    return worst


def sky_differences(masks, theirs):
    """The same of open sky, in a periodic domain: it has no edge to miscount at."""
    ours = [measure(mask, periodic=True) for mask in masks]
    sky = np.array([[each[name] for name in OPEN_SKY] for each in ours])
    worst = np.max(np.abs(sky / theirs["periodic_sky"] - 1), axis=0) / 1e-6
    return dict(zip(OPEN_SKY, worst, strict=True))


def main():
    masks, fields = scenes(np.random.default_rng(0))
    ours = measured(masks, fields)
    print(f"{SCENES} masks of {SIDE} × {SIDE}, least of {REPEATS}", flush=True)
    before = seconds(masks, fields)
    try:
        print("cloudmetrics: about a minute", flush=True)
        script = "cloudmetrics_values.py"
        theirs = apart.run(PACKAGE, script, masks=masks, fields=fields, repeats=REPEATS)
    except subprocess.CalledProcessError:
        print(f"COULD NOT INSTALL OR RUN {PACKAGE}: without it there is no comparison")
        return 1
    worst = differences(ours, theirs) | sky_differences(masks, theirs)
    different = [name for name, share in worst.items() if not share <= 1]
    time, loop = min(before, seconds(masks, fields)), float(theirs["seconds"])
    print(f"{'metrics':10} {'theirs':>8} {'ours':>8} {'ratio':>6} {'floor':>6}")
    print(f"{len(ours[0]):10} {loop:7.2f}s {time:7.3f}s {loop / time:5.1f}× {FLOOR:5}×")
    print(f"differ: {', '.join(different)}" if different else f"{len(worst)} are equal")
    passed = not different and loop / time >= FLOOR
    print("the floor held" if passed else "THE FLOOR WAS MISSED, OR RESULTS DIFFER")
    return not passed


if __name__ == "__main__":
    sys.exit(main())
