"""Colour a scan alone in a process: ``… colour_scan.py ours|eager FOLDER OUT.npy``.

Prints the seconds and the peak of its memory in GiB. ``eager`` does each step on whole
arrays with netCDF4 and NumPy, as scripts usually do.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np


def ours(folder):
    from helpers.clouds.colour import true_colour
    from helpers.clouds.products import goes16

    return true_colour.picture(goes16.open(folder)).values


def eager(folder):
    import netCDF4

    from helpers.clouds.colour import true_colour

    bands = []
    for number in (2, 3, 1):
        with netCDF4.Dataset(next(Path(folder).glob(f"*C{number:02}_*"))) as ds:
            radiance = ds["Rad"][:].filled(np.nan)
            radiance[ds["DQF"][:] > 1] = np.nan
            bands.append(radiance * float(ds["kappa0"][:]))
    height, width = bands[1].shape
    bands[0] = np.nanmean(bands[0].reshape(height, 2, width, 2), axis=(1, 3))
    red, veggie, blue = (np.clip(band, 0, 1) ** (1 / 2.2) for band in bands)
    green = true_colour.green(red, veggie, blue)
    return true_colour.levels(red, green, blue)


def write(folder, side):
    """Write the files of a scan of side × side pixels of 1 km: a repeated texture."""
    from helpers.clouds.products.goes16.bands import BANDS
    from helpers.clouds.products.goes16.projection import Projection
    from helpers.clouds.simulation import goes16_writer

    times = "2020-01-22T13:00:17.8", "2020-01-22T13:09:48.6"
    texture = np.random.default_rng(0).uniform(0, 1, (100, 100)).astype("float32")
    for band in BANDS.values():
        repeats = round(side / band.km) // 100
        radiance = (band.irradiance or 300) / np.pi * np.tile(texture, (repeats, repeats))
        name = goes16_writer.file_name(band, *times)
        place = (0, 0), times, 1.0, Projection()
        goes16_writer.write(Path(folder, name), band, radiance, *place)


def peak_gib():
    """Give the most memory that this process held, without what its parent did."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 2**20


def main(way, folder, out):
    start = perf_counter()
    picture = {"ours": ours, "eager": eager}[way](folder)
    seconds = perf_counter() - start
    print(seconds, peak_gib())
    np.save(out, picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
