"""What every test may ask for."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
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


class InBackground:
    """The chapters' runs on real data, made while other tests leave a core idle."""

    CODE = """
import os, sys
from tools import chapters, reference
os.nice(19)
for study in chapters.STUDIES:
    reference.run(study, sys.argv[1], pages=False)
"""

    def __init__(self, folder):
        self.folder, self.log = folder, folder / "log"
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.CODE, folder],
            cwd=ROOT,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def done(self):
        """Wait until all have run; give their folder."""
        assert self.process.wait() == 0, self.log.read_text("utf-8")[-2000:]
        return self.folder

    def stop(self):
        """End what still runs, and leave nothing behind."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


BACKGROUND = pytest.StashKey[InBackground]()


def pytest_collection_finish(session):
    """Begin the runs on real data at once, where a test will ask for them."""
    asked = any("real_runs" in getattr(item, "fixturenames", ()) for item in session.items)
    if asked and os.environ.get("EO_DATA") and not session.config.option.collectonly:
        session.config.stash[BACKGROUND] = InBackground(Path(tempfile.mkdtemp()))


@pytest.fixture(scope="session")
def real_runs(request):
    """Give the folder of every chapter's run on real data, once all are made."""
    if BACKGROUND not in request.config.stash:
        pytest.skip("EO_DATA is not set: no real files to test on")
    return request.config.stash[BACKGROUND].done()


def pytest_unconfigure(config):
    """End the runs on real data, should the tests have ended before them."""
    if BACKGROUND in config.stash:
        config.stash[BACKGROUND].stop()


# A browser in a container, without graphics and without calls to its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """Give Chromium, found on the PATH or named by ``EO_CHROMIUM``, once for all pages.

    Without one the tests that ask for it skip; with ``EO_REQUIRE_BROWSER`` they fail.
    """
    program = os.environ.get("EO_CHROMIUM") or shutil.which("chromium")
    if not program:
        refuse = pytest.fail if os.environ.get("EO_REQUIRE_BROWSER") else pytest.skip
        refuse("no Chromium here: install Debian's chromium, or name one in EO_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


# Files and folders whose tests train, simulate or build: `make test-fast` leaves them out.
SLOW = (
    "test_book.py",
    "test_catalog.py",
    "test_execution.py",
    "test_pages.py",
    "test_plotting.py",
    "test_rebuilds.py",
    "test_reference.py",
    "test_sweeps.py",
    "test_training.py",
    "clouds/classification",
    "clouds/colour",
    "clouds/embedding",
    "clouds/labels/test_geography.py",
    "clouds/organisation",
    "clouds/products/goes16",
    "clouds/products/test_damaged_files.py",
    "clouds/simulation",
    "clouds/statistics",
    "clouds/test_sweeps.py",
    "glaciers",
    "leads/colocation",
    "leads/products/test_sentinel2.py",
    "leads/simulation",
    "polder/deep_clustering",
    "polder/products/test_grasp.py",
    "polder/simulation",
    "polder/test_autoencoder.py",
    "polder/test_cluster_validation.py",
    "polder/test_clustering_methods.py",
    "polder/test_seed_sweep.py",
)


def pytest_collection_modifyitems(items):
    """Mark the slow tests, by where they are; those that wait for real runs come last."""
    here = Path(__file__).parent
    items.sort(key=lambda item: "real_runs" in getattr(item, "fixturenames", ()))
    for item in items:
        if any(item.path.is_relative_to(here / name) for name in SLOW):
            item.add_marker("slow")
