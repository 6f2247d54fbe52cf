"""Set up ``.venv`` when it is out of date: ``python -m tools.setup``.

It is out of date when ``requirements.lock`` or ``pyproject.toml`` have other contents
than those it was made from. Needs nothing but Python itself. ``python -m tools.setup
lock`` writes the lock anew, from the newest versions that ``pyproject.toml`` allows;
``floors`` from the lowest.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import ROOT

VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
# Written last: an interrupted set-up is taken up again.
STAMP = VENV / "set-up-from"
NAME = "unsupervised-earth"


def wanted():
    """Return what an environment must have been made from to be up to date."""
    # The folder is part of it: `helpers` is installed as a link into it.
    files = [LOCK, ROOT / "pyproject.toml"]
    return "\n".join([str(ROOT), *(path.read_text("utf-8") for path in files)])


def set_up():
    """Install the locked requirements and this project into ``.venv``, if need be."""
    if STAMP.exists() and STAMP.read_text("utf-8") == wanted():
        return
    print("Setting up .venv: about three minutes the first time.", flush=True)
    start = time.monotonic()
    STAMP.unlink(missing_ok=True)
    pip = _environment(VENV)
    _run(*pip, "install", "-r", LOCK)
    _run(*pip, "install", "--no-deps", "-e", ROOT)
    STAMP.write_text(wanted(), "utf-8")
    print(f"Set up .venv in {time.monotonic() - start:.0f} s.", flush=True)


def write_lock():
    """Resolve the requirements of every extra afresh and write their exact versions."""
    with tempfile.TemporaryDirectory(prefix="lock-", dir=ROOT / "_build") as folder:
        pip = _environment(Path(folder))
        _run(*pip, "install", f"{ROOT}[{','.join(extras())}]")
        frozen = _run(*pip, "freeze", "--exclude", NAME, stdout=subprocess.PIPE).stdout
    LOCK.write_text(portable(frozen), "utf-8")


def write_floors():
    """Write the lowest versions that the requirements allow as the lock."""
    with tempfile.TemporaryDirectory(prefix="floors-", dir=ROOT / "_build") as folder:
        pip = _environment(Path(folder))
        _run(*pip, "install", "-q", "uv")
        command = [Path(folder) / "bin" / "uv", "pip", "compile", "--all-extras"]
        command += ["--resolution", "lowest-direct", "--no-header", "--no-annotate"]
        lowest = _run(*command, ROOT / "pyproject.toml", stdout=subprocess.PIPE).stdout
    LOCK.write_text(portable(lowest), "utf-8")


def extras():
    """Return the names of the project's optional sets of requirements."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return sorted(project["optional-dependencies"])


def portable(frozen):
    """Return what pip froze without what holds for this machine only.

    >>> portable("numpy==2.4.6\\ntorch==2.13.0+cpu\\n-e /some/where\\n")
    'numpy==2.4.6\\ntorch==2.13.0\\n'
    """
    versions = re.findall(r"^([\w.-]+==[^+\s]+)", frozen, flags=re.MULTILINE)
    return "".join(f"{version}\n" for version in versions)


def _environment(folder):
    """Make a virtual environment unless a sound one is there; return its pip."""
    pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    try:
        sound = not subprocess.run([*pip, "--version"], capture_output=True).returncode
    except OSError:
        sound = False
    if not sound:
        _run(sys.executable, "-m", "venv", "--clear", folder)
    return pip


def _run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, text=True, **options)


def main(arguments):
    """Do what is asked; one at a time in this folder."""
    if sys.version_info < (3, 11):  # noqa: UP036 — said instead of a SyntaxError
        version = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"Python 3.11 or newer is needed, and {sys.executable} is {version}: "
            "name another one, as in make PYTHON=python3.12."
        )
    from tools import lock

    held = lock.take(ROOT / "_build" / "set-up-lock", "Another set-up is running: waiting.")
    try:
        {"lock": write_lock, "floors": write_floors}.get("".join(arguments), set_up)()
    except subprocess.CalledProcessError as error:
        sys.exit(f"\nSet-up stopped: {' '.join(error.cmd)} failed, for the reason above.")
    finally:
        held.close()


if __name__ == "__main__":
    main(sys.argv[1:])
