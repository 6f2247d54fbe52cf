"""Packages that need an environment of their own, as they hold numpy or numba back.

The environment is made under ``_build/apart/`` at the first call, and what runs in it
is a script of this folder; arrays go there and back in ``.npz`` files.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tools import ROOT


def run(requirement, script, **arrays):
    """Run a script of this folder on arrays, in an environment with one requirement.

    Returns the arrays that it writes. Raises ``subprocess.CalledProcessError`` where
    the environment can't be made or the script fails; pip's own words stand before it.
    """
    python = _environment(requirement)
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder, "given.npz"), Path(folder, "made.npz")
        np.savez(given, **arrays)
        script = Path(__file__).with_name(script)
        subprocess.run([python, "-W", "ignore", script, given, made], check=True)
        with np.load(made, allow_pickle=False) as archive:
            return dict(archive)


def _environment(requirement):
    folder = ROOT / "_build" / "apart" / requirement
    python, whole = folder / "bin" / "python", folder / "whole"
    if not whole.exists():
        print(f"Installing {requirement} beside: about a minute, once.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        subprocess.run([*pip, requirement], check=True)
        whole.touch()  # last: an interrupted installation is taken up again
    return python
