"""What every test may ask for."""

import os
import subprocess
from pathlib import Path

import pytest

from tools import ROOT


@pytest.fixture(scope="session")
def real():
    """Give a function that finds a real file, by the end of its path, in ``EO_DATA``."""
    folders = [Path(f) for f in os.environ.get("EO_DATA", "").split(os.pathsep) if f]

    def find(name):
        if not folders:
            pytest.skip("EO_DATA is not set: no real files to test on")
        hits = [p for folder in folders for p in folder.rglob(Path(name).name)]
        hits = [p for p in hits if p.as_posix().endswith(name)]
        assert hits, f"EO_DATA is set, but none of its folders holds {name}"
        return hits[0]

    return find


@pytest.fixture(scope="session")
def book():
    """Bring the book up to date as a reader would; give the folder of its pages."""
    # what `make test ARGS=…` was asked is not for the book
    env = {k: v for k, v in os.environ.items() if k not in ("ARGS", "MAKEFLAGS")}
    subprocess.run(["make", "book"], cwd=ROOT, env=env, check=True, timeout=2400)
    return ROOT / "_build/html"
