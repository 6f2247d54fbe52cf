"""Which files of a folder belong to one scan of GOES-16's imager, by their names."""

import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from helpers.clouds.products.goes16.bands import VARIABLES
from helpers.errors import BadInput

NAME = re.compile(
    r"OR_ABI-L1b-Rad(?P<sector>F|C|M1|M2)-M\d+C(?P<band>\d{2})_G(?P<satellite>\d{2})"
    r"_s(?P<start>\d{14})_e\d{14}_c\d{14}.*\.nc"
)
"""What the name of a file says."""
SAME_SCAN = np.timedelta64(10, "s")
"""The bands of a scan start within a second, the next mesoscale scan after 30."""
PRODUCT = "file of ABI Level 1b radiances, OR_ABI-L1b-Rad…nc"
"""What is looked for, in messages."""


def scans(path: str | Path) -> list[dict[int, Path]]:
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
    helpers.errors.BadInput
        When there is no such file, none is named as NOAA names them, or no scan is
        complete.
    """
    path = Path(path)
    if not path.exists():
        raise BadInput(
            f"There is no file or folder {path}: give one with files of ABI Level 1b."
        )
    if path.is_file() and not NAME.fullmatch(path.name):
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
        name = NAME.fullmatch(path.name)
        if name and int(name["band"]) in VARIABLES:
            row = start_time(name["start"]), int(name["band"]), path
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


def start(scan: dict[int, Path]) -> np.datetime64:
    """Give the time at which a scan began, by the name of one of its files.

    Parameters
    ----------
    scan : dict
        Of :func:`scans`.

    Returns
    -------
    numpy.datetime64
        UTC.
    """
    path = next(iter(scan.values()))
    return start_time(NAME.fullmatch(path.name)["start"])


def _missing(scan):
    return [f"C{band:02}" for band in VARIABLES if band not in scan]


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


def one_scan(path: str | Path) -> dict[int, Path]:
    """Give the scan of a file, or the only one of a folder, as :func:`scans` does.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    dict
        From a band's number to the path of its file.

    Raises
    ------
    helpers.errors.BadInput
        When there is none, or more than one.
    """
    found = scans(path)
    if len(found) > 1:
        times = ", ".join(str(start(scan))[:19] for scan in found)
        raise BadInput(
            f"{path} holds {len(found)} scans, of {times}: give one of the files of the "
            "scan that you want."
        )
    return found[0]


def start_time(stamped: str) -> np.datetime64:
    """Read a time as file names have it: year, day of the year, time, tenths.

    Parameters
    ----------
    stamped : str

    Returns
    -------
    numpy.datetime64
        UTC.

    Examples
    --------
    >>> start_time("20200221300178")
    np.datetime64('2020-01-22T13:00:17.800')
    """
    year, day, hour, minute, second, tenth = (
        int(stamped[a:b]) for a, b in ((0, 4), (4, 7), (7, 9), (9, 11), (11, 13), (13, 14))
    )
    time = np.datetime64(f"{year}-01-01T{hour:02}:{minute:02}:{second:02}", "ms")
    return time + np.timedelta64(day - 1, "D") + np.timedelta64(100 * tenth, "ms")
