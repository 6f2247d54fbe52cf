"""Colour a scan alone in a process: ``… colour_scan.py ours|eager FOLDER OUT.npy``.

Prints the seconds and the peak of its memory in GiB. ``eager`` does each step on whole
arrays with netCDF4 and NumPy, as scripts usually do.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np


def ours(folder):
    from helpers.clouds import colour, goes

    return colour.picture(goes.open(folder)).values


def eager(folder):
    import netCDF4

    from helpers.clouds import colour

    bands = []
    for number in (2, 3, 1):
        with netCDF4.Dataset(next(Path(folder).glob(f"*C{number:02}_*"))) as ds:
            radiance = ds["Rad"][:].filled(np.nan)
            radiance[ds["DQF"][:] > 1] = np.nan
            bands.append(radiance * float(ds["kappa0"][:]))
    height, width = bands[1].shape
    bands[0] = np.nanmean(bands[0].reshape(height, 2, width, 2), axis=(1, 3))
    red, veggie, blue = (np.clip(band, 0, 1) ** (1 / 2.2) for band in bands)
    return colour.levels(red, colour.green(red, veggie, blue), blue)


def write(folder, side):
    """Write the files of a scan of side × side pixels of 1 km: a repeated texture."""
    from helpers.clouds import abi_layout, fixed_grid

    times = "2020-01-22T13:00:17.8", "2020-01-22T13:09:48.6"
    texture = np.random.default_rng(0).uniform(0, 1, (100, 100)).astype("float32")
    for band in abi_layout.BANDS.values():
        repeats = round(side / band.km) // 100
        radiance = (band.irradiance or 300) / np.pi * np.tile(texture, (repeats, repeats))
        name = abi_layout.file_name(band, *times)
        place = (0, 0), times, 1.0, fixed_grid.Projection()
        abi_layout.write(Path(folder, name), band, radiance, *place)


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
