"""Files are put together by scan, and what is missing is said."""

import shutil

import numpy as np
import pytest

from helpers import catalog
from helpers.clouds.products import goes16
from helpers.clouds.products.goes16 import files
from helpers.errors import BadInput


def test_a_scan_is_found_by_any_of_its_files(folder, scan):
    found = files.scans(folder)
    assert len(found) == 2 and all(list(each) == [1, 2, 3, 13] for each in found)
    assert files.scans(scan[13]) == [scan]
    assert goes16.open(scan[3]).time == goes16.open(scan).time
    assert goes16.open(scan).time.values == np.datetime64("2020-01-22T13:05:03.200")


def test_of_several_scans_one_must_be_chosen(folder):
    with pytest.raises(BadInput, match="holds 2 scans, of 2020-01-22T13:00:17, 2020"):
        goes16.open(folder)


def test_missing_band(own):
    next(own.glob("*C02_*")).unlink()
    with pytest.raises(BadInput, match=r"has no C02 of the scan.*put all four"):
        goes16.open(own)


def test_files_of_different_times(own, folder):
    next(own.glob("*C02_*")).unlink()
    shutil.copy(files.scans(folder)[1][2], own)
    with pytest.raises(
        BadInput, match=r"has no C02 .* other scans, of 2020-01-22T17:40:17"
    ):
        goes16.open(own)


def test_sectors_by_name_are_scans_of_their_own(own):
    path = next(own.glob("*C02_*"))
    path.rename(own / path.name.replace("RadF", "RadM1"))
    with pytest.raises(BadInput, match="has no C02 of the scan"):
        goes16.open(own)


def test_no_file_and_no_scan(tmp_path):
    with pytest.raises(BadInput, match="There is no file or folder"):
        files.scans(tmp_path / "none")
    with pytest.raises(BadInput, match="holds no file of ABI Level 1b"):
        files.scans(tmp_path)


def test_real_edition_says_the_steps():
    with pytest.raises(catalog.AccountNeeded, match="noaa-goes16"):
        catalog.find("clouds/goes16", "real")
