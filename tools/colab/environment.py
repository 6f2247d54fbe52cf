"""An environment like Colab's: its versions, this project from a wheel, its kernel."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import ROOT
from tools.colab import versions
from tools.colab.versions import uv

PLACE = ROOT / "_build/colab"
PYTHON = PLACE / "env/bin/python"
VERSION = "import platform; print(platform.python_version())"


def set_up(studies):
    """Bring the environment up to date, with what some studies need.

    Parameters
    ----------
    studies : iterable of str
    """
    start, wheel = time.monotonic(), _wheel()
    base, version = _python()
    pins = versions.pinned(versions.constraints([int(n) for n in version.split(".")]))
    stamp, constraints = PLACE / "made-from", PLACE / "constraints.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != f"{base}\n{pins}":
        stamp.unlink(missing_ok=True)
        constraints.write_text(pins, "utf-8")
        uv(
            "venv",
            "-q",
            "--clear",
            "--no-python-downloads",
            "--python",
            base,
            PLACE / "env",
        )
        _describe_kernel()
        stamp.write_text(f"{base}\n{pins}", "utf-8")
    package = ["--reinstall-package", "unsupervised-earth", f"{wheel}[{','.join(studies)}]"]
    uv(
        "pip",
        "install",
        "-q",
        "--python",
        PYTHON,
        "-c",
        constraints,
        *package,
        *versions.KERNEL,
    )
    seconds = time.monotonic() - start
    print(f"Colab's versions on Python {version}: set up in {seconds:.0f} s", flush=True)


def _python():
    """Return a Python like Colab's, or else this one, and its version."""
    like_colab = shutil.which(f"python{versions.PYTHON}")
    try:
        return like_colab, _output(str(like_colab), "-c", VERSION).strip()
    except (OSError, subprocess.CalledProcessError):
        return sys.executable, _output(sys.executable, "-c", VERSION).strip()


def _wheel():
    """Make the package's wheel of the files as they are; return it."""
    with tempfile.TemporaryDirectory() as folder:
        listed = _output("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT)
        for path in (ROOT / name for name in listed.splitlines()):
            # Only what git knows: nothing that lies about can get in.
            if path.is_file():
                copy = Path(folder, path.relative_to(ROOT))
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        shutil.rmtree(PLACE / "wheel", ignore_errors=True)
        uv("build", "-q", "--wheel", "--out-dir", PLACE / "wheel", folder)
    return next((PLACE / "wheel").glob("*.whl"))


def _describe_kernel():
    """Write what starts the kernel; google.colab is a stub there, imported as on Colab."""
    command = [str(PYTHON), "-Xfrozen_modules=off", "-m", "ipykernel_launcher"]
    command += ["--log-level=CRITICAL", "-f", "{connection_file}"]
    kernel = {"argv": command, "display_name": "Colab", "language": "python"}
    texts = {
        "stub/google/colab/__init__.py": '"""A stub: what runs here is not Colab."""\n',
        "ipython/profile_default/startup/colab.py": "import google.colab\n\ndel google\n",
        "kernels/colab/kernel.json": json.dumps(kernel),
    }
    for name, text in texts.items():
        (PLACE / name).parent.mkdir(parents=True, exist_ok=True)
        (PLACE / name).write_text(text, "utf-8")


def surroundings():
    """Return the variables of a kernel that shares nothing with this one but real files."""
    shared = ("PATH", "LANG", "LC_ALL", "TMPDIR", "EO_DATA")
    (PLACE / "home").mkdir(parents=True, exist_ok=True)
    return {name: os.environ[name] for name in shared if name in os.environ} | {
        "HOME": str(PLACE / "home"),
        "EO_CACHE": str(PLACE / "cache"),
        "IPYTHONDIR": str(PLACE / "ipython"),
        "PYTHONPATH": str(PLACE / "stub"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _output(*words, **options):
    return subprocess.run(
        words, check=True, capture_output=True, text=True, **options
    ).stdout
