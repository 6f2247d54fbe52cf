"""Which versions Colab has of what this project needs, and whether they stay."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.utils import canonicalize_name

from helpers.errors import BadInput
from tools import ROOT

TABLE = Path(__file__).with_name("versions.txt")
PYTHON = "3.13"
KERNEL = ("ipykernel", "ipywidgets")
# Colab's versions of these aren't made for Python 3.11, or go with Colab's torch only.
NEWER_ONLY = ("rasterio", "setuptools", "tifffile", "torchvision")
HEADER = """\
# Colab's own versions of what this project needs, as of August 2026 (Python 3.13), from
# the list that googlecolab/backend-info publishes. CUDA's parts are left out: they come
# with torch. `python -m tools.colab` resolves with these as constraints.
"""


def pins(text):
    """Return the versions that a list of requirements pins, by name.

    >>> pins("# of August\\nNumPy==2.1.3\\ntorch==2.11.0+cu128\\n")
    {'numpy': '2.1.3', 'torch': '2.11.0'}
    """
    found = re.findall(r"^([\w.-]+)==([^\s+;]+)", text, re.MULTILINE)
    return {str(canonicalize_name(name)): version for name, version in found}


def pinned(versions):
    """Return versions as the lines of a list of requirements."""
    return "".join(f"{name}=={versions[name]}\n" for name in sorted(versions))


def constraints(python):
    """Return Colab's versions as they can be had for a version of Python.

    Parameters
    ----------
    python : tuple of int

    Returns
    -------
    dict of str
        From Python 3.12 on all of them. Before, those few are free that are not made for
        it, and torch is the one that this project's lock has.
    """
    found = pins(TABLE.read_text("utf-8"))
    if tuple(python[:2]) < (3, 12):
        found = {name: found[name] for name in found if name not in NEWER_ONLY}
        found["torch"] = pins((ROOT / "requirements.lock").read_text("utf-8"))["torch"]
    return found


def replaced(study):
    """Say what installing a study on Colab would replace there.

    Returns
    -------
    str
        Why no versions fit together that keep Colab's; empty where it replaces nothing.
    """
    words = ("--extra", study, "-c", TABLE, "--python-version", PYTHON)
    try:
        uv("pip", "compile", "-q", "--no-header", ROOT / "pyproject.toml", *words)
    except BadInput as fault:
        return str(fault)
    return ""


def write(colab_list):
    """Write the versions of what this project needs anew, from Colab's whole list."""
    have = pins(Path(colab_list).read_text("utf-8"))
    have = {name: have[name] for name in have if not name.startswith("nvidia")}
    with tempfile.TemporaryDirectory() as folder:
        everything, kernel = Path(folder, "colab.txt"), Path(folder, "kernel.in")
        everything.write_text(pinned(have), "utf-8")
        kernel.write_text("\n".join(KERNEL), "utf-8")
        words = ("--all-extras", "-c", everything, "--python-version", PYTHON)
        needed = uv("pip", "compile", "-q", ROOT / "pyproject.toml", kernel, *words)
    kept = {name: have[name] for name in pins(needed) if name in have}
    TABLE.write_text(HEADER + pinned(kept), "utf-8")


def uv(*words):
    """Run uv, which then looks for packages where pip is told to; return what it prints."""
    places = ("FIND_LINKS", "INDEX_URL", "EXTRA_INDEX_URL")
    told = {f"UV_{p}": os.environ[f"PIP_{p}"] for p in places if f"PIP_{p}" in os.environ}
    command = [str(word) for word in (Path(sys.executable).with_name("uv"), *words)]
    run = subprocess.run(command, env=os.environ | told, capture_output=True, text=True)
    if run.returncode:
        raise BadInput(f"uv {words[0]} failed: {run.stderr.strip()}")
    return run.stdout
