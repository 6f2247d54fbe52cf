"""Glacier SAR: our time warping and MiniRocket beside tslearn, dtaidistance and aeon.

All sides run on the same series with the same band, and their results are compared
first. Every package runs in the fastest way that it offers, compiled beforehand. Every
side counts with its least disturbed time; ours is taken anew beside each, after and not
between theirs, as a package's threads may go on spinning for a while after its call.
tslearn takes so long that it gets a part of the series, and its time is scaled up. aeon
is installed into an environment of its own, as it needs older packages. Ends with 1
where a result differs, a floor is missed, or a package could not be run.
"""

import resource
import subprocess
import sys
from time import perf_counter

import dask.array
import numba
import numpy as np
from dtaidistance import dtw as dtaidistance
from tslearn.barycenters import dtw_barycenter_averaging
from tslearn.metrics import cdist_dtw

from benchmarks import apart
from helpers.glaciers import dtw, mapping, voting, window_features
from helpers.glaciers.mapping import recipes
from helpers.glaciers.minirocket import MiniRocket

SERIES, DATES, CLASSES, RADIUS = 20_000, 60, 8, 3
PART = 2_000  # series for tslearn
AVERAGED, ITERATIONS = 500, 10
SIDE, FEATURES, SURFACES = 1_000, 3, 4
THREADS = min(2, numba.get_num_threads())
REPEATS = 15
BAND = {"global_constraint": "sakoe_chiba", "sakoe_chiba_radius": RADIUS}
FLOORS = {"tslearn": 50, "dtaidistance": 20, "aeon": 3}
AVERAGING_FLOOR, SCENE_SECONDS, SCENE_GIB = 10, 10, 2
WHOLE_SECONDS, WHOLE_GIB = 180, 4
LINEAR = 1.3  # how much longer a pixel may take in a scene of another size


def seconds(function):
    start = perf_counter()
    function()
    return perf_counter() - start


def measured(series, barycentres):
    return dtw.distances(series, barycentres, RADIUS)


def best(function):
    """Time of a call when least disturbed."""
    return min(seconds(function) for _ in range(REPEATS))


def with_tslearn(series, barycentres):
    """Distances by one thread and by several, of which the better counts."""
    part = series[:PART]
    distances = cdist_dtw(part[:2], barycentres, **BAND)  # compiled here
    times = []
    for jobs in sorted({1, THREADS}):
        start = perf_counter()
        distances = cdist_dtw(part, barycentres, n_jobs=jobs, **BAND)
        times.append(perf_counter() - start)
    scaled = min(times) * len(series) / len(part)
    return distances, scaled, best(lambda: measured(series, barycentres))


def with_dtaidistance(series, barycentres):
    """Distances by the compiled code, by as many threads as it likes."""
    together = np.concatenate([series, barycentres]).astype(float)
    block = (0, len(series)), (len(series), len(together))

    def measure():
        # its window counts the diagonal
        return dtaidistance.distance_matrix_fast(
            together, block=block, window=RADIUS + 1, compact=True, parallel=True
        )

    distances = np.reshape(measure(), (len(series), -1))
    theirs = best(measure)
    return distances, theirs, best(lambda: measured(series, barycentres))


def with_aeon(series, barycentres):
    """Distances in aeon's environment, by the better number of threads; None without."""
    try:
        made = apart.run(
            "aeon==1.6.0",
            "aeon_distances.py",
            series=series.astype(float),
            barycentres=barycentres.astype(float),
            radius=RADIUS,
            repeats=REPEATS,
            threads=THREADS,
        )
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"AEON COULD NOT BE RUN, so nothing is said about it: {failure}")
        return None
    ours = best(lambda: measured(series, barycentres))
    return made["distances"], float(made["seconds"]), ours


def compare_distances(random):
    """Compare with every package; tell whether all agree and all floors held."""
    series = random.standard_normal((SERIES, DATES), np.float32)
    barycentres = random.standard_normal((CLASSES, DATES), np.float32)
    ours = measured(series, barycentres)
    passed = True
    for run in (with_tslearn, with_dtaidistance, with_aeon):
        theirs = run(series, barycentres)
        name = run.__name__.removeprefix("with_")
        if theirs is None:
            passed = False
            continue
        distances, their_time, time = theirs
        difference = np.max(np.abs(ours[: len(distances)] / distances - 1))
        passed &= row(name, their_time, time, FLOORS[name], difference < 1e-4)
        print(f"  largest relative difference {difference:.0e}")
    rate = ours.size / best(lambda: measured(series, barycentres))
    print(f"ours {rate / 1e6:.1f} million distances/s")
    return passed


def compare_averaging(random):
    series = np.cumsum(random.standard_normal((AVERAGED, DATES), np.float32), axis=1)
    start, times = series.mean(axis=0), []

    def theirs(iterations, jobs):
        return dtw_barycenter_averaging(
            series,
            init_barycenter=start[:, None],
            max_iter=iterations,
            tol=0,
            metric_params={"global_constraint": 2, "sakoe_chiba_radius": RADIUS},
            n_jobs=jobs,
        )[:, 0]

    theirs(1, 1)
    for jobs in sorted({1, THREADS}):
        begin = perf_counter()
        centre = theirs(ITERATIONS, jobs)
        times.append(perf_counter() - begin)
    arguments = series, RADIUS, ITERATIONS, start
    centres = dtw.barycentre(*arguments), centre
    time = best(lambda: dtw.barycentre(*arguments))
    inertia = [np.mean(cdist_dtw(series, [one], **BAND) ** 2) for one in centres]
    same = inertia[0] <= 1.001 * inertia[1]
    held = row("DBA, tslearn", min(times), time, AVERAGING_FLOOR, same)
    print("  inertia {:.4f}, theirs {:.4f}".format(*inertia))
    return held


def row(name, theirs, ours, floor, same):
    ratio = theirs / ours
    print(f"{name:13} {theirs:7.3f}s {1000 * ours:7.2f}ms {ratio:6.0f}× {floor:5}×", end="")
    return bool(same) and ratio >= floor


def peak():
    """Largest memory of this process so far, in GiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def classify_scene(random):
    """Time and memory for a scene, whether it is right, and whether the cost is linear."""
    shape = FEATURES, DATES, SIDE, SIDE
    features = random.standard_normal(shape, np.float32)
    barycentres = random.standard_normal((FEATURES, SURFACES, DATES), np.float32)
    mapping.classify(features[:, :, :2], barycentres, RADIUS)
    before, times = peak(), {}
    for rows in (SIDE, SIDE // 2, SIDE // 4):
        part, repeated = features[:, :, :rows], []
        for _ in range(3):
            start = perf_counter()
            result = mapping.classify(part, barycentres, RADIUS)
            repeated.append(perf_counter() - start)
        times[rows] = min(repeated) / rows
    extra, time = peak() - before, times[SIDE] * SIDE
    uneven = max(times.values()) / min(times.values())
    same = first_pixels_agree(features, barycentres, result)
    print(f"scene of {SIDE**2:,} pixels: {time:.2f} s (at most {SCENE_SECONDS}), ", end="")
    print(f"{extra:.2f} GiB beyond the input (at most {SCENE_GIB})")
    print(f"  a pixel takes up to {uneven:.2f}× as long in a half and a quarter of it")
    return same and time <= SCENE_SECONDS and extra <= SCENE_GIB and uneven <= LINEAR


def whole_scene(random):
    """Time and memory for the authors' larger study area, from images to classes."""
    rows, columns, dates = 1451, 2126, 30
    image = random.gamma(2, size=(2, 1, rows, columns)).astype("float32")
    every = np.broadcast_to(image, (2, dates, rows, columns))
    amplitude = dask.array.from_array(every, chunks=(2, dates, 256, 256))
    names = window_features.FEATURES
    centres = random.standard_normal((len(names), SURFACES, dates), np.float32)
    recipe = recipes.Recipe(names, True, RADIUS, centres)
    start = perf_counter()
    recipes.scene(amplitude, 8, [recipe]).compute(scheduler="threads", num_workers=THREADS)
    time = perf_counter() - start
    print(
        f"{rows} × {columns} pixels, {dates} dates, {len(names)} features: {time:.0f} s",
        end="",
    )
    print(f" (at most {WHOLE_SECONDS}), {peak():.1f} GiB (at most {WHOLE_GIB})")
    return time <= WHOLE_SECONDS and peak() <= WHOLE_GIB


def compare_minirocket(random):
    """Features by aeon's thresholds, equal to aeon's, and how fast they come."""
    series = np.cumsum(random.standard_normal((2_000, DATES)), axis=1)
    given = {"features": 9_996, "repeats": REPEATS, "threads": THREADS}
    try:
        made = apart.run("aeon==1.6.0", "aeon_minirocket.py", series=series, **given)
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"AEON COULD NOT BE RUN, so nothing is said about it: {failure}")
        return False
    ours = MiniRocket().fit(series[:, None])
    ours.dilations_, ours.per_dilation_ = made["dilations"], made["per_dilation"]
    ours.biases_ = made["biases"]
    ours.channels_ = np.ones((len(ours.dilations_), 84, 1), bool)
    differ = np.mean(np.abs(ours.transform(series[:, None]) - made["features"]) > 1e-5)
    time, theirs = best(lambda: ours.transform(series[:, None])), float(made["seconds"])
    for name, spent in {"ours": time, "aeon": theirs}.items():
        rate = made["features"].size / spent / 1e6
        print(f"MiniRocket, {name}: {rate:.1f} million features/s")
    # thresholds are values of the series: rounding may put one on either side
    print(f"  {100 * differ:.3f} % of the features differ (at most 0.1)")
    return differ <= 0.001


def first_pixels_agree(features, barycentres, result, count=100):
    votes = [
        voting.probabilities(cdist_dtw(feature[:, 0, :count].T, centres, **BAND))
        for feature, centres in zip(features, barycentres, strict=True)
    ]
    return np.allclose(result[:, 0, :count].T, voting.combine(votes), rtol=1e-4)


def main():
    random = np.random.default_rng(0)
    numba.set_num_threads(THREADS)
    held = [classify_scene(random)]  # first: its memory is told from the peak's growth
    held += [whole_scene(random), compare_minirocket(random)]
    print(f"{SERIES:,} series of {DATES} dates to {CLASSES} barycentres, radius {RADIUS},")
    print(f"{THREADS} threads; DBA of {AVERAGED} series, {ITERATIONS} iterations")
    print(f"{'beside':13} {'theirs':>8} {'ours':>9} {'ratio':>7} {'floor':>6}")
    held += [compare_distances(random), compare_averaging(random)]
    passed = all(held)
    print("all floors held" if passed else "A FLOOR WAS MISSED, OR RESULTS DIFFER")
    return not passed


if __name__ == "__main__":
    sys.exit(main())
