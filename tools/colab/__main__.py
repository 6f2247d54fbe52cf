"""Rehearse chapters as Colab runs them: ``python -m tools.colab [CHAPTER…] [--quick]``.

The reader's notebook of each chapter runs alone in an empty folder, with the package from
a wheel, under the versions that Colab has (``versions.txt``). That installing replaces none
of them is found out by resolving with them as constraints.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import nbclient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from helpers.errors import BadInput
from tools import chapters, lock
from tools.colab import environment, versions
from tools.execute import NOT_HAD
from tools.readers import notebooks

CELL_SECONDS = 600


def rehearse(chapter):
    """Run the reader's notebook of a chapter alone in an empty folder.

    The executed copy stays in ``_build/colab/<study>/``, as far as it came.

    Parameters
    ----------
    chapter : Path

    Returns
    -------
    str
        ``ok``; ``not run``, where it needs files that can't be had; or ``failed``, and why.
    """
    try:
        notebook = notebooks.reader(chapter)
    except BadInput as fault:
        return f"failed: {fault}"
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        client = nbclient.NotebookClient(
            notebook, kernel_name="colab", timeout=CELL_SECONDS, resources=where
        )
        try:
            client.execute(env=environment.surroundings())
        except CellExecutionError as error:
            return reason(error)
        except (DeadKernelError, RuntimeError, TimeoutError) as error:
            return f"failed: {' '.join(str(error).split())}"
        finally:
            notebooks.write(
                notebook, environment.PLACE / f"{chapters.label(chapter)}.ipynb"
            )
    missing = notebooks.unfilled(notebook)
    return f"failed: no number came for {', '.join(missing)}" if missing else "ok"


def reason(error):
    """Say in a line why a cell failed, and where in the package."""
    said = f"{error.ename}: {error.evalue}"
    if error.ename in NOT_HAD:
        return f"not run: {said}"
    plain = re.sub(r"\x1b\[[0-9;]*m", "", error.traceback)
    places = re.findall(r"(helpers/[\w/]+\.py)", plain)
    return f"failed: {said}" + (f" (in {places[-1]})" if places else "")


def wanted(names, quick):
    """Return the chapters to rehearse.

    Parameters
    ----------
    names : list of str
        ``study/N_name``; all chapters where none is named.
    quick : bool
        Whether the first of each study is enough.
    """
    found = {chapters.label(path): path for path in chapters.listed()}
    for name in names:
        if name not in found:
            raise BadInput(f"There is no chapter {name!r}: name one like {min(found)}.")
    if quick:
        return [chapters.listed(study)[0] for study in chapters.STUDIES]
    return [found[name] for name in names] or list(found.values())


def rehearse_all(paths):
    """Rehearse chapters, one on each core; print a table; return whether none failed."""
    studies = list(dict.fromkeys(path.parent.name for path in paths))
    kept = [_keeps_versions(study) for study in studies]
    environment.set_up(studies)
    # Where Jupyter finds the kernel of the environment.
    with (
        patch.dict(os.environ, JUPYTER_PATH=str(environment.PLACE)),
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        rows = list(pool.map(_timed, paths))
    width = max(len(name) for name, *_ in rows)
    print(f"\n{'chapter':{width}}  seconds  outcome")
    for name, outcome, seconds in rows:
        print(f"{name:{width}}  {seconds:7.0f}  {outcome}")
    return all(kept) and not any(outcome.startswith("failed") for _, outcome, _ in rows)


def _timed(path):
    name, start = chapters.label(path), time.monotonic()
    print(f"{name}  starts", flush=True)
    outcome, seconds = rehearse(path), time.monotonic() - start
    print(f"{name}  {outcome}, {seconds:.0f} s", flush=True)
    return name, outcome, seconds


def _keeps_versions(study):
    why = versions.replaced(study)
    print(f"{study}: " + (why or "installing replaces nothing that Colab has"), flush=True)
    return not why


def main():
    """Rehearse what is asked; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.colab", description=__doc__)
    parser.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help="like leads/1_echoes"
    )
    parser.add_argument("--quick", action="store_true", help="the first of each study")
    parser.add_argument("--versions", metavar="LIST", help="renew versions.txt from a list")
    asked = parser.parse_args()
    held = lock.take(environment.PLACE / "lock", "Another rehearsal is running: waiting.")
    try:
        if asked.versions:
            return versions.write(asked.versions)
        return not rehearse_all(wanted(asked.chapters, asked.quick))
    except BadInput as fault:
        print(fault)
        return 1
    finally:
        held.close()


if __name__ == "__main__":
    sys.exit(main())
