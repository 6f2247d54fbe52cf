"""A whole Sentinel-2 tile in two clusters: block by block, beside plain NumPy.

The simulator writes the tile first, which takes minutes. Then each side runs in a
process of its own, and says its time and the most memory that it held. NumPy takes
the upper left sixteenth, all of it in memory, and is scaled up; the maps of that part
must be equal. Ends with 1 where they are not, or a limit is missed.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import dask
import numpy as np
import rasterio
from rasterio.windows import Window
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.leads.optical import clustering, pixels
from helpers.leads.products import sentinel2
from helpers.leads.simulation import sentinel2_scene

FULL = 10_980
MOST_SECONDS, MOST_MIB, WORKERS = 120, 2048, 2
PART = 4
"""NumPy takes one over this of either side: the whole would need a large memory."""


def fitted(stack):
    """Fit a mixture of two on a sample of the tile."""
    rows = pixels.sample(stack, n_pixels=50_000, blocks=8)
    model = make_pipeline(StandardScaler(), GaussianMixture(2, random_state=0)).fit(rows)
    return model, clustering.darkest_first(model, rows)


def ours(folder, out):
    """Classify lazily, straight into a file."""
    stack = pixels.features(sentinel2.open(folder).image)
    classes = clustering.classify(stack, *fitted(stack))
    target = np.lib.format.open_memmap(out, "w+", "int8", classes.shape)
    classes.data.store(target, lock=False)


def plain(folder, out):
    """Classify a corner of the tile with every array in memory."""
    ds = sentinel2.open(folder)
    model, order = fitted(pixels.features(ds.image))
    side = ds.sizes["y"] // PART
    bands = []
    for band in sentinel2.BANDS:
        path = next(Path(folder).glob(f"GRANULE/*/IMG_DATA/*_{band}.jp2"))
        with rasterio.open(path) as file:
            bands.append(file.read(1, window=Window(0, 0, side, side)))
    counts = np.stack(bands)
    values = ((counts.astype("float32") - 1000) / np.float32(10_000)).reshape(4, -1).T
    known = (counts.reshape(4, -1) > 0).all(0) & (values > 0).all(1)
    classes = np.full(len(values), clustering.NO_DATA, "int8")
    classes[known] = np.argsort(order)[model.predict(values[known].astype("float64"))]
    np.save(out, classes.reshape(side, side))


def apart(name, folder, out):
    """Run one side in its own process; give seconds and MiB."""
    command = [sys.executable, "-m", "benchmarks.leads_tile", "--side", name]
    answer = subprocess.run(
        [*command, str(folder), str(out)], check=True, capture_output=True, text=True
    )
    return [float(word) for word in answer.stdout.split()[-2:]]


def one_side(name, folder, out):
    start = perf_counter()
    with dask.config.set(scheduler="threads", num_workers=WORKERS):
        {"ours": ours, "plain": plain}[name](folder, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(perf_counter() - start, peak)


def compare(size, folder):
    folder = Path(folder)
    tile, maps = folder / "tile.SAFE", [folder / "ours.npy", folder / "plain.npy"]
    print(f"Writing a tile of {size:,} × {size:,} pixels in four bands …", flush=True)
    sentinel2_scene.write(tile, folder / "tile.truth.nc", size=size)
    (seconds, peak), (theirs, most) = (
        apart(name, tile, out) for name, out in zip(("ours", "plain"), maps, strict=True)
    )
    mine, other = (np.load(out, mmap_mode="r") for out in maps)
    same = np.mean(mine[: other.shape[0], : other.shape[1]] == other)
    print(f"block by block {seconds:6.1f} s {peak:7,.0f} MiB")
    print(
        f"plain NumPy    {PART**2 * theirs:6.1f} s {PART**2 * most:7,.0f} MiB (scaled up)"
    )
    print(f"equal pixels   {same:.6f}")
    held = size < FULL or (seconds <= MOST_SECONDS and peak <= MOST_MIB)
    passed = same > 0.999999 and held
    print("all limits held" if passed else "A LIMIT WAS MISSED, OR THE MAPS DIFFER")
    return not passed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=FULL, help="pixels along a side")
    parser.add_argument("--side", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        return one_side(*given.side)
    with tempfile.TemporaryDirectory() as folder:
        return compare(given.size, folder)


if __name__ == "__main__":
    sys.exit(main())
