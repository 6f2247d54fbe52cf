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


def run(requirements, script, **arrays):
    """Run a script of this folder on arrays, in an environment of its own.

    ``requirements`` are separated by spaces, the package itself first. Returns the
    arrays that the script writes. Raises ``subprocess.CalledProcessError`` where the
    environment can't be made or the script fails.
    """
    python = _environment(requirements.split())
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder, "given.npz"), Path(folder, "made.npz")
        np.savez(given, **arrays)
        subprocess.run([python, Path(__file__).with_name(script), given, made], check=True)
        with np.load(made, allow_pickle=False) as archive:
            return dict(archive)


def _environment(requirements):
    folder = ROOT / "_build" / "apart" / requirements[0]
    python, whole = folder / "bin" / "python", folder / "whole"
    if not whole.exists():
        print(f"Installing {requirements[0]} beside: about a minute, once.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        # what pip says names the registry
        subprocess.run([*pip, *requirements], check=True, capture_output=True)
        whole.touch()  # last: an interrupted installation is taken up again
    return python
