"""Which files of a folder belong to one scan of the GOES imager."""

from collections import defaultdict
from pathlib import Path

import numpy as np

from helpers.clouds import abi_layout
from helpers.errors import BadInput

NAMES = {1: "blue", 2: "red", 3: "veggie", 13: "brightness_temperature"}
SAME_SCAN = np.timedelta64(10, "s")
"""The bands of a scan start within a second, the next mesoscale scan after 30."""
PRODUCT = "file of ABI Level 1b radiances, OR_ABI-L1b-Rad…nc"


def scans(path):
    """List the scans of a folder, or the one that a file belongs to.

    Parameters
    ----------
    path : path-like
        A folder of ABI files, or one of them.

    Returns
    -------
    list of dict
        From a band's number to the path of its file, for each scan, by time. Only scans
        with the four bands are listed.

    Raises
    ------
    BadInput
        When there is no such file, none is named as NOAA names them, or no scan is
        complete.
    """
    path = Path(path)
    if not path.exists():
        raise BadInput(
            f"There is no file or folder {path}: give one with files of ABI Level 1b."
        )
    if path.is_file() and not abi_layout.NAME.fullmatch(path.name):
        raise BadInput(f"{path} is not named as a {PRODUCT}: keep the names of NOAA.")
    found = _grouped(path if path.is_dir() else path.parent)
    if path.is_file():
        found = [scan for scan in found if path in scan.values()]
    if not found:
        raise BadInput(f"{path} holds no {PRODUCT}: give a folder that does.")
    complete = [scan for scan in found if not _missing(scan)]
    if not complete:
        raise BadInput(_incomplete(found))
    return complete


def _grouped(folder):
    """Put the files of a folder together by satellite, sector and start."""
    bands = defaultdict(list)
    for path in sorted(folder.iterdir()):
        name = abi_layout.NAME.fullmatch(path.name)
        if name and int(name["band"]) in NAMES:
            row = abi_layout.start_time(name["start"]), int(name["band"]), path
            bands[name["satellite"], name["sector"]].append(row)
    found = []
    for key in sorted(bands):
        last = None
        for begun, band, path in sorted(bands[key]):
            if last is None or begun - last > SAME_SCAN:
                found.append({})
                last = begun
            found[-1][band] = path
    return sorted(found, key=start)


def start(scan):
    """Give the time at which a scan began, by the name of one of its files."""
    path = next(iter(scan.values()))
    return abi_layout.start_time(abi_layout.NAME.fullmatch(path.name)["start"])


def _missing(scan):
    return [f"C{band:02}" for band in NAMES if band not in scan]


def _incomplete(found):
    scan = max(found, key=len)
    others = {str(start(each))[:19] for each in found} - {str(start(scan))[:19]}
    more = f", but other scans, of {', '.join(sorted(others))}" if others else ""
    folder = next(iter(scan.values())).parent
    return (
        f"{folder} has no {', '.join(_missing(scan))} of the scan that began at "
        f"{str(start(scan))[:19]}{more}: put all four bands of one scan and one sector "
        "there."
    )


def one_scan(path):
    """Give the scan of a file, or the only one of a folder, as :func:`scans` does."""
    found = scans(path)
    if len(found) > 1:
        times = ", ".join(str(start(scan))[:19] for scan in found)
        raise BadInput(
            f"{path} holds {len(found)} scans, of {times}: give one of the files of the "
            "scan that you want."
        )
    return found[0]
